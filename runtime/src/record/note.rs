//! What happened to a request, line by line, for support and audit.

use std::fmt;
use std::time::SystemTime;

#[cfg(any(test, feature = "journal", feature = "testing"))]
use crate::record::outcome::Outcome;
use crate::record::span::{from_milliseconds, milliseconds};
use crate::value::json::reference::Document;
use crate::value::json::untyped::Json;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::JsonWriter;

/// What a line of the history of a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoteKind {
    /// What the call came to.
    Answer,
    /// What a look-up came to.
    LookUp,
    /// A person closed it.
    Closed,
}

impl NoteKind {
    fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::LookUp => "look-up",
            Self::Closed => "closed",
        }
    }

    fn of(word: &str) -> Option<Self> {
        let all = [Self::Answer, Self::LookUp, Self::Closed];
        all.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for NoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One line of the history of a request: what became known of it, and when. It holds nothing of an answer but its code, a
/// number of the gateway's and a state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// In words.
    pub text: String,
    /// When that was, the first time if it came several times in a row; to the millisecond.
    pub first: SystemTime,
    /// When it was the last time.
    pub last: SystemTime,
    /// How often it came in a row.
    pub times: u32,
}

impl Note {
    /// A line of now.
    pub fn new(kind: NoteKind, text: impl Into<String>, now: SystemTime) -> Self {
        let now = from_milliseconds(milliseconds(now));
        Self {
            kind,
            text: text.into(),
            first: now,
            last: now,
            times: 1,
        }
    }

    /// What an outcome says, which is that of a call or of a look-up.
    #[cfg(any(test, feature = "journal", feature = "testing"))]
    pub(crate) fn of_outcome(outcome: &Outcome, is_answer: bool, now: SystemTime) -> Self {
        let kind = match (outcome, is_answer) {
            (Outcome::Closed(_), _) => NoteKind::Closed,
            (_, true) => NoteKind::Answer,
            (_, false) => NoteKind::LookUp,
        };
        Self::new(kind, outcome.to_string(), now)
    }

    /// This line and the one before it in one, if they say the same.
    #[cfg(any(test, feature = "journal", feature = "testing"))]
    pub(crate) fn after(self, before: &Self) -> Option<Self> {
        (self.kind == before.kind && self.text == before.text).then(|| Self {
            first: before.first,
            times: before.times.saturating_add(self.times),
            ..self
        })
    }

    /// The line as text, to be stored.
    pub fn to_json(&self) -> Json {
        let mut out = JsonWriter::new();
        out.object(|object| {
            object.field("kind", self.kind.word());
            object.field("text", &self.text);
            object.field("first", &milliseconds(self.first));
            object.field("last", &milliseconds(self.last));
            object.field("times", &self.times);
        });
        Json::written(&out)
    }

    /// Takes up a line that was stored; `None` if the text is none, or one that this version does not know.
    pub fn from_json(text: &str) -> Option<Self> {
        let mut warnings = DecodeWarnings::new();
        let document = Document::parse(text, &mut warnings);
        let mut object = document.json().object(&mut warnings)?;
        Some(Self {
            kind: NoteKind::of(&object.take::<String>("kind")?)?,
            text: object.take("text")?,
            first: from_milliseconds(object.take("first")?),
            last: from_milliseconds(object.take("last")?),
            times: object.take("times")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> SystemTime {
        from_milliseconds(milliseconds)
    }

    #[test]
    fn a_line_comes_back_and_the_same_twice_in_a_row_is_one() {
        let one = Note::new(NoteKind::LookUp, "it is not shown", at(7));
        assert_eq!(Note::from_json(one.to_json().expose()), Some(one.clone()));
        let again = Note::new(NoteKind::LookUp, "it is not shown", at(9));
        let both = again.after(&one).unwrap();
        assert_eq!((both.first, both.last, both.times), (at(7), at(9), 2));
        assert_eq!(Note::from_json(both.to_json().expose()), Some(both.clone()));
        for other in [
            Note::new(NoteKind::Answer, "it is not shown", at(9)),
            Note::new(NoteKind::LookUp, "it is paid", at(9)),
        ] {
            assert_eq!(other.after(&both), None);
        }
        for text in [
            "",
            "{}",
            r#"{"kind":"other","text":"","first":1,"last":1,"times":1}"#,
        ] {
            assert_eq!(Note::from_json(text), None, "{text}");
        }
    }
}
