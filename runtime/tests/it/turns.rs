//! Waiting without a clock.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use tokio::task::JoinHandle;

/// Waits for whichever comes first, the end of a task or an event; gives what the task gave, if it has ended.
pub(crate) async fn ended_before<T>(task: &mut JoinHandle<T>, event: impl Future) -> Option<T> {
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
pub(crate) async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}
