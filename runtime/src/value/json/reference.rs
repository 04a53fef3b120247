use std::borrow::Cow;
use std::fmt;

use crate::value::json::index::{Index, Node, Nodes, position};
use crate::value::json::kind::Kind;
use crate::value::json::warning::{Anomaly, DecodeWarnings};

/// What JSON calls white space.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// One JSON value, as the text that came over the wire. Copying it copies a few words.
///
/// It has no `Debug` of its content: it may hold anything that an answer holds.
#[derive(Clone, Copy)]
pub struct JsonRef<'a> {
    text: &'a str,
    /// The value and what it holds; nothing for a scalar that was not found in a text.
    nodes: &'a [Node],
    depth: u16,
    is_torn: bool,
}

impl<'a> JsonRef<'a> {
    /// The `null` that stands for an absent value.
    pub const NULL: JsonRef<'static> = JsonRef::scalar("null");

    /// A value that holds no other.
    pub(crate) const fn scalar(text: &'a str) -> Self {
        Self {
            text,
            nodes: &[],
            depth: 0,
            is_torn: false,
        }
    }

    /// What was written, with where each part of it stands.
    pub(crate) fn written(text: &'a str, nodes: &'a [Node]) -> Self {
        let Some(root) = nodes.first() else {
            return JsonRef::NULL;
        };
        Self {
            text: text
                .get(root.from as usize..root.to as usize)
                .unwrap_or_default(),
            nodes: nodes.get(..root.size as usize).unwrap_or_default(),
            depth: 0,
            is_torn: false,
        }
    }

    /// Where it stands, and how many values it is with those that it holds; `None` for a scalar that was not found in a text.
    pub(crate) fn node(self) -> Option<&'a Node> {
        self.nodes.first()
    }

    pub(crate) fn depth(self) -> u16 {
        self.depth
    }

    /// Whether the text breaks in it.
    pub(crate) fn is_torn(self) -> bool {
        self.is_torn
    }

    /// Whether it was found in a text, whole.
    pub(crate) fn was_found(self) -> bool {
        !self.nodes.is_empty() && !self.is_torn
    }

    /// The values that stand in it, without those that stand in them: of an object each name and its value.
    pub(crate) fn parts(self) -> Parts<'a> {
        let (base, rest) = match self.nodes.split_first() {
            Some((own, rest)) => (own.from, rest),
            None => (0, self.nodes),
        };
        Parts {
            text: self.text,
            base,
            rest,
            depth: self.depth.saturating_add(1),
        }
    }

    /// The JSON type of the value, told from its first character.
    pub fn kind(self) -> Kind {
        match self.text.bytes().next() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::List,
            Some(b'"') => Kind::String,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            _ => match self.text {
                "true" | "false" => Kind::Boolean,
                "null" => Kind::Null,
                _ => Kind::NotJson,
            },
        }
    }

    /// Whether the value is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The JSON text of the value, as it came. It may hold anything; do not log it.
    pub fn expose(self) -> &'a str {
        self.text
    }

    /// The text of a string with its escapes resolved; `None` for any other type.
    pub fn string(self) -> Option<Cow<'a, str>> {
        let inner = self.text.strip_prefix('"')?.strip_suffix('"')?;
        let is_escaped = match self.nodes.first() {
            Some(node) => node.is_escaped,
            None => inner.contains('\\'),
        };
        Some(if is_escaped {
            Cow::Owned(unescape(inner))
        } else {
            Cow::Borrowed(inner)
        })
    }

    /// The text of a number, with every digit that came; `None` for any other type.
    pub fn number(self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then_some(self.text)
    }

    /// The value of a boolean; `None` for any other type.
    pub fn boolean(self) -> Option<bool> {
        match self.text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// Notes that the value is not `expected` and gives `None`: the way out of a [`Read`](crate::Read) that cannot
    /// understand what it found.
    pub fn mistyped<T>(self, expected: &'static str, warnings: &mut DecodeWarnings) -> Option<T> {
        warnings.note(match self.kind() {
            Kind::Null => Anomaly::Null,
            found => Anomaly::Mistyped { expected, found },
        });
        None
    }

    /// Notes that the value has another type than `expected` but was understood.
    pub fn unusual(self, expected: &'static str, warnings: &mut DecodeWarnings) {
        warnings.note(Anomaly::Unusual {
            expected,
            found: self.kind(),
        });
    }
}

impl fmt::Debug for JsonRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonRef({}, {} bytes)", self.kind(), self.text.len())
    }
}

/// The values that stand in another one.
pub(crate) struct Parts<'a> {
    text: &'a str,
    base: u32,
    rest: &'a [Node],
    depth: u16,
}

