//! Operations made into data.

use indexmap::IndexMap;
use percent_encoding::percent_decode_str;

use super::lowering::{Lowering, Place};
use super::names;
use super::security::Securities;
use super::types::Types;
use super::{docs, servers};
use crate::api::{Acknowledged, Effect, FoundBy, Group, LeftOut, Operation, RepeatRule};
use crate::extensions::OperationExtensions;
use crate::findings::Id;
use crate::openapi::{self, Document, Method, Notes, Operation as Documented, Side};
use crate::path_template;

/// The operations of a document by tag, and those left out.
pub(super) fn lower<'a>(
    document: &'a Document,
    types: &mut Types<'a>,
    securities: &Securities<'a>,
) -> (Vec<Group>, Vec<LeftOut>) {
    let group = |name: &str, docs: Vec<String>| Group {
        name: name.to_owned(),
        docs,
        operations: Vec::new(),
    };
    let mut groups: IndexMap<&str, Group> = IndexMap::new();
    for tag in &document.tags {
        let described = tag.notes.description.as_deref();
        let docs = described.map(docs::prose).unwrap_or_default();
        groups.insert(&tag.name, group(&tag.name, docs));
    }
    let said = &types.extensions.operations;
    let mut lowering = Lowering::new(types, securities);
    for (operation, said) in document.operations.iter().zip(said) {
        let parameters = &operation.parameters;
        let path = path_template::without_query(&operation.path, |name| {
            let mut queries = parameters
                .iter()
                .filter(|it| it.place == openapi::Place::Query);
            queries.any(|parameter| parameter.name == name)
        });
        let place = Place {
            method: operation.method,
            path: &path,
            pointer: &operation.notes.pointer,
        };
        lowering.types.begin_operation();
        match lowering.operation(operation, said, place) {
            Ok(lowered) => {
                let tag = operation.tags.first().map_or("", String::as_str);
                let of_tag = groups.entry(tag).or_insert_with(|| group(tag, Vec::new()));
                of_tag.operations.push(lowered);
            }
            Err(why) => {
                let stated = operation.id.clone();
                let what =
                    stated.unwrap_or_else(|| format!("{} {}", place.method.key(), place.path));
                let text = format!("`{what}` is left out: {why}");
                lowering
                    .types
                    .problem(Id::OperationLeftOut, place.pointer, text);
                lowering.left_out.push(LeftOut {
                    what,
                    pointer: place.pointer.to_string(),
                    why,
                });
            }
        }
    }
    let left_out = lowering.left_out;
    let groups = groups.into_values();
    (
        groups
            .filter(|group| !group.operations.is_empty())
            .collect(),
        left_out,
    )
}

impl<'a> Lowering<'_, 'a> {
    fn operation(
        &mut self,
        operation: &'a Documented,
        said: &OperationExtensions,
        place: Place<'_>,
    ) -> Result<Operation, String> {
        if place.method == Method::Trace {
            return Err("TRACE is not sent, since servers echo credentials in it".to_owned());
        }
        if let Some(lost) = operation.lost.first() {
            return Err(format!("what it sends could not be read at {lost}"));
        }
        let parameters = self.documented_parameters(operation, place)?;
        let body = self.documented_body(operation, place)?;
        let id = self.id(operation, place);
        let notes = &operation.notes;
        let wanted = names::value_name(said.rust_name.as_ref().unwrap_or(&id));
        let rust = self.methods.claim(&wanted);
        if rust != wanted {
            let text = format!("the method name `{wanted}` is taken, so this becomes `{rust}`");
            self.types.problem(Id::NameCollision, place.pointer, text);
        }
        if notes.summary.is_none() && notes.description.is_none() && !self.types.strict {
            let text = "there is neither a summary nor a description".to_owned();
            self.types.note(Id::MissingDescription, place.pointer, text);
        }
        let repeat = repeat(notes, said, place);
        let resend = match &repeat {
            RepeatRule::Safe | RepeatRule::Never => None,
            RepeatRule::SameKey(_) | RepeatRule::AfterReconcile | RepeatRule::MissingEntries => {
                Some(self.methods.claim(&format!("resend_{rust}")))
            }
        };
        let asked = self.securities.asked(operation, self.types);
        let name = names::type_name(&rust);
        let parameters = self.parameters(&name, &id, parameters, &asked.parameters, place);
        let body =
            body.map(|body| self.body(body, &names::with_ending(&name, Side::Request), &id, place));
        let answer = self.answer(&name, operation, place);
        let failures = self.failures(&name, operation);
        let (success, other_statuses) = self.statuses_of(operation, &answer);
        let mut documentation = operation_docs(notes, place);
        if let Some(elsewhere) = servers::own(operation, self.types, &mut documentation) {
            self.left_out.push(elsewhere);
        }
        Ok(Operation {
            docs: documentation,
            rust,
            pointer: place.pointer.to_string(),
            method: place.method.key().to_uppercase(),
            path: place.path.to_owned(),
            effect: effect(notes, said, place),
            repeat,
            resend,
            secured: asked.secured,
            any_of: asked.any_of,
            envelope: self.types.extensions.envelope(said).cloned(),
            before_state: said.before_state.iter().map(|status| status.0).collect(),
            refused: said.refused_codes.clone(),
            // They name members of other operations and types, so they are settled when all are lowered.
            acknowledged: Acknowledged::default(),
            found_by: FoundBy::default(),
            journal: Vec::new(),
            id,
            parameters,
            body,
            answer,
            failures,
            accepts: self.accepts(operation),
            success,
            other_statuses,
        })
    }

    /// The id, or one made of method and path.
    fn id(&mut self, operation: &Documented, place: Place<'_>) -> String {
        let stated = operation.id.clone().filter(|id| !id.is_empty());
        stated.unwrap_or_else(|| {
            let path = percent_decode_str(place.path).decode_utf8_lossy();
            let id = names::value_name(&format!("{} {path}", place.method.key()));
            let text = format!("there is no `operationId`, so this becomes `{id}`");
            self.types
                .problem(Id::MissingOperationId, place.pointer, text);
            id
        })
    }
}

/// What an operation does. What nobody judged, or nobody can read, is taken for the worst: what is not a read may move money.
fn effect(notes: &Notes, said: &OperationExtensions, place: Place<'_>) -> Effect {
    said.effect.unwrap_or_else(|| {
        if place.only_reads() && !notes.extensions.contains_key("x-effect") {
            Effect::Reads
        } else {
            Effect::MovesMoney
        }
    })
}

/// Whether an operation may be sent again; what nobody judged, or nobody can read, may not, but for a read.
fn repeat(notes: &Notes, said: &OperationExtensions, place: Place<'_>) -> RepeatRule {
    match &said.repeat {
        Some(repeat) => repeat.rule.clone(),
        None if place.only_reads() && !notes.extensions.contains_key("x-repeat") => {
            RepeatRule::Safe
        }
        None => RepeatRule::Never,
    }
}

fn operation_docs(operation: &Notes, place: Place<'_>) -> Vec<String> {
    let mut lines = operation
        .summary
        .as_deref()
        .map(docs::prose)
        .filter(|lines| !lines.is_empty())
        .unwrap_or_else(|| {
            let method = place.method.key().to_uppercase();
            vec![format!("`{method} {}`.", place.path)]
        });
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
