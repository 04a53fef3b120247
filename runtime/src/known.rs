//! What a merchant knows of a gateway that its document does not say.

use crate::config::Config;
use crate::{Operation, StateClass};

/// Codes and states that the caller has listed, and answers for.
#[derive(Clone, Default)]
pub(crate) struct Known {
    /// Codes of refusals: of one operation, or of all.
    refused: Vec<(Option<&'static str>, String)>,
    /// Codes that say that the token was not taken.
    token_refused: Vec<String>,
    states: Vec<(String, StateClass)>,
}

impl Known {
    /// Whether the code is a refusal for good of this operation.
    pub(crate) fn is_refused(&self, operation: &Operation, code: &str) -> bool {
        let is_listed = |(of, refused): &(Option<&'static str>, String)| {
            refused == code && of.is_none_or(|id| id == operation.id)
        };
        operation.refused.contains(&code) || self.refused.iter().any(is_listed)
    }

    /// Whether the code says that the token was not taken.
    pub(crate) fn is_token_refused(&self, code: &str) -> bool {
        self.token_refused.iter().any(|known| known == code)
    }

    /// What a state means: as the document says, or else as the caller does. Whatever neither lists is pending.
    pub(crate) fn class_of(&self, state: &str, documented: &[(&str, StateClass)]) -> StateClass {
        let listed = documented.iter().copied();
        let own = self.states.iter().rev();
        let mut known = listed.chain(own.map(|(state, class)| (state.as_str(), *class)));
        known
            .find(|(known, _)| *known == state)
            .map_or(StateClass::Pending, |(_, class)| class)
    }
}

/// # What the merchant knows
///
/// A reference rarely lists its codes and states. What a merchant has learnt of them is said here, and the merchant
/// answers for it.
impl Config {
    /// Adds a code that is known to mean "refused for good", for every operation. The caller answers for that: a
    /// payment with this code counts as not made.
    #[must_use]
    pub fn refused_code(mut self, code: impl Into<String>) -> Self {
        self.known.refused.push((None, code.into()));
        self
    }

    /// Adds a code that is known to mean "refused for good" for one operation.
    #[must_use]
    pub fn refused_code_of(
        mut self,
        operation: &'static Operation,
        code: impl Into<String>,
    ) -> Self {
        self.known.refused.push((Some(operation.id), code.into()));
        self
    }

    /// Adds a code that is known to mean that the token was not taken, before anything else was done: some gateways
    /// say so with a code instead of the status 401. The token is dropped, and the call sent once more with a new one.
    /// The caller answers for that.
    #[must_use]
    pub fn token_refused_code(mut self, code: impl Into<String>) -> Self {
        self.known.token_refused.push(code.into());
        self
    }

    /// Says what a state means for the money that the document does not list, wherever the API shows states of money. A
    /// state that the document lists keeps its meaning; of two words for one state the later counts. The caller answers
    /// for that.
    ///
    /// A state that nobody has listed is [`StateClass::Pending`]: never paid, and never failed.
    ///
    /// ```
    /// use gateway_runtime::{Config, StateClass};
    ///
    /// let config = Config::new("https://gateway.example.com").state("failed", StateClass::Failed);
    /// # let _ = config;
    /// ```
    #[must_use]
    pub fn state(mut self, state: impl Into<String>, class: StateClass) -> Self {
        self.known.states.push((state.into(), class));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_names_states_first_and_the_last_word_of_the_caller_counts() {
        let config = Config::new("")
            .state("paid", StateClass::Failed)
            .state("failed", StateClass::Pending)
            .state("failed", StateClass::Failed);
        let documented = [("paid", StateClass::Done)];
        for (state, class) in [
            ("paid", StateClass::Done),
            ("failed", StateClass::Failed),
            ("Failed", StateClass::Pending),
            ("", StateClass::Pending),
        ] {
            assert_eq!(config.known.class_of(state, &documented), class, "{state}");
        }
    }
}