impl<'a> Parts<'a> {
    /// The value of the next member of an object that has this name. What stands between is passed over by its size.
    pub(crate) fn find_named(&mut self, name: &str) -> Option<JsonRef<'a>> {
        let quoted = name.len().saturating_add(2);
        let mut rest = std::mem::take(&mut self.rest);
        while let [called, behind @ ..] = rest {
            // The length tells most of them.
            let may_be =
                called.is_escaped || called.to.wrapping_sub(called.from) as usize == quoted;
            if may_be && self.says(called, name) {
                self.rest = behind;
                return self.next();
            }
            rest = behind.get(behind.first()?.size as usize..)?;
        }
        None
    }

    /// Shows each name of an object as it stands there, without its quotes, or that it has escapes.
    pub(crate) fn each_plain_name(mut self, mut show: impl FnMut(Option<&[u8]>)) {
        while let Some((name, behind)) = self.rest.split_first() {
            let Some(value) = behind.first() else { return };
            let json = self.text_of(name).unwrap_or_default().as_bytes();
            match (name.is_escaped, json) {
                (false, [_, plain @ .., _]) => show(Some(plain)),
                _ => show(None),
            }
            self.rest = behind.get(value.size as usize..).unwrap_or_default();
        }
    }

    /// Of an object each name with its value, up to where it breaks.
    pub(crate) fn named(mut self) -> impl Iterator<Item = (Cow<'a, str>, JsonRef<'a>)> {
        std::iter::from_fn(move || {
            // Half a character in a name must not cost the fields behind it.
            let name = self.next()?.string().unwrap_or_default();
            Some((name, self.next()?))
        })
    }

    /// Whether a string of JSON is this text. Where it has no escapes, its length tells most others apart.
    fn says(&self, node: &Node, text: &str) -> bool {
        let length = (node.to.saturating_sub(node.from) as usize).saturating_sub(2);
        if !node.is_escaped {
            return length == text.len()
                && self
                    .text_of(node)
                    .and_then(|json| json.as_bytes().get(1..=length))
                    == Some(text.as_bytes());
        }
        // At most six bytes stand for one.
        length > text.len()
            && length / 6 <= text.len()
            && self.text_of(node).is_some_and(|json| {
                let said = JsonRef::scalar(json).string();
                said.is_some_and(|said| said == text)
            })
    }

    fn text_of(&self, node: &Node) -> Option<&'a str> {
        let at = |position: u32| position.saturating_sub(self.base) as usize;
        self.text.get(at(node.from)..at(node.to))
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = JsonRef<'a>;

    fn next(&mut self) -> Option<JsonRef<'a>> {
        let node = self.rest.first()?;
        let text = self.text_of(node)?;
        let (nodes, rest) = self.rest.split_at_checked(node.size as usize)?;
        self.rest = rest;
        Some(JsonRef {
            text,
            nodes,
            depth: self.depth,
            is_torn: false,
        })
    }
}

/// A whole text, looked through once.
pub(crate) struct Document<'a> {
    text: &'a str,
    found: Found,
}

impl<'a> Document<'a> {
    /// Finds the value in a text. An empty text counts as `null`; a text that breaks off or goes on after the value
    /// is not whole, but what can be read of it can be read.
    pub(crate) fn parse(text: &'a str, warnings: &mut DecodeWarnings) -> Self {
        let found = Found::of(text);
        found.note(warnings);
        Self { text, found }
    }

    pub(crate) fn json(&self) -> JsonRef<'_> {
        self.found.json(self.text)
    }

    /// Whether it is JSON from its first to its last character.
    pub(crate) fn is_whole(&self) -> bool {
        self.found.is_whole()
    }
}

/// What was found in a text, by its positions.
#[derive(Debug)]
pub(crate) struct Found {
    /// Where the value begins, behind white space, and where the text ends but for such.
    from: usize,
    to: usize,
    index: Index,
    has_mark: bool,
}

impl Found {
    pub(crate) fn of(text: &str) -> Self {
        let behind = text.strip_prefix('\u{feff}');
        let marked = behind.unwrap_or(text);
        let begun = marked.trim_start_matches(BLANK);
        let from = text.len().saturating_sub(begun.len());
        let value = begun.trim_end_matches(BLANK);
        Self {
            from,
            to: from.saturating_add(value.len()),
            index: Index::of(value),
            has_mark: behind.is_some(),
        }
    }

