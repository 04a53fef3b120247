//! What is new, pushed to whoever looks on: server-sent events with what changed, and nothing where nothing did.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use gateway_runtime::Clock;
use hyper::body::Frame;
use maud::{Markup, html};
use serde_json::json;

use super::html::typed;
use super::{board, form};
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
pub(super) struct Seen {
    edit: Edit,
    calls: u64,
}

impl Seen {
    /// How a page says up to where it shows what there is, for the query of [`events`].
    pub(super) fn text(edit: Edit, calls: u64) -> String {
        format!("{edit}-{calls}")
    }

    /// What [`text`](Self::text) says.
    fn of(text: &str) -> Option<Self> {
        let (edit, calls) = text.split_once('-')?;
        Some(Self {
            edit: edit.parse().ok()?,
            calls: calls.parse().ok()?,
        })
    }

    fn now(shared: &Shared) -> Self {
        Self {
            edit: shared.look(|state, _| state.last_edit()),
            calls: shared.calls().count,
        }
    }
}

/// What is new since what the query says was seen, and from now on without one.
pub(super) async fn events(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
) -> Response {
    let since = form::value(&query.unwrap_or_default(), "since");
    let seen = since.and_then(|since| Seen::of(&since));
    let mut seen = seen.unwrap_or_else(|| Seen::now(&shared));
    // At once, so that a page knows that it is connected, and shows what came while it was loaded.
    let mut first = "retry: 1000\n\n".to_owned();
    first.extend(event(&shared, &mut seen));
    let next: Next = Box::pin(async move { (Bytes::from(first), seen) });
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
            return (Bytes::from(event), seen);
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
    Some(format!("data: {event}\n\n"))
}
