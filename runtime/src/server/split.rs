//! Parameters that a document wants written otherwise than as the plain text of their place.

use std::collections::BTreeMap;

use http::Uri;

use super::parameter::{Parameter, Source, Wire};
use super::received::Received;
use super::tree::Tree;
use super::urlencoded::{decoded, pairs, spaced};
use super::values::{plain, query_values};
use crate::record::call::style::{Style, is_other};
use crate::value::json::untyped::Json;
use crate::value::json::writer::JsonWriter;

impl Received {
    /// The value of a parameter in a style as JSON; `None` where it is not there, or not as its style has it.
    pub(super) fn styled(&self, wanted: &Parameter, style: Style) -> Option<Json> {
        let Parameter {
            source, name, wire, ..
        } = *wanted;
        match style {
            Style::Members => match wire {
                Wire::Object(members) => together(&self.parts.uri, |name| members.contains(&name)),
                Wire::Text | Wire::Plain | Wire::List => None,
            },
            Style::Entries(beside) => together(&self.parts.uri, |name| !is_other(beside, name)),
            Style::Brackets => brackets(&self.parts.uri, name),
            Style::Reserved => plain(query_values(&self.parts.uri, name), wire),
            Style::Json => Json::parse(self.values(source, name).pop()?).ok(),
            style => split(&self.raw(source, name)?, style, wanted),
        }
    }

    /// What stands in the place of a parameter, still encoded.
    fn raw(&self, source: Source, name: &str) -> Option<String> {
        match source {
            Source::Path => self.segment(name).map(str::to_owned),
            Source::Query => raw_query(&self.parts.uri, name),
            Source::Header | Source::Cookie => {
                let values = self.values(source, name);
                (!values.is_empty()).then(|| values.join(","))
            }
        }
    }
}

/// The members of an object, each a parameter of its own. One that stands there more than once is a list.
fn together(uri: &Uri, is_member: impl Fn(&str) -> bool) -> Option<Json> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in pairs(uri.query().unwrap_or_default()) {
        if let Some((name, value)) = name.filter(|name| is_member(name)).zip(value) {
            found.entry(name).or_default().push(value);
        }
    }
    let mut out = JsonWriter::new();
    out.object(|object| {
        for (name, values) in &found {
            match values.as_slice() {
                [only] => object.field(name, only),
                values => object.field(name, values),
            }
        }
    });
    (!found.is_empty()).then(|| Json::written(&out))
}

/// What stands in brackets behind a name, and under the name itself.
fn brackets(uri: &Uri, name: &str) -> Option<Json> {
    let own = uri.query()?.split('&').filter(|pair| {
        let (key, _) = pair.split_once('=').unwrap_or((pair, ""));
        let key = decoded(key).unwrap_or_default();
        key.split('[').next() == Some(name)
    });
    let own: Vec<&str> = own.collect();
    let tree = Tree::parse(&own.join("&"), &[])?;
    tree.members.get(name).map(Json::of)
}

fn object(members: &[(String, String)]) -> Json {
    let mut out = JsonWriter::new();
    out.object(|object| {
        for (name, value) in members {
            object.field(name, value);
        }
    });
    Json::written(&out)
}

/// The value of a query as it came, still encoded.
fn raw_query(uri: &Uri, name: &str) -> Option<String> {
    let pairs = uri.query()?.split('&');
    let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(key, _)| decoded(key).as_deref() == Some(name))
        .map(|(_, value)| value.to_owned())
}

/// Splits what stands between commas, points, semicolons, spaces or bars.
fn split(raw: &str, style: Style, wanted: &Parameter) -> Option<Json> {
    // A query may have a space in either form; a header is not encoded at all.
    let decoded_there = |text: &str| match wanted.source {
        Source::Header => Some(text.trim().to_owned()),
        Source::Query => spaced(text),
        Source::Path | Source::Cookie => decoded(text),
    };
    let (normal, between, explode) = match style {
        Style::Spaces => (raw.replace("%20", "+"), '+', false),
        Style::Pipes => (raw.replace("%7C", "|").replace("%7c", "|"), '|', false),
        Style::Label { explode } => {
            let between = if explode { '.' } else { ',' };
            (raw.strip_prefix('.')?.to_owned(), between, explode)
        }
        Style::Matrix { explode } => {
            let between = if explode { ';' } else { ',' };
            (raw.strip_prefix(';')?.to_owned(), between, explode)
        }
        Style::Commas { explode } => (raw.to_owned(), ',', explode),
        _ => (raw.to_owned(), ',', false),
    };
    let is_matrix = matches!(style, Style::Matrix { .. });
    // The name stands once before what is not exploded, and before each element of a list that is.
    let unnamed = |text: &str| -> Option<String> {
        match text.split_once('=') {
            Some((key, value)) if decoded(key).as_deref() == Some(wanted.name) => {
                Some(value.to_owned())
            }
            None if decoded(text).as_deref() == Some(wanted.name) => Some(String::new()),
            _ => None,
        }
    };
    let normal = match is_matrix && !explode {
        true => unnamed(&normal)?,
        false => normal,
    };
    match wanted.wire {
        Wire::Object(_) => {
            let parts: Vec<&str> = normal.split(between).collect();
            let mut found = Vec::new();
            if explode {
                for part in parts {
                    let (key, value) = part.split_once('=').unwrap_or((part, ""));
                    found.push((decoded_there(key)?, decoded_there(value)?));
                }
            } else {
                for pair in parts.chunks(2) {
                    let [key, value] = pair else { return None };
                    found.push((decoded_there(key)?, decoded_there(value)?));
                }
            }
            Some(object(&found))
        }
        Wire::List => {
            let texts = normal
                .split(between)
                .map(|part| match is_matrix && explode {
                    true => decoded_there(&unnamed(part)?),
                    false => decoded_there(part),
                });
            let texts: Vec<String> = texts.collect::<Option<_>>()?;
            Some(Json::of(&texts))
        }
        Wire::Text | Wire::Plain => {
            let only = match is_matrix && explode {
                true => unnamed(&normal)?,
                false => normal,
            };
            plain(vec![decoded_there(&only)?], wanted.wire)
        }
    }
}
