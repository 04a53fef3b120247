//! Splits an object or a list into the texts of its parts, without looking into them.

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::value::json::reference::JsonRef;

type Field<'a> = (Cow<'a, str>, &'a str);

/// The fields of an object up to where it breaks, and whether it is whole.
pub(crate) fn of_object(text: &str) -> (Vec<Field<'_>>, bool) {
    let mut fields = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let whole = deserializer.deserialize_map(Fields(&mut fields)).is_ok();
    (fields, whole)
}

/// The elements of a list up to where it breaks.
pub(crate) fn of_list(text: &str) -> Vec<&str> {
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
