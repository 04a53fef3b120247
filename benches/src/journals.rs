//! A journal that keeps nothing, so that what is left is what a journal costs the call itself.

use std::future::ready;

use gateway_runtime::{BoxFuture, EntryId, Handle, Journal, JournalError, Outcome};

#[derive(Debug)]
pub(crate) struct Forgetful;

impl Journal for Forgetful {
    fn intend<'a>(
        &'a self,
        _: &'a EntryId,
        _: &'a Handle,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(ready(Ok(())))
    }

    fn conclude<'a>(
        &'a self,
        _: &'a EntryId,
        _: &'a Outcome,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(ready(Ok(())))
    }

    fn unresolved(&self) -> BoxFuture<'_, Result<Vec<Handle>, JournalError>> {
        Box::pin(ready(Ok(Vec::new())))
    }
}
