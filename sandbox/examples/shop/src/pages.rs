//! What customers and merchants see.

use axum::response::Html;
use maud::{DOCTYPE, Markup, html};
use online_payment_gateway::runtime::Decimal;

use crate::forged::{FIELD, Mark};
use crate::order::{Order, State};
use crate::requests::CURRENCY;
use crate::trouble::Trouble;

/// What the one thing costs that the shop sells.
pub const PRICE: Decimal = Decimal::from_parts(4250, 0, 0, false, 2);

fn page(title: &str, waits: bool, body: &Markup) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                @if waits {
                    meta http-equiv="refresh" content="5";
                }
                title { (title) }
            }
            body {
                h1 { (title) }
                (body)
                p { a href="/" { "Shop" } " · " a href="/orders" { "Orders" } }
            }
        }
    };
    Html(page.into_string())
}

/// The goods and the ways to pay.
pub(crate) fn front(basket: &str, mark: &Mark) -> Html<String> {
    let basket = html! { (hidden(mark)) input type="hidden" name="basket" value=(basket); };
    let field = |name: &str, label: &str, value: &str| {
        html! { p { label { (label) " " input name=(name) value=(value) required autocomplete="off"; } } }
    };
    let body = html! {
        p { "A basket of books: " (PRICE) " " (CURRENCY) }
        form method="post" action="/checkout" { (basket) button { "Check out" } }
        form method="post" action="/wallet" { (basket) button { "Pay by Alipay" } }
        form method="post" action="/card" {
            (basket)
            (field("number", "Card", "4242424242424242"))
            (field("month", "Month", "12"))
            (field("year", "Year", "2035"))
            (field("code", "Security code", "123"))
            (field("first", "First name", "Jane"))
            (field("last", "Last name", "Doe"))
            p { label { input type="checkbox" name="store"; " Store the card, to be charged again" } }
            button { "Pay by card" }
        }
    };
    page("A shop", false, &body)
}

/// What shows that a form is of this page.
fn hidden(mark: &Mark) -> Markup {
    html! { input type="hidden" name=(FIELD) value=(mark.0); }
}

/// What a customer sees of their order.
pub(crate) fn order(order: &Order) -> Html<String> {
    let (title, text) = match order.state {
        State::Waiting => (
            "Not paid yet",
            "The payment takes a while, or waits for you. This page looks again by itself.",
        ),
        State::Authorized => ("Thank you", "The money is reserved; the goods are packed."),
        State::Paid => ("Thank you", "The order is paid."),
        State::Failed => ("Not paid", "No money moved. You can try again."),
        State::Canceled => ("Canceled", "No money moved."),
    };
    let waits = order.state == State::Waiting;
    let body = html! {
        p { (text) }
        p { "Order " (order.number) ": " (order.amount) " " (CURRENCY) }
        @if let Some(page) = order.page.as_deref().filter(|_| waits) {
            p { a href=(page) { "To the payment page" } }
        }
    };
    page(title, waits, &body)
}

/// What a merchant sees of all orders, the newest first. A refund has the number that its form came with.
pub(crate) fn orders(orders: &[Order], refund: &str, mark: &Mark) -> Html<String> {
    let body = html! {
        @for (place, order) in orders.iter().enumerate().rev() {
            h2 { (order.number) }
            p { (order.amount) " " (CURRENCY) ", " (format!("{:?}, {:?}", order.way, order.state)) }
            @if let Some(attention) = &order.attention {
                p role="alert" { "For a person: " (attention) }
            }
            @if let Some(open) = order.open {
                p { "Asked of the gateway, without an answer yet: " (format!("{open:?}")) }
            }
            ul {
                @for (number, refund) in &order.refunds {
                    li { "Refund " (number) ": " (refund.amount) " " (CURRENCY) ", " (format!("{:?}", refund.state)) }
                }
                @for parcel in &order.parcels { li { "Parcel " (parcel) } }
            }
            (acts(order, &format!("{refund}-{place}"), mark))
        }
    };
    page("Orders", false, &body)
}

fn acts(order: &Order, refund: &str, mark: &Mark) -> Markup {
    let form = |act: &str, word: &str, fields: Markup| {
        html! {
            form method="post" action={ "/orders/" (order.number) "/" (act) } { (hidden(mark)) (fields) button { (word) } }
        }
    };
    html! {
        @if order.state == State::Authorized {
            (form("capture", "Collect", html! {}))
            (form("cancel", "Give up", html! {}))
        }
        @if order.state == State::Paid {
            (form("ship", "Ship", html! { label { "Parcel " input name="tracking" required; } }))
            @if order.refundable() > Decimal::ZERO {
                (form("refund", "Give back", html! {
                    input type="hidden" name="refund" value=(refund);
                    label { "Amount " input name="amount" value=(order.refundable()) required; }
                }))
            }
        }
        @if order.stored_card.is_some() {
            (form("again", "Charge the card again", html! { input type="hidden" name="basket" value=(refund); }))
        }
    }
}

pub(crate) fn trouble(trouble: &Trouble) -> Html<String> {
    page(
        "That did not work",
        false,
        &html! { p role="alert" { (trouble) "." } },
    )
}
