//! Single values as the plain text that they are: what parameters, and parts of a body, are made of.

use std::fmt;

use crate::value::echo::{CardData, Echoes};
use crate::value::json::kind::Kind;
use crate::value::json::reference::JsonRef;

/// Takes the single values of what is sent, without JSON between: a text or a number as it is, each element of a list by
/// itself. What holds other values comes as its JSON.
pub struct PlainWriter<'w> {
    take: &'w mut dyn FnMut(Single<'_>),
    echoes: &'w mut Echoes,
    is_list: bool,
}

/// One value.
#[derive(Clone, Copy)]
pub(crate) enum Single<'a> {
    /// A text.
    Text(&'a str),
    /// The digits of a number, or the word of a boolean.
    Bare(&'a str),
    /// A value that holds others.
    Json(JsonRef<'a>),
}

impl<'a> Single<'a> {
    /// The value as plain text; one that holds others as its JSON.
    pub(crate) fn text(self) -> &'a str {
        match self {
            Self::Text(text) | Self::Bare(text) => text,
            Self::Json(json) => json.expose(),
        }
    }
}

impl<'w> PlainWriter<'w> {
    pub(crate) fn new(take: &'w mut dyn FnMut(Single<'_>), echoes: &'w mut Echoes) -> Self {
        Self {
            take,
            echoes,
            is_list: false,
        }
    }

    /// Whether a list was written, be it an empty one.
    pub(crate) fn is_list(&self) -> bool {
        self.is_list
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        (self.take)(Single::Text(text));
    }

    /// Writes the digits of a number or the word of a boolean.
    pub(crate) fn bare(&mut self, text: &str) {
        (self.take)(Single::Bare(text));
    }

    /// Writes what stands in JSON: what is one text there as that text, a list element by element.
    pub(crate) fn json(&mut self, json: JsonRef<'_>, echoes: Echoes) {
        self.echoes.append(echoes);
        match json.elements().filter(|_| self.begin_list()) {
            Some(elements) => elements.into_iter().for_each(|each| self.written(each)),
            None => self.written(json),
        }
    }

    /// Notes a text of a card, which must not be shown if it comes back.
    pub(crate) fn echo(&mut self, data: CardData, text: &str) {
        self.echoes.add(data, text);
    }

    /// Whether what follows are the elements of a list; a list within another one goes as its JSON.
    pub(crate) fn begin_list(&mut self) -> bool {
        !std::mem::replace(&mut self.is_list, true)
    }

    fn written(&mut self, json: JsonRef<'_>) {
        match (json.kind(), json.string()) {
            (Kind::Null, _) => {}
            (_, Some(text)) => self.text(&text),
            (Kind::Object | Kind::List, None) => (self.take)(Single::Json(json)),
            (_, None) => self.bare(json.expose()),
        }
    }
}

impl fmt::Debug for PlainWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainWriter")
    }
}
