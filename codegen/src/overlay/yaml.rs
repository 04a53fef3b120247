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

/// Writes a document, with the members of every object in their order.
#[must_use]
pub fn write(document: &Value) -> String {
    serde_yaml::to_string(document)
        .expect("the names of a JSON object are strings, and YAML can write every JSON value")
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
