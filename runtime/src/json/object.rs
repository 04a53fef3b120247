use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::{JsonRef, Oddities, Read, Strangeness};

/// The fields of one JSON object while they are being read.
pub struct Object<'a, 'o> {
    fields: Vec<(Cow<'a, str>, JsonRef<'a>)>,
    oddities: &'o mut Oddities,
}

impl<'a, 'o> Object<'a, 'o> {
    pub(super) fn open(json: JsonRef<'a>, oddities: &'o mut Oddities) -> Self {
        let (found, whole) = entries::of_object(json.expose());
        if !whole {
            oddities.note(Strangeness::Broken);
        }
        let depth = json.depth().saturating_add(1);
        let fields = found
            .into_iter()
            .map(|(name, text)| (name, JsonRef::part(text, depth)))
            .collect();
        Self { fields, oddities }
    }

    /// Reads an optional field. That it is missing is not odd; that it is `null` or cannot be understood is noted.
    pub fn take<T: Read>(&mut self, name: &'static str) -> Option<T> {
        let json = self.find(name)?;
        self.oddities
            .at_name(name, |oddities| T::read(json, oddities))
    }

    /// Reads a field that is documented as always present: as [`take`](Self::take), and a missing one is noted.
    ///
    /// The reader of an answer keeps the `None`; a server, which must be strict, stops at it.
    pub fn require<T: Read>(&mut self, name: &'static str) -> Option<T> {
        if !self.has(name) {
            self.oddities
                .at_name(name, |oddities| oddities.note(Strangeness::Missing));
        }
        self.take(name)
    }

    /// Whether the object has a field of that name, `null` or not.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// The untouched value of a field, to look at before deciding how to read it.
    pub fn peek(&self, name: &str) -> Option<JsonRef<'a>> {
        self.fields
            .iter()
            .rev()
            .find(|(field, _)| field == name)
            .map(|(_, json)| *json)
    }

    /// Reads every field that is not in `named`: the entries of a map, or what a document calls additional properties.
    pub fn others<T: Read>(&mut self, named: &[&str]) -> BTreeMap<String, T> {
        let mut others = BTreeMap::new();
        for (name, json) in &self.fields {
            if named.contains(&name.as_ref()) {
                continue;
            }
            if !self.oddities.affords::<T>(*json) {
                break;
            }
            let value = self
                .oddities
                .at_any_key(|oddities| T::read(*json, oddities));
            if let Some(value) = value {
                others.insert(name.clone().into_owned(), value);
            }
        }
        others
    }

    /// Every field in the order of their names, the last of equal ones, and none of them read.
    pub(crate) fn members(&self) -> BTreeMap<&str, JsonRef<'a>> {
        let members = self.fields.iter().map(|(name, json)| (&**name, *json));
        members.collect()
    }

    /// Where to note what is odd about the object as a whole.
    pub fn oddities(&mut self) -> &mut Oddities {
        self.oddities
    }

    /// All values of one name, in the order of the wire.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = JsonRef<'a>> {
        self.fields
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, json)| *json)
    }

    /// Every field with its name, in the order of the wire.
    pub(crate) fn into_fields(self) -> Vec<(Cow<'a, str>, JsonRef<'a>)> {
        self.fields
    }

    /// The last field of that name, as most readers of JSON have it.
    fn find(&mut self, name: &'static str) -> Option<JsonRef<'a>> {
        let mut found = self.fields.iter().filter(|(field, _)| field == name);
        let first = found.next()?;
        let last = found.next_back();
        if last.is_some() {
            self.oddities
                .at_name(name, |oddities| oddities.note(Strangeness::Duplicate));
        }
        Some(last.unwrap_or(first).1)
    }
}

impl fmt::Debug for Object<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({} fields)", self.fields.len())
    }
}

/// Splits an object or a list into the texts of its parts, without looking into them.
pub(super) mod entries {
    use std::borrow::Cow;
    use std::fmt;

    use serde_core::de::{Deserializer, MapAccess, SeqAccess, Visitor};
    use serde_json::value::RawValue;

