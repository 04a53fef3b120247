//! Codes and states that the gateway answered with and that nobody has listed.

use std::collections::BTreeSet;

use crate::value::locked::Locked;

/// How many are kept; a gateway that makes up a state for each payment fills no memory.
const MOST: usize = 256;

/// A word of the gateway's that neither the document nor the configuration lists, so that it decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unlisted {
    /// A code in the answer of an operation that moves money. [`Config::refused_code`](crate::Config::refused_code) lists
    /// one that is known to mean "refused for good".
    Code {
        /// The id of the operation.
        operation: &'static str,
        /// The code.
        code: String,
    },
    /// A state. [`Config::state`](crate::Config::state) says what it means.
    State {
        /// The id of the operation that was answered, a query mostly.
        operation: &'static str,
        /// The state.
        state: String,
    },
}

/// What was seen of them so far.
#[derive(Debug, Default)]
pub(crate) struct SeenFirst(Locked<BTreeSet<Unlisted>>);

impl SeenFirst {
    /// Notes one, and warns of it the first time.
    pub(crate) fn note(&self, unlisted: Unlisted) {
        let mut seen = self.0.lock();
        if seen.len() >= MOST || !seen.insert(unlisted.clone()) {
            return;
        }
        drop(seen);
        match unlisted {
            Unlisted::Code { operation, code } => tracing::warn!(
                operation,
                code,
                "a code that nobody has listed; if it refuses for good, say so with Config::refused_code"
            ),
            Unlisted::State { operation, state } => tracing::warn!(
                operation,
                state,
                "a state that nobody has listed; say what it means with Config::state"
            ),
        }
    }

    pub(crate) fn all(&self) -> Vec<Unlisted> {
        let seen = self.0.lock();
        seen.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_kept_once_and_not_without_end() {
        let seen = SeenFirst::default();
        for number in 0..2 * MOST {
            let state = (number % (MOST + 9)).to_string();
            let operation = "query";
            seen.note(Unlisted::State { operation, state });
        }
        assert_eq!(seen.all().len(), MOST);
    }
}
