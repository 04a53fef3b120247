//! Reads YAML (and so JSON) into a JSON value without losing anything silently.
//!
//! Reading straight into [`Value`] would keep the last of two members with one name and turn an infinite number into
//! null. Here both are errors, with their line.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Number, Value};

/// Why a text is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The line, where the parser knows it.
    pub line: Option<usize>,
    /// What is wrong.
    pub text: String,
}

impl From<serde_yaml::Error> for Malformed {
    fn from(error: serde_yaml::Error) -> Self {
        let text = error.to_string();
        // The place is given apart, so the parser's own mention of it would say it twice.
        let text = text
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .replace('\n', " ");
        Self {
            line: error.location().map(|location| location.line()),
            text,
        }
    }
}

/// Reads one document.
///
/// # Errors
///
/// The first thing that makes the text unreadable: its syntax, a repeated member, a tag, or a number that JSON has not.
pub fn read(text: &str) -> Result<Value, Malformed> {
    Ok(Strict.deserialize(serde_yaml::Deserializer::from_str(text))?)
}

/// Reads one document that is JSON, as strictly.
///
/// # Errors
///
/// The first thing that makes the text unreadable: its syntax or a repeated member.
pub fn read_json(text: &str) -> Result<Value, Malformed> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = Strict
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value));
    read.map_err(|error| Malformed {
        line: Some(error.line()),
        text: error.to_string(),
    })
}

/// Writes a document, with the members of every object in their order.
///
/// Plain words that YAML 1.1 takes for something else (`no`, `Y`, a date) are quoted, since many readers speak 1.1.
#[must_use]
pub fn write(document: &Value) -> String {
    let text = serde_yaml::to_string(document)
        .expect("the names of a JSON object are strings, and YAML can write every JSON value");
    quoted(&text)
}

/// Quotes the plain scalars of a written document that a reader of YAML 1.1 would not take for text.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Lines further in than the one that opened a block of text belong to that block.
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if block.is_some_and(|outer| line.trim().is_empty() || indent > outer) {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        block = opens_block(line).then_some(indent);
        let (before, scalar) = split_scalar(line);
        if is_ambiguous(scalar) {
            out.push_str(before);
            out.push('\'');
            out.push_str(scalar);
            out.push_str("'\n");
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

fn opens_block(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    matches!(last, "|" | "|-" | "|+" | ">" | ">-" | ">+")
        || (last.len() <= 3
            && last.starts_with(['|', '>'])
            && last.ends_with(|c: char| c.is_ascii_digit()))
}

/// The value at the end of a line, behind its name or its dash.
fn split_scalar(line: &str) -> (&str, &str) {
    let at = match line.rfind(": ") {
        Some(colon) => colon + 2,
        None => line.len() - line.trim_start_matches([' ', '-']).len(),
    };
    line.split_at_checked(at).unwrap_or((line, ""))
}

/// Whether a plain scalar is a truth value or a date to a reader of YAML 1.1, and text to us.
fn is_ambiguous(scalar: &str) -> bool {
    let lower = scalar.to_ascii_lowercase();
    if matches!(lower.as_str(), "y" | "n" | "yes" | "no" | "on" | "off") {
        return true;
    }
    let mut parts = scalar.splitn(3, '-');
    let digits = |part: Option<&str>, most: usize| {
        part.is_some_and(|part| {
            !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let year = parts.next();
    year.is_some_and(|year| year.len() == 4)
        && digits(year, 4)
        && digits(parts.next(), 2)
        && parts
            .next()
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

/// The line at which the node behind a JSON pointer begins: the member's name, or the first token of an array's entry.
///
/// The parser tells places only in its errors, so this makes it stop there. That reads the text once more for every
/// question, which only a finding asks.
#[must_use]
pub fn line_of(text: &str, pointer: &str) -> Option<usize> {
    let path: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect();
    let stopped = Probe { path: &path }
        .deserialize(serde_yaml::Deserializer::from_str(text))
        .err()?;
    stopped.location().map(|location| location.line())
}

struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        match Number::from_f64(value) {
            Some(number) => Ok(Value::Number(number)),
            None => Err(E::custom("JSON has no such number")),
        }
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(entry) = entries.next_element_seed(Strict)? {
            array.push(entry);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key_seed(NewName { object: &object })? {
            let value = members.next_value_seed(Strict)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// Reads a member's name that must not have come before. Checked in here so that the error has the name's own line.
struct NewName<'a> {
    object: &'a Map<String, Value>,
}

impl<'de> DeserializeSeed<'de> for NewName<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        // As text, so that the member `200` of a map of responses keeps its name.
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NewName<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<String, E> {
        if self.object.contains_key(name) {
            return Err(E::custom(format_args!(
                "the member `{name}` stands here twice"
            )));
        }
        Ok(name.to_owned())
    }
}

/// Walks down to a node and makes the parser fail there.
struct Probe<'a> {
    path: &'a [String],
}

impl<'de> DeserializeSeed<'de> for Probe<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Probe<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the node that is looked for")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Some((wanted, path)) = self.path.split_first() else {
            return Err(A::Error::custom("here"));
        };
        for index in 0.. {
            let here = *wanted == index.to_string();
            let more = if here {
                entries.next_element_seed(Probe { path })?
            } else {
                entries.next_element::<IgnoredAny>()?.map(|_| ())
            };
            if more.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Some((wanted, path)) = self.path.split_first() else {
            return Err(A::Error::custom("here"));
        };
        while let Some(here) = members.next_key_seed(NameProbe {
            wanted,
            last: path.is_empty(),
        })? {
            if here {
                members.next_value_seed(Probe { path })?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Tells whether a member is on the way, and stops at the name of the last one: a value can begin a line below.
struct NameProbe<'a> {
    wanted: &'a str,
    last: bool,
}

impl<'de> DeserializeSeed<'de> for NameProbe<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameProbe<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<bool, E> {
        let here = name == self.wanted;
        if here && self.last {
            return Err(E::custom("here"));
        }
        Ok(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_yaml_1_1_are_quoted_and_read_back() {
        let document = serde_json::json!({
            "no": ["no", "Y", "off", "plain", "2025-05-08", "2025-05-08T12:00:00Z", "2025-05"],
            "text": "a line\nno\n- yes\n",
            "answer": "yes",
            "flag": true,
        });
        let text = write(&document);
        assert_eq!(read(&text), Ok(document));
        for line in [
            "- 'no'",
            "- 'Y'",
            "- 'off'",
            "- plain",
            "- '2025-05-08'",
            "answer: 'yes'",
            "flag: true",
        ] {
            assert!(
                text.lines().any(|written| written.trim() == line),
                "{line} in\n{text}"
            );
        }
        assert!(
            text.contains("\n  no\n  - yes\n"),
            "a block of text stays as it is:\n{text}"
        );
    }
}
