use rust_decimal::Decimal;

use crate::value::check::number::Numeric;
use crate::value::check::rules::{Check, Rules};
use crate::value::check::text::{TextRules, Textual};
use crate::value::check::violation::{Rule, ValidationError, Violation};
use crate::value::echo::CardData;
use crate::value::types::decimal;
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::{Wipe, wipe_text};

/// A type that is one string on the wire: a scalar of the document, or an open enumeration.
///
/// Whatever implements it can be read, written, checked and wiped.
pub trait Text: Sized {
    /// What a text of the type is called where it breaks a rule: `expiry month`.
    const NAME: &'static str = "value";

    /// What it says of a card, so that an answer that repeats it is not shown with it.
    const CARD: Option<CardData> = None;

    /// Takes what came over the wire, whatever it is; nothing is refused here.
    fn from_wire(text: String) -> Self;

    /// The text as it goes over the wire.
    fn as_wire(&self) -> &str;

    /// The memory to wipe; `None` for a value that holds none of its own.
    fn text_mut(&mut self) -> Option<&mut String>;

    /// What a text must fulfil before it is sent.
    fn rules() -> TextRules {
        TextRules::ANY
    }
}

impl Text for String {
    fn from_wire(text: String) -> Self {
        text
    }

    fn as_wire(&self) -> &str {
        self
    }

    fn text_mut(&mut self) -> Option<&mut String> {
        Some(self)
    }
}

impl<T: Text> Check for T {
    fn check(&self, rules: &mut Rules<'_>) {
        rules.own_text(self.as_wire(), &T::rules());
    }
}

impl<T: Text> Wipe for T {
    fn wipe(&mut self) {
        if let Some(text) = self.text_mut() {
            wipe_text(text);
        }
    }
}

impl<T: Text> Textual for T {
    fn each_text(&self, visit: &mut dyn FnMut(Option<usize>, &str)) {
        visit(None, self.as_wire());
    }
}

/// A text counts as the decimal that it holds.
impl<T: Text> Numeric for T {
    fn each_number(&self, visit: &mut dyn FnMut(Option<usize>, Result<Decimal, Rule>)) {
        visit(None, decimal::parse_strict(self.as_wire()));
    }
}

/// Makes a value of a text that fulfils all rules of its type.
///
/// # Errors
///
/// [`ValidationError`], with every rule that the text breaks; it does not hold the text.
pub fn validated_text<T: Text>(text: String) -> Result<T, ValidationError> {
    // A secret that breaks a rule is wiped as well.
    let text = Sensitive::new(text);
    let mut violations = Vec::new();
    T::rules().violated_by(text.expose(), |rule| {
        violations.push(Violation {
            path: String::new(),
            rule,
        });
    });
    if violations.is_empty() {
        Ok(T::from_wire(text.expose().clone()))
    } else {
        Err(ValidationError::new(violations).of(T::NAME))
    }
}
