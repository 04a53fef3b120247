//! Where in a text a node stands, and as what it was written there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize as _;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::findings::{pointer_names, pointer_token};

/// The line at which the node behind a JSON pointer begins: the member's name, or the first token of an array's entry.
///
/// The parser tells places only in its errors, so this makes it stop there. That reads the text once more for every
/// question, which only a finding asks.
#[must_use]
pub fn line_of(text: &str, pointer: &str) -> Option<usize> {
    let path = pointer_names(pointer);
    let stopped = Probe { path: &path }
        .deserialize(serde_yaml::Deserializer::from_str(text))
        .err()?;
    stopped.location().map(|location| location.line())
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

/// The scalars at these JSON pointers as they were written: `1.10`, where a reader makes the number 1.1 of it.
///
/// It reads the text once more. What the text does not have is missing in the result; only scalars may be asked for.
#[must_use]
pub fn scalars(text: &str, wanted: &BTreeSet<String>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let scalars = Scalars {
        wanted,
        pointer: String::new(),
        found: &mut found,
    };
    // What was found before the text stops being YAML counts.
    let _ = scalars.deserialize(serde_yaml::Deserializer::from_str(text));
    found
}

/// Walks to the wanted places and takes the scalars there as text.
struct Scalars<'a> {
    wanted: &'a BTreeSet<String>,
    pointer: String,
    found: &'a mut BTreeMap<String, String>,
}

impl Scalars<'_> {
    fn below(&mut self, token: &str) -> Scalars<'_> {
        Scalars {
            wanted: self.wanted,
            pointer: format!("{}/{}", self.pointer, pointer_token(token)),
            found: &mut *self.found,
        }
    }

    fn leads_on(&self) -> bool {
        let inner = format!("{}/", self.pointer);
        let mut from_here = self.wanted.range(inner.clone()..);
        from_here
            .next()
            .is_some_and(|place| place.starts_with(&inner))
    }
}

impl<'de> DeserializeSeed<'de> for Scalars<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.wanted.contains(&self.pointer) {
            deserializer.deserialize_str(self)
        } else if self.leads_on() {
            deserializer.deserialize_any(self)
        } else {
            IgnoredAny::deserialize(deserializer).map(|_| ())
        }
    }
}

impl<'de> Visitor<'de> for Scalars<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.found.insert(self.pointer, text.to_owned());
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut entries: A) -> Result<(), A::Error> {
        for index in 0_usize.. {
            let below = self.below(&index.to_string());
            if entries.next_element_seed(below)?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            members.next_value_seed(self.below(&name))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_taken_as_they_were_written() {
        let text = "info: {version: 1.10, flag: yes}\n/a: [1e3, {200: 0x1F}]\nother: 1\n";
        let wanted = ["/info/version", "/~1a/0", "/~1a/1/200", "/none/0"];
        let wanted = wanted.into_iter().map(str::to_owned).collect();
        let found: Vec<String> = scalars(text, &wanted).into_values().collect();
        assert_eq!(found, ["1.10", "1e3", "0x1F"]);
    }
}
