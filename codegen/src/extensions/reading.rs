//! Reads types by serde out of a document, and says of each problem where it stands.

use std::collections::HashSet;
use std::fmt::{self, Display};

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, SeqAccess};
use serde::de::{Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use crate::openapi::Pointer;

/// What is wrong with an extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// Where; known once it has left the value that it is about.
    at: Option<Pointer>,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A member is not there.
    Missing(&'static str),
    /// A member is none that there can be.
    Unknown(&'static [&'static str]),
    /// A value is none that it can have.
    Bad(String),
}

impl Problem {
    pub(super) fn at(&self) -> Pointer {
        self.at.clone().unwrap_or_default()
    }

    fn of(what: What) -> Self {
        Self { at: None, what }
    }

    fn located(mut self, at: &Pointer) -> Self {
        self.at.get_or_insert_with(|| at.clone());
        self
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Missing(name) => write!(f, "there is no `{name}`"),
            What::Unknown(known) => write!(f, "this member is none of {}", known.join(", ")),
            What::Bad(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Problem {}

impl serde::de::Error for Problem {
    fn custom<T: Display>(text: T) -> Self {
        Self::of(What::Bad(text.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        let expected = match expected.as_str() {
            "a sequence" => "a list",
            "a map" => "an object",
            "a string" => "text",
            "a boolean" => "true or false",
            "u32" => "a whole number",
            other => other,
        };
        Self::of(What::Bad(format!("this has to be {expected}")))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let text = format!("`{variant}` is none of {}", expected.join(", "));
        Self::of(What::Bad(text))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of(What::Missing(field))
    }
}

/// Reads the extensions of one place into a type that has a field for each.
///
/// Names that the type does not have, or that are not `heard` here, are passed over. An extension with a problem is left
/// out as a whole, and all of its problems are told.
pub(super) fn read<'a, T: Deserialize<'a> + Default>(
    extensions: &'a IndexMap<String, Value>,
    at: &Pointer,
    heard: &dyn Fn(&str) -> bool,
) -> (T, Vec<Problem>) {
    let mut problems: Vec<Problem> = Vec::new();
    if extensions.is_empty() {
        return (T::default(), problems);
    }
    let mut passed = HashSet::new();
    let read = |passed: &HashSet<Pointer>| {
        T::deserialize(Extensions {
            extensions,
            at,
            heard,
            passed,
        })
    };
    // What was told is passed over, so that the next problem is found. Each round passes over one more place.
    while let Err(problem) = read(&passed) {
        let place = problem.at();
        let follows = match &problem.what {
            What::Missing(name) => passed.contains(&place.member(name)),
            What::Unknown(_) => false,
            // It lacks what was passed over.
            What::Bad(_) => passed.iter().any(|within| is_within(within, &place)),
        };
        if !follows {
            problems.push(problem);
        }
        if !passed.insert(place) {
            break;
        }
    }
    let names = extensions.keys().map(|name| at.member(name));
    let wrong: HashSet<Pointer> = names
        .filter(|name| passed.iter().any(|place| is_within(place, name)))
        .collect();
    (read(&wrong).unwrap_or_default(), problems)
}

fn is_within(place: &Pointer, whole: &Pointer) -> bool {
    let mut here = Some(place);
    while let Some(at) = here {
        if at == whole {
            return true;
        }
        here = at.before();
    }
    false
}

/// The extensions of one place.
struct Extensions<'a, 's> {
    extensions: &'a IndexMap<String, Value>,
    at: &'s Pointer,
    heard: &'s dyn Fn(&str) -> bool,
    passed: &'s HashSet<Pointer>,
}

impl<'de> Deserializer<'de> for Extensions<'de, '_> {
    type Error = Problem;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let all = self.extensions.iter();
        let known = all.filter(|(name, _)| fields.contains(&name.as_str()) && (self.heard)(name));
        let left: Vec<(&str, &Value)> = known.map(|(name, value)| (name.as_str(), value)).collect();
        let members = Members::new(left, self.at, self.passed);
        visitor.visit_map(members)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_struct("", &[], visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Reads one value; what is wrong with it and names no place within is wrong here.
fn read_at<'a, S: DeserializeSeed<'a>>(
    seed: S,
    value: &'a Value,
    at: Pointer,
    passed: &HashSet<Pointer>,
) -> Result<S::Value, Problem> {
    let reading = Reading {
        value,
        at: at.clone(),
        passed,
    };
    seed.deserialize(reading).map_err(|it| it.located(&at))
}

/// A value at its place.
struct Reading<'a, 's> {
    value: &'a Value,
    at: Pointer,
    passed: &'s HashSet<Pointer>,
}

impl<'a> Reading<'a, '_> {
    fn any<V: Visitor<'a>>(&self, visitor: V) -> Result<V::Value, Problem> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), _, _) => visitor.visit_u64(number),
                (None, Some(number), _) => visitor.visit_i64(number),
                (None, None, number) => visitor.visit_f64(number.unwrap_or(f64::NAN)),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(list) => visitor.visit_seq(Entries {
                left: list.iter().enumerate(),
                at: &self.at,
                passed: self.passed,
            }),
            Value::Object(members) => {
                let left = members.iter();
                let left = left.map(|(name, value)| (name.as_str(), value)).collect();
                visitor.visit_map(Members::new(left, &self.at, self.passed))
            }
        }
    }

    /// Text, which is there to say something.
    fn text<V: Visitor<'a>>(&self, visitor: V) -> Result<V::Value, Problem> {
        match self.value {
            Value::String(text) if text.trim().is_empty() => {
                Err(Problem::of(What::Bad("this text says nothing".to_owned())))
            }
            _ => self.any(visitor),
        }
    }

    fn unknown(&self, fields: &'static [&'static str]) -> Option<Problem> {
        let names = self.value.as_object()?.keys();
        let mut unknown = names
            .filter(|name| !fields.contains(&name.as_str()))
            .map(|name| self.at.member(name))
            .filter(|at| !self.passed.contains(at));
        Some(Problem::of(What::Unknown(fields)).located(&unknown.next()?))
    }
}

impl<'de> Deserializer<'de> for Reading<'de, '_> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.any(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.text(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_str(visitor)
    }

    /// What is there has a value: null says nothing.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.unknown(fields) {
            Some(unknown) => Err(unknown),
            None if self.value.is_object() => self.deserialize_any(visitor),
            // The visitor would take the entries of a list for members; so it says what it expects.
            None => visitor.visit_unit(),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let Some(word) = self.value.as_str() else {
            let text = format!("this is none of {}", words.join(", "));
            return Err(Problem::of(What::Bad(text)));
        };
        let word: StrDeserializer<'_, Problem> = word.into_deserializer();
        visitor.visit_enum(word)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char bytes byte_buf unit unit_struct seq tuple tuple_struct map
        identifier ignored_any
    }
}

/// The members of an object that are not passed over.
struct Members<'a, 's> {
    left: std::vec::IntoIter<(&'a str, &'a Value)>,
    value: Option<(&'a str, &'a Value)>,
    at: &'s Pointer,
    passed: &'s HashSet<Pointer>,
}

impl<'a, 's> Members<'a, 's> {
    fn new(left: Vec<(&'a str, &'a Value)>, at: &'s Pointer, passed: &'s HashSet<Pointer>) -> Self {
        Self {
            left: left.into_iter(),
            value: None,
            at,
            passed,
        }
    }
}

impl<'a> MapAccess<'a> for Members<'a, '_> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Problem> {
        let (at, passed) = (self.at, self.passed);
        self.value = self
            .left
            .find(|(name, _)| !passed.contains(&at.member(name)));
        let Some((name, _)) = self.value else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, Problem> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        let (name, value) = self.value.take().unwrap_or(("", &Value::Null));
        read_at(seed, value, self.at.member(name), self.passed)
    }
}

/// The entries of a list that are not passed over.
struct Entries<'a, 's> {
    left: std::iter::Enumerate<std::slice::Iter<'a, Value>>,
    at: &'s Pointer,
    passed: &'s HashSet<Pointer>,
}

impl<'a> SeqAccess<'a> for Entries<'a, '_> {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Problem> {
        let (list, passed) = (self.at, self.passed);
        let mut left = self
            .left
            .by_ref()
            .map(|(index, value)| (list.entry(index), value));
        let Some((at, value)) = left.find(|(at, _)| !passed.contains(at)) else {
            return Ok(None);
        };
        read_at(seed, value, at, passed).map(Some)
    }
}
