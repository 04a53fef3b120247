//! The thread that owns the files.

use std::sync::mpsc::Receiver;

use tokio::sync::oneshot;

use crate::record::journal::JournalError;
use crate::record::outcome::Outcome;
use crate::recovery::disk::store::Store;
use crate::recovery::disk::tables::Row;

/// Where an answer goes. Nobody may be waiting for it any more, which is no error.
pub(super) type Reply<T> = oneshot::Sender<Result<T, JournalError>>;

/// What the thread is asked to do.
pub(super) enum Command {
    /// To write a row, together with others that wait for that.
    Write(Row, Reply<Option<Outcome>>),
    /// Anything else, which answers by itself.
    Ask(Box<dyn FnOnce(&mut Store) + Send>),
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
            Command::Ask(ask) => ask(&mut store),
        }
        if next.is_none() {
            next = commands.recv().ok();
        }
    }
}
