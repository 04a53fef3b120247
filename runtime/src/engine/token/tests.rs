//! The token by itself, over a clock that stands still.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod leases;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::*;
use crate::engine::token::life::Life;
use crate::fixture::{READS, on_a_small_stack, run};
use crate::record::future::BoxFuture;
use crate::record::operation::TimeUnit;
use crate::value::json::read::Read;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;
use crate::wire::testing::clock::TestClock;

/// A store that answers at once, and forgets only if it is told to be able to.
#[derive(Debug, Default)]
struct Memory {
    stored: Mutex<Option<StoredToken>>,
    forgets: bool,
    is_away: AtomicBool,
    forgotten: Mutex<Vec<String>>,
    saved: Mutex<Vec<StoredToken>>,
}

impl Memory {
    fn with(token: &str, expires: SystemTime, forgets: bool) -> Arc<Self> {
        Arc::new(Self {
            stored: Mutex::new(Some(StoredToken::new(token.to_owned(), expires))),
            forgets,
            ..Self::default()
        })
    }
}

impl TokenStore for Memory {
    fn load(&self) -> BoxFuture<'_, Option<StoredToken>> {
        Box::pin(async {
            let is_here = !self.is_away.load(Ordering::SeqCst);
            self.stored.lock().unwrap().clone().filter(|_| is_here)
        })
    }

    fn lease(&self, _: Duration) -> BoxFuture<'_, TokenLease> {
        Box::pin(async {
            match self.is_away.load(Ordering::SeqCst) {
                true => TokenLease::Away,
                false => TokenLease::Granted(Fence::CALL),
            }
        })
    }

    fn save<'a>(&'a self, token: &'a StoredToken, _: Fence) -> BoxFuture<'a, bool> {
        Box::pin(async {
            self.saved.lock().unwrap().push(token.clone());
            true
        })
    }

    fn forget<'a>(&'a self, token: &'a StoredToken) -> BoxFuture<'a, ()> {
        Box::pin(async {
            let text = token.token.expose().clone();
            self.forgotten.lock().unwrap().push(text);
            if self.forgets {
                *self.stored.lock().unwrap() = None;
            }
        })
    }
}

/// A client's token, and a gateway that gives `fetched-1`, `fetched-2` and so on.
struct Client {
    tokens: Tokens,
    clock: TestClock,
    fetches: AtomicU64,
    life: Duration,
}

impl Client {
    fn new(life: u64, store: Option<&Arc<Memory>>) -> Self {
        let clock = TestClock::new();
        let store = store.map(|store| Arc::<Memory>::clone(store) as _);
        Self {
            tokens: Tokens::new(Arc::new(clock.clone()), store),
            clock,
            fetches: AtomicU64::new(0),
            life: Duration::from_secs(life),
        }
    }

    async fn token(&self) -> Token {
        self.get().await.unwrap()
    }

    async fn get(&self) -> Result<Token, NoToken> {
        let token = self.tokens.get(|_| async {
            let number = self.fetches.fetch_add(1, Ordering::SeqCst) + 1;
            Ok(Fetched {
                text: Sensitive::new(format!("fetched-{number}")),
                life: Some(self.life),
            })
        });
        token.await
    }

    async fn text(&self) -> String {
        self.token().await.text.expose().clone()
    }

    fn fetches(&self) -> u64 {
        self.fetches.load(Ordering::SeqCst)
    }
}

#[test]
fn a_token_that_was_fetched_after_another_was_refused_is_not_thrown_away_with_it() {
    run(async {
        let client = Client::new(3_600, None);
        let first = client.token().await;
        client.tokens.reject(&first).await;
        assert_eq!(client.text().await, "fetched-2");
        // Another call was refused the first one as well, and says so later.
        client.tokens.reject(&first).await;
        assert_eq!(
            (client.text().await.as_str(), client.fetches()),
            ("fetched-2", 2)
        );
    });
}

#[test]
fn a_store_that_cannot_forget_does_not_give_a_refused_token_again() {
    run(async {
        let clock = TestClock::new();
        let expires = clock.wall() + Duration::from_secs(3_600);
        let store = Memory::with("stored", expires, false);
        let client = Client::new(3_600, Some(&store));
        let token = client.token().await;
        assert_eq!(
            (token.text.expose().as_str(), client.fetches()),
            ("stored", 0)
        );
        client.tokens.reject(&token).await;
        assert_eq!(*store.forgotten.lock().unwrap(), ["stored"]);
        assert_eq!(client.text().await, "fetched-1");
        let saved = store.saved.lock().unwrap();
        let saved: Vec<_> = saved
            .iter()
            .map(|saved| (saved.token.expose().as_str(), saved.expires))
            .collect();
        assert_eq!(saved, [("fetched-1", expires)]);
    });
}

#[test]
fn a_younger_token_is_not_forgotten_by_the_store_when_an_older_one_is_refused() {
    run(async {
        let clock = TestClock::new();
        let store = Memory::with("stored", clock.wall() + Duration::from_secs(3_600), true);
        let client = Client::new(3_600, Some(&store));
        let first = client.token().await;
        client.tokens.reject(&first).await;
        client.token().await;
        client.tokens.reject(&first).await;
        assert_eq!(*store.forgotten.lock().unwrap(), ["stored"]);
    });
}

