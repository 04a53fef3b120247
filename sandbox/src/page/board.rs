//! What the live page is made of: an order, a call, a checkout that waits.

use gateway_runtime::Decimal;
use maud::{Markup, html};

use crate::codes::{ACCEPTED, Codes};
use crate::shared::CallSeen;
use crate::state::{Order, Page, Purpose, State, Status};
use crate::times::clock_time;

/// How many events of an order are shown, the last ones.
const EVENTS_SHOWN: usize = 20;

/// The word for a state, for the colour and the text of its mark. The text beside it is the state as it is on the wire.
fn word(status: Status) -> &'static str {
    match status {
        Status::Pending => "waits",
        Status::Authorized => "held",
        Status::Captured => "paid",
        Status::Canceled => "left",
        Status::Failed => "declined",
        Status::Expired => "expired",
    }
}

/// A mark with the state on the wire, and what it means where that is another word.
pub(super) fn state(status: Status) -> Markup {
    marked(status, word(status))
}

/// The mark of an order: one that was given back as a whole keeps the state on the wire, and is not called paid any more.
fn state_of(order: &Order) -> Markup {
    let is_given_back = order.status == Status::Captured
        && order.refundable() <= Decimal::ZERO
        && order.refunds.iter().all(|refund| refund.is_done);
    let word = if is_given_back {
        "refunded"
    } else {
        word(order.status)
    };
    marked(order.status, word)
}

fn marked(status: Status, word: &str) -> Markup {
    let wire = status.as_str();
    html! {
        span class={ "state " (word) } {
            (wire) @if wire != word { " · " (word) }
        }
    }
}

pub(super) fn order(order: &Order) -> Markup {
    let left_out = order.history.len().saturating_sub(EVENTS_SHOWN);
    let currency = &order.currency;
    html! {
        article .order id={ "order-" (order.trade_no) } data-place=(order.place) {
            h3 { (order.order_no) " " (state_of(order)) }
            p .sum { (order.amount) " " (currency) " by " (order.method) }
            @if let Some(key) = &order.page {
                p { a href={ "/pay/" (key) } { "Act as the customer of " (order.order_no) } }
            }
            dl {
                div { dt { "Trade number" } dd { (order.trade_no) } }
                div { dt { "Captured" } dd { (like(order.captured, order)) } }
                div { dt { "Refunded" } dd { (like(order.refunded(), order)) } }
            }
            ol {
                @if left_out > 0 {
                    li { (left_out) " events before" }
                }
                @for event in order.history.iter().skip(left_out) {
                    li {
                        time { (clock_time(event.at)) } " " (event.what.as_str()) " "
                        span .sum { (event.amount) " " (currency) }
                    }
                }
            }
            (acts(order))
        }
    }
}

/// What a merchant can do with an order.
fn acts(order: &Order) -> Markup {
    let act = |what: &str, word: &str| {
        html! {
            form method="post" action="/_sandbox/try" data-live {
                input type="hidden" name="do" value=(what);
                input type="hidden" name="trade" value=(order.trade_no);
                button { (word) " " span .unseen { (order.order_no) } }
            }
        }
    };
    let can_refund = order.status == Status::Captured && order.refundable() > Decimal::ZERO;
    html! {
        @if order.status == Status::Authorized {
            div .acts { (act("capture", "Capture")) (act("void", "Void")) }
        }
        @if can_refund {
            div .acts { (act("refund", "Refund")) }
        }
    }
}

/// A sum with as many digits after the point as the amount of its order has.
fn like(mut sum: Decimal, order: &Order) -> Decimal {
    sum.rescale(order.amount.scale().max(sum.scale()));
    sum
}

/// How many checkouts that wait are listed.
const CHECKOUTS_SHOWN: usize = 10;

/// The checkouts that wait for their customers.
pub(super) fn checkouts(state: &State) -> Markup {
    let open: Vec<&Page> = state.open_checkouts().take(CHECKOUTS_SHOWN).collect();
    html! {
        @if !open.is_empty() {
            h3 { "Checkouts that wait for a customer" }
            ul { @for page in open { (checkout(page)) } }
        }
    }
}

fn checkout(page: &Page) -> Markup {
    let Purpose::Checkout(checkout) = &page.purpose else {
        return html! {};
    };
    html! {
        li {
            a href={ "/pay/" (page.key) } { "Checkout of " (checkout.order_no) } " "
            span .sum { (checkout.amount) " " (checkout.currency) }
        }
    }
}

/// The mark of a call that did not go well: `wrong` for the connection, for HTTP or for a refusal, `declined` where an issuer
/// said no, which is an answer like another.
fn mark(call: &CallSeen, codes: &Codes) -> Option<&'static str> {
    if call.status.is_none_or(|status| status >= 300) {
        return Some(WRONG);
    }
    match call.code.as_deref() {
        None | Some(ACCEPTED) => None,
        Some(code) if codes.is_decline(code) => Some("declined"),
        Some(_) => Some(WRONG),
    }
}

/// The mark of a call that can be seen from afar.
const WRONG: &str = "wrong";

pub(super) fn call(call: &CallSeen, codes: &Codes) -> Markup {
    let text = |text: &Option<String>| text.as_deref().unwrap_or("–").to_owned();
    let mark = mark(call, codes);
    html! {
        tr .wrong[mark == Some(WRONG)] {
            td { time { (clock_time(call.at)) } }
            td {
                @if call.is_by_page {
                    (call.operation) " by this page"
                } @else if call.carried.is_empty() {
                    (call.operation)
                } @else {
                    details {
                        summary { (call.operation) }
                        pre tabindex="0" { (call.carried) }
                    }
                }
            }
            td { (text(&call.order_no)) }
            td {
                @if let Some(status) = call.status { (status) } @else { "none" }
                @if let Some(mark) = mark { " " span .mark { (mark) } }
            }
            td { (text(&call.code)) }
            td { (text(&call.fault)) }
        }
    }
}
