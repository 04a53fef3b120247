//! Operations made into data.

use indexmap::IndexMap;
use openapiv3::{
    Content, MediaType, OpenAPI, Operation as Documented, Parameter as DocumentedParameter,
    ParameterSchemaOrContent, QueryStyle, ReferenceOr, Responses, StatusCode,
};
use serde_json::Value;

use super::docs;
use super::names::{self, Room};
use super::reach::{self, Side};
use super::security::Securities;
use super::shape::{Node, Property};
use super::types::{Hint, Types};
use crate::api::{
    Body, Effect, Encoding, FoundBy, Group, LeftOut, Operation, ParameterPlace, Repeat,
    StatusAnswer, Struct, TypeKind, TypeRef,
};
use crate::findings::pointer_token;

/// The operations of a document by tag, and those left out.
pub(super) fn lower<'a>(
    document: &'a OpenAPI,
    types: &mut Types<'a>,
    securities: &mut Securities<'a>,
) -> (Vec<Group>, Vec<LeftOut>) {
    let mut groups: IndexMap<&str, Group> = document
        .tags
        .iter()
        .map(|tag| {
            let docs = tag
                .description
                .as_deref()
                .map(docs::prose)
                .unwrap_or_default();
            (
                tag.name.as_str(),
                Group {
                    name: tag.name.clone(),
                    docs,
                    operations: Vec::new(),
                },
            )
        })
        .collect();
    let mut lowering = Lowering {
        types,
        securities,
        methods: Room::with(&["new", "gateway", "is_valid_credential", "answer_invalid"]),
        left_out: Vec::new(),
    };
    for (path, item) in &document.paths.paths {
        let pointer = format!("/paths/{}", pointer_token(path));
        let Some(item) = reach::path_item(item) else {
            lowering.leave_out(
                path.clone(),
                &pointer,
                "its path item is a reference".to_owned(),
            );
            continue;
        };
        for (method, operation) in item.iter() {
            let pointer = format!("{pointer}/{method}");
            let place = Place {
                method,
                path,
                pointer: &pointer,
            };
            match lowering.operation(operation, &item.parameters, place) {
                Ok(lowered) => {
                    let tag = operation.tags.first().map_or("", String::as_str);
                    let empty = || Group {
                        name: tag.to_owned(),
                        docs: Vec::new(),
                        operations: Vec::new(),
                    };
                    groups
                        .entry(tag)
                        .or_insert_with(empty)
                        .operations
                        .push(lowered);
                }
                Err(why) => {
                    let what = operation
                        .operation_id
                        .clone()
                        .unwrap_or_else(|| format!("{method} {path}"));
                    lowering.leave_out(what, &pointer, why);
                }
            }
        }
    }
    let left_out = lowering.left_out;
    (
        groups
            .into_values()
            .filter(|group| !group.operations.is_empty())
            .collect(),
        left_out,
    )
}

#[derive(Clone, Copy)]
struct Place<'p> {
    method: &'p str,
    path: &'p str,
    pointer: &'p str,
}

struct Lowering<'t, 'a> {
    types: &'t mut Types<'a>,
    securities: &'t mut Securities<'a>,
    methods: Room,
    left_out: Vec<LeftOut>,
}

