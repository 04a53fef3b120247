//! A filter of names, to pass over those that are surely not there without comparing them.

use crate::value::json::reference::Parts;

/// One of 64 bits for each name, by its ends and its length, as in a Bloom filter: names of different bits differ.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NameFilter {
    present: u64,
    /// Those of more than one name.
    again: u64,
}

/// How many of some names can be a given one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    None,
    AtMostOne,
    Any,
}

impl NameFilter {
    /// That of the names of an object.
    pub(crate) fn of(object: Parts<'_>) -> Self {
        let mut filter = Self::default();
        object.each_plain_name(|name| match name {
            Some(name) => filter.add(name),
            // Whatever an escaped name is, it is not passed over.
            None => (filter.present, filter.again) = (u64::MAX, u64::MAX),
        });
        filter
    }

    /// Adds a name.
    pub(crate) fn add(&mut self, name: &[u8]) {
        let bit = bit(name);
        self.again |= self.present & bit;
        self.present |= bit;
    }

    /// How many of the names can be this one.
    pub(crate) fn count(self, name: &str) -> Count {
        let bit = bit(name.as_bytes());
        match (self.present & bit != 0, self.again & bit != 0) {
            (false, _) => Count::None,
            (true, false) => Count::AtMostOne,
            (true, true) => Count::Any,
        }
    }

    /// Whether one of the names can be this one.
    pub(crate) fn may_have(self, name: &str) -> bool {
        self.count(name) != Count::None
    }
}

/// The bit of a name.
fn bit(name: &[u8]) -> u64 {
    let end = |byte: Option<&u8>| byte.copied().map_or(0, usize::from);
    let mixed = end(name.first())
        .wrapping_mul(5)
        .wrapping_add(end(name.last()))
        .wrapping_add(name.len().wrapping_mul(11));
    1 << (mixed % 64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json::reference::Document;
    use crate::value::json::warning::DecodeWarnings;

    fn filter(json: &str) -> NameFilter {
        let document = Document::parse(json, &mut DecodeWarnings::new());
        NameFilter::of(document.json().parts())
    }

    #[test]
    fn no_name_is_passed_over_that_is_there() {
        let names = ["orderNo", "a", "", "b.c", "\u{e9}", "\\u0061"];
        for name in names {
            let json = format!(r#"{{"{name}":1,"other":{{"x":2}}}}"#);
            let said = if name.contains('\\') { "a" } else { name };
            assert!(filter(&json).may_have(said), "{json}");
        }
        assert_eq!(filter(r#"{"a":1,"bc":2}"#).count("x"), Count::None);
        assert_eq!(filter(r#"{"a":1,"bc":2}"#).count("a"), Count::AtMostOne);
        assert_eq!(filter(r#"{"a":1,"bc":2,"a":3}"#).count("a"), Count::Any);
        // Either may be the other.
        assert_eq!(filter(r#"{"\u0061":1,"a":2}"#).count("a"), Count::Any);
    }
}
