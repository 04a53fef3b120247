//! Reads YAML (and so JSON) into a JSON value without losing anything silently.
//!
//! Reading straight into [`Value`] would keep the last of two members with one name and turn an infinite number into
//! null. Here both are errors, with their line.

mod place;
mod write;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

pub use place::{line_of, scalars};
pub use write::write;

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
    if let Some(line) = opened_too_often(text) {
        return Err(Malformed {
            line: Some(line),
            text: format!("more than {OPEN} brackets and braces are open here"),
        });
    }
    Ok(Strict { merges: true }.deserialize(serde_yaml::Deserializer::from_str(text))?)
}

/// How many brackets and braces may be open. The parser takes the square of their number to find that it is too many.
const OPEN: usize = 5_000;

/// The line where too many brackets and braces are open, those in texts included.
fn opened_too_often(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (index, line) in text.lines().enumerate() {
        for letter in line.bytes() {
            match letter {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        if open > OPEN {
            return Some(index + 1);
        }
    }
    None
}

/// Reads one document that is JSON, as strictly.
///
/// # Errors
///
/// The first thing that makes the text unreadable: its syntax or a repeated member.
pub fn read_json(text: &str) -> Result<Value, Malformed> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = Strict { merges: false }
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value));
    read.map_err(|error| Malformed {
        line: Some(error.line()),
        text: error.to_string(),
    })
}

/// Reads a value, of which only YAML merges members.
#[derive(Clone, Copy)]
struct Strict {
    merges: bool,
}

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

    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        far(value, self)
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        far(value, self)
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
        while let Some(entry) = entries.next_element_seed(self)? {
            array.push(entry);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key_seed(NewName { object: &object })? {
            let value = members.next_value_seed(self)?;
            object.insert(name, value);
        }
        if self.merges
            && let Some(merged) = object.shift_remove(MERGE)
        {
            merge(merged, &mut object).map_err(A::Error::custom)?;
        }
        // Collected once more it takes no more room than it has members, of which most have few.
        Ok(Value::Object(object.into_iter().collect()))
    }
}

/// A whole number beyond those of 64 bits, which becomes what JSON makes of it.
fn far<E: serde::de::Error>(value: impl fmt::Display, strict: Strict) -> Result<Value, E> {
    let nearest: f64 = value.to_string().parse().map_err(E::custom)?;
    strict.visit_f64(nearest)
}

/// The name under which YAML puts the members of other objects into one.
const MERGE: &str = "<<";

/// Adds the members of an object, or of several, that an object does not have itself.
fn merge(merged: Value, object: &mut Map<String, Value>) -> Result<(), &'static str> {
    match merged {
        Value::Object(members) => {
            for (name, value) in members {
                object.entry(name).or_insert(value);
            }
            Ok(())
        }
        Value::Array(several) => several.into_iter().try_for_each(|each| merge(each, object)),
        _ => Err("`<<` takes the members of an object or of a list of objects"),
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_beyond_64_bits_are_those_of_json() {
        for number in ["-9223372036854775809", "18446744073709551616"] {
            assert_eq!(
                read(&format!("[{number}]")),
                read_json(&format!("[{number}]"))
            );
        }
    }

    #[test]
    fn members_are_merged_behind_those_that_stand_there() {
        let text = "a: &a {x: 1, y: 2}\nb: {z: 3, <<: *a, y: 4}\nc: {<<: [{x: 5}, *a]}\n";
        let merged = read(text).expect("YAML");
        assert_eq!(merged.get("b"), Some(&json!({ "z": 3, "y": 4, "x": 1 })));
        assert_eq!(merged.get("c"), Some(&json!({ "x": 5, "y": 2 })));
        assert!(read("a: {<<: 1}").is_err());
        let json = r#"{"<<": {"x": 1}}"#;
        assert_eq!(read_json(json), Ok(json!({ "<<": { "x": 1 } })));
    }
}
