//! The live page: orders with their history, and the calls as they come in.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gateway_runtime::Decimal;

use super::html::{escaped, page as whole, typed};
use crate::http::clock_time;
use crate::shared::{CallSeen, Shared};
use crate::state::{Order, Status};

/// How many orders are shown, the newest first.
const ORDERS_SHOWN: usize = 100;
/// How many events of an order are shown, the last ones.
const EVENTS_SHOWN: usize = 20;

pub(super) async fn page(State(shared): State<Arc<Shared>>) -> Response {
    let body = format!(
        "<header>\n<h1>Gateway sandbox</h1>\n<p>Not a real gateway: no money moves here. \
         Only this machine can reach it, at <code>http://{}</code>. Times are UTC.</p>\n</header>\n\
         <main id=\"board\">\n{}</main>\n",
        shared.address,
        tables(&shared)
    );
    let script = "<script src=\"/_sandbox/live.js\" defer></script>\n";
    whole(StatusCode::OK, "Gateway sandbox", script, &body, "")
}

pub(super) async fn board(State(shared): State<Arc<Shared>>) -> Response {
    typed("text/html; charset=utf-8", tables(&shared))
}

pub(super) async fn script() -> Response {
    typed(
        "text/javascript; charset=utf-8",
        include_str!("live.js").to_owned(),
    )
}

pub(super) async fn style() -> Response {
    typed(
        "text/css; charset=utf-8",
        include_str!("style.css").to_owned(),
    )
}

fn tables(shared: &Shared) -> String {
    let (count, orders) = shared.look(|state, _| {
        let mut orders: Vec<&Order> = state.orders().collect();
        orders.sort_unstable_by_key(|order| std::cmp::Reverse(order.place));
        let newest = orders.iter().take(ORDERS_SHOWN).copied().cloned();
        (orders.len(), newest.collect::<Vec<Order>>())
    });
    let (calls, last): (u64, Vec<CallSeen>) = {
        let calls = shared.calls();
        (calls.count, calls.last.iter().rev().cloned().collect())
    };
    let mut out = format!(
        "<section class=\"orders\">\n<h2>Orders <span class=\"count\">{count}</span></h2>\n"
    );
    if orders.is_empty() {
        out.push_str(
            "<p class=\"empty\">No order yet. The program printed a call to begin with.</p>\n",
        );
    }
    for order in &orders {
        order_card(&mut out, order);
    }
    let _ = write!(
        out,
        "</section>\n<section>\n<h2>Calls <span class=\"count\">{calls}</span></h2>\n"
    );
    if !last.is_empty() {
        out.push_str(
            "<div class=\"wide\"><table>\n<thead><tr><th>Time</th><th>Operation</th><th>Order</th>\
             <th>Status</th><th>Code</th><th>Fault</th></tr></thead>\n<tbody>\n",
        );
        for call in &last {
            call_row(&mut out, call);
        }
        out.push_str("</tbody>\n</table></div>\n");
    }
    out.push_str("</section>\n");
    out
}

fn order_card(out: &mut String, order: &Order) {
    let currency = escaped(&order.currency);
    let _ = write!(
        out,
        "<article class=\"order\">\n<h3>{} <span class=\"state {}\">{}</span></h3>\n\
         <p class=\"sum\">{} {currency} by {}</p>\n<dl><div><dt>Trade number</dt><dd>{}</dd></div>",
        escaped(&order.order_no),
        state_class(order.status),
        order.status.as_str(),
        order.amount,
        escaped(&order.method),
        escaped(&order.trade_no),
    );
    let _ = write!(
        out,
        "<div><dt>Captured</dt><dd>{}</dd></div><div><dt>Refunded</dt><dd>{}</dd></div></dl>\n<ol>\n",
        like(order.captured, order),
        like(order.refunded(), order),
    );
    let left_out = order.history.len().saturating_sub(EVENTS_SHOWN);
    if left_out > 0 {
        let _ = writeln!(out, "<li>{left_out} events before</li>");
    }
    for event in order.history.iter().skip(left_out) {
        let _ = writeln!(
            out,
            "<li><time>{}</time> {} <span class=\"sum\">{} {currency}</span></li>",
            clock_time(event.at),
            event.what.as_str(),
            event.amount,
        );
    }
    out.push_str("</ol>\n</article>\n");
}

/// A sum with as many digits after the point as the amount of its order has.
fn like(mut sum: Decimal, order: &Order) -> Decimal {
    sum.rescale(order.amount.scale().max(sum.scale()));
    sum
}

fn state_class(status: Status) -> &'static str {
    match status {
        Status::Pending => "waits",
        Status::Authorized | Status::Captured => "good",
        Status::Canceled | Status::Failed | Status::Expired => "over",
    }
}

fn call_row(out: &mut String, call: &CallSeen) {
    let text = |text: &Option<String>| escaped(text.as_deref().unwrap_or("–"));
    let status = call
        .status
        .map_or_else(|| "none".to_owned(), |status| status.to_string());
    let _ = writeln!(
        out,
        "<tr><td><time>{}</time></td><td>{}</td><td>{}</td><td>{status}</td><td>{}</td><td>{}</td></tr>",
        clock_time(call.at),
        escaped(call.operation),
        text(&call.order_no),
        text(&call.code),
        text(&call.fault),
    );
}
