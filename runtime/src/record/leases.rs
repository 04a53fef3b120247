//! The leases of a journal whose entries are one process's.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::record::claim::Fence;

/// Who has which entry, and when each is due. What is not in here is free, and due.
///
/// All times are of one clock that never goes back.
#[derive(Debug, Default)]
pub(crate) struct Leases {
    entries: BTreeMap<String, Lease>,
    /// The number of the last claim.
    last: u64,
}

#[derive(Debug)]
struct Lease {
    until: Duration,
    fence: Fence,
    /// From when on the entry is handed out.
    due: Duration,
}

impl Leases {
    /// The call has an entry of its own.
    pub(crate) fn call(&mut self, entry: &str, until: Duration) {
        let lease = Lease {
            until,
            fence: Fence::CALL,
            due: until,
        };
        self.entries.insert(entry.to_owned(), lease);
    }

    /// Whether the call still has it: nobody has claimed it, and its time is not over.
    pub(crate) fn is_of_call(&self, entry: &str, now: Duration) -> bool {
        let lease = self.entries.get(entry);
        lease.is_some_and(|lease| lease.fence == Fence::CALL && now < lease.until)
    }

    /// The call is over, and with it its lease, but not that of a claim.
    pub(crate) fn call_ends(&mut self, entry: &str) {
        let lease = self.entries.get(entry);
        if lease.is_some_and(|lease| lease.fence == Fence::CALL) {
            self.entries.remove(entry);
        }
    }

    /// Claims an entry that nobody has, or that is held by this number; for the latter its lease begins anew.
    pub(crate) fn claim(
        &mut self,
        entry: &str,
        held: Option<Fence>,
        now: Duration,
        lease: Duration,
    ) -> Option<Fence> {
        let known = self.entries.get(entry);
        let is_held = held.is_some() && known.map(|lease| lease.fence) == held;
        let is_free = held.is_none() && known.is_none_or(|lease| now >= lease.until);
        let fence = match (is_held, is_free) {
            (true, _) => held?,
            (false, true) => {
                self.last = self.last.saturating_add(1);
                Fence::new(self.last)
            }
            (false, false) => return None,
        };
        let due = known.map_or(Duration::ZERO, |lease| lease.due);
        let until = now.saturating_add(lease);
        let lease = Lease { until, fence, due };
        self.entries.insert(entry.to_owned(), lease);
        Some(fence)
    }

    /// Since when an entry that nobody has is due; `None` if it is not, or if somebody has it.
    pub(crate) fn due(&self, entry: &str, now: Duration) -> Option<Duration> {
        match self.entries.get(entry) {
            None => Some(Duration::ZERO),
            Some(lease) if now >= lease.until && now >= lease.due => Some(lease.due),
            Some(_) => None,
        }
    }

    /// Whether this is the number of the last claim.
    pub(crate) fn holds(&self, entry: &str, fence: Fence) -> bool {
        let lease = self.entries.get(entry);
        lease.is_some_and(|lease| lease.fence == fence)
    }

    /// Lets an entry go that is due again at some time; one that is settled is forgotten. Whoever held it holds it no
    /// longer.
    pub(crate) fn release(&mut self, entry: &str, due: Option<Duration>) {
        let Some(due) = due else {
            self.entries.remove(entry);
            return;
        };
        self.last = self.last.saturating_add(1);
        let lease = Lease {
            until: Duration::ZERO,
            fence: Fence::new(self.last),
            due,
        };
        self.entries.insert(entry.to_owned(), lease);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_lease_of_a_call_ends_with_it_or_with_its_time_and_a_claim_outlives_the_call() {
        let mut leases = Leases::default();
        leases.call("a", at(90));
        assert!(leases.is_of_call("a", at(89)) && !leases.is_of_call("a", at(90)));
        assert_eq!(leases.claim("a", None, at(89), at(60)), None);
        assert_eq!(leases.due("a", at(89)), None);
        let first = leases.claim("a", None, at(90), at(60)).unwrap();
        assert!(first > Fence::CALL && !leases.is_of_call("a", at(90)));
        leases.call_ends("a");
        assert!(leases.holds("a", first));

        leases.call("b", at(90));
        leases.call_ends("b");
        assert!(leases.claim("b", None, at(1), at(60)).unwrap() > first);
    }

    #[test]
    fn a_claim_is_renewed_by_its_number_until_another_one_was_made() {
        let mut leases = Leases::default();
        let first = leases.claim("a", None, at(0), at(60)).unwrap();
        assert_eq!(leases.claim("a", Some(first), at(50), at(60)), Some(first));
        assert_eq!(leases.claim("a", None, at(109), at(60)), None);
        let second = leases.claim("a", None, at(110), at(60)).unwrap();
        assert!(second > first);
        assert_eq!(leases.claim("a", Some(first), at(111), at(60)), None);
        assert!(leases.holds("a", second) && !leases.holds("a", first));
    }

    #[test]
    fn whoever_claims_and_ends_does_not_have_an_entry_due_earlier() {
        let mut leases = Leases::default();
        let _ = leases.claim("a", None, at(0), at(60));
        leases.release("a", Some(at(300)));
        assert!(leases.claim("a", None, at(1), at(60)).is_some());
        assert_eq!(leases.due("a", at(299)), None);
        assert_eq!(leases.due("a", at(300)), Some(at(300)));
    }

    #[test]
    fn what_was_let_go_is_free_at_once_due_later_and_nobodys() {
        let mut leases = Leases::default();
        let first = leases.claim("a", None, at(0), at(60)).unwrap();
        leases.release("a", Some(at(30)));
        assert!(!leases.holds("a", first));
        assert_eq!(leases.claim("a", Some(first), at(1), at(60)), None);
        assert_eq!(leases.due("a", at(29)), None);
        assert_eq!(leases.due("a", at(30)), Some(at(30)));
        assert!(leases.claim("a", None, at(1), at(60)).is_some());
        leases.release("a", None);
        assert!(leases.entries.is_empty());
    }
}
