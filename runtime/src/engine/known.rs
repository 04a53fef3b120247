//! What a merchant knows of a gateway that its document does not say.

use std::sync::Arc;
use std::time::Duration;

use time::UtcOffset;

use crate::engine::unlisted::{SeenFirst, Unlisted};
use crate::record::operation::{Operation, StateClass};

/// Codes and states that the caller has listed, and answers for.
#[derive(Clone, Default)]
pub(crate) struct Known {
    /// Codes of refusals: of one operation, or of all.
    pub(super) refused: Vec<(Option<&'static str>, String)>,
    /// Codes that say that the token was not taken.
    pub(super) token_refused: Vec<String>,
    /// Statuses that come before anything is done: of one operation, or of all.
    pub(super) before_state: Vec<(Option<&'static str>, u16)>,
    pub(super) states: Vec<(String, StateClass)>,
    /// Codes by which a query says that there is none.
    pub(super) not_found: Vec<(&'static str, String)>,
    pub(super) absence_lag: Option<Duration>,
    /// The zone of the times that say none.
    pub(crate) zone: Option<UtcOffset>,
    pub(super) failed_lag: Option<Duration>,
    pub(crate) customer_may_act_for: Option<Duration>,
    unlisted: Arc<SeenFirst>,
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

    /// How long a failed state has to stand before it counts.
    pub(crate) fn failed_lag(&self) -> Duration {
        self.failed_lag.unwrap_or(ABSENCE_LAG)
    }

    /// Reports a word that nobody has listed.
    pub(crate) fn first_seen(&self, unlisted: Unlisted) {
        self.unlisted.note(unlisted);
    }

    pub(crate) fn unlisted(&self) -> Vec<Unlisted> {
        self.unlisted.all()
    }

    /// Whether each status that was listed is one that can come before anything is done.
    pub(crate) fn statuses_are_refusals(&self) -> bool {
        let mut statuses = self.before_state.iter();
        statuses.all(|(_, status)| (400..500).contains(status))
    }

    /// What a state means: as the document says, or else as the caller does. Whatever neither lists is pending.
    pub(crate) fn class_of(&self, state: &str, documented: &[(&str, StateClass)]) -> StateClass {
        self.listed(state, documented)
            .unwrap_or(StateClass::Pending)
    }

    /// The same; `None` if neither lists it.
    pub(crate) fn listed(
        &self,
        state: &str,
        documented: &[(&str, StateClass)],
    ) -> Option<StateClass> {
        let listed = documented.iter().copied();
        let own = self.states.iter().rev();
        let mut known = listed.chain(own.map(|(state, class)| (state.as_str(), *class)));
        known
            .find(|(known, _)| *known == state)
            .map(|(_, class)| class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::config::Config;

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
