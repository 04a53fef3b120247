//! Operations made into data.

use indexmap::IndexMap;
use openapiv3::{OpenAPI, Operation as Documented, PathItem};
use serde_json::Value;

use super::docs;
use super::names::{self, Room};
use super::parameters;
use super::reach::{self, Side};
use super::security::Securities;
use super::types::{Hint, Types};
use crate::api::{Acknowledged, Body, Effect, FoundBy, Group, LeftOut, Operation, Repeat};
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
        methods: Room::of_operations(),
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
            lowering.types.begin_operation();
            match lowering.operation(operation, item, place) {
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
pub(super) struct Place<'p> {
    pub(super) method: &'p str,
    pub(super) path: &'p str,
    pub(super) pointer: &'p str,
}

pub(super) struct Lowering<'t, 'a> {
    pub(super) types: &'t mut Types<'a>,
    pub(super) securities: &'t mut Securities<'a>,
    pub(super) methods: Room,
    pub(super) left_out: Vec<LeftOut>,
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
        item: &'a PathItem,
        place: Place<'_>,
    ) -> Result<Operation, String> {
        if place.method == "trace" {
            return Err("TRACE is not sent, since servers echo credentials in it".to_owned());
        }
        let mut parameters = self.documented_parameters(operation, &item.parameters, place)?;
        let body = self.documented_body(operation, place)?;
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
            self.types.note("missing-description", place.pointer, text);
        }
        let repeat = self.repeat(operation, place);
        let resend = match &repeat {
            Repeat::Safe | Repeat::Never => None,
            Repeat::SameKey(_) | Repeat::AfterReconcile | Repeat::MissingEntries => {
                Some(self.methods.claim(&format!("resend_{rust}")))
            }
        };
        let asked = self.securities.asked(operation, place.pointer, self.types);
        parameters::add_credentials(&mut parameters, &asked, place);
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
        self.note_failures(&operation.responses, place);
        let (success, other_statuses) = self.statuses_of(&operation.responses);
        let mut documentation = operation_docs(operation, place);
        self.own_servers(operation, item, place, &mut documentation);
        Ok(Operation {
            docs: documentation,
            rust,
            pointer: place.pointer.to_owned(),
            method: place.method.to_uppercase(),
            path: place.path.to_owned(),
            effect: self.effect(operation, place),
            repeat,
            resend,
            secured: asked.secured,
            before_state: statuses(operation, "x-before-state"),
            refused: list(operation, "x-refused-codes"),
            // They name members of other operations and types, so they are settled when all are lowered.
            acknowledged: Acknowledged::default(),
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
}

fn operation_docs(operation: &Documented, place: Place<'_>) -> Vec<String> {
    let mut lines = operation
        .summary
        .as_deref()
        .map(docs::prose)
        .filter(|lines| !lines.is_empty())
        .unwrap_or_else(|| vec![format!("`{} {}`.", place.method.to_uppercase(), place.path)]);
    if let Some(description) = &operation.description
        && operation.summary.as_ref() != Some(description)
    {
        lines.push(String::new());
        lines.extend(docs::prose(description));
    }
    if operation.deprecated {
        docs::paragraph(&mut lines, docs::DEPRECATED.to_owned());
    }
    if let Some(more) = &operation.external_docs {
        let about = more.description.as_deref().unwrap_or("More");
        lines.push(String::new());
        lines.extend(docs::prose(&format!(
            "{}: {}",
            about.trim(),
            more.url.trim()
        )));
    }
    lines
}

fn text<'a>(operation: &'a Documented, name: &str) -> Option<&'a str> {
    operation.extensions.get(name).and_then(Value::as_str)
}

fn statuses(operation: &Documented, name: &str) -> Vec<u16> {
    let values = operation.extensions.get(name).and_then(Value::as_array);
    values
        .into_iter()
        .flatten()
        .filter_map(|status| u16::try_from(status.as_u64()?).ok())
        .collect()
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
