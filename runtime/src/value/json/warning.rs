use std::fmt;

use crate::value::json::budget::Budget;
use crate::value::json::kind::Kind;
use crate::value::pointer::Segment;

/// Something in an answer that is not as documented; the answer was read all the same. It says where and what was found, never the value itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeWarning {
    /// JSON pointer (RFC 6901) of the place. A key of a map, which comes from the wire, stands as `*`.
    pub pointer: String,
    /// The anomaly.
    pub anomaly: Anomaly,
}

/// What can be other than documented at a place of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Anomaly {
    /// A field that is documented as always present is not there.
    Missing,
    /// The value is `null`.
    Null,
    /// The value has another JSON type than documented, but could be understood.
    Unusual {
        /// What was documented.
        expected: &'static str,
        /// What was found.
        found: Kind,
    },
    /// The value has another JSON type than documented and could not be understood.
    Mistyped {
        /// What was documented.
        expected: &'static str,
        /// What was found.
        found: Kind,
    },
    /// The value has the documented JSON type, but its text has another form.
    Malformed {
        /// The form that was expected.
        expected: &'static str,
    },
    /// The name stands more than once in its object; the last value was taken.
    Duplicate,
    /// Here the JSON ends too early or is no JSON; what came before was read.
    NotJson,
    /// The answer goes on after its end.
    Trailing,
    /// The value is nested too deeply to be read.
    TooDeep,
    /// The list or map has more elements than its text could ever be worth in memory; the first ones were read.
    TooMany,
    /// The text began with a byte order mark.
    ByteOrderMark,
    /// The bytes are not UTF-8, or escape half a character; what could not be read became U+FFFD.
    NotUtf8,
}

impl fmt::Display for Anomaly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Null => f.write_str("is null"),
            Self::Unusual { expected, found } => write!(
                f,
                "is {found} where {expected} was documented; it was understood"
            ),
            Self::Mistyped { expected, found } => {
                write!(f, "is {found} where {expected} was documented")
            }
            Self::Malformed { expected } => write!(f, "is not {expected}"),
            Self::Duplicate => f.write_str("stands more than once; the last was taken"),
            Self::NotJson => f.write_str("breaks off or is not JSON"),
            Self::Trailing => f.write_str("is followed by more than white space"),
            Self::TooDeep => f.write_str("is nested too deeply"),
            Self::TooMany => f.write_str("has too many elements; the first ones were read"),
            Self::ByteOrderMark => f.write_str("begins with a byte order mark"),
            Self::NotUtf8 => f.write_str("is not UTF-8"),
        }
    }
}

impl fmt::Display for DecodeWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() {
            "the answer"
        } else {
            &self.pointer
        };
        write!(f, "{place} {}", self.anomaly)
    }
}

/// The decode warnings of one answer, in the order of reading; at most [`DecodeWarnings::KEPT`] are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecodeWarnings {
    place: Vec<Segment<'static>>,
    budget: Budget,
    kept: Vec<DecodeWarning>,
    left_out: usize,
}

impl DecodeWarnings {
    /// How many are kept; a hostile answer must not fill the memory with complaints.
    pub const KEPT: usize = 100;

    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many were found, with those that were not kept.
    pub fn len(&self) -> usize {
        self.kept.len().saturating_add(self.left_out)
    }

    /// Those that were kept.
    pub fn iter(&self) -> std::slice::Iter<'_, DecodeWarning> {
        self.kept.iter()
    }

    /// Notes an anomaly at the place that is being read.
    pub fn note(&mut self, anomaly: Anomaly) {
        if self.kept.len() >= Self::KEPT {
            self.left_out = self.left_out.saturating_add(1);
            return;
        }
        let pointer = self.pointer();
        self.kept.push(DecodeWarning { pointer, anomaly });
    }

    /// A value that was read, and a note if it could not be.
    pub(crate) fn understood<T>(&mut self, value: Option<T>, expected: &'static str) -> Option<T> {
        if value.is_none() {
            self.note(Anomaly::Malformed { expected });
        }
        value
    }

    pub(crate) fn at_name<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.within(Segment::Name(name), read)
    }

    pub(crate) fn at_index<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.within(Segment::Index(index), read)
    }

    pub(crate) fn at_any_key<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        self.within(Segment::AnyKey, read)
    }

    /// Whether reading has taken all the stack that it may.
    pub(super) fn is_exhausted(&self) -> bool {
        !self.place.is_empty() && self.budget.is_exhausted()
    }

    /// Whether one more value of a list or a map may be kept; noted where it may not.
    pub(super) fn affords<T>(&mut self, text: &str) -> bool {
        let affords = self.budget.affords(size_of::<T>(), text.len());
        if !affords {
            self.note(Anomaly::TooMany);
        }
        affords
    }

    fn within<T>(&mut self, segment: Segment<'static>, read: impl FnOnce(&mut Self) -> T) -> T {
        if self.place.is_empty() {
            self.budget.begin();
        }
        self.place.push(segment);
        let value = read(self);
        self.place.pop();
        value
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for segment in &self.place {
            segment.add_to(&mut pointer);
        }
        pointer
    }
}

impl<'a> IntoIterator for &'a DecodeWarnings {
    type Item = &'a DecodeWarning;
    type IntoIter = std::slice::Iter<'a, DecodeWarning>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_escapes_names_and_hides_keys_from_the_wire() {
        let mut warnings = DecodeWarnings::new();
        warnings.at_name("a/b~c", |warnings| {
            warnings.at_index(3, |warnings| {
                warnings.at_any_key(|warnings| warnings.note(Anomaly::Null))
            });
        });
        assert_eq!(
            warnings.iter().next().map(ToString::to_string).as_deref(),
            Some("/a~1b~0c/3/* is null")
        );
    }

    #[test]
    fn complaints_are_bounded_but_counted() {
        let mut warnings = DecodeWarnings::new();
        for _ in 0..1_000 {
            warnings.note(Anomaly::Null);
        }
        assert_eq!(
            (warnings.iter().count(), warnings.len()),
            (DecodeWarnings::KEPT, 1_000)
        );
    }
}
