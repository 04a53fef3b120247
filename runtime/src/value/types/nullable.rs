use crate::value::check::rules::{Check, Rules};
use crate::value::json::read::Read;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::{JsonWriter, Write, WriteNumber};
use crate::value::plain::PlainWriter;

/// What a request may hold as `null`, where that says something else than leaving it out: to take away what is there, for
/// instance. In an `Option`, the three are apart.
///
/// ```
/// use gateway_runtime::Nullable;
///
/// let left_alone: Option<Nullable<u32>> = None;
/// let taken_away: Option<Nullable<u32>> = Some(Nullable::Null);
/// let changed = Some(Nullable::from(7_u32));
/// assert_eq!(changed.as_ref().and_then(Nullable::value), Some(&7));
/// assert_ne!(left_alone, taken_away);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums, reason = "there is no third thing")]
pub enum Nullable<T> {
    /// `null`.
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, unless it is `null`.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Read> Read for Nullable<T> {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        Option::<T>::read(json, warnings).map(|value| value.map_or(Self::Null, Self::Value))
    }
}

impl<T: Write> Write for Nullable<T> {
    fn write(&self, out: &mut JsonWriter) {
        match self {
            Self::Null => out.null(),
            Self::Value(value) => value.write(out),
        }
    }

    fn write_plain(&self, out: &mut PlainWriter<'_>) {
        if let Some(value) = self.value() {
            value.write_plain(out);
        }
    }
}

impl<T: WriteNumber> WriteNumber for Nullable<T> {
    fn write_number(&self, out: &mut JsonWriter) {
        match self {
            Self::Null => out.null(),
            Self::Value(value) => value.write_number(out),
        }
    }
}

impl<T: Check> Check for Nullable<T> {
    fn check(&self, rules: &mut Rules<'_>) {
        if let Some(value) = self.value() {
            value.check(rules);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::check::rules::validate;
    use crate::value::check::text::TextRules;
    use crate::value::json::untyped::Json;

    #[test]
    fn null_is_read_as_null_and_a_value_as_itself() {
        let read = |text: &str| {
            let json = Json::parse(text.to_owned()).unwrap();
            json.decode::<Nullable<u32>>().0
        };
        assert_eq!(read("null"), Some(Nullable::Null));
        assert_eq!(read("7"), Some(Nullable::Value(7)));
    }

    struct Note(Option<Nullable<String>>);

    impl Check for Note {
        fn check(&self, rules: &mut Rules<'_>) {
            let short = TextRules {
                max: Some(3),
                ..TextRules::ANY
            };
            rules.text("note", &self.0, &short);
        }
    }

    #[test]
    fn a_value_is_held_to_its_rules_and_null_to_none() {
        let value = |text: &str| Note(Some(Nullable::Value(text.to_owned())));
        assert!(validate(&value("long")).is_err());
        for fine in [value("ok"), Note(Some(Nullable::Null)), Note(None)] {
            assert_eq!(validate(&fine), Ok(()));
        }
    }
}
