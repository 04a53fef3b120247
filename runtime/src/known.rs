//! What a merchant knows of a gateway that its document does not say.

use std::time::Duration;

use time::UtcOffset;

use crate::config::Config;
use crate::{Operation, StateClass};

/// Codes and states that the caller has listed, and answers for.
#[derive(Clone, Default)]
pub(crate) struct Known {
    /// Codes of refusals: of one operation, or of all.
    refused: Vec<(Option<&'static str>, String)>,
    /// Codes that say that the token was not taken.
    token_refused: Vec<String>,
    /// Statuses that come before anything is done: of one operation, or of all.
    before_state: Vec<(Option<&'static str>, u16)>,
    states: Vec<(String, StateClass)>,
    /// Codes by which a query says that there is none.
    not_found: Vec<(&'static str, String)>,
    absence_lag: Option<Duration>,
    /// The zone of the times that say none.
    zone: Option<UtcOffset>,
}

/// How long a request may take to show at the gateway if the caller does not say.
const ABSENCE_LAG: Duration = Duration::from_secs(10 * 60);

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

    /// Whether the status comes before anything is done, as long as nothing beside it says otherwise.
    pub(crate) fn is_before_state(&self, operation: &Operation, status: u16) -> bool {
        let is_listed = |(of, known): &(Option<&'static str>, u16)| {
            *known == status && of.is_none_or(|id| id == operation.id)
        };
        operation.before_state.contains(&status) || self.before_state.iter().any(is_listed)
    }

    /// Whether the code of this query says that there is none.
    pub(crate) fn is_not_found(&self, query: &Operation, code: &str) -> bool {
        let mut codes = self.not_found.iter();
        codes.any(|(of, known)| *of == query.id && known == code)
    }

    /// How long after a request a look-up that does not show it says something.
    pub(crate) fn absence_lag(&self) -> Duration {
        self.absence_lag.unwrap_or(ABSENCE_LAG)
    }

    /// Whether each status that was listed is one that can come before anything is done.
    pub(crate) fn statuses_are_refusals(&self) -> bool {
        let mut statuses = self.before_state.iter();
        statuses.all(|(_, status)| (400..500).contains(status))
    }

    /// The zone of the times that say none.
    pub(crate) fn zone(&self) -> Option<UtcOffset> {
        self.zone
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
    /// payment with this code counts as not made. Beside a state that is not a failed one ([`state`](Self::state)), or
    /// beside a number that the gateway gave and no state, the code decides nothing.
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
    /// The caller answers for that. What [`refused_code`](Self::refused_code) says of an answer that contradicts its code
    /// holds here too: it decides nothing, and the call is not sent again.
    #[must_use]
    pub fn token_refused_code(mut self, code: impl Into<String>) -> Self {
        self.known.token_refused.push(code.into());
        self
    }

    /// Adds an HTTP status from 400 to 499 that is known to come before anything is done, for every operation: 403, for
    /// instance, where it is known that no firewall gives it after the gateway has acted. The caller answers for that: a
    /// payment with this status counts as not made. A body that breaks off, says "accepted", or speaks of the order at
    /// all still decides nothing.
    ///
    /// ```
    /// use gateway_runtime::Config;
    ///
    /// let config = Config::new("https://gateway.example.com").status_before_state(403);
    /// # let _ = config;
    /// ```
    #[must_use]
    pub fn status_before_state(mut self, status: u16) -> Self {
        self.known.before_state.push((None, status));
        self
    }

    /// Adds an HTTP status that is known to come before anything is done for one operation.
    #[must_use]
    pub fn status_before_state_of(mut self, operation: &'static Operation, status: u16) -> Self {
        let own = (Some(operation.id), status);
        self.known.before_state.push(own);
        self
    }

    /// Adds a code by which a query is known to say "there is none". No other refusal of a query is taken for that: the
    /// gateway may refuse it for any reason. What is looked up is absent if a query says so and no other one shows it or
    /// fails; [`Gateway::resend`](crate::Gateway::resend) wants that before it sends a refund again. The caller answers
    /// for that.
    #[must_use]
    pub fn not_found_code_of(mut self, query: &'static Operation, code: impl Into<String>) -> Self {
        self.known.not_found.push((query.id, code.into()));
        self
    }

    /// How long it may take until the gateway shows what it was sent; 10 minutes by default. A look-up before that does
    /// not say that there is none, so nothing is sent again ([`NotResent::TooEarly`](crate::NotResent::TooEarly)).
    #[must_use]
    pub fn absence_lag(mut self, lag: Duration) -> Self {
        self.known.absence_lag = Some(lag);
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

    /// Says in which zone the gateway writes the times that do not say their offset from UTC. Without it such a time, and
    /// one that ends in `Z`, may be that of any zone of the world, from 14 hours before its reading as UTC to 12 hours
    /// after it, and a look-up can rarely tell whether it lies before or after the request. A `Z` is believed where the
    /// zone is UTC; where it is another one, either can be meant. Any other offset is believed in any case.
    ///
    /// A zone that changes between summer and winter has no offset; leave it out there. The caller answers for it: by a
    /// wrong one an earlier payment is taken for this one.
    ///
    /// ```
    /// use gateway_runtime::{Config, UtcOffset};
    ///
    /// let config = Config::new("https://gateway.example.com").times_in(UtcOffset::from_hms(8, 0, 0)?);
    /// # let _ = config;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn times_in(mut self, zone: UtcOffset) -> Self {
        self.known.zone = Some(zone);
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
