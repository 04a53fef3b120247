//! The state and the file that keeps it: what a call did or saw is on the disk before its answer leaves.
//!
//! Writing takes longer than all else, so that calls are written in groups: while one group is on its way to the disk, the
//! next one gathers. Each call waits for the group that holds the last change it can have seen. Where a group cannot be
//! written, it and the one that gathered behind it have not happened.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tokio::sync::watch;

use crate::held::held;
use crate::state::{Kept, State};
use crate::store::{Store, StoreError};

/// How many things are read at one time where everything is written.
const PORTION: usize = 256;

/// The state, shared by whoever calls.
#[derive(Clone)]
pub(crate) struct Durable(Arc<Inner>);

struct Inner {
    /// Held for a moment only.
    state: Mutex<Gathering>,
    /// Held while it writes; none where nothing is kept, or no longer.
    store: Mutex<Option<Storing>>,
    keeps: bool,
}

struct Gathering {
    state: State,
    /// Who waits for what changes now.
    group: Group,
    /// Who waits for what is being written.
    writing: Vec<Group>,
    /// Whether a writer is on its way, which takes everything that changes until it begins.
    is_awaited: bool,
}

struct Storing {
    store: Store,
    /// Whether the last write failed, so that a failure is told once.
    is_failing: bool,
}

/// Calls that are written together; whether they are, once that is known.
type Group = watch::Sender<Option<bool>>;

/// What a call waits for: nothing, or its group.
pub(crate) struct Ticket(Option<watch::Receiver<Option<bool>>>);

impl Durable {
    pub(crate) fn new(state: State, store: Option<Store>) -> Self {
        let keeps = store.is_some();
        let store = store.map(|store| Storing {
            store,
            is_failing: false,
        });
        Self(Arc::new(Inner {
            state: Mutex::new(Gathering {
                state,
                group: watch::channel(None).0,
                writing: Vec::new(),
                is_awaited: false,
            }),
            store: Mutex::new(store),
            keeps,
        }))
    }

    /// Does something with the state, and gives what to wait for before anybody learns of it.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> (T, Ticket) {
        let mut gathering = held(&self.0.state);
        let outcome = act(&mut gathering.state);
        if !self.0.keeps {
            gathering.state.settle();
            return (outcome, Ticket(None));
        }
        let group = if gathering.state.is_changed() {
            Some(&gathering.group)
        } else {
            gathering.writing.last()
        };
        let ticket = Ticket(group.map(watch::Sender::subscribe));
        (outcome, ticket)
    }

    /// Waits until what a ticket is for is on the disk; `false` where that failed, and nothing of it happened.
    pub(crate) async fn is_kept(&self, ticket: Ticket) -> bool {
        let Some(mut done) = ticket.0 else {
            return true;
        };
        if done.borrow().is_none() && self.begins_to_write() {
            let durable = self.clone();
            tokio::task::spawn_blocking(move || durable.write());
        }
        done.wait_for(Option::is_some)
            .await
            .is_ok_and(|is_kept| *is_kept == Some(true))
    }

    /// As [`is_kept`](Self::is_kept), on this thread.
    pub(crate) fn is_kept_here(&self, ticket: Ticket) -> bool {
        let Some(done) = ticket.0 else {
            return true;
        };
        // Whoever writes now holds the store, so that the group is written when this returns.
        self.write();
        *done.borrow() == Some(true)
    }

    /// Closes the file, once nobody writes to it.
    pub(crate) fn close(&self) {
        drop(held(&self.0.store).take());
    }

    /// Whether somebody has to begin a write; it is then expected.
    fn begins_to_write(&self) -> bool {
        let mut gathering = held(&self.0.state);
        let begins = gathering.state.is_changed() && !gathering.is_awaited;
        gathering.is_awaited |= begins;
        begins
    }

    /// Writes what gathered, and tells who waits for it.
    fn write(&self) {
        let mut store = held(&self.0.store);
        let Some(storing) = &mut *store else {
            return;
        };
        let Some(changed) = self.0.begin() else {
            return;
        };
        let saved = storing.store.save(&changed, self.0.everything());
        let mut gathering = held(&self.0.state);
        match &saved {
            Ok(()) => gathering.state.written(),
            Err(_) => {
                gathering.state.take_back();
                // What came since was built on what did not happen.
                gathering.gather();
            }
        }
        for group in gathering.writing.drain(..) {
            let _ = group.send_replace(Some(saved.is_ok()));
        }
        drop(gathering);
        tell(&saved, storing.is_failing);
        storing.is_failing = saved.is_err();
    }
}

impl Inner {
    /// What there is to write; none where that is nothing. Whoever comes later awaits another writer.
    fn begin(&self) -> Option<Vec<Kept>> {
        let mut gathering = held(&self.state);
        gathering.is_awaited = false;
        if !gathering.state.is_changed() {
            return None;
        }
        gathering.gather();
        Some(gathering.state.begin_write())
    }

