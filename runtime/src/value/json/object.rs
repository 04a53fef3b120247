use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use crate::value::json::index::DEEPEST;
use crate::value::json::kind::Kind;
use crate::value::json::name_filter::{Count, NameFilter};
use crate::value::json::paths;
use crate::value::json::read::Read;
use crate::value::json::reference::{JsonRef, Parts};
use crate::value::json::warning::{Anomaly, DecodeWarnings};

/// The fields of one JSON object while they are being read.
pub struct Object<'a, 'o> {
    json: JsonRef<'a>,
    warnings: &'o mut DecodeWarnings,
    /// Which names there can be, once one is looked for.
    filter: Option<NameFilter>,
    /// What stands behind the field that was found last, where the next one mostly is.
    behind: Parts<'a>,
}

impl<'a, 'o> Object<'a, 'o> {
    pub(super) fn open(json: JsonRef<'a>, warnings: &'o mut DecodeWarnings) -> Self {
        if json.is_torn() {
            warnings.note(Anomaly::NotJson);
        }
        Self {
            json,
            warnings,
            filter: None,
            behind: json.parts(),
        }
    }

    /// Reads an optional field. That it is missing is no anomaly; that it is `null` or cannot be understood is noted.
    pub fn take<T: Read>(&mut self, name: &'static str) -> Option<T> {
        let json = self.find(name)?;
        self.warnings
            .at_name(name, |warnings| T::read(json, warnings))
    }

    /// Reads a field that is documented as always present: as [`take`](Self::take), and a missing one is noted.
    ///
    /// The reader of an answer keeps the `None`; a server, which must be strict, stops at it.
    pub fn require<T: Read>(&mut self, name: &'static str) -> Option<T> {
        let Some(json) = self.find(name) else {
            self.warnings
                .at_name(name, |warnings| warnings.note(Anomaly::Missing));
            return None;
        };
        self.warnings
            .at_name(name, |warnings| T::read(json, warnings))
    }

    /// Whether the object has a field of that name, `null` or not.
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The untouched value of a field, to look at before deciding how to read it.
    pub fn peek(&self, name: &str) -> Option<JsonRef<'a>> {
        self.all(name).last()
    }

    /// Reads every field that is not in `named`: the entries of a map, or what a document calls additional properties.
    pub fn others<T: Read>(&mut self, named: &[&str]) -> BTreeMap<String, T> {
        let mut others = BTreeMap::new();
        for (name, json) in self.json.parts().named() {
            if named.contains(&name.as_ref()) {
                continue;
            }
            if !self.warnings.affords::<T>(json.expose()) {
                break;
            }
            let value = self.warnings.at_any_key(|warnings| T::read(json, warnings));
            if let Some(value) = value {
                others.insert(name.into_owned(), value);
            }
        }
        others
    }

    /// Reads every field that is not in `named`, if there is one.
    pub fn further<T: Read>(&mut self, named: &[&str]) -> Option<BTreeMap<String, T>> {
        Some(self.others(named)).filter(|others| !others.is_empty())
    }

    /// Every field in the order of their names, the last of equal ones, and none of them read.
    pub(crate) fn members(&self) -> BTreeMap<Cow<'a, str>, JsonRef<'a>> {
        self.json.parts().named().collect()
    }

    /// Where to note anomalies of the object as a whole.
    pub fn warnings(&mut self) -> &mut DecodeWarnings {
        self.warnings
    }

    /// All values of one name, in the order of the wire.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = JsonRef<'a>> {
        let mut parts = self.json.parts();
        std::iter::from_fn(move || parts.find_named(name))
    }

    /// The last field of that name, as most readers of JSON have it.
    fn find(&mut self, name: &'static str) -> Option<JsonRef<'a>> {
        let filter = self
            .filter
            .get_or_insert_with(|| NameFilter::of(self.json.parts()));
        match filter.count(name) {
            Count::None => return None,
            Count::AtMostOne => {
                if let Some(found) = self.behind.find_named(name) {
                    return Some(found);
                }
                self.behind = self.json.parts();
                return self.behind.find_named(name);
            }
            Count::Any => {}
        }
        let mut found = self.all(name);
        let first = found.next()?;
        let last = found.last();
        if last.is_some() {
            self.warnings
                .at_name(name, |warnings| warnings.note(Anomaly::Duplicate));
        }
        Some(last.unwrap_or(first))
    }
}

impl<'a> JsonRef<'a> {
    /// The fields of an object; for any other type `None`, and a decode warning.
    ///
    /// An object that breaks off gives the fields that came before the break, and a decode warning.
    pub fn object<'o>(self, warnings: &'o mut DecodeWarnings) -> Option<Object<'a, 'o>> {
        if self.kind() != Kind::Object {
            return self.mistyped("an object", warnings);
        }
        if self.depth() >= DEEPEST || warnings.is_exhausted() {
            warnings.note(Anomaly::TooDeep);
            return None;
        }
        Some(Object::open(self, warnings))
    }

    /// The text of one field of an object, which tells what the object is; of a number and of a truth value, how it is
    /// written. `None` where there is none.
    pub fn member_text(self, name: &str) -> Option<String> {
        let mut warnings = DecodeWarnings::new();
        let object = self.object(&mut warnings)?;
        paths::text(object.peek(name)?).map(Cow::into_owned)
    }

    /// The elements of a list; for any other type `None`, without a warning. A list that breaks off gives the elements
    /// before the break.
    pub fn elements(self) -> Option<Vec<JsonRef<'a>>> {
        Some(self.items()?.collect())
    }

    /// The same, one after the other.
    pub(crate) fn items(self) -> Option<Parts<'a>> {
        (self.kind() == Kind::List && self.depth() < DEEPEST).then(|| self.parts())
    }

    /// The names and values of an object, in turn; `None` for any other type and for what is nested too deeply, without a
    /// warning.
    pub(crate) fn members(self) -> Option<Parts<'a>> {
        (self.kind() == Kind::Object && self.depth() < DEEPEST).then(|| self.parts())
    }
}

impl fmt::Debug for Object<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({} fields)", self.json.parts().named().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json::reference::Document;

    fn read<T>(text: &str, read: impl FnOnce(&mut Object<'_, '_>) -> T) -> (T, Vec<String>) {
        let mut warnings = DecodeWarnings::new();
        let document = Document::parse(text, &mut warnings);
        let value = read(&mut document.json().object(&mut warnings).unwrap());
        (value, warnings.iter().map(ToString::to_string).collect())
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
