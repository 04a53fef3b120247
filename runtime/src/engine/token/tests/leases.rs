//! The token of a process whose store has leases: which of several fetches, and what becomes of a fetch that fails, that takes
//! too long, or that is given up.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::task::Poll;

use super::*;
use crate::fixture::settle;
use crate::record::evidence::Reason;
use crate::record::failure::NotSent;
use crate::wire::testing::tokens::MemoryTokens;

/// A process, and the store that it shares.
struct Process {
    tokens: Tokens,
    clock: TestClock,
    store: Arc<MemoryTokens>,
    fetches: AtomicU64,
}

impl Process {
    fn new() -> Self {
        let clock = TestClock::new();
        let store = Arc::new(MemoryTokens::new(Arc::new(clock.clone())));
        Self::with(clock, &store, Arc::<MemoryTokens>::clone(&store))
    }

    fn with(clock: TestClock, store: &Arc<MemoryTokens>, seen: Arc<dyn TokenStore>) -> Self {
        Self {
            tokens: Tokens::new(Arc::new(clock.clone()), Some(seen)),
            clock,
            store: Arc::clone(store),
            fetches: AtomicU64::new(0),
        }
    }

    /// The token that it uses, where a fetch takes so many seconds and gives `fetched-1` and so on, or fails as often as said.
    async fn get(&self, seconds: u64, fails: u64) -> Result<String, NoToken> {
        let token = self.tokens.get(|_| async {
            let number = self.fetches.fetch_add(1, Ordering::SeqCst) + 1;
            self.clock.advance(Duration::from_secs(seconds));
            match number <= fails {
                true => Err(not_sent()),
                false => Ok(fetched(&format!("fetched-{number}"))),
            }
        });
        token.await.map(|token| token.text.expose().clone())
    }

    fn fetches(&self) -> u64 {
        self.fetches.load(Ordering::SeqCst)
    }

    /// A token that another process stores, of which it had the lease.
    async fn stored_by_another(&self, text: &str, lease: Fence) -> bool {
        let ends = self.clock.wall() + Duration::from_secs(3_600);
        let token = StoredToken::new(text.to_owned(), ends);
        self.store.save(&token, lease).await
    }

    async fn leased_by_another(&self) -> Option<Fence> {
        match self.store.lease(LEASE).await {
            TokenLease::Granted(fence) => Some(fence),
            _ => None,
        }
    }
}

fn fetched(text: &str) -> Fetched {
    Fetched {
        text: Sensitive::new(text.to_owned()),
        life: Some(Duration::from_secs(3_600)),
    }
}

fn not_sent() -> Failure {
    Failure::NotSent(NotSent {
        operation: &READS,
        reason: Reason::Connect,
        detail: None,
        attempts: 1,
        token: None,
        other_attempt: None,
    })
}

#[test]
fn a_shared_token_that_is_refused_so_soon_after_it_was_fetched_stays() {
    run(async {
        let process = Process::new();
        process.get(0, 0).await.unwrap();
        let token = process.tokens.at_hand().unwrap();
        process.clock.advance(Duration::from_millis(9_999));
        assert!(!process.tokens.reject(&token).await);
        assert_eq!(process.get(0, 0).await.unwrap(), "fetched-1");
        process.clock.advance(Duration::from_millis(1));
        assert!(process.tokens.reject(&token).await);
        assert_eq!(process.get(0, 0).await.unwrap(), "fetched-2");
    });
}

/// A store in which another process stores its token between two steps of this one: after it was read, and before the lease.
#[derive(Debug)]
struct Overtaken(Arc<MemoryTokens>, TestClock);

impl TokenStore for Overtaken {
    fn load(&self) -> BoxFuture<'_, Option<StoredToken>> {
        self.0.load()
    }

    fn lease(&self, lease: Duration) -> BoxFuture<'_, TokenLease> {
        Box::pin(async move {
            if let TokenLease::Granted(fence) = self.0.lease(lease).await {
                let ends = self.1.wall() + Duration::from_secs(3_600);
                let token = StoredToken::new("another's".to_owned(), ends);
                self.0.save(&token, fence).await;
            }
            self.0.lease(lease).await
        })
    }

    fn save<'a>(&'a self, token: &'a StoredToken, lease: Fence) -> BoxFuture<'a, bool> {
        self.0.save(token, lease)
    }

    fn release(&self, lease: Fence) -> BoxFuture<'_, ()> {
        self.0.release(lease)
    }

    fn forget<'a>(&'a self, token: &'a StoredToken) -> BoxFuture<'a, ()> {
        self.0.forget(token)
    }
}