    /// Everything as it was when the write began, by portions, between which others get their turn.
    fn everything(&self) -> impl Iterator<Item = Vec<Kept>> {
        let mut behind = None;
        std::iter::from_fn(move || {
            let portion = held(&self.state).state.portion(behind.as_ref(), PORTION);
            behind = Some(portion.last()?.0.clone());
            Some(portion.into_iter().filter_map(|(_, kept)| kept).collect())
        })
    }
}

impl Gathering {
    /// Lets the group that gathered be one that is being written.
    fn gather(&mut self) {
        let group = std::mem::replace(&mut self.group, watch::channel(None).0);
        self.writing.push(group);
    }
}

/// Tells people on the terminal, once. The terminal may be a file on the very disk that is full.
fn tell(saved: &Result<(), StoreError>, was_failing: bool) {
    let mut terminal = std::io::stderr();
    let _ = match saved {
        Err(error) if !was_failing => writeln!(
            terminal,
            "gateway-sandbox: {error}. Until then, what changes something is refused."
        ),
        Ok(()) if was_failing => writeln!(terminal, "gateway-sandbox: the state is kept again."),
        _ => Ok(()),
    };
}

#[cfg(test)]
mod tests {
    use gateway_runtime::Decimal;

    use super::*;
    use crate::state::{Goods, Instrument, Pay, Rules};

    fn pay(durable: &Durable, order_no: &str) -> Ticket {
        let pay = Pay {
            order_no: order_no.to_owned(),
            amount: Decimal::ONE,
            currency: "USD".to_owned(),
            method: "alipay".to_owned(),
            captures_itself: true,
            instrument: Instrument::ScannedWallet,
            store: false,
            return_to: None,
            language: None,
            page_lives: None,
            goods: Goods::default(),
        };
        let (paid, ticket) = durable.with(|state| state.pay(&Rules::default(), 0, pay));
        paid.unwrap();
        ticket
    }

    fn count(durable: &Durable) -> usize {
        durable.with(|state| state.count()).0
    }

    struct File(std::path::PathBuf);

    impl File {
        fn new(name: &str) -> Self {
            let name = format!("gateway-sandbox-durable-{name}-{}", std::process::id());
            Self(std::env::temp_dir().join(name))
        }

        fn durable(&self) -> Durable {
            let mut state = State::new(1);
            let store = Store::open(&self.0, &mut state).unwrap();
            Durable::new(state, Some(store))
        }
    }

    impl Drop for File {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    fn are_one(one: &Ticket, other: &Ticket) -> bool {
        let (one, other) = (one.0.as_ref().unwrap(), other.0.as_ref().unwrap());
        one.same_channel(other)
    }

    #[tokio::test]
    async fn what_gathers_during_a_write_is_written_together() {
        let file = File::new("together");
        let durable = file.durable();
        let first = pay(&durable, "ORDER-1");
        // As if the first were on its way.
        held(&durable.0.state).gather();
        drop(durable.with(State::begin_write));
        let second = pay(&durable, "ORDER-2");
        let third = pay(&durable, "ORDER-3");
        assert!(are_one(&second, &third) && !are_one(&first, &second));
        let (second, third) = tokio::join!(durable.is_kept(second), durable.is_kept(third));
        assert!(second && third);
        // Whoever only looks waits for what they can have seen, and for nothing once it is written.
        assert!(durable.with(|_| ()).1.0.is_none());
        durable.close();
        assert_eq!(count(&file.durable()), 2);
    }

    #[tokio::test]
    async fn what_gathered_behind_a_write_that_failed_has_not_happened_either() {
        let file = File::new("failed");
        let durable = file.durable();
        assert!(durable.is_kept(pay(&durable, "ORDER-1")).await);
        std::fs::remove_file(&file.0).unwrap();
        std::fs::write(&file.0, "another").unwrap();
        let second = pay(&durable, "ORDER-2");
        let look = durable.with(|_| ()).1;
        assert!(are_one(&second, &look), "who saw it waits for it");
        let (second, third, look) = tokio::join!(
            durable.is_kept(second),
            async { durable.is_kept(pay(&durable, "ORDER-3")).await },
            durable.is_kept(look),
        );
        assert!(!second && !third && !look);
        assert_eq!(count(&durable), 1);
        std::fs::remove_file(&file.0).unwrap();
        assert!(durable.is_kept(pay(&durable, "ORDER-4")).await);
        assert_eq!(count(&durable), 2);
    }

    /// The end of the process, at any time: what was said to be kept is there.
    #[test]
    fn a_call_on_this_thread_is_kept_when_it_returns() {
        let file = File::new("here");
        let durable = file.durable();
        assert!(durable.is_kept_here(pay(&durable, "ORDER-1")));
        durable.close();
        assert_eq!(count(&file.durable()), 1);
    }
}