    use crate::json::JsonRef;

    type Field<'a> = (Cow<'a, str>, &'a str);

    /// The fields of an object up to where it breaks, and whether it is whole.
    pub(in crate::json) fn of_object(text: &str) -> (Vec<Field<'_>>, bool) {
        let mut fields = Vec::new();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let whole = deserializer.deserialize_map(Fields(&mut fields)).is_ok();
        (fields, whole)
    }

    /// The elements of a list up to where it breaks.
    pub(in crate::json) fn of_list(text: &str) -> Vec<&str> {
        let mut elements = Vec::new();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        // That it broke off was noted when the document was parsed; what came before the break counts.
        let _ = deserializer.deserialize_seq(Elements(&mut elements));
        elements
    }

    struct Fields<'v, 'a>(&'v mut Vec<Field<'a>>);

    impl<'a> Visitor<'a> for Fields<'_, 'a> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
            // Names are taken as they stand, since half a character in one must not cost the fields behind it.
            while let Some(name) = map.next_key::<&'a RawValue>()? {
                let name = JsonRef::part(name.get(), 0).string().unwrap_or_default();
                let value = map.next_value::<&'a RawValue>()?;
                self.0.push((name, value.get()));
            }
            Ok(())
        }
    }

    struct Elements<'v, 'a>(&'v mut Vec<&'a str>);

    impl<'a> Visitor<'a> for Elements<'_, 'a> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<S: SeqAccess<'a>>(self, mut list: S) -> Result<(), S::Error> {
            while let Some(element) = list.next_element::<&'a RawValue>()? {
                self.0.push(element.get());
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn read<T>(text: &str, read: impl FnOnce(&mut Object<'_, '_>) -> T) -> (T, Vec<String>) {
        let mut oddities = Oddities::new();
        let document = Document::parse(text, &mut oddities);
        let value = read(&mut document.json.object(&mut oddities).unwrap());
        (value, oddities.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_last_of_two_equal_names_counts_and_is_noted() {
        let (value, odd) = read(r#"{"a":"1","b":2,"a":"3","a":"4"}"#, |object| {
            object.take::<String>("a")
        });
        assert_eq!(value.as_deref(), Some("4"));
        assert_eq!(odd, ["/a stands more than once; the last was taken"]);
    }

    #[test]
    fn what_came_before_a_break_is_read() {
        let (value, odd) = read(r#"{"a":"1","b":[1,"#, |object| {
            (object.take::<String>("a"), object.has("b"))
        });
        assert_eq!(value, (Some("1".to_owned()), false));
        assert_eq!(odd, ["the answer breaks off or is not JSON"]);
    }

    #[test]
    fn only_a_required_field_is_missed() {
        let (_, odd) = read("{}", |object| {
            (object.take::<String>("a"), object.require::<String>("b"))
        });
        assert_eq!(odd, ["/b is missing"]);
    }

    #[test]
    fn half_a_character_in_a_name_costs_no_other_field() {
        let text = r#"{"\ud800":1,"a\"b":2,"c":"3"}"#;
        let (value, odd) = read(text, |object| {
            (object.take::<i64>("a\"b"), object.take::<String>("c"))
        });
        assert_eq!(value, (Some(2), Some("3".to_owned())));
        assert_eq!(odd, [""; 0]);
    }

    #[test]
    fn names_with_escapes_are_found() {
        let (value, _) = read(r#"{"\u0061":"1"}"#, |object| object.take::<String>("a"));
        assert_eq!(value.as_deref(), Some("1"));
    }

    #[test]
    fn a_hundred_thousand_levels_do_not_exhaust_the_stack() {
        let deep = format!("{}{}", "{\"a\":".repeat(100_000), "1");
        let (value, _) = read(&deep, |object| object.take::<String>("a"));
        assert_eq!(value, None);
        let closed = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
        let (value, odd) = read(&closed, |object| object.take::<String>("a"));
        assert_eq!((value, odd.len()), (None, 1));
    }
}