impl<'a> Lowering<'_, 'a> {
    fn leave_out(&mut self, what: String, pointer: &str, why: String) {
        self.types.problem(
            "operation-left-out",
            pointer,
            format!("`{what}` is left out: {why}"),
        );
        self.left_out.push(LeftOut {
            what,
            pointer: pointer.to_owned(),
            why,
        });
    }

    fn operation(
        &mut self,
        operation: &'a Documented,
        shared: &'a [ReferenceOr<DocumentedParameter>],
        place: Place<'_>,
    ) -> Result<Operation, String> {
        if place.method == "trace" {
            return Err("TRACE is not sent, since servers echo credentials in it".to_owned());
        }
        let parameters = self.documented_parameters(operation, shared, place)?;
        let body = self.documented_body(operation)?;
        let id = self.id(operation, place);
        let wanted = text(operation, "x-rust-name")
            .map_or_else(|| names::value_name(&id), names::value_name);
        let rust = self.methods.claim(&wanted);
        if rust != wanted {
            let text = format!("the method name `{wanted}` is taken, so this becomes `{rust}`");
            self.types.problem("name-collision", place.pointer, text);
        }
        if operation.summary.is_none() && operation.description.is_none() && !self.types.strict {
            let text = "there is neither a summary nor a description".to_owned();
            self.types
                .problem("missing-description", place.pointer, text);
        }
        let name = names::type_name(&rust);
        let parameters = self.parameters(&name, &id, parameters, place);
        let body = body.map(|(node, encoding, pointer)| {
            let hint = format!("{name}Body");
            let pointer = format!("{}{pointer}", place.pointer);
            let meaning = self.types.node(
                node,
                &pointer,
                Hint {
                    name: &hint,
                    side: Side::Request,
                },
                None,
            );
            Body {
                ty: self.types.redacted(meaning.ty, meaning.class.as_deref()),
                encoding,
            }
        });
        let answer = self.answer(&name, &operation.responses, place);
        let (success, other_statuses) = self.statuses_of(&operation.responses);
        let secured = self
            .securities
            .secures(operation, place.pointer, self.types);
        Ok(Operation {
            docs: operation_docs(operation, place),
            rust,
            pointer: place.pointer.to_owned(),
            method: place.method.to_uppercase(),
            path: place.path.to_owned(),
            effect: self.effect(operation, place),
            repeat: self.repeat(operation, place),
            secured,
            unauthorized_before_state: text(operation, "x-unauthorized") == Some("before-state"),
            refused: list(operation, "x-refused-codes"),
            // They name members of other operations and types, so they are settled when all are lowered.
            found_by: FoundBy::default(),
            journal: Vec::new(),
            id,
            parameters,
            body,
            answer,
            success,
            other_statuses,
        })
    }

    /// The id, or one made of method and path.
    fn id(&mut self, operation: &Documented, place: Place<'_>) -> String {
        operation
            .operation_id
            .clone()
            .filter(|id| !id.is_empty())
            .unwrap_or_else(|| {
                let id = names::value_name(&format!("{} {}", place.method, place.path));
                let text = format!("there is no `operationId`, so this becomes `{id}`");
                self.types
                    .problem("missing-operation-id", place.pointer, text);
                id
            })
    }

    fn effect(&mut self, operation: &Documented, place: Place<'_>) -> Effect {
        match text(operation, "x-effect") {
            Some("moves-money") => Effect::MovesMoney,
            Some("changes") => Effect::Changes,
            Some("reads") => Effect::Reads,
            Some(other) => {
                let text = format!(
                    "`x-effect` is `{other}`, which is none of moves-money, changes and reads"
                );
                self.types.problem("unknown-effect", place.pointer, text);
                Effect::MovesMoney
            }
            // What nobody judged is taken for the worst: what is not a read may move money.
            None if matches!(place.method, "get" | "head" | "options") => Effect::Reads,
            None => Effect::MovesMoney,
        }
    }

    fn repeat(&mut self, operation: &Documented, place: Place<'_>) -> Repeat {
        let stated = operation.extensions.get("x-repeat");
        let Some(stated) = stated else {
            return if matches!(place.method, "get" | "head" | "options") {
                Repeat::Safe
            } else {
                Repeat::Never
            };
        };
        let key = || stated.get("key").and_then(Value::as_str).map(str::to_owned);
        match (stated.get("rule").and_then(Value::as_str), key()) {
            (Some("safe"), _) => Repeat::Safe,
            (Some("never"), _) => Repeat::Never,
            (Some("same-key"), Some(key)) => Repeat::SameKey(key),
            (Some("after-reconcile"), _) => Repeat::AfterReconcile,
            (Some("missing-entries"), _) => Repeat::MissingEntries,
            _ => {
                let text = "`x-repeat` has no known rule, or `same-key` without a key; it is taken for never".to_owned();
                self.types.problem("unknown-repeat", place.pointer, text);
                Repeat::Never
            }
        }
    }

    /// The parameters that can be sent, or why the operation cannot.
    fn documented_parameters(
        &mut self,
        operation: &'a Documented,
        shared: &'a [ReferenceOr<DocumentedParameter>],
        place: Place<'_>,
    ) -> Result<Vec<(ParameterPlace, Property<'a>)>, String> {
        let mut found: Vec<(ParameterPlace, Property<'a>)> = Vec::new();
        for (index, parameter) in operation.parameters.iter().chain(shared).enumerate() {
            let pointer = format!("{}/parameters/{index}", place.pointer);
            let Some(parameter) = reach::parameter(self.types.document, parameter) else {
                return Err(format!(
                    "parameter {index} refers to something that is not in the document"
                ));
            };
            let data = parameter.parameter_data_ref();
            let (at, simple) = match parameter {
                DocumentedParameter::Path { .. } => (ParameterPlace::Path, true),
                DocumentedParameter::Query { style, .. } => (
                    ParameterPlace::Query,
                    !matches!(style, QueryStyle::DeepObject),
                ),
                DocumentedParameter::Header { .. } => (ParameterPlace::Header, true),
                DocumentedParameter::Cookie { .. } => (ParameterPlace::Cookie, true),
            };
            let schema = match &data.format {
                ParameterSchemaOrContent::Schema(schema) => Some(schema),
                ParameterSchemaOrContent::Content(_) => None,
            };
            if found
                .iter()
                .any(|(known, property)| *known == at && property.wire == data.name)
            {
                continue;
            }
            let sent = schema.filter(|schema| simple && self.is_flat(Node::from(*schema)));
            let ignored = at == ParameterPlace::Header
                && ["accept", "content-type", "authorization"]
                    .contains(&data.name.to_ascii_lowercase().as_str());
            match sent {
                _ if ignored => {}
                Some(schema) => {
                    let required = data.required || at == ParameterPlace::Path;
                    found.push((
                        at,
                        Property {
                            wire: &data.name,
                            node: schema.into(),
                            pointer,
                            required,
                        },
                    ));
                }
                None if data.required => {
                    return Err(format!(
                        "its required parameter `{}` is neither text nor a list of texts",
                        data.name
                    ));
                }
                None => {
                    let text = format!(
                        "the parameter `{}` is left out: it is neither text nor a list of texts",
                        data.name
                    );
                    self.types
                        .problem("parameter-left-out", &pointer, text.clone());
                    self.left_out.push(LeftOut {
                        what: data.name.clone(),
                        pointer,
                        why: text,
                    });
                }
            }
        }
        for name in template_names(place.path) {
            if !found
                .iter()
                .any(|(at, property)| *at == ParameterPlace::Path && property.wire == name)
            {
                return Err(format!("its path names `{name}`, which is no parameter"));
            }
        }
        found.retain(|(at, property)| {
            *at != ParameterPlace::Path
                || template_names(place.path).any(|name| name == property.wire)
        });
        Ok(found)
    }

    /// Whether a parameter is text, a number or a flag, or a list of such.
    fn is_flat(&self, node: Node<'a>) -> bool {
        use super::shape::{Shape, resolved, shape};
        match shape(self.types.document, node, "") {
            Shape::Reference(_) => resolved(self.types.document, node)
                .is_some_and(|schema| self.is_flat(Node::Schema(schema))),
            Shape::Text
            | Shape::Enumeration(_)
            | Shape::Boolean
            | Shape::Int32
            | Shape::Int64
            | Shape::Number => true,
            Shape::List(Some((items, _))) => {
                !matches!(shape(self.types.document, items, ""), Shape::List(_))
                    && self.is_flat(items)
            }
            _ => false,
        }
    }

    fn parameters(
        &mut self,
        name: &str,
        id: &str,
        parameters: Vec<(ParameterPlace, Property<'a>)>,
        place: Place<'_>,
    ) -> Option<String> {
        if parameters.is_empty() {
            return None;
        }
        let name = self.types.hoisted_name(&format!("{name}Parameters"));
        let index =
            self.types
                .reserve(name.clone(), None, &format!("{}/parameters", place.pointer));
        let mut room = Room::with(&["new", "build"]);
        let (places, fields) = parameters
            .into_iter()
            .filter_map(|(at, property)| {
                Some((
                    at,
                    self.types
                        .field(&property, &name, Side::Request, &mut room)?,
                ))
            })
            .unzip();
        let required_name = self.types.hoisted_name(&format!("{name}Required"));
        let object = Struct {
            required_name,
            fields,
            one_of_required: Vec::new(),
        };
        let docs = vec![format!("What `{id}` takes outside of a body.")];
        self.types
            .complete(index, docs, TypeKind::Parameters(object, places));
        Some(name)
    }

    /// The body that can be sent, or why the operation cannot.
    fn documented_body(
        &self,
        operation: &'a Documented,
    ) -> Result<Option<(Node<'a>, Encoding, String)>, String> {
        let Some(body) = &operation.request_body else {
            return Ok(None);
        };
        let body = reach::request_body(self.types.document, body)
            .ok_or("its request body refers to something that is not in the document")?;
        if body.content.is_empty() {
            return Ok(None);
        }
        let found = json(&body.content)
            .map(|(name, media)| (name, media, Encoding::Json))
            .or_else(|| {
                let form = "application/x-www-form-urlencoded";
                body.content
                    .get_key_value(form)
                    .map(|(name, media)| (name.as_str(), media, Encoding::Form))
            })
            .filter(|(_, media, _)| media.schema.is_some());
        match found {
            Some((name, media, encoding)) => {
                let pointer = format!("/requestBody/content/{}/schema", pointer_token(name));
                Ok(media
                    .schema
                    .as_ref()
                    .map(|schema| (schema.into(), encoding, pointer)))
            }
            None if !body.required => Ok(None),
            None => {
                let kinds: Vec<&str> = body.content.keys().map(String::as_str).collect();
                Err(format!(
                    "its body is sent as {}, not as JSON or as a form",
                    kinds.join(", ")
                ))
            }
        }
    }

    /// What a success gives back: one type, or one for each status where they differ.
    fn answer(&mut self, name: &str, responses: &'a Responses, place: Place<'_>) -> TypeRef {
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
            let schema = json(&response.content)
                .and_then(|(name, media)| Some((name, media.schema.as_ref()?)));
            let Some((media, schema)) = schema else {
                found.push((status, None));
                continue;
            };
            let pointer = format!("{pointer}/content/{}/schema", pointer_token(media));
            let status_name = status
                .filter(|status| *status != 200)
                .map(|status| status.to_string());
            let hint = format!("{name}{}Answer", status_name.unwrap_or_default());
            let meaning = self.types.node(
                schema.into(),
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

    /// The status that a success comes with, and the others: a status that has a JSON body before one that has none.
    fn statuses_of(&self, responses: &Responses) -> (u16, Vec<u16>) {
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

/// The names in the braces of a path template.
fn template_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The JSON among media types; `*/*` is read as JSON, since a page shows it where nothing is said.
fn json(content: &Content) -> Option<(&str, &MediaType)> {
    let is_json = |name: &str| {
        let name = name.split(';').next().unwrap_or_default().trim();
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

fn operation_docs(operation: &Documented, place: Place<'_>) -> Vec<String> {
    let mut lines = operation
        .summary
        .as_deref()
        .map(docs::prose)
        .filter(|lines| !lines.is_empty())
        .unwrap_or_else(|| vec![format!("`{} {}`.", place.method.to_uppercase(), place.path)]);
    if let Some(description) = &operation.description {
        if operation.summary.as_ref() != Some(description) {
            lines.push(String::new());
            lines.extend(docs::prose(description));
        }
    }
    lines
}

fn text<'a>(operation: &'a Documented, name: &str) -> Option<&'a str> {
    operation.extensions.get(name).and_then(Value::as_str)
}

fn list(operation: &Documented, name: &str) -> Vec<String> {
    let values = operation.extensions.get(name).and_then(Value::as_array);
    values
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