#[test]
fn while_the_store_is_away_a_token_is_kept_to_its_end_and_fetched_by_each_every_half_minute_at_most()
 {
    run(async {
        let store = Memory::with("stored", TestClock::new().wall(), true);
        store.is_away.store(true, Ordering::SeqCst);
        let client = Client::new(100, Some(&store));
        let pass = |milliseconds| client.clock.advance(Duration::from_millis(milliseconds));
        assert_eq!(client.text().await, "fetched-1");
        // It is due to be renewed, and to renew it would end those of all others.
        pass(99_999);
        assert_eq!(
            (client.text().await.as_str(), client.fetches()),
            ("fetched-1", 1)
        );
        pass(1);
        let second = client.token().await;
        assert_eq!(second.text.expose(), "fetched-2");
        pass(11_000);
        assert!(client.tokens.reject(&second).await);
        for passed in [0, 10_000, 8_999] {
            pass(passed);
            for _ in 0..100 {
                assert!(matches!(client.get().await, Err(NoToken::Away)));
            }
        }
        pass(15_001);
        assert_eq!(
            (client.text().await.as_str(), client.fetches()),
            ("fetched-3", 3)
        );
        // It is back, with what another has fetched.
        let third = client.token().await;
        pass(11_000);
        client.tokens.reject(&third).await;
        assert!(client.get().await.is_err());
        let expires = client.clock.wall() + Duration::from_secs(100);
        *store.stored.lock().unwrap() = Some(StoredToken::new("shared".to_owned(), expires));
        store.is_away.store(false, Ordering::SeqCst);
        assert_eq!(
            (client.text().await.as_str(), client.fetches()),
            ("shared", 3)
        );
    });
}

#[test]
fn a_stored_token_is_taken_only_while_it_lives() {
    run(async {
        for (left, expected) in [(1, "stored"), (0, "fetched-1"), (-1, "fetched-1")] {
            let wall = TestClock::new().wall();
            let expires = match u64::try_from(left) {
                Ok(left) => wall + Duration::from_secs(left),
                Err(_) => wall - Duration::from_secs(1),
            };
            let store = Memory::with("stored", expires, true);
            assert_eq!(Client::new(3_600, Some(&store)).text().await, expected);
        }
    });
}

#[test]
fn a_stored_token_is_renewed_before_what_is_left_of_its_life_ends() {
    run(async {
        let wall = TestClock::new().wall();
        let store = Memory::with("stored", wall + Duration::from_secs(100), true);
        let client = Client::new(3_600, Some(&store));
        assert_eq!(client.text().await, "stored");
        client.clock.advance(Duration::from_secs(89));
        assert_eq!(client.text().await, "stored");
        client.clock.advance(Duration::from_secs(1));
        assert_eq!(client.text().await, "fetched-1");
    });
}

#[test]
fn a_token_is_renewed_exactly_at_its_margin_by_whichever_clock_is_ahead() {
    // A tenth of the life, a minute at most.
    for (life, margin) in [(100, 10), (600, 60), (3_600, 60)] {
        for set_by in [-1_i64, 0, 1] {
            run(async {
                let client = Client::new(life, None);
                client.token().await;
                // By a second, which is what is missing below.
                client.clock.set_wall(match set_by {
                    -1 => client.clock.wall() - Duration::from_secs(1),
                    0 => client.clock.wall(),
                    _ => client.clock.wall() + Duration::from_secs(1),
                });
                let ends = life - margin - u64::from(set_by == 1);
                client
                    .clock
                    .advance(Duration::from_secs(ends) - Duration::from_millis(1));
                assert_eq!(client.text().await, "fetched-1", "{life} {set_by}");
                client.clock.advance(Duration::from_millis(1));
                assert_eq!(client.text().await, "fetched-2", "{life} {set_by}");
            });
        }
    }
}

#[test]
fn a_renewal_that_fails_costs_nothing_until_the_token_ends() {
    use crate::record::evidence::Reason;
    use crate::record::failure::NotSent;
    use crate::record::operation::{Effect, Method, Operation};
    static TOKEN: Operation = Operation {
        id: "token",
        method: Method::Post,
        path: "/token",
        effect: Effect::Changes,
        ..READS
    };
    let tries = AtomicU64::new(0);
    let fails = |_| async {
        tries.fetch_add(1, Ordering::SeqCst);
        Err(Failure::NotSent(NotSent {
            operation: &TOKEN,
            reason: Reason::Connect,
            detail: None,
            attempts: 1,
            token: None,
            other_attempt: None,
        }))
    };
    run(async {
        let client = Client::new(1_000, None);
        client.token().await;
        client.clock.advance(Duration::from_secs(940));
        // Tried at once, and then every five seconds.
        for (passed, expected) in [(0, 1), (4_999, 1), (1, 2), (4_999, 2), (1, 3)] {
            client.clock.advance(Duration::from_millis(passed));
            let token = client.tokens.get(fails).await;
            assert!(token.is_ok_and(|token| token.text.expose() == "fetched-1"));
            assert_eq!(tries.load(Ordering::SeqCst), expected, "{passed}");
        }
        client.clock.advance(Duration::from_millis(49_999));
        assert!(client.tokens.get(fails).await.is_ok());
        client.clock.advance(Duration::from_millis(1));
        assert!(client.tokens.get(fails).await.is_err());
    });
}

#[test]
fn a_life_of_any_length_is_read_on_a_small_stack() {
    let zeros = "0".repeat(80_000);
    on_a_small_stack(move || {
        let read = |text: &str| {
            let life = Life::read(JsonRef::scalar(text), &mut DecodeWarnings::new());
            life.and_then(|life| life.in_unit(TimeUnit::Seconds))
        };
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(read(&format!("\"{zeros}7200\"")), seconds(7200));
        assert_eq!(read(&format!("7200.{zeros}")), None);
        assert_eq!(read(&format!("7200e-{zeros}1")), seconds(720));
        assert_eq!(read(&format!("72{zeros}")), None);
    });
}