#[test]
fn a_token_that_came_before_the_lease_is_taken_and_the_lease_given_up() {
    run(async {
        let clock = TestClock::new();
        let store = Arc::new(MemoryTokens::new(Arc::new(clock.clone())));
        let seen = Arc::new(Overtaken(Arc::clone(&store), clock.clone()));
        let process = Process::with(clock, &store, seen);
        assert_eq!(process.get(0, 0).await.unwrap(), "another's");
        assert_eq!(process.fetches(), 0);
        assert!(process.leased_by_another().await.is_some());
    });
}

#[test]
fn a_fetch_that_fails_gives_its_lease_up() {
    run(async {
        let process = Process::new();
        assert!(process.get(0, 1).await.is_err());
        assert!(process.leased_by_another().await.is_some());
    });
}

/// It was frozen, say: what it has to say of then is nothing by now.
#[test]
fn a_fetch_that_fails_after_its_lease_is_begun_anew() {
    run(async {
        let process = Process::new();
        assert_eq!(process.get(20, 1).await.unwrap(), "fetched-2");
        let process = Process::new();
        assert!(process.get(19, 1).await.is_err());
    });
}

#[test]
fn whoever_has_lost_the_lease_while_it_fetched_takes_the_token_of_the_next() {
    run(async {
        let process = Process::new();
        let token = process.tokens.get(|_| async {
            process.clock.advance(Duration::from_secs(20));
            let next = process.leased_by_another().await.unwrap();
            assert!(process.stored_by_another("the next one's", next).await);
            Ok(fetched("too late"))
        });
        assert_eq!(token.await.unwrap().text.expose(), "the next one's");
    });
}

#[test]
fn the_lease_of_a_fetch_that_was_given_up_is_taken_over_for_as_long_as_it_lasts() {
    for (passes, is_ours) in [(19_999, true), (20_000, false)] {
        run(async {
            let process = Process::new();
            {
                let mut given_up = pin!(process.tokens.get(|_| pending()));
                let polled = polled_once(given_up.as_mut()).await;
                assert!(polled.is_none());
            }
            process.clock.advance(Duration::from_millis(passes));
            if is_ours {
                let got = polled_once(pin!(process.get(0, 0))).await;
                let got = got.expect("nobody has to be waited for");
                assert_eq!(got.unwrap(), "fetched-1");
                return;
            }
            // It is another's turn, and its token is waited for.
            let next = process.leased_by_another().await.unwrap();
            let mut waiting = pin!(process.get(0, 0));
            assert!(polled_once(waiting.as_mut()).await.is_none());
            assert!(process.stored_by_another("the next one's", next).await);
            process.clock.advance(LOOKS.1);
            settle().await;
            assert_eq!(waiting.await.unwrap(), "the next one's");
            assert_eq!(process.fetches(), 0);
        });
    }
}

#[test]
fn a_life_counts_from_before_it_was_asked_for_and_none_is_believed_beyond_a_month() {
    const DAYS: u64 = 24 * 3_600;
    // A token is renewed a minute before its end.
    for (life, renewed) in [(3_600, 3_600 - 60), (u64::MAX, 30 * DAYS - 60)] {
        run(async {
            let clock = TestClock::new();
            let tokens = Tokens::new(Arc::new(clock.clone()), None);
            let fetches = AtomicU64::new(0);
            let get = || {
                tokens.get(|_| async {
                    fetches.fetch_add(1, Ordering::SeqCst);
                    clock.advance(Duration::from_secs(5));
                    Ok(Fetched {
                        life: Some(Duration::from_secs(life)),
                        ..fetched("token")
                    })
                })
            };
            assert!(get().await.is_ok());
            clock.advance(Duration::from_secs(renewed - 5) - Duration::from_millis(1));
            assert!(get().await.is_ok());
            assert_eq!(fetches.load(Ordering::SeqCst), 1);
            clock.advance(Duration::from_millis(1));
            assert!(get().await.is_ok());
            assert_eq!(fetches.load(Ordering::SeqCst), 2);
        });
    }
}

/// What a future gives when it is polled once.
async fn polled_once<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    poll_fn(|context| {
        Poll::Ready(match pin!(&mut future).poll(context) {
            Poll::Ready(given) => Some(given),
            Poll::Pending => None,
        })
    })
    .await
}
