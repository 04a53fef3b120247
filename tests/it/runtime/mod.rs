//! The runtime, over real HTTP on the loopback address.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

pub(crate) mod api;
mod calls;
pub(crate) mod canary;
mod connections;
mod contract;
mod credentials;
mod deadline;
mod desync;
mod faults;
mod memory;
mod mutual_tls;
mod observers;
mod odd_answers;
mod options;
pub(crate) mod properties;
mod proxy;
mod refusing_proxy;
mod retries;
pub(crate) mod server;
mod soak;
mod stub;
pub(crate) mod tls;
mod tokens;
mod unauthorized;
mod wire;

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use tokio::task::JoinHandle;

use crate::accept::accepts;

/// Waits for whichever comes first, the end of a task or an event; gives what the task gave, if it has ended.
async fn ended_before<T>(task: &mut JoinHandle<T>, event: impl Future) -> Option<T> {
    let mut event = pin!(event);
    poll_fn(|context| {
        match (
            Pin::new(&mut *task).poll(context),
            event.as_mut().poll(context),
        ) {
            (Poll::Ready(value), _) => Poll::Ready(Some(value.unwrap())),
            (Poll::Pending, Poll::Ready(_)) => Poll::Ready(None),
            (Poll::Pending, Poll::Pending) => Poll::Pending,
        }
    })
    .await
}

/// Lets everything happen that can happen now: each turn asks the system for what has arrived.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

/// Compares with a file that is part of the documentation; `INSTA_UPDATE=always` writes it instead.
fn compare_with_file(path: &str, text: &str) {
    if accepts() {
        std::fs::write(path, text).unwrap();
    }
    let file = std::fs::read_to_string(path).unwrap_or_default();
    for (line, (found, expected)) in text.lines().zip(file.lines()).enumerate() {
        assert_eq!(
            found,
            expected,
            "{path}:{}: review the difference, then INSTA_UPDATE=always cargo test",
            line + 1
        );
    }
    assert_eq!(
        text, file,
        "{path} has another length: review the difference, then INSTA_UPDATE=always cargo test"
    );
}
