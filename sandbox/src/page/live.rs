//! The live page: how to pay, orders with their history, and the calls as they come in.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::events::Seen;
use super::html::{page as whole, typed};
use super::{board, example, form, trying};
use crate::codes::Codes;
use crate::shared::{CallSeen, Shared};
use crate::state::{Edit, Order};

/// How many orders a page has.
const ORDERS_SHOWN: usize = 25;
/// The longest text that is searched for.
const LONGEST_SEARCH: usize = 128;

/// Which orders are looked at.
#[derive(Default)]
struct Wanted {
    /// The begin of a number.
    search: Option<String>,
    /// The place before which they stand.
    before: Option<u64>,
}

impl Wanted {
    fn of(query: Option<String>) -> Self {
        let query = query.unwrap_or_default();
        let search = form::value(&query, "q").map(|text| text.trim().to_owned());
        Self {
            search: search.filter(|text| !text.is_empty() && text.len() <= LONGEST_SEARCH),
            before: form::value(&query, "before").and_then(|text| text.parse().ok()),
        }
    }

    /// Whether new orders belong to what is looked at.
    fn is_newest(&self) -> bool {
        self.search.is_none() && self.before.is_none()
    }
}

/// What the page shows of the state.
struct Shown {
    edit: Edit,
    count: usize,
    orders: Vec<Order>,
    checkouts: Markup,
}

pub(super) async fn page(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let wanted = Wanted::of(query);
    let shown = shared.look(|state, _| Shown {
        edit: state.last_edit(),
        count: state.count(),
        orders: match &wanted.search {
            Some(begin) => state
                .search(begin, ORDERS_SHOWN)
                .into_iter()
                .cloned()
                .collect(),
            None => state
                .newest(wanted.before)
                .take(ORDERS_SHOWN)
                .cloned()
                .collect(),
        },
        checkouts: board::checkouts(state),
    });
    let (count, calls): (u64, Vec<CallSeen>) = {
        let calls = shared.calls();
        (calls.count, calls.last.iter().rev().cloned().collect())
    };
    // What is pushed goes on from here, so that nothing is missed while the page is loaded, and no call is shown twice.
    let seen = Seen::text(shown.edit, count);
    let body = html! {
        header {
            h1 { "Gateway sandbox" }
            p {
                "Not a real gateway: no money moves here. It runs at " code { (shared.url()) } ". Times are UTC."
            }
            nav aria-label="On this page" {
                a href="#pay" { "Pay" } a href="#orders" { "Orders" } a href="#calls" { "Calls" }
                a href="/_sandbox/statement.csv" { "Statement" } a href="/_sandbox/values" { "Values" }
            }
        }
        main {
            (to_pay(&shared))
            div #board data-seen=(seen) {
                (orders(&wanted, &shown))
                (calls_section(count, &calls, &shared.codes))
            }
        }
    };
    whole(StatusCode::OK, "Gateway sandbox", true, body, "")
}

/// How to pay: by a form, by a shell, by a client.
fn to_pay(shared: &Shared) -> Markup {
    html! {
        section #pay .way aria-labelledby="pay-title" {
            h2 #pay-title { "Take a payment" }
            (trying::pay_form())
            p #told role="status" {}
            details {
                summary { "From a shell" }
                pre #curl tabindex="0" { (example::curl(shared)) }
                button type="button" data-copies="curl" hidden { "Copy the call" }
                p { "And what gives it back, in the same shell:" }
                pre #refund-curl tabindex="0" { (example::refund_curl(shared)) }
                button type="button" data-copies="refund-curl" hidden { "Copy the refund" }
            }
            details {
                summary { "From Rust" }
                pre #rust tabindex="0" { (example::rust(shared)) }
                button type="button" data-copies="rust" hidden { "Copy the client" }
            }
        }
    }
}

fn orders(wanted: &Wanted, shown: &Shown) -> Markup {
    let search = wanted.search.as_deref().unwrap_or_default();
    let is_newest = wanted.is_newest();
    let is_more = search.is_empty() && shown.orders.len() == ORDERS_SHOWN;
    let last = shown.orders.last().map(|order| order.place);
    html! {
        section #orders tabindex="-1" aria-labelledby="orders-title" {
            h2 #orders-title { "Orders " span .count #count { (shown.count) } }
            form .search role="search" action="/#orders" {
                label for="q" { "Order or trade number" }
                input #q name="q" type="search" value=(search) maxlength=(LONGEST_SEARCH);
                button { "Search" }
            }
            @if !is_newest {
                p { a href="/#orders" { "Back to the newest" } }
            }
            div #checkouts { (shown.checkouts) }
            @if is_newest {
                p .empty .until-first hidden[shown.count > 0] { "No order yet. Take a payment above." }
            } @else if shown.orders.is_empty() {
                p .empty { "No order is like this." }
            }
            div #cards data-newest[is_newest] {
                @for order in &shown.orders { (board::order(order)) }
            }
            @if let (true, Some(last)) = (is_more, last) {
                p { a href={ "/?before=" (last) "#orders" } { "Older orders" } }
            }
        }
    }
}

fn calls_section(count: u64, calls: &[CallSeen], codes: &Codes) -> Markup {
    html! {
        section #calls aria-labelledby="calls-title" {
            h2 #calls-title { "Calls " span .count #call-count { (count) } }
            div .wide tabindex="0" role="region" aria-label="Table of the calls" {
                table {
                    thead {
                        tr {
                            th scope="col" { "Time" } th scope="col" { "Operation" } th scope="col" { "Order" }
                            th scope="col" { "Status" } th scope="col" { "Code" } th scope="col" { "Fault" }
                        }
                    }
                    tbody #rows { @for call in calls { (board::call(call, codes)) } }
                }
            }
        }
    }
}

pub(super) async fn script() -> Response {
    typed("text/javascript; charset=utf-8", include_str!("live.js"))
}

pub(super) async fn style() -> Response {
    typed("text/css; charset=utf-8", include_str!("style.css"))
}
