//! A journal that keeps nothing.

use std::future::ready;
use std::time::Duration;

use crate::record::claim::{Claim, Claimed, Fence, Released, Stage};
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::journal::{Journal, JournalFuture};
use crate::record::outcome::Outcome;

/// A journal that takes everything and keeps nothing: whatever is asked for is free, nothing is open, and nothing is due. For
/// tests that look nothing up, and as what a [`JournalAround`](super::around::JournalAround) stands around.
#[derive(Debug, Clone, Copy, Default)]
pub struct ForgetfulJournal;

impl Journal for ForgetfulJournal {
    fn intend<'a>(&'a self, _: &'a EntryId, _: &'a Handle, _: Duration) -> JournalFuture<'a, ()> {
        Box::pin(ready(Ok(())))
    }

    fn conclude<'a>(
        &'a self,
        _: &'a EntryId,
        _: &'a Handle,
        outcome: &'a Outcome,
    ) -> JournalFuture<'a, Outcome> {
        Box::pin(ready(Ok(outcome.clone())))
    }

    fn unresolved(&self) -> JournalFuture<'_, Vec<Handle>> {
        Box::pin(ready(Ok(Vec::new())))
    }

    fn claim<'a>(
        &'a self,
        _: &'a EntryId,
        _: Option<Fence>,
        _: Duration,
    ) -> JournalFuture<'a, Claim> {
        let (fence, stage) = (Fence::new(1), Stage::Open);
        Box::pin(ready(Ok(Claim::Ours { fence, stage })))
    }

    fn take(&self, _: usize, _: Duration) -> JournalFuture<'_, Vec<Claimed>> {
        Box::pin(ready(Ok(Vec::new())))
    }

    fn release<'a>(
        &'a self,
        _: &'a EntryId,
        _: Fence,
        found: Option<&'a Outcome>,
        _: Duration,
    ) -> JournalFuture<'a, Released> {
        Box::pin(ready(Ok(Released::Done(found.cloned()))))
    }
}
