//! What the gateway showed of a request, as a journal and a handle keep it.

use std::collections::BTreeMap;
use std::fmt;

use crate::record::operation::StateClass;
use crate::value::json::writer::ObjectWriter;

/// The longest number or state that is kept.
const LONGEST: usize = 64;

/// What the gateway showed of a request: the number that it gave, and how far it was when it was last looked at.
///
/// It holds nothing else of an answer, and no text that looks neither like a number nor like a state.
///
/// ```
/// use gateway_runtime::{Seen, StateClass};
///
/// let mut seen = Seen::default();
/// assert!(seen.is_final());
/// seen.class = Some(StateClass::Pending);
/// assert!(!seen.is_final());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Seen {
    /// The number that the gateway gave to what it carries out, if the document calls it open.
    pub number: Option<String>,
    /// The state as the gateway wrote it; `None` if it showed none, several, or one that does not look like one.
    pub state: Option<String>,
    /// What the state means for the money. `None` where the operation has no states of money: then there is nothing to
    /// follow. Where it has some and none was shown, it is [`StateClass::Pending`].
    pub class: Option<StateClass>,
    /// Whether the customer may still have to act: by the method of the payment, or by a next step that was shown.
    pub customer_acts: bool,
}

impl Seen {
    /// Nothing: no number, no state, and no states to follow.
    pub const NOTHING: Self = Self {
        number: None,
        state: None,
        class: None,
        customer_acts: false,
    };

    /// Whether nothing changes any more unless the merchant does something.
    pub fn is_final(&self) -> bool {
        self.class.is_none_or(StateClass::is_final)
    }

    /// Whether the money moved, is reserved, or was called off after that: the request was carried out beyond doubt.
    pub(crate) fn is_paid(&self) -> bool {
        self.is_final() && self.class != Some(StateClass::Failed)
    }

    /// The same with what an earlier look showed and this one did not.
    pub(crate) fn after(self, earlier: &Seen) -> Self {
        Self {
            number: self.number.or_else(|| earlier.number.clone()),
            customer_acts: self.customer_acts || earlier.customer_acts,
            ..self
        }
    }

    /// Writes it as the member `seen`, if anything was seen.
    pub(crate) fn write_to(&self, object: &mut ObjectWriter<'_>) {
        if *self == Self::NOTHING {
            return;
        }
        object.object("seen", |seen| {
            seen.text("class", self.class.map(word));
            seen.text("customerActs", self.customer_acts.then_some("true"));
            seen.field("number", &self.number);
            seen.field("state", &self.state);
        });
    }

    pub(crate) fn of(mut members: BTreeMap<String, String>) -> Self {
        Self {
            number: members.remove("number"),
            state: members.remove("state"),
            class: members.remove("class").map(|word| class(&word)),
            customer_acts: members.contains_key("customerActs"),
        }
    }
}

/// What was seen, as the end of a sentence; nothing if nothing was.
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.state, self.class) {
            (Some(state), Some(class)) => write!(f, ", state {state} ({})", word(class))?,
            (Some(state), None) => write!(f, ", state {state}")?,
            (None, Some(class)) => write!(f, ", {}", word(class))?,
            (None, None) => {}
        }
        if let Some(number) = &self.number {
            write!(f, ", number {number}")?;
        }
        match self.customer_acts {
            true => f.write_str(", the customer may act"),
            false => Ok(()),
        }
    }
}

/// A number of the gateway's, if it looks like one.
pub(crate) fn number_shown(text: &str) -> Option<String> {
    is_plain(text).then(|| text.to_owned())
}

/// A state, if it looks like one: a word, or what is too short to be the number of a card.
pub(crate) fn state_shown(text: &str) -> Option<String> {
    let is_word = !text.bytes().any(|byte| byte.is_ascii_digit());
    (is_plain(text) && (is_word || text.len() <= 12)).then(|| text.to_owned())
}

fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(plain)
}

fn word(class: StateClass) -> &'static str {
    match class {
        StateClass::Pending => "pending",
        StateClass::Authorized => "authorized",
        StateClass::Done => "done",
        StateClass::Canceled => "canceled",
        StateClass::Failed => "failed",
    }
}

/// A class that a later version wrote is not final to this one.
fn class(word: &str) -> StateClass {
    use StateClass::{Authorized, Canceled, Done, Failed, Pending};
    let mut decided = [Authorized, Done, Canceled, Failed].into_iter();
    decided
        .find(|class| self::word(*class) == word)
        .unwrap_or(Pending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json::warning::DecodeWarnings;
    use crate::value::json::writer::JsonWriter;

    /// What comes back of what was written down.
    fn stored(seen: &Seen) -> Option<Seen> {
        let mut out = JsonWriter::new();
        out.object(|object| seen.write_to(object));
        let mut warnings = DecodeWarnings::new();
        let mut object = out.json().object(&mut warnings)?;
        object.take("seen").map(Seen::of)
    }

    #[test]
    fn what_was_seen_comes_back_from_its_members() {
        use StateClass::*;
        for class in [Pending, Authorized, Done, Canceled, Failed] {
            let seen = Seen {
                number: Some("T1".to_owned()),
                state: Some("some".to_owned()),
                class: Some(class),
                customer_acts: class == Failed,
            };
            assert_eq!(stored(&seen), Some(seen.clone()));
            assert_eq!(seen.is_final(), class != Pending);
            assert_eq!(seen.is_paid(), !matches!(class, Pending | Failed));
        }
        assert_eq!(stored(&Seen::default()), None);
        let later = [("class".to_owned(), "disputed".to_owned())];
        assert!(!Seen::of(later.into()).is_final());
    }

    #[test]
    fn nothing_is_kept_that_may_be_a_card_or_a_sentence() {
        for (text, number, state) in [
            ("20250508123456789", true, false),
            ("successed", true, true),
            ("partially_refunded", true, true),
            ("02", true, true),
            ("4242424242424242", true, false),
            ("", false, false),
            ("two words", false, false),
            ("https://example.com/x", false, false),
        ] {
            assert_eq!(number_shown(text).is_some(), number, "{text}");
            assert_eq!(state_shown(text).is_some(), state, "{text}");
        }
        assert_eq!(number_shown(&"9".repeat(65)), None);
    }
}
