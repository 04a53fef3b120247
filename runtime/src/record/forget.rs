//! What a journal forgets, and what stays so that no number is used twice.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::numbers::Numbers;
use crate::record::operation::Operation;
use crate::record::outcome::Outcome;

/// What a journal is to forget: settled requests of some operations that were made before a time.
///
/// Of each one a trace stays: its entry, its time, its account, its purchase, the numbers that name it, and whether it
/// was carried out. So a number, and a purchase, that is used once more is still refused. Amounts, methods, tracking
/// numbers, codes, states, the gateway's own numbers, and who closed it and why, go. What was never sent leaves nothing.
#[derive(Debug, Clone)]
pub struct Forget {
    before: SystemTime,
    at: SystemTime,
    /// By operation, the paths of what names a request.
    numbers: BTreeMap<String, BTreeSet<String>>,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// It is open, or nothing of it is to be forgotten.
    AsItIs,
    /// This stays of it.
    Trace(Handle, Outcome),
    /// Nothing stays.
    Nothing,
}

impl Forget {
    /// Of no operation yet: what was made before this time, and is said to be forgotten `at` this one.
    pub fn new(before: SystemTime, at: SystemTime) -> Self {
        Self {
            before,
            at,
            numbers: BTreeMap::new(),
        }
    }

    /// And of this operation, with the paths in its request of the numbers that stay.
    #[must_use]
    pub fn and<'a>(
        mut self,
        operation: impl Into<String>,
        numbers: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let numbers = numbers.into_iter().map(str::to_owned);
        self.numbers.insert(operation.into(), numbers.collect());
        self
    }

    pub(crate) fn and_of(self, operation: &Operation) -> Self {
        self.and(operation.id, Numbers::paths_of(operation))
    }

    /// Entries with this name, or a later one, are left as they are.
    pub fn before(&self) -> EntryId {
        EntryId::first_at(self.before)
    }

    /// The operations whose requests are forgotten.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.numbers.keys().map(String::as_str)
    }

    /// What stays of a request with this outcome, which stands under this name.
    pub fn left(&self, entry: &EntryId, handle: &Handle, outcome: Option<&Outcome>) -> Left {
        let Some(outcome) = outcome.filter(|outcome| outcome.is_conclusive()) else {
            return Left::AsItIs;
        };
        let numbers = self.numbers.get(handle.operation());
        let is_due = *entry < self.before() && handle.forgotten().is_none();
        match numbers {
            Some(numbers) if is_due => match outcome {
                Outcome::NotSent => Left::Nothing,
                outcome => Left::Trace(handle.trace(numbers, self.at), outcome.trace()),
            },
            _ => Left::AsItIs,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

    use super::*;
    use crate::record::operation::StateClass;
    use crate::record::outcome::Closing;
    use crate::record::seen::Seen;
    use std::time::Duration;

    const STORED: &str = r#"{"version":1,"operation":"pay","at":1000,"evidence":"answered","seen":{"number":"T-1"},"entry":"00000000000f4240x","account":"east","purchase":"basket","despite":"asked twice","fields":{"order":"A","total":"1.50"},"hidden":{"parcel":"1Z"}}"#;

    fn forget() -> Forget {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        Forget::new(at(5), at(9)).and("pay", ["order", "parcel"])
    }

    fn of(handle: &Handle, outcome: Option<&Outcome>) -> Left {
        forget().left(handle.entry().unwrap(), handle, outcome)
    }

    fn left(outcome: &Outcome) -> Left {
        of(&Handle::from_json(STORED).unwrap(), Some(outcome))
    }

    #[test]
    fn a_trace_has_numbers_that_may_be_shown_and_nothing_else() {
        let seen = Seen {
            number: Some("T-1".to_owned()),
            state: Some("paid".to_owned()),
            class: Some(StateClass::Done),
            customer_acts: true,
        };
        let Left::Trace(handle, outcome) = left(&Outcome::Found { seen }) else {
            panic!("no trace");
        };
        assert_eq!(
            handle.to_json().expose(),
            r#"{"version":1,"operation":"pay","at":1000,"entry":"00000000000f4240x","account":"east","purchase":"basket","forgotten":9000,"fields":{"order":"A"}}"#
        );
        assert_eq!(
            Handle::from_json(handle.to_json().expose()).as_ref(),
            Ok(&handle)
        );
        let seen = Seen {
            class: Some(StateClass::Done),
            ..Seen::NOTHING
        };
        assert_eq!(outcome, Outcome::Found { seen });
        assert_eq!(of(&handle, Some(&outcome)), Left::AsItIs);
    }

    #[test]
    fn what_is_open_stays_and_what_was_never_sent_leaves_nothing() {
        let open = Outcome::Open {
            answered: true,
            seen: Seen::NOTHING,
        };
        assert_eq!(left(&open), Left::AsItIs);
        assert_eq!(left(&Outcome::NotSent), Left::Nothing);
        let refused = Outcome::Refused {
            code: Some("1001".to_owned()),
        };
        let Left::Trace(_, refused) = left(&refused) else {
            panic!("no trace");
        };
        assert_eq!(refused, Outcome::Refused { code: None });
        let Left::Trace(_, closed) = left(&Outcome::Closed(Closing::by("Ann", "a call"))) else {
            panic!("no trace");
        };
        assert_eq!(closed, Outcome::Closed(Closing::default()));
        let stored = Handle::from_json(STORED).unwrap();
        assert_eq!(of(&stored, None), Left::AsItIs);
    }

    #[test]
    fn what_is_newer_or_of_another_operation_stays() {
        let refused = Outcome::Refused { code: None };
        let newer = STORED.replace("00000000000f4240x", "00000000005b8d80x");
        for stored in [newer, STORED.replace("\"pay\"", "\"ship\"")] {
            let stored = Handle::from_json(&stored).unwrap();
            assert_eq!(of(&stored, Some(&refused)), Left::AsItIs);
        }
    }
}
