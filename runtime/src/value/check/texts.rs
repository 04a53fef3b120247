use std::str::FromStr;

use crate::value::check::violation::{Rule, ValidationError, Violation};

/// Makes a request from texts, such as those of a form, and says at once which rules all of them break.
///
/// ```
/// use gateway_runtime::{Amount, Pan, Texts};
///
/// let read = |amount: &str, card: &str| {
///     Texts::read(|texts| {
///         let amount: Option<Amount> = texts.parse("amount", amount);
///         let card: Option<Pan> = texts.parse("card", card);
///         Some((amount?, card?))
///     })
/// };
/// assert!(read("42.50", "4242424242424242").is_ok());
/// let error = read("42,50", "4242").unwrap_err();
/// assert_eq!(error.violations().len(), 2);
/// assert!(error.to_string().starts_with("amount must be a decimal number"));
/// ```
#[derive(Debug, Default)]
pub struct Texts {
    violations: Vec<Violation>,
}

impl Texts {
    /// What `make` makes of the values that it [parses](Self::parse). It parses all of them before it takes the first out of
    /// its `Option`, so that all are looked at.
    ///
    /// # Errors
    ///
    /// [`ValidationError`] with the rules that the texts break, each under the name that `make` gave it. If they break none
    /// and `make` gives nothing all the same, it says that a value must be given.
    pub fn read<T>(make: impl FnOnce(&mut Self) -> Option<T>) -> Result<T, ValidationError> {
        let mut texts = Self::default();
        let made = make(&mut texts);
        match made {
            Some(made) if texts.violations.is_empty() => Ok(made),
            None if texts.violations.is_empty() => Err(ValidationError::one("", Rule::Required)),
            _ => Err(ValidationError::new(texts.violations)),
        }
    }

    /// The value of a text; `None` if it breaks rules, which are noted under this name: that of the form's field, say.
    pub fn parse<T: FromStr<Err = ValidationError>>(
        &mut self,
        name: &str,
        text: &str,
    ) -> Option<T> {
        let error = match text.parse() {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        for violation in error.violations() {
            self.violations.push(Violation {
                path: format!("{name}{}", violation.path),
                rule: violation.rule.clone(),
            });
        }
        None
    }
}
