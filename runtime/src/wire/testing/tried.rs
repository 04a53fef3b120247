//! What both contracts are tried with: a store, its time, and rules that hold or do not.

use std::sync::Arc;
use std::time::Duration;

use crate::record::future::BoxFuture;

/// A lease that no test outlives.
pub(super) const LONG: Duration = Duration::from_secs(3_600);
/// A lease that is waited for.
pub(super) const SHORT: Duration = Duration::from_millis(250);
/// What is waited for, so that no rounding of a store's clock matters.
pub(super) const OVER: Duration = Duration::from_millis(350);

/// A store that is tried, and what lets time pass by its clock.
pub(super) struct Tried<'a, S: ?Sized> {
    pub(super) store: Arc<S>,
    pass: &'a dyn Fn(Duration) -> BoxFuture<'static, ()>,
}

impl<S: ?Sized> Tried<'_, S> {
    pub(super) async fn pass(&self, time: Duration) {
        (self.pass)(time).await;
    }
}

pub(super) type Checked<'a> = std::pin::Pin<Box<dyn Future<Output = Result<(), Violated>> + 'a>>;
pub(super) type Case<S> = for<'a> fn(&'a Tried<'a, S>) -> Checked<'a>;

/// What each case finds that does not hold, of an empty store each.
pub(super) async fn violations<S: ?Sized>(
    cases: &[(&str, Case<S>)],
    open: impl Fn() -> BoxFuture<'static, Arc<S>>,
    pass: impl Fn(Duration) -> BoxFuture<'static, ()>,
) -> Vec<String> {
    let mut found = Vec::new();
    for (name, case) in cases {
        let tried = Tried {
            store: open().await,
            pass: &pass,
        };
        if let Err(Violated(violation)) = case(&tried).await {
            found.push(format!("{name}: {violation}"));
        }
    }
    found
}

/// What does not hold, in words.
#[derive(Debug)]
pub(super) struct Violated(pub(super) String);

impl<E: ToString> From<E> for Violated {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// What a rule says, unless it holds.
pub(super) fn rule(holds: bool, says: &str) -> Result<(), Violated> {
    match holds {
        true => Ok(()),
        false => Err(says.into()),
    }
}
