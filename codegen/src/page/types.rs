//! Types as the page writes them.

use std::collections::BTreeSet;

use super::model::{Kind, Type};
use crate::findings::pointer_name;

/// The plain types that a row can name.
const BASES: [&str; 9] = [
    "any", "array", "boolean", "file", "integer", "null", "number", "object", "string",
];

/// The words that stand for the items of an array of combinations.
const COMBINED: [&str; 4] = ["allOf", "anyOf", "oneOf", "not"];

/// How many words before the flag of a row are tried as part of the type.
const WORDS: usize = 80;

/// The names of the schemas that the page documents.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// Collects names.
    pub(super) fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self(names.into_iter().collect())
    }

    /// Whether a name is that of a schema, or of a property of one, by which a reference can reach into it.
    fn contains(&self, name: &str) -> bool {
        let whole = name
            .split_once("/properties/")
            .map_or(name, |(whole, _)| whole);
        self.0.contains(name) || self.0.contains(whole)
    }
}

/// A text that is no type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// It has the form of a type but names a schema that the page does not document.
    UnknownSchema(String),
    /// It has no form at all.
    NoType,
}

/// Reads a type with its mark for null.
pub(super) fn parse(text: &str, names: &Names) -> Result<Type, Problem> {
    let (text, nullable) = text
        .strip_suffix("¦null")
        .map_or((text, false), |rest| (rest, true));
    kind(text, names, 0).map(|kind| Type { kind, nullable })
}

/// Reads a type without a mark for null.
pub(super) fn parse_kind(text: &str, names: &Names) -> Result<Kind, Problem> {
    kind(text, names, 0)
}

fn kind(text: &str, names: &Names, depth: usize) -> Result<Kind, Problem> {
    if let Some(base) = base(text) {
        return Ok(base);
    }
    if names.contains(text) {
        return Ok(Kind::Reference(text.to_owned()));
    }
    // A name is shown as a pointer has it.
    let unescaped = pointer_name(text);
    if unescaped != text && names.contains(&unescaped) {
        return Ok(Kind::Reference(unescaped));
    }
    // A place in the vendor's document, of which the page shows no more than the rows below.
    if is_place(link(text).unwrap_or(text)) {
        return Ok(Kind::Any);
    }
    // The format of the schema follows its name where a table spells schemas out.
    if let Some((name, _)) = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
        && (names.contains(name) || link(name).is_some_and(|name| names.contains(name)))
    {
        return Ok(Kind::Reference(link(name).unwrap_or(name).to_owned()));
    }
    if let Some(name) = link(text) {
        return if names.contains(name) {
            Ok(Kind::Reference(name.to_owned()))
        } else {
            Err(Problem::UnknownSchema(name.to_owned()))
        };
    }
    let items = text
        .strip_prefix("array")
        .unwrap_or(text)
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    match items {
        Some(items) if depth > 0 && COMBINED.contains(&items) => Ok(Kind::Any),
        Some(items) if COMBINED.contains(&items) => Ok(Kind::Array(Box::new(Kind::Any))),
        Some(items) if depth == 0 => {
            kind(items, names, 1).map(|items| Kind::Array(Box::new(items)))
        }
        _ if is_name(text) => Err(Problem::UnknownSchema(text.to_owned())),
        _ => Err(Problem::NoType),
    }
}

/// Whether a type is a place in the document that the page was made from, rather than the name of a schema.
pub(super) fn is_place(text: &str) -> bool {
    text.starts_with("#/") && !text.contains(char::is_whitespace)
}

/// Whether a word could be the name of a schema.
fn is_name(text: &str) -> bool {
    // A half of a link that holds a space is none.
    let half = text.ends_with(')') && !text.contains('(');
    !text.is_empty()
        && !half
        && !text.contains(char::is_whitespace)
        && text.chars().any(char::is_alphanumeric)
}

/// Reads `base` and `base(format)`.
fn base(text: &str) -> Option<Kind> {
    if text == "any" {
        return Some(Kind::Any);
    }
    let (name, format) = match text.split_once('(') {
        Some((name, rest)) => (name, Some(rest.strip_suffix(')')?.to_owned())),
        None => (text, None),
    };
    name.split(',')
        .all(|name| BASES.contains(&name))
        .then(|| Kind::Base {
            name: name.to_owned(),
            format,
        })
}

/// Reads a link that stayed text because the name holds a space: `[A Req](#schemaa req)`.
fn link(text: &str) -> Option<&str> {
    let (name, target) = text.strip_prefix('[')?.rsplit_once("](#schema")?;
    let target = target.strip_suffix(')')?;
    (name.to_lowercase() == target).then_some(name)
}

/// Cuts a type off the end of a text, and gives what stands before it.
///
/// Both a name and a type can hold spaces, so every cut is tried; a name that the sample has wins over the longest type.
pub(super) fn cut<'t>(
    text: &'t str,
    names: &Names,
    keys: &BTreeSet<&str>,
) -> Result<(&'t str, Type), Problem> {
    let mut found: Option<(&str, Type)> = None;
    let mut problem = Problem::NoType;
    for (space, _) in text.rmatch_indices(' ').take(WORDS) {
        let (Some(name), Some(rest)) = (text.get(..space), text.get(space + 1..)) else {
            continue;
        };
        match parse(rest, names) {
            Ok(ty) if keys.contains(plain_name(name)) => return Ok((name, ty)),
            Ok(ty) => found = Some((name, ty)),
            Err(Problem::UnknownSchema(unknown))
                if problem == Problem::NoType || link(rest).is_some() =>
            {
                problem = Problem::UnknownSchema(unknown)
            }
            Err(_) => {}
        }
    }
    found.ok_or(problem)
}

/// The name without the marks of its depth.
pub(super) fn plain_name(text: &str) -> &str {
    text.trim_start_matches('»').trim_start()
}

/// What is left of a name in a table: marks of emphasis and code go, as does all from a slash on, and spaces run together.
pub(crate) fn shown_name(name: &str) -> String {
    let plain: String = name
        .split('/')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|letter| !matches!(letter, '*' | '`'))
        .collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let inner = plain
        .strip_prefix('_')
        .and_then(|rest| rest.strip_suffix('_'));
    inner.map_or_else(|| plain.clone(), |inner| inner.trim_matches('_').to_owned())
}
