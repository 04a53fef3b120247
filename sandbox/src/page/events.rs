//! What is new, pushed to whoever looks on: server-sent events with what changed, and nothing where nothing did.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use gateway_runtime::Clock;
use hyper::body::Frame;
use maud::{Markup, html};
use serde_json::json;

use super::board;
use super::html::typed;
use crate::shared::Shared;
use crate::state::Edit;

/// The most orders and calls of one event; whoever looks on sees no more of them.
const MOST: usize = 50;
/// How long what is new gathers before it is pushed.
const GATHERS: Duration = Duration::from_millis(200);
/// How often one looks whether time did something.
const LOOKS: Duration = Duration::from_secs(1);

/// What was seen so far.
#[derive(Clone, Copy)]
struct Seen {
    edit: Edit,
    calls: u64,
}

pub(super) async fn events(State(shared): State<Arc<Shared>>) -> Response {
    let seen = Seen {
        edit: shared.look(|state, _| state.last_edit()),
        calls: shared.calls().count,
    };
    // At once, so that a page knows that it is connected, and what came while it was loaded.
    let next: Next = Box::pin(async move { (Bytes::from_static(b"retry: 1000\n\n"), seen) });
    typed("text/event-stream", Body::new(Events { shared, next }))
}

type Next = Pin<Box<dyn Future<Output = (Bytes, Seen)> + Send>>;

/// A body without an end. It lives as long as its connection.
struct Events {
    shared: Arc<Shared>,
    next: Next,
}

impl hyper::body::Body for Events {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let Poll::Ready((event, seen)) = self.next.as_mut().poll(context) else {
            return Poll::Pending;
        };
        self.next = Box::pin(next(Arc::clone(&self.shared), seen));
        Poll::Ready(Some(Ok(Frame::data(event))))
    }
}

/// Waits until something is new, and says what.
async fn next(shared: Arc<Shared>, mut seen: Seen) -> (Bytes, Seen) {
    loop {
        let clock = shared.clock.clone();
        tokio::select! {
            () = shared.news.notified() => tokio::time::sleep(GATHERS).await,
            () = clock.sleep(LOOKS) => {}
        }
        if let Some(event) = event(&shared, &mut seen) {
            let text = format!("data: {event}\n\n");
            return (Bytes::from(text), seen);
        }
    }
}

/// What is new since; none where nothing is.
fn event(shared: &Shared, seen: &mut Seen) -> Option<String> {
    let (edit, count, orders, checkouts) = shared.look(|state, _| {
        let edited = state.edited_since(seen.edit).take(MOST);
        let orders: Vec<_> = edited.cloned().collect();
        let checkouts = board::checkouts(state);
        (state.last_edit(), state.count(), orders, checkouts)
    });
    let (calls, last) = {
        let calls = shared.calls();
        let fresh = calls.count.saturating_sub(seen.calls);
        let fresh = usize::try_from(fresh).unwrap_or(MOST).min(MOST);
        let last: Vec<_> = calls.last.iter().rev().take(fresh).cloned().collect();
        (calls.count, last)
    };
    if edit == seen.edit && calls == seen.calls {
        return None;
    }
    *seen = Seen { edit, calls };
    let rows: Markup = html! { @for call in &last { (board::call(call, &shared.codes)) } };
    // The first edited first, so that the newest comes to stand on top.
    let cards: Markup = html! { @for order in orders.iter().rev() { (board::order(order)) } };
    let event = json!({
        "count": count, "calls": calls, "rows": rows.into_string(), "cards": cards.into_string(),
        "checkouts": checkouts.into_string(),
    });
    Some(event.to_string())
}
