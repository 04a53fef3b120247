//! Journals that break one rule each, and are found out.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use super::*;
use crate::fixture::run;
use crate::record::claim::Claim;
use crate::record::entry::EntryId;
use crate::record::forget::Forget;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::record::journal::JournalFuture;
use crate::record::recorded::Recorded;
use crate::wire::testing::around::JournalAround;
use crate::wire::testing::clock::TestClock;
use crate::wire::testing::memory::MemoryJournal;

/// What a journal gets wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Nothing,
    ForgetsLeasesOfCalls,
    ForgetsLeasesOfClaims,
    DecidesUnderAnyNumber,
    LosesFactsOfWhatIsClaimed,
    LosesIntents,
    IsDueAtOnce,
    SendsAtAnyTime,
    SendsTwice,
    CannotPrepare,
    KnowsNoNumbers,
    ForgetsNumbers,
    RecordsNoOutcomes,
    LearnsNothingOfWhatIsSettled,
}

#[derive(Debug)]
struct Faulty {
    inner: MemoryJournal,
    fault: Fault,
}

impl JournalAround for Faulty {
    fn inner(&self) -> &dyn Journal {
        &self.inner
    }

    fn intend<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, ()> {
        let lease = match self.fault {
            Fault::ForgetsLeasesOfCalls => Duration::ZERO,
            _ => lease,
        };
        self.inner.intend(entry, intent, lease)
    }

    fn prepare<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        within: Duration,
    ) -> JournalFuture<'a, ()> {
        match self.fault {
            Fault::SendsAtAnyTime => self.inner.prepare(entry, intent, LONG),
            Fault::CannotPrepare => Box::pin(async { Err(JournalError::new("it cannot")) }),
            _ => self.inner.prepare(entry, intent, within),
        }
    }

    fn begin<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, bool> {
        Box::pin(async move {
            let begun = self.inner.begin(entry, intent, lease).await?;
            Ok(begun || self.fault == Fault::SendsTwice)
        })
    }

    fn conclude<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        outcome: &'a Outcome,
    ) -> JournalFuture<'a, Outcome> {
        Box::pin(async move {
            if self.fault == Fault::LosesFactsOfWhatIsClaimed {
                let free = self.inner.claim(entry, None, Duration::ZERO).await?;
                if free == Claim::Elsewhere {
                    return Ok(outcome.clone());
                }
            }
            let open = self.inner.unresolved().await?;
            let stands = open.iter().any(|one| one.entry() == Some(entry));
            if self.fault == Fault::LosesIntents && !stands {
                return Ok(outcome.clone());
            }
            self.inner.conclude(entry, intent, outcome).await
        })
    }

    fn claim<'a>(
        &'a self,
        entry: &'a EntryId,
        held: Option<Fence>,
        lease: Duration,
    ) -> JournalFuture<'a, Claim> {
        let lease = match self.fault {
            Fault::ForgetsLeasesOfClaims => Duration::ZERO,
            _ => lease,
        };
        self.inner.claim(entry, held, lease)
    }

    fn release<'a>(
        &'a self,
        entry: &'a EntryId,
        fence: Fence,
        found: Option<&'a Outcome>,
        due: Duration,
    ) -> JournalFuture<'a, Released> {
        Box::pin(async move {
            let due = match self.fault {
                Fault::IsDueAtOnce => Duration::ZERO,
                _ => due,
            };
            let open = self.inner.unresolved().await?;
            let is_open = open.iter().any(|one| one.entry() == Some(entry));
            let learns = is_open || self.fault != Fault::LearnsNothingOfWhatIsSettled;
            let learnt = found.filter(|_| learns);
            let released = self.inner.release(entry, fence, learnt, due).await?;
            if let (Fault::DecidesUnderAnyNumber, Some(found)) = (self.fault, found)
                && released == Released::TooLate
            {
                let (_, handle) = request(1).unwrap();
                let standing = self.inner.conclude(entry, &handle, found).await?;
                return Ok(Released::Done(Some(standing)));
            }
            Ok(released)
        })
    }

    fn attempts<'a>(
        &'a self,
        purchase: &'a str,
        numbers: Option<&'a crate::record::numbers::Numbers>,
    ) -> JournalFuture<'a, Vec<Handle>> {
        let numbers = numbers.filter(|_| self.fault != Fault::KnowsNoNumbers);
        self.inner.attempts(purchase, numbers)
    }

    fn recorded(&self) -> JournalFuture<'_, Vec<Recorded>> {
        Box::pin(async {
            let mut recorded = self.inner.recorded().await?;
            if self.fault == Fault::RecordsNoOutcomes {
                recorded.iter_mut().for_each(|one| one.outcome = None);
            }
            Ok(recorded)
        })
    }

    fn forget<'a>(&'a self, forget: &'a Forget) -> JournalFuture<'a, u64> {
        Box::pin(async move {
            match self.fault {
                Fault::ForgetsNumbers => self.inner.forget(&forget.clone().and("pay", [])).await,
                _ => self.inner.forget(forget).await,
            }
        })
    }
}

#[test]
fn each_rule_that_a_journal_breaks_is_found_out() {
    for fault in [
        Fault::Nothing,
        Fault::ForgetsLeasesOfCalls,
        Fault::ForgetsLeasesOfClaims,
        Fault::DecidesUnderAnyNumber,
        Fault::LosesFactsOfWhatIsClaimed,
        Fault::LosesIntents,
        Fault::IsDueAtOnce,
        Fault::SendsAtAnyTime,
        Fault::SendsTwice,
        Fault::CannotPrepare,
        Fault::KnowsNoNumbers,
        Fault::ForgetsNumbers,
        Fault::RecordsNoOutcomes,
        Fault::LearnsNothingOfWhatIsSettled,
    ] {
        run(async {
            let clock = TestClock::new();
            let own = clock.clone();
            let open = move || -> BoxFuture<'static, Arc<dyn Journal>> {
                let inner = MemoryJournal::new(Arc::new(own.clone()));
                Box::pin(async move { Arc::new(Faulty { inner, fault }) as _ })
            };
            let pass = move |time| -> BoxFuture<'static, ()> {
                clock.advance(time);
                Box::pin(async {})
            };
            let found = journal_violations(open, pass).await;
            assert_eq!(
                found.is_empty(),
                fault == Fault::Nothing,
                "{fault:?}: {found:?}"
            );
        });
    }
}
