//! What names look like, to pass over those that cannot be meant without comparing them.

use crate::value::json::reference::Parts;

/// The looks of some names: one of 64 for each, by its ends and its length. Names of different looks differ.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Looks {
    present: u64,
    /// Those that more than one name has.
    again: u64,
}

/// How many of some names can be a given one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    None,
    AtMostOne,
    Any,
}

impl Looks {
    /// Those of the names of an object.
    pub(crate) fn of(object: Parts<'_>) -> Self {
        let mut looks = Self::default();
        object.each_plain_name(|name| match name {
            Some(name) => looks.add(name),
            // Whatever an escaped name is, it is not passed over.
            None => (looks.present, looks.again) = (u64::MAX, u64::MAX),
        });
        looks
    }

    /// Adds a name.
    pub(crate) fn add(&mut self, name: &[u8]) {
        let look = look(name);
        self.again |= self.present & look;
        self.present |= look;
    }

    /// How many of the names can be this one.
    pub(crate) fn count(self, name: &str) -> Count {
        let look = look(name.as_bytes());
        match (self.present & look != 0, self.again & look != 0) {
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

/// One bit of 64.
fn look(name: &[u8]) -> u64 {
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

    fn looks(json: &str) -> Looks {
        let document = Document::parse(json, &mut DecodeWarnings::new());
        Looks::of(document.json().parts())
    }

    #[test]
    fn no_name_is_passed_over_that_is_there() {
        let names = ["orderNo", "a", "", "b.c", "\u{e9}", "\\u0061"];
        for name in names {
            let json = format!(r#"{{"{name}":1,"other":{{"x":2}}}}"#);
            let said = if name.contains('\\') { "a" } else { name };
            assert!(looks(&json).may_have(said), "{json}");
        }
        assert_eq!(looks(r#"{"a":1,"bc":2}"#).count("x"), Count::None);
        assert_eq!(looks(r#"{"a":1,"bc":2}"#).count("a"), Count::AtMostOne);
        assert_eq!(looks(r#"{"a":1,"bc":2,"a":3}"#).count("a"), Count::Any);
        // Either may be the other.
        assert_eq!(looks(r#"{"\u0061":1,"a":2}"#).count("a"), Count::Any);
    }
}
