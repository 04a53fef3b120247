//! What a success gives back.

use openapiv3::{Content, MediaType, ReferenceOr, Response, Responses, StatusCode};

use super::bodies::{ANYTHING, essence};
use super::node::Node;
use super::operations::{Lowering, Place};
use super::reach::{self, Side};
use super::types::Hint;
use crate::api::{StatusAnswer, TypeKind, TypeRef};
use crate::findings::{At, pointer_token};

impl<'a> Lowering<'_, 'a> {
    /// What a success gives back: one type, or one for each status where they differ.
    pub(super) fn answer(
        &mut self,
        name: &str,
        responses: &'a Responses,
        place: Place<'_>,
    ) -> TypeRef {
        let mut found: Vec<(Option<u16>, Option<TypeRef>)> = Vec::new();
        let mut successes: Vec<(Option<u16>, String, &ReferenceOr<openapiv3::Response>)> =
            responses
                .responses
                .iter()
                .filter_map(|(status, response)| match status {
                    StatusCode::Code(code) if (200..300).contains(code) => {
                        Some((Some(*code), code.to_string(), response))
                    }
                    StatusCode::Range(2) => Some((None, "2XX".to_owned(), response)),
                    _ => None,
                })
                .collect();
        if successes.is_empty() {
            successes.extend(
                responses
                    .default
                    .iter()
                    .map(|response| (None, "default".to_owned(), response)),
            );
        }
        for (status, shown, response) in successes {
            let pointer = format!("{}/responses/{shown}", place.pointer);
            let Some(response) = reach::response(self.types.document, response) else {
                let text = "this answer refers to something that is not in the document".to_owned();
                self.types.problem("unknown-reference", &pointer, text);
                continue;
            };
            self.note_beside_body(response, &pointer);
            let schema = json(&response.content).map(|(name, media)| {
                let schema = media.schema.as_ref();
                (name, schema.map_or(Node::Schema(&ANYTHING), Node::from))
            });
            let Some((media, node)) = schema else {
                if !response.content.is_empty() {
                    let kinds: Vec<&str> = response.content.keys().map(String::as_str).collect();
                    let text = format!(
                        "it comes as {}, so it has no type and is kept as it is",
                        kinds.join(", ")
                    );
                    self.types
                        .findings
                        .note("answer-without-type", At::Pointer(pointer), text);
                }
                found.push((status, None));
                continue;
            };
            let pointer = format!("{pointer}/content/{}/schema", pointer_token(media));
            let status_name = status
                .filter(|status| *status != 200)
                .map(|status| status.to_string());
            let hint = format!("{name}{}Answer", status_name.unwrap_or_default());
            let meaning = self.types.node(
                node,
                &pointer,
                Hint {
                    name: &hint,
                    side: Side::Answer,
                },
                None,
            );
            found.push((
                status,
                Some(self.types.redacted(meaning.ty, meaning.class.as_deref())),
            ));
        }
        let mut bodies: Vec<&TypeRef> = Vec::new();
        for body in found.iter().filter_map(|(_, body)| body.as_ref()) {
            if !bodies.contains(&body) {
                bodies.push(body);
            }
        }
        match bodies.as_slice() {
            [] => TypeRef::Unit,
            [only] => (*only).clone(),
            _ => self.statuses(name, found, place),
        }
    }

    /// Says what an answer has beside its body, or in other forms than JSON.
    fn note_beside_body(&mut self, response: &Response, pointer: &str) {
        let listed = |names: Vec<&String>| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            names.join(", ")
        };
        if !response.headers.is_empty() {
            let names = listed(response.headers.keys().collect());
            let text = format!(
                "its headers have no type; the answer as it came has them by name: {names}"
            );
            self.types.note("headers-left-out", pointer, text);
        }
        if !response.links.is_empty() {
            let names = listed(response.links.keys().collect());
            let text = format!("links to other operations are left out: {names}");
            self.types.note("links-left-out", pointer, text);
        }
        if let Some((media, _)) = json(&response.content)
            && response.content.len() > 1
        {
            let others = response.content.keys();
            let others: Vec<&str> = others
                .map(String::as_str)
                .filter(|other| *other != media)
                .collect();
            let text = format!("it is read as {media}, not as {}", others.join(", "));
            self.types.note("media-type-left-out", pointer, text);
        }
    }

    /// Says that a body of another answer than a success, whose schema has no name, has no type.
    pub(super) fn note_failures(&mut self, responses: &Responses, place: Place<'_>) {
        let documented = responses.responses.iter();
        let documented = documented.map(|(status, response)| (status.to_string(), response));
        // Where no success is documented, the default is one.
        let mut statuses = responses.responses.keys();
        let has_success = statuses.any(|status| status.to_string().starts_with('2'));
        let default = responses.default.iter().filter(|_| has_success);
        let all = documented.chain(default.map(|response| ("default".to_owned(), response)));
        let mut untyped = Vec::new();
        for (status, response) in all.filter(|(status, _)| !status.starts_with('2')) {
            let response = reach::response(self.types.document, response);
            let schema = response
                .and_then(|response| json(&response.content))
                .and_then(|(_, media)| media.schema.as_ref());
            if matches!(schema, Some(ReferenceOr::Item(_))) {
                untyped.push(status);
            }
        }
        if !untyped.is_empty() {
            let text = format!(
                "the body of {} has no type; a failure keeps it as it came",
                untyped.join(", ")
            );
            let pointer = format!("{}/responses", place.pointer);
            self.types.note("answer-without-type", &pointer, text);
        }
    }

    /// The status that a success comes with, and the others: a status that has a JSON body before one that has none.
    pub(super) fn statuses_of(&self, responses: &Responses) -> (u16, Vec<u16>) {
        let listed: Vec<(u16, bool)> = responses
            .responses
            .iter()
            .filter_map(|(status, response)| match status {
                StatusCode::Code(code @ 200..=599) => {
                    let response = reach::response(self.types.document, response);
                    let has_body =
                        response.is_some_and(|response| json(&response.content).is_some());
                    Some((*code, has_body))
                }
                _ => None,
            })
            .collect();
        let success = |(status, _): &&(u16, bool)| (200..300).contains(status);
        let successes = || listed.iter().filter(success);
        let first = successes()
            .find(|(_, has_body)| *has_body)
            .or_else(|| successes().next())
            .map_or(200, |(status, _)| *status);
        let others = listed.iter().map(|(status, _)| *status);
        (first, others.filter(|status| *status != first).collect())
    }

    fn statuses(
        &mut self,
        name: &str,
        found: Vec<(Option<u16>, Option<TypeRef>)>,
        place: Place<'_>,
    ) -> TypeRef {
        let name = self.types.hoisted_name(&format!("{name}Statuses"));
        let index = self
            .types
            .reserve(name.clone(), None, &format!("{}/responses", place.pointer));
        let variants = found
            .into_iter()
            .map(|(status, body)| StatusAnswer {
                status,
                rust: status.map_or_else(
                    || "OtherStatus".to_owned(),
                    |status| format!("Status{status}"),
                ),
                ty: body.unwrap_or(TypeRef::Unit),
            })
            .collect();
        let docs = vec!["What a success gives back, which differs by status.".to_owned()];
        self.types
            .complete(index, docs, TypeKind::Statuses(variants));
        TypeRef::Named(name)
    }
}

/// The JSON among media types; `*/*` is read as JSON, since a page shows it where nothing is said.
pub(super) fn json(content: &Content) -> Option<(&str, &MediaType)> {
    let is_json = |name: &str| {
        let name = essence(name);
        name == "application/json" || name == "text/json" || name.ends_with("+json")
    };
    content
        .iter()
        .find(|(name, _)| is_json(name))
        .or_else(|| {
            content
                .iter()
                .find(|(name, _)| matches!(name.as_str(), "*/*" | "application/*"))
        })
        .map(|(name, media)| (name.as_str(), media))
}
