//! What a process reaches the world through: a clock, a journal, a store of tokens and the gateway. Before and after each
//! thing that it does, and after each look at a clock, it may end or stand still.
//!
//! Whoever looks at a clock does not wait. So a process that stands still after that goes on at once, up to the next thing
//! by which others can tell, which waits until it goes on; until then its clocks show that time.

use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use crate::record::claim::{Claim, Claimed, Fence, Released};
use crate::record::entry::EntryId;
use crate::record::evidence::Reason;
use crate::record::future::BoxFuture;
use crate::record::handle::Handle;
use crate::record::journal::{Journal, JournalError, JournalFuture};
use crate::record::note::Note;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::record::token_store::{StoredToken, TokenLease, TokenStore};
use crate::recovery::tests::owners::world::World;
use crate::wire::clock::Clock;
use crate::wire::outgoing::{Incoming, Outgoing};
use crate::wire::transport::{Limits, Transport, TransportError};

/// One process of the shop.
pub(super) struct Process {
    pub(super) world: Arc<World>,
    pub(super) number: usize,
    life: Mutex<Life>,
}

#[derive(Default)]
struct Life {
    has_ended: bool,
    /// When it goes on.
    frozen_until: Duration,
    /// For how long its monotonic clock has stood still with it.
    slept: Duration,
    /// Whether nothing happens to it just now.
    is_undisturbed: bool,
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Process({})", self.number)
    }
}

impl Process {
    pub(super) fn new(world: &Arc<World>, number: usize) -> Arc<Self> {
        Arc::new(Self {
            world: Arc::clone(world),
            number,
            life: Mutex::default(),
        })
    }

    fn life(&self) -> MutexGuard<'_, Life> {
        self.life.lock().unwrap()
    }

    /// Whether it does what it is about, as far as others can tell.
    pub(super) fn goes_on(&self) -> bool {
        let life = self.life();
        !life.has_ended && life.frozen_until <= self.world.clock.monotonic()
    }

    /// Goes on when it is not frozen; never, if it has ended.
    async fn thawed(&self) {
        loop {
            let left = {
                let life = self.life();
                match life.has_ended {
                    true => None,
                    false => Some(
                        life.frozen_until
                            .saturating_sub(self.world.clock.monotonic()),
                    ),
                }
            };
            match left {
                None => pending::<()>().await,
                Some(Duration::ZERO) => return,
                Some(left) => self.world.clock.sleep(left).await,
            }
        }
    }

    /// Between two things that it does.
    pub(super) async fn step(&self, what: &str) {
        self.thawed().await;
        self.may_stand_still(what, STEPS);
        self.thawed().await;
    }

    /// Once in so many times something happens to it now.
    fn may_stand_still(&self, what: &str, times: u64) {
        if self.life().is_undisturbed {
            return;
        }
        let Some(strike) = self.world.strike(times) else {
            return;
        };
        self.world
            .note(format!("{} {what}: {strike:?}", self.number));
        let goes_on = self.goes_on_at();
        let mut life = self.life();
        match strike {
            Strike::Ends => life.has_ended = true,
            Strike::Freezes(time) | Strike::Sleeps(time) => life.frozen_until = goes_on + time,
        }
        if let Strike::Sleeps(time) = strike {
            life.slept += time;
        }
    }

    /// What nothing happens in the middle of.
    fn undisturbed<T>(&self, does: impl FnOnce() -> T) -> T {
        self.life().is_undisturbed = true;
        let done = does();
        self.life().is_undisturbed = false;
        done
    }

    /// When it does what it is about: now, or when it goes on.
    fn goes_on_at(&self) -> Duration {
        self.life().frozen_until.max(self.world.clock.monotonic())
    }

    /// What its monotonic clock shows, without a look at it.
    fn own_time(&self) -> Duration {
        let slept = self.life().slept;
        self.goes_on_at().saturating_sub(slept)
    }
}

/// How often something happens to a process at a step, and at a look at a clock, of which there are many more.
const STEPS: u64 = 30;
const LOOKS: u64 = 150;

/// What happens to a process.
#[derive(Debug, Clone, Copy)]
pub(super) enum Strike {
    Ends,
    /// It stands still, and its clocks go on.
    Freezes(Duration),
    /// It stands still, and its monotonic clock with it.
    Sleeps(Duration),
}

impl Clock for Process {
    fn monotonic(&self) -> Duration {
        let shown = self.own_time();
        self.may_stand_still("look at the monotonic clock", LOOKS);
        shown
    }

    fn uptime(&self) -> Duration {
        let shown = self.goes_on_at();
        self.may_stand_still("look at the uptime", LOOKS);
        shown
    }

    fn wall(&self) -> SystemTime {
        let left = self.goes_on_at() - self.world.clock.monotonic();
        let shown = self.world.clock.wall() + left;
        self.may_stand_still("look at the wall clock", LOOKS);
        shown
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let process = self.world.process(self.number);
        let due = self.own_time().saturating_add(duration);
        Box::pin(async move {
            loop {
                process.thawed().await;
                let left = due.saturating_sub(process.own_time());
                if left.is_zero() {
                    break;
                }
                process.world.clock.sleep(left).await;
            }
        })
    }
}

/// The journal as a process reaches it. A commit may fail, or its answer may get lost.
#[derive(Debug)]
pub(super) struct Journaled(pub(super) Arc<Process>);

impl Journaled {
    async fn done<T>(
        &self,
        what: &str,
        does: impl Future<Output = Result<T, JournalError>>,
    ) -> Result<T, JournalError> {
        let process = &self.0;
        process.step(what).await;
        let lost = || Err(JournalError::new("the connection was closed"));
        if process.world.loses() {
            process
                .world
                .note(format!("{} {what}: fails", process.number));
            return lost();
        }
        let done = does.await;
        process.world.note(format!("{} {what}", process.number));
        process.step(what).await;
        match process.world.loses() {
            true => lost(),
            false => done,
        }
    }
}

