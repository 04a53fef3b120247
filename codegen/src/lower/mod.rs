//! From a document to the plain model: every name, order, type and policy is decided here.

mod acknowledged;
mod answered;
mod answers;
mod bodies;
mod called;
mod choice;
mod components;
mod definitions;
mod docs;
mod either;
mod exploded;
mod failures;
mod fields;
mod found_by;
mod kinds;
mod limits;
mod lowering;
mod markup;
mod media;
mod members;
mod multipart;
mod named;
mod names;
mod notes;
mod objects;
mod operations;
mod parameters;
mod pattern;
mod presets;
mod reach;
mod security;
mod servers;
mod shape;
mod state_classes;
mod styles;
mod together;
mod types;
mod unions;

use crate::api::Api;
use crate::extensions;
use crate::findings::{At, Findings, Id, Stage};
use crate::openapi::Document;

pub(crate) use docs::in_line;
pub(crate) use names::constant_name;

use security::Securities;
use types::Types;

/// Lowers a document.
///
/// Where `strict` is on, a schema that cannot be typed and an operation that cannot be sent are errors; otherwise the
/// one becomes an untyped value and the other is left out, each with a warning.
///
/// # Errors
///
/// All findings with their JSON pointers.
pub fn lower(document: &Document, strict: bool) -> Stage<Api> {
    let (api, findings) = lower_what_fits(document, strict);
    findings.finish(api)
}

/// Lowers what can be lowered.
///
/// The findings are those of [`lower()`], and the model lacks what they are about.
#[must_use]
pub fn lower_what_fits(document: &Document, strict: bool) -> (Api, Findings) {
    let (extensions, unread) = extensions::read(document, strict);
    let mut types = Types::new(document, &extensions, strict);
    types.findings.append(unread);
    types.lower_components();
    let securities = Securities::new(document);
    let (groups, left_out) = operations::lower(document, &mut types, &securities);
    let (security, token) = securities.client(&extensions);
    let (lowered, mut findings) = types.finish();
    called::note(document, &mut findings);
    if !strict {
        servers::note(document, &mut findings);
    }
    let mut api = Api {
        title: document.info.title.clone(),
        version: document.info.version.clone(),
        docs: document
            .info
            .notes
            .description
            .as_deref()
            .map(docs::prose)
            .unwrap_or_default(),
        envelope: extensions.document.envelope.clone(),
        security,
        token,
        groups,
        questions: Vec::new(),
        types: lowered.into(),
        left_out,
    };
    settle_token(&mut api, strict, &mut findings);
    presets::settle(document, &extensions, strict, &mut api, &mut findings);
    found_by::settle(document, &extensions, strict, &mut api, &mut findings);
    (api, findings)
}

/// The operation that issues tokens takes none, whatever the document asks of every operation alike.
fn settle_token(api: &mut Api, strict: bool, findings: &mut Findings) {
    let Some(flow) = &api.token else { return };
    let issuing = api
        .groups
        .iter_mut()
        .flat_map(|group| &mut group.operations)
        .find(|each| each.id == flow.operation);
    let id = &flow.operation;
    let (problem, text) = match issuing {
        Some(operation) if operation.is_filled_by_name() => {
            operation.secured = false;
            operation.any_of.clear();
            return;
        }
        Some(_) => (
            Id::BadExtension,
            format!(
                "`x-token` cannot put together what `{id}` takes, which is neither JSON nor a form"
            ),
        ),
        None => (
            Id::UnknownOperation,
            format!("`x-token` names the operation `{id}`, which the document does not have"),
        ),
    };
    let at = At::Pointer("/components/securitySchemes".to_owned());
    findings.problem(strict, problem, at, text);
    api.token = None;
}
