//! The vendor's words by their place in the transcript, for showing what changed under a judgement.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::findings::pointer_token;
use crate::page::Page;
use crate::transcribe::{self, component_keys};

/// The words of a page.
#[derive(Debug, Clone)]
pub struct Prose {
    document: Value,
    /// The page's names of the schemas by their keys.
    names: BTreeMap<String, String>,
}

impl Prose {
    /// The words of a page; nothing where it cannot be carried over whole.
    #[must_use]
    pub fn of(page: &Page) -> Option<Self> {
        let document = transcribe::full(page, &BTreeMap::new()).ok()?.value;
        let keys = component_keys(page.schemas.iter().map(|schema| schema.key.value.as_str()));
        Some(Self {
            document,
            names: keys.into_iter().map(|(name, key)| (key, name)).collect(),
        })
    }

    /// The words of a transcript that has them, in which keys are the page's names.
    #[cfg(test)]
    pub(super) const fn made(document: Value) -> Self {
        let names = BTreeMap::new();
        Self { document, names }
    }

    /// The piece of prose, or the sample, at a place of the transcript.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<String> {
        let value = self.value(pointer)?;
        let text = value.as_str().map(str::to_owned);
        Some(text.unwrap_or_else(|| value.to_string()))
    }

    /// The same for people to read: a text that looks like a number stands in quotes.
    pub(super) fn shown(&self, pointer: &str) -> Option<String> {
        let value = self.value(pointer)?;
        let text = value.as_str().filter(|text| !is_plain(text));
        Some(text.map_or_else(|| value.to_string(), str::to_owned))
    }

    fn value(&self, pointer: &str) -> Option<&Value> {
        const SCHEMAS: &str = "/components/schemas/";
        let pointer = match pointer.strip_prefix(SCHEMAS) {
            Some(rest) => {
                let (key, within) = rest.split_once('/').unwrap_or((rest, ""));
                let name = self.names.get(key).map_or(key, String::as_str);
                format!("{SCHEMAS}{}/{within}", pointer_token(name))
            }
            None => pointer.to_owned(),
        };
        self.document.pointer(&pointer)
    }
}

/// Whether a text is how a number, a truth value or `null` is written.
fn is_plain(text: &str) -> bool {
    let value = serde_json::from_str::<Value>(text);
    value.is_ok_and(|value| value.is_number() || value.is_boolean() || value.is_null())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Prose;

    #[test]
    fn a_text_is_shown_otherwise_than_the_number_that_it_looks_like() {
        let prose = Prose::made(json!({ "number": 3600, "text": "3600", "words": "an hour" }));
        let shown = ["/number", "/text", "/words"].map(|at| prose.shown(at));
        let shown: Vec<&str> = shown.iter().flatten().map(String::as_str).collect();
        assert_eq!(shown, ["3600", "\"3600\"", "an hour"]);
    }
}
