//! Looking up everything that is open, by one process or by several that share the work.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Mutex as Turn;

use crate::engine::gateway::Gateway;
use crate::engine::held::{Asked, Held};
use crate::engine::written::Written;
use crate::record::claim::Stage;
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::recovery::follow::Follow;
use crate::recovery::options::Reconcile;
use crate::recovery::reconcile::{Claiming, Round, Search, Wanted};
use crate::recovery::recovered::Recovered;
use crate::recovery::together::{Work, together};
use crate::value::locked::Locked;

impl Gateway {
    /// Looks up every request that the journal holds without an outcome: those that a former process was about to send,
    /// or sent, when it ended, and those of this one that came out indeterminate. Calls that are under way right now, and
    /// what another process is looking up, are left alone: each entry is claimed while it is looked at.
    ///
    /// Several processes that recover from one journal at the same time share the work: it hands out what is due, to one of
    /// them each, as it does to [`follow`](Self::follow). What is open and not due, since somebody has looked it up a moment
    /// ago, is looked up after that, by each of them.
    ///
    /// What is found is written into the journal at once, so that a process which is killed on the way repeats no look-up
    /// that had come to something; what is not is listed again the next time, until it is found or
    /// [`close`](Self::close)d. What was accepted and is not at its end is looked up and listed too, and what was prepared
    /// and not sent in time is given up ([`Resolution::NeverSent`](crate::Resolution::NeverSent)). All share the patience
    /// of `options`, and each is looked up once at least, several at a time ([`Reconcile::at_once`]). Call it when a process
    /// starts, before it sends anything of the same orders again; [`follow`](Self::follow) goes on with it.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if there is no journal, or it cannot be read.
    pub async fn recover(&self, options: &Reconcile) -> Result<Vec<Recovered>, JournalError> {
        let journal = self.journal_or_why()?;
        let open = journal.at_length().unresolved().await?;
        let _under_way = self.search();
        let round = Round::new(self, options, Wanted::Proof);
        let queue = Queue::new(self, journal, open);
        let searches = Locked::new(Vec::new());
        let looks = std::iter::repeat_with(|| -> Work<'_> {
            Box::pin(async {
                while let Some((handle, claiming)) = queue.next().await {
                    let mut search = Search::new(self, handle, claiming, options);
                    self.look_once(&mut search, &round, true).await;
                    searches.lock().push(search);
                }
            })
        });
        let at_once = options.at_once.max(1);
        together(at_once, looks.take(at_once)).await;
        let mut searches = searches.into_inner();
        self.go_on(&mut searches, &round).await;
        let mut recovered = Search::ended(searches);
        recovered.sort_by(|one, other| one.handle.entry().cmp(&other.handle.entry()));
        Ok(recovered)
    }
}

/// What was open when a recovery began and it has not yet looked at.
struct Queue<'a> {
    gateway: &'a Gateway,
    journal: &'a Written,
    /// How many wait for something to look at.
    waiting: AtomicUsize,
    left: Turn<Left>,
}

struct Left {
    open: BTreeMap<EntryId, Handle>,
    handed_out: VecDeque<(Handle, Held)>,
    /// Whether the journal may hand out more of it.
    is_handed_out: bool,
    /// Whether what others had found is out of it.
    is_current: bool,
    /// Whether anything was handed out since then.
    is_older: bool,
}

impl<'a> Queue<'a> {
    fn new(gateway: &'a Gateway, journal: &'a Written, open: Vec<Handle>) -> Self {
        let named = |handle: Handle| Some((handle.entry()?.clone(), handle));
        Self {
            gateway,
            journal,
            waiting: AtomicUsize::new(0),
            left: Turn::new(Left {
                open: open.into_iter().filter_map(named).collect(),
                handed_out: VecDeque::new(),
                is_handed_out: true,
                is_current: false,
                is_older: true,
            }),
        }
    }

    async fn next(&self) -> Option<(Handle, Claiming)> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let next = self.handed_out_or_claimed().await;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        next
    }

    /// What the journal hands out first, and then what can be claimed of the rest, which is somebody's or not due.
    async fn handed_out_or_claimed(&self) -> Option<(Handle, Claiming)> {
        loop {
            let (entry, handle) = {
                let mut left = self.left.lock().await;
                if left.handed_out.is_empty() && left.is_handed_out && !left.open.is_empty() {
                    self.hand_out(&mut left).await;
                }
                if let Some((handle, held)) = left.handed_out.pop_front() {
                    return Some(self.held(handle, held));
                }
                if !left.is_current && !left.open.is_empty() {
                    self.leave_out_what_was_found(&mut left).await;
                }
                left.open.pop_first()?
            };
            match self.gateway.try_hold(&handle).await {
                Ok(Ok(Asked::Ours(held))) if held.stage() != Stage::Settled => {
                    return Some(self.held(handle, held));
                }
                Ok(Ok(Asked::Ours(_) | Asked::Elsewhere)) => {
                    let mut left = self.left.lock().await;
                    left.is_current &= !left.is_older;
                }
                // It hands out so many look-ups in a time, and what it hands out nobody else has found.
                Ok(Err(pause)) => {
                    {
                        let mut left = self.left.lock().await;
                        left.open.insert(entry, handle);
                        left.is_handed_out = true;
                    }
                    self.gateway.clock().sleep(pause).await;
                }
                Ok(Ok(Asked::Unwritten)) | Err(_) => return Some((handle, Claiming::OrLeave)),
            }
        }
    }

    /// Has as many handed out as are waited for. What is not of this recovery is newer, or was looked at by it before.
    async fn hand_out(&self, left: &mut Left) {
        let at_most = self.waiting.load(Ordering::Relaxed);
        match self.gateway.hold_due(self.journal, at_most).await {
            Ok(due) => {
                for (handle, held) in due {
                    let open = handle.entry().and_then(|entry| left.open.remove(entry));
                    match open {
                        Some(_) => left.handed_out.push_back((handle, held)),
                        None => self.gateway.let_go(held, None, Duration::ZERO).await,
                    }
                }
            }
            Err(error) => tracing::warn!("{error}"),
        }
        left.is_handed_out = !left.handed_out.is_empty();
        left.is_older |= left.is_handed_out;
    }

    /// Where the journal cannot be read, that is found out by claiming.
    async fn leave_out_what_was_found(&self, left: &mut Left) {
        match self.journal.at_length().unresolved().await {
            Ok(open) => {
                let open: BTreeSet<&EntryId> = open.iter().filter_map(Handle::entry).collect();
                left.open.retain(|entry, _| open.contains(entry));
            }
            Err(error) => tracing::warn!("{error}"),
        }
        (left.is_current, left.is_older) = (true, false);
    }

    fn held(&self, handle: Handle, held: Held) -> (Handle, Claiming) {
        let pause = Follow::pause(self.gateway.age(&handle));
        (handle, Claiming::Held(held, pause))
    }
}