    /// Notes the anomalies of the text as a whole.
    pub(crate) fn note(&self, warnings: &mut DecodeWarnings) {
        if self.has_mark {
            warnings.note(Anomaly::ByteOrderMark);
        }
        if self.index.is_whole && self.value_ends() < self.to {
            warnings.note(Anomaly::Trailing);
        }
    }

    /// Whether the text is nothing but one value, or nothing.
    pub(crate) fn is_whole(&self) -> bool {
        self.from == self.to || (self.index.is_whole && self.value_ends() == self.to)
    }

    /// Whether the text is one value, by the letter.
    pub(crate) fn is_one_value(&self) -> bool {
        self.from < self.to && !self.has_mark && self.is_whole()
    }

    /// The value in the text that this was found in.
    pub(crate) fn json<'a>(&'a self, text: &'a str) -> JsonRef<'a> {
        if self.from == self.to {
            return JsonRef::NULL;
        }
        let to = match self.index.is_whole {
            true => self.value_ends(),
            false => self.to,
        };
        JsonRef {
            text: text.get(self.from..to).unwrap_or_default(),
            nodes: &self.index.nodes,
            depth: 0,
            is_torn: !self.index.is_whole,
        }
    }

    /// The nodes of the value, as positions in the text.
    pub(crate) fn into_nodes(self) -> Nodes {
        let from = position(self.from);
        let mut nodes = self.index.nodes;
        for node in nodes.iter_mut() {
            node.from = node.from.saturating_add(from);
            node.to = node.to.saturating_add(from);
        }
        nodes
    }

    fn value_ends(&self) -> usize {
        let length = self.index.nodes.first().map_or(0, |root| root.to);
        self.from.saturating_add(length as usize)
    }
}

/// Resolves the escapes of a JSON string. Half a surrogate pair becomes U+FFFD, so that one bad character does not
/// cost the text; the capacity suffices from the start, so that no copy of a secret is left behind by growing.
fn unescape(inner: &str) -> String {
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('u') => {
                let unit = hex4(&mut characters);
                let joined = match unit {
                    0xd800..=0xdbff => low_half(&mut characters)
                        .and_then(|low| char::from_u32(0x10000 + ((unit - 0xd800) << 10) + low)),
                    _ => char::from_u32(unit),
                };
                text.push(joined.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(other) => text.push(other),
            None => {}
        }
    }
    text
}

/// The second half of a surrogate pair, less 0xdc00; consumes nothing unless it is one.
fn low_half(characters: &mut std::str::Chars<'_>) -> Option<u32> {
    let mut ahead = characters.clone();
    if ahead.next() != Some('\\') || ahead.next() != Some('u') {
        return None;
    }
    let unit = hex4(&mut ahead);
    if !(0xdc00..=0xdfff).contains(&unit) {
        return None;
    }
    *characters = ahead;
    Some(unit - 0xdc00)
}

/// Four hexadecimal digits. The index has seen that they are there; the value of a missing one does not matter.
fn hex4(characters: &mut std::str::Chars<'_>) -> u32 {
    characters.by_ref().take(4).fold(0, |unit, digit| {
        (unit << 4) | digit.to_digit(16).unwrap_or(0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(json: &str) -> String {
        JsonRef::scalar(json).string().unwrap().into_owned()
    }

    #[test]
    fn strings_are_unescaped_as_serde_json_does_it() {
        for json in [
            r#""plain""#,
            r#""\"\\\/\b\f\n\r\t""#,
            r#""\u00e9\u4e2d""#,
            r#""\ud83d\ude00 ok""#,
            r#""中文""#,
        ] {
            assert_eq!(
                string(json),
                serde_json::from_str::<String>(json).unwrap(),
                "{json}"
            );
        }
    }

    #[test]
    fn half_a_character_costs_only_itself() {
        assert_eq!(string(r#""a\ud83db""#), "a\u{fffd}b");
        assert_eq!(string(r#""a\ud83d\u0041""#), "a\u{fffd}A");
        assert_eq!(string(r#""\ude00""#), "\u{fffd}");
    }

    #[test]
    fn a_document_says_whether_it_is_whole() {
        for (text, kind, whole) in [
            (" {\"a\":1}\n", Kind::Object, true),
            ("{\"a\":1", Kind::Object, false),
            ("{\"a\":1} x", Kind::Object, false),
            ("<html>", Kind::NotJson, false),
            ("", Kind::Null, true),
            ("\u{feff}[]", Kind::List, true),
            ("tru", Kind::NotJson, false),
        ] {
            let document = Document::parse(text, &mut DecodeWarnings::new());
            assert_eq!(
                (document.json().kind(), document.is_whole()),
                (kind, whole),
                "{text:?}"
            );
        }
    }
}
