//! Reading what an answer says about itself, before its shape is looked at.

use crate::engine::known::Known;
use crate::record::failure::Said;
use crate::record::intent::Intent;
use crate::record::operation::Envelope;
use crate::record::raw_answer::{Code, RawAnswer};
use crate::value::json::kind::Kind;
use crate::value::json::read::Read;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;
use crate::value::types::sensitive::Sensitive;

use crate::engine::acknowledged::Shown;

/// An answer's body, looked at from outside.
pub(super) struct Body {
    pub(super) said: Said,
    /// Whether it has a code that means "accepted" anywhere, be it beside another one.
    pub(super) says_accepted: bool,
    pub(super) form: Form,
    pub(super) shown: Shown,
    pub(super) warnings: DecodeWarnings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// There is none.
    Empty,
    /// It was cut, or it is JSON that does not end where the body does.
    Torn,
    /// It is no JSON: a page of HTML, for instance.
    NotJson,
    /// It is a JSON object.
    Object,
    /// It is JSON, but no object.
    Other,
}

/// Looks at a body; code and message are read as far as there are any, even from one that breaks off.
pub(super) fn look(
    answer: &RawAnswer,
    envelope: Option<&Envelope>,
    intent: &Intent,
    known: &Known,
) -> Body {
    let mut warnings = DecodeWarnings::new();
    // What is empty is read as JSON's null, and that is no anomaly.
    answer.note(&mut warnings);
    let json = answer.json();
    let is_whole = answer.is_whole_json();
    let form = match json.kind() {
        // Nothing of a body that broke off is not the same as a body that is empty.
        _ if answer.flaw().is_some() => Form::Torn,
        _ if answer.is_empty() => Form::Empty,
        Kind::Object | Kind::List | Kind::String if !is_whole => Form::Torn,
        // A line of text can begin with a number.
        _ if !is_whole => Form::NotJson,
        Kind::Object => Form::Object,
        _ => Form::Other,
    };
    let said = match envelope {
        Some(envelope) if json.kind() == Kind::Object => said_in(json, envelope, &mut warnings),
        _ => Said::default(),
    };
    Body {
        said,
        says_accepted: envelope.is_some_and(|envelope| says_accepted(json, envelope)),
        form,
        shown: Shown::of(json, intent, known),
        warnings,
    }
}

fn says_accepted(json: JsonRef<'_>, envelope: &Envelope) -> bool {
    let mut unnoted = DecodeWarnings::new();
    let of_one = |json: JsonRef<'_>, warnings: &mut DecodeWarnings| {
        json.object(warnings).is_some_and(|object| {
            object
                .all(envelope.code)
                .filter_map(code_text)
                .any(|code| envelope.accepted.contains(&code.as_str()))
        })
    };
    match json.elements() {
        Some(elements) => elements
            .into_iter()
            .any(|element| of_one(element, &mut unnoted)),
        None => of_one(json, &mut unnoted),
    }
}

fn said_in(json: JsonRef<'_>, envelope: &Envelope, warnings: &mut DecodeWarnings) -> Said {
    // The typed reading of the answer comes later and notes the anomalies of its fields.
    let mut unnoted = DecodeWarnings::new();
    let Some(mut object) = json.object(&mut unnoted) else {
        return Said::default();
    };
    let mut codes: Vec<Option<String>> = object.all(envelope.code).map(code_text).collect();
    codes.dedup();
    // Two codes that differ, or one beside a value that is none, are no code: who knows which the gateway acted upon.
    let code = match codes.len() {
        1 => codes.pop().flatten().map(Code::new),
        _ => None,
    };
    let message = object.take::<String>(envelope.message).map(Sensitive::new);
    if code.is_none() {
        warnings.at_name(envelope.code, |warnings| {
            warnings.note(crate::value::json::warning::Anomaly::Missing)
        });
    }
    Said { code, message }
}

fn code_text(json: JsonRef<'_>) -> Option<String> {
    match json.kind() {
        Kind::String | Kind::Number => String::read(json, &mut DecodeWarnings::new()),
        _ => None,
    }
}
