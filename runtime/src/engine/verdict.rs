//! Reading what an answer says about itself, before its shape is looked at.

use std::borrow::Cow;

use crate::engine::known::Known;
use crate::record::failure::Said;
use crate::record::intent::Intent;
use crate::record::operation::Envelope;
use crate::record::raw_answer::{Code, RawAnswer};
use crate::value::json::kind::Kind;
use crate::value::json::paths::all_members;
use crate::value::json::read::Read;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::{Anomaly, DecodeWarnings};
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
    let says = |json| {
        let mut codes = all_members(json, envelope.code).filter_map(code_text);
        codes.any(|code| envelope.accepted.contains(&&*code))
    };
    match json.items() {
        Some(mut elements) => elements.any(says),
        None => says(json),
    }
}

fn said_in(json: JsonRef<'_>, envelope: &Envelope, warnings: &mut DecodeWarnings) -> Said {
    let mut codes = all_members(json, envelope.code).map(code_text);
    let first = codes.next().flatten();
    // Two codes that differ, or one beside a value that is none, are no code: who knows which the gateway acted upon.
    let code = first.filter(|first| codes.all(|other| other.as_ref() == Some(first)));
    if code.is_none() {
        warnings.at_name(envelope.code, |warnings| warnings.note(Anomaly::Missing));
    }
    let message = all_members(json, envelope.message).last();
    // The typed reading of the answer comes later and notes the anomalies of its fields.
    let message = message.and_then(|json| String::read(json, &mut DecodeWarnings::new()));
    Said {
        code: code.map(|code| Code::new(code.into_owned())),
        message: message.map(Sensitive::new),
    }
}

fn code_text(json: JsonRef<'_>) -> Option<Cow<'_, str>> {
    match json.kind() {
        Kind::String => json.string(),
        Kind::Number => Some(Cow::Borrowed(json.expose())),
        _ => None,
    }
}
