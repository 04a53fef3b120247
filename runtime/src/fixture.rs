//! What the tests of several rooms begin with.

use crate::record::operation::{Acknowledges, Effect, FoundBy, Method, Operation, Repeat};
#[cfg(feature = "testing")]
use crate::record::operation::{TimeUnit, TokenFlow};

/// An operation of which a test says only what matters to it.
pub(crate) const READS: Operation = Operation {
    id: "test",
    method: Method::Get,
    path: "/",
    effect: Effect::Reads,
    repeat: Repeat::Safe,
    secured: false,
    envelope: None,
    before_state: &[],
    refused: &[],
    acknowledges: Acknowledges::NOTHING,
    found_by: FoundBy::Nothing { reason: "" },
    journal: &[],
};

/// How an operation of a test gives tokens.
#[cfg(feature = "testing")]
pub(crate) const fn tokens_of(operation: &'static Operation) -> TokenFlow {
    TokenFlow {
        operation,
        media_type: "application/json",
        app_id: "id",
        secret: "secret",
        with: &[],
        access_token: "token",
        expires_in: "life",
        unit: TimeUnit::Seconds,
    }
}

/// Runs a future to its end, on one thread.
#[cfg(feature = "client")]
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

/// Lets everything happen that can happen without time passing.
#[cfg(feature = "testing")]
pub(crate) async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

/// Runs a test on a stack of 256 KB, which is what a server may give to a thread.
pub(crate) fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    let ended = thread.spawn(test).map(std::thread::JoinHandle::join);
    assert!(ended.is_ok_and(|test| test.is_ok()));
}
