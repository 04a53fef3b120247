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
        const SCHEMAS: &str = "/components/schemas/";
        let pointer = match pointer.strip_prefix(SCHEMAS) {
            Some(rest) => {
                let (key, within) = rest.split_once('/').unwrap_or((rest, ""));
                let name = self.names.get(key).map_or(key, String::as_str);
                format!("{SCHEMAS}{}/{within}", pointer_token(name))
            }
            None => pointer.to_owned(),
        };
        let value = self.document.pointer(&pointer)?;
        Some(
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned),
        )
    }
}