impl Journal for Journaled {
    fn intend<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, ()> {
        let inner = self.0.world.journal.intend(entry, intent, lease);
        Box::pin(self.done("intend", inner))
    }

    fn prepare<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        within: Duration,
    ) -> JournalFuture<'a, ()> {
        let inner = self.0.world.journal.prepare(entry, intent, within);
        Box::pin(self.done("prepare", inner))
    }

    fn begin<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, bool> {
        let inner = self.0.world.journal.begin(entry, intent, lease);
        Box::pin(self.done("begin", inner))
    }

    fn amend<'a>(&'a self, entry: &'a EntryId, intent: &'a Handle) -> JournalFuture<'a, ()> {
        let inner = self.0.world.journal.amend(entry, intent);
        Box::pin(self.done("amend", inner))
    }

    fn conclude<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        outcome: &'a Outcome,
    ) -> JournalFuture<'a, Outcome> {
        let inner = self.0.world.journal.conclude(entry, intent, outcome);
        Box::pin(self.done("conclude", inner))
    }

    fn unresolved(&self) -> JournalFuture<'_, Vec<Handle>> {
        let inner = self.0.world.journal.unresolved();
        Box::pin(self.done("unresolved", inner))
    }

    fn claim<'a>(
        &'a self,
        entry: &'a EntryId,
        held: Option<Fence>,
        lease: Duration,
    ) -> JournalFuture<'a, Claim> {
        let inner = self.0.world.journal.claim(entry, held, lease);
        Box::pin(self.done("claim", inner))
    }

    fn take(&self, at_most: usize, lease: Duration) -> JournalFuture<'_, Vec<Claimed>> {
        let inner = self.0.world.journal.take(at_most, lease);
        Box::pin(self.done("take", inner))
    }

    fn release<'a>(
        &'a self,
        entry: &'a EntryId,
        fence: Fence,
        found: Option<&'a Outcome>,
        due: Duration,
    ) -> JournalFuture<'a, Released> {
        Box::pin(self.done("release", async move {
            let world = &self.0.world;
            let released = world.journal.release(entry, fence, found, due).await?;
            if let Released::Done(_) = released {
                world.decided(entry, fence);
            }
            Ok(released)
        }))
    }

    fn note<'a>(&'a self, entry: &'a EntryId, note: &'a Note) -> JournalFuture<'a, ()> {
        let inner = self.0.world.journal.note(entry, note);
        Box::pin(self.done("note", inner))
    }

    fn attempts<'a>(
        &'a self,
        purchase: &'a str,
        numbers: Option<&'a Numbers>,
    ) -> JournalFuture<'a, Vec<Handle>> {
        let inner = self.0.world.journal.attempts(purchase, numbers);
        Box::pin(self.done("attempts", inner))
    }

    fn uses<'a>(&'a self, numbers: &'a Numbers) -> JournalFuture<'a, Option<Vec<EntryId>>> {
        let inner = self.0.world.journal.uses(numbers);
        Box::pin(self.done("uses", inner))
    }
}

/// The store of tokens as a process reaches it.
#[derive(Debug)]
pub(super) struct Stored(pub(super) Arc<Process>);

impl Stored {
    async fn done<T>(&self, what: &str, does: impl Future<Output = T>) -> T {
        self.0.step(what).await;
        let done = does.await;
        self.0.step(what).await;
        done
    }
}

impl TokenStore for Stored {
    fn load(&self) -> BoxFuture<'_, Option<StoredToken>> {
        Box::pin(self.done("load", self.0.world.tokens.load()))
    }

    fn lease(&self, lease: Duration) -> BoxFuture<'_, TokenLease> {
        Box::pin(self.done("lease", async move {
            let granted = self.0.world.tokens.lease(lease).await;
            if let TokenLease::Granted(_) = granted {
                self.0.world.may_fetch(self.0.number, lease);
            }
            granted
        }))
    }

    fn save<'a>(&'a self, token: &'a StoredToken, lease: Fence) -> BoxFuture<'a, bool> {
        Box::pin(self.done("save", self.0.world.tokens.save(token, lease)))
    }

    fn release(&self, lease: Fence) -> BoxFuture<'_, ()> {
        Box::pin(self.done("give up", self.0.world.tokens.release(lease)))
    }

    fn forget<'a>(&'a self, token: &'a StoredToken) -> BoxFuture<'a, ()> {
        Box::pin(self.done("forget", self.0.world.tokens.forget(token)))
    }
}

/// The gateway as a process reaches it.
#[derive(Debug)]
pub(super) struct Wire(pub(super) Arc<Process>);

impl Transport for Wire {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        Box::pin(async move {
            let process = &self.0;
            request.not_yet_written();
            process.step("connect").await;
            // The last look at the clock, and the first byte: what stands still between the two cannot be fenced.
            let answer = process.undisturbed(|| {
                (!limits.is_too_late()).then(|| {
                    request.writing();
                    process.world.gateway(process.number, request)
                })
            });
            let Some(answer) = answer else {
                return Err(TransportError::never_sent(Reason::Deadline));
            };
            process.step("answer").await;
            match answer {
                Some((status, body)) => {
                    let mut incoming =
                        Incoming::new(status.try_into().unwrap(), Default::default());
                    incoming.push(body.as_bytes());
                    Ok(incoming)
                }
                None => {
                    let left = limits.deadline.saturating_sub(process.own_time());
                    process.sleep(left).await;
                    Err(TransportError::may_have_been_sent(Reason::Timeout))
                }
            }
        })
    }
}
