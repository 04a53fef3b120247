//! The thread that owns the files.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::record::claim::{Claim, Claimed, Fence, Released};
use crate::record::entry::EntryId;
use crate::record::forget::Forget;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;
use crate::recovery::disk::store::Store;
use crate::recovery::disk::tables::Row;
use crate::value::types::sensitive::Sensitive;

/// Where an answer goes. Nobody may be waiting for it any more, which is no error.
pub(super) type Reply<T> = oneshot::Sender<Result<T, JournalError>>;

/// What the thread is asked to do.
pub(super) enum Command {
    Write(Row, Reply<Option<Outcome>>),
    Unresolved(Reply<Vec<Handle>>),
    Begin(EntryId, Sensitive<String>, Duration, Reply<bool>),
    Claim(EntryId, Option<Fence>, Duration, Reply<Claim>),
    Take(usize, Duration, Reply<Vec<Claimed>>),
    Release(EntryId, Fence, Option<Outcome>, Duration, Reply<Released>),
    Uses(Numbers, Reply<Option<Vec<EntryId>>>),
    Attempts(String, Option<Numbers>, Reply<Vec<Handle>>),
    Entries(Reply<Vec<Recorded>>),
    Authorized(EntryId, Reply<Vec<Handle>>),
    Forget(Forget, Reply<u64>),
}

/// How many rows at most are written and flushed together, so that the first of them does not wait for long.
const TOGETHER: usize = 256;

/// Does what it is asked until nobody can ask any more.
pub(super) fn run(mut store: Store, commands: &Receiver<Command>) {
    let mut next = commands.recv().ok();
    while let Some(command) = next.take() {
        match command {
            Command::Write(row, reply) => {
                let (mut rows, mut replies) = (vec![row], vec![reply]);
                // Whoever asks while the disk is busy shares the next flush with the others.
                while rows.len() < TOGETHER {
                    match commands.try_recv() {
                        Ok(Command::Write(row, reply)) => {
                            rows.push(row);
                            replies.push(reply);
                        }
                        Ok(other) => {
                            next = Some(other);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                match store.write(&rows) {
                    Ok(standing) => {
                        for (reply, standing) in replies.into_iter().zip(standing) {
                            let _ = reply.send(Ok(standing));
                        }
                    }
                    Err(error) => {
                        for reply in replies {
                            let _ = reply.send(Err(error.clone()));
                        }
                    }
                }
            }
            Command::Unresolved(reply) => {
                let _ = reply.send(store.unresolved());
            }
            Command::Begin(entry, intent, lease, reply) => {
                let _ = reply.send(store.begin(&entry, &intent, lease));
            }
            Command::Claim(entry, held, lease, reply) => {
                let _ = reply.send(store.claim(&entry, held, lease));
            }
            Command::Take(at_most, lease, reply) => {
                let _ = reply.send(store.take(at_most, lease));
            }
            Command::Release(entry, fence, found, due, reply) => {
                let _ = reply.send(store.release(&entry, fence, found, due));
            }
            Command::Uses(numbers, reply) => {
                let _ = reply.send(store.uses(&numbers));
            }
            Command::Attempts(purchase, numbers, reply) => {
                let _ = reply.send(store.attempts(&purchase, numbers.as_ref()));
            }
            Command::Entries(reply) => {
                let _ = reply.send(store.entries());
            }
            Command::Authorized(before, reply) => {
                let _ = reply.send(store.authorized(&before));
            }
            Command::Forget(forget, reply) => {
                let _ = reply.send(store.forget(&forget));
            }
        }
        if next.is_none() {
            next = commands.recv().ok();
        }
    }
}
