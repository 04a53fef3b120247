//! What a success gives back.

use super::lowering::{Lowering, Place};
use super::media::{self, Form, json, others};
use super::names;
use super::types::Hint;
use crate::api::{AnswerBody, StatusAnswer, TypeKind, TypeRef};
use crate::findings::Id;
use crate::openapi::{Answer, Kind, Operation, Side, Status};

impl<'a> Lowering<'_, 'a> {
    /// What a success gives back: one type, or one for each status where they differ.
    pub(super) fn answer(
        &mut self,
        name: &str,
        operation: &'a Operation,
        place: Place<'_>,
    ) -> AnswerBody {
        let mut found: Vec<(Option<u16>, Option<AnswerBody>)> = Vec::new();
        for answer in successes(operation) {
            let status = match answer.status {
                Status::Code(code) => Some(code),
                Status::Range(_) | Status::Default => None,
            };
            self.note_beside_body(answer);
            let content = &answer.response.content;
            let Some((media, form)) = media::read(content, &self.types.document.schemas) else {
                found.push((status, None));
                continue;
            };
            let media_type = media::written_as(media, form);
            if let Some(ty) = form.whole() {
                found.push((status, Some(AnswerBody { ty, media_type })));
                continue;
            }
            let other = status.filter(|status| *status != 200);
            let other = other.map(|status| status.to_string()).unwrap_or_default();
            let hint = names::with_ending(&format!("{name}{other}"), Side::Answer);
            let ty = self.types.of_media(media, Hint::answer(&hint));
            found.push((status, Some(AnswerBody { ty, media_type })));
        }
        let mut bodies = found.iter().filter_map(|(_, body)| body.as_ref());
        let Some(first) = bodies.next() else {
            return AnswerBody::NOTHING;
        };
        let is_first = |(status, body): &(Option<u16>, Option<AnswerBody>)| match body {
            Some(body) => body.ty == first.ty,
            None => may_have_a_body(*status),
        };
        if found.iter().all(is_first) {
            return first.clone();
        }
        let media_type = first.media_type.clone();
        let ty = self.statuses(name, found, place);
        AnswerBody { ty, media_type }
    }

    /// The media types that a success may come in, as they are asked for.
    pub(super) fn accepts(&self, operation: &Operation) -> String {
        let mut asked: Vec<String> = Vec::new();
        for answer in successes(operation) {
            let (content, schemas) = (&answer.response.content, &self.types.document.schemas);
            let Some((_, form)) = media::read(content, schemas) else {
                continue;
            };
            let found = media::asked(content, schemas).into_iter();
            for name in found.map(|media| media::asked_for(media, form)) {
                if !asked.contains(&name) {
                    asked.push(name);
                }
            }
        }
        match asked.as_slice() {
            [] => "application/json".to_owned(),
            _ => asked.join(", "),
        }
    }

    /// Says what an answer has beside its body, or in other forms than JSON.
    fn note_beside_body(&mut self, answer: &Answer) {
        let response = &answer.response;
        if !response.headers.is_empty() {
            let names = response.headers.iter();
            let names: Vec<String> = names.map(|header| format!("`{}`", header.name)).collect();
            let text = format!(
                "its headers have no type; the answer as it came has them by name: {}",
                names.join(", ")
            );
            self.types.note(Id::HeadersLeftOut, &answer.pointer, text);
        }
        if let Some((media, Form::Text | Form::Binary)) =
            media::read(&response.content, &self.types.document.schemas)
            && let Some(used) = &media.schema
            && !matches!(
                self.types.schema(used.id).wire.kind,
                Kind::Text(_) | Kind::Any
            )
        {
            let text = format!(
                "documented but not read: what its schema says of an answer that is taken as {}",
                media.name
            );
            self.types.note(Id::LimitNotChecked, &used.pointer, text);
        }
        let taken = media::asked(&response.content, &self.types.document.schemas);
        let others = others(&response.content, &taken);
        if let (Some(media), false) = (taken.first(), others.is_empty()) {
            let others = others.join(", ");
            let text = format!("it is read as {}, not as {others}", media.name);
            self.types.note(Id::MediaTypeLeftOut, &answer.pointer, text);
        }
    }

    /// The status that a success comes with, a status that has a JSON body before one that has none, and those that it does
    /// not come with.
    pub(super) fn statuses_of(
        &self,
        operation: &Operation,
        answer: &AnswerBody,
    ) -> (u16, Vec<u16>) {
        let answers = operation.answers.iter();
        let listed: Vec<(u16, bool)> = answers
            .filter_map(|answer| match answer.status {
                Status::Code(code @ 200..=599) => Some((
                    code,
                    json(&answer.response.content, &self.types.document.schemas).is_some(),
                )),
                _ => None,
            })
            .collect();
        let success = |(status, _): &&(u16, bool)| (200..300).contains(status);
        let successes = || listed.iter().filter(success);
        let first = successes()
            .find(|(_, has_body)| *has_body)
            .or_else(|| successes().next())
            .map_or(200, |(status, _)| *status);
        let told = match answer.ty.named().and_then(|name| self.types.kind(name)) {
            Some(TypeKind::Statuses(told)) => told.as_slice(),
            _ => &[],
        };
        let is_told = |status| told.iter().any(|each| each.status == Some(status));
        let others = listed.iter().map(|(status, _)| *status);
        let others = others.filter(|status| *status != first && !is_told(*status));
        (first, others.collect())
    }

    fn statuses(
        &mut self,
        name: &str,
        found: Vec<(Option<u16>, Option<AnswerBody>)>,
        place: Place<'_>,
    ) -> TypeRef {
        let name = self.types.hoisted_name(&format!("{name}Statuses"));
        let pointer = place.pointer.member("responses");
        let index = self.types.reserve(name.clone(), None, &pointer);
        let variants = found
            .into_iter()
            .map(|(status, body)| StatusAnswer {
                status,
                rust: status.map_or_else(
                    || "OtherStatus".to_owned(),
                    |status| format!("Status{status}"),
                ),
                body: body.unwrap_or(AnswerBody::NOTHING),
            })
            .collect();
        let docs = vec!["What a success gives back, which differs by status.".to_owned()];
        self.types
            .complete(index, docs, TypeKind::Statuses(variants));
        TypeRef::Named(name)
    }
}

/// Whether a success whose body nobody describes may have that of another one. A range is no statement about any status, and
/// frameworks list 201 beside 200 of whatever is sent.
fn may_have_a_body(status: Option<u16>) -> bool {
    status.is_none_or(|status| status == 201)
}

/// The answers that mean success; where none is documented, the default is one.
fn successes(operation: &Operation) -> Vec<&Answer> {
    let all = operation.answers.iter();
    let stated: Vec<&Answer> = all.filter(|answer| answer.status.is_success()).collect();
    if !stated.is_empty() {
        return stated;
    }
    let all = operation.answers.iter();
    all.filter(|answer| answer.status == Status::Default)
        .collect()
}
