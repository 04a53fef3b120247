//! The page on which a customer pays: a checkout, a wallet, or a 3-D Secure challenge.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};

use super::board;
use super::form::{encode, value};
use super::html::page as whole;
use crate::codes::Refusal;
use crate::origin::{is_own_page, origin};
use crate::shared::Shared;
use crate::state::{Choice, Ending, Goods, Order, Page, Purpose, State as Gateway, Status};

/// The methods that a checkout offers, by their names on the wire.
const METHODS: [(&str, &str); 7] = [
    ("card", "Card"),
    ("alipay", "Alipay"),
    ("alipayPlus", "Alipay+"),
    ("wechat", "WeChat Pay"),
    ("payNow", "PayNow"),
    ("shopeePay", "ShopeePay"),
    ("upay", "UnionPay QR"),
];

/// The wallets that pay on a page and that no checkout offers.
const OTHER_WALLETS: [(&str, &str); 4] = [
    ("paypal", "PayPal"),
    ("grabPay", "GrabPay"),
    ("applePay", "Apple Pay"),
    ("googlePay", "Google Pay"),
];

/// What the page shows.
struct Shown {
    page: Page,
    order_no: String,
    amount: String,
    currency: String,
    is_checkout: bool,
    return_to: Option<String>,
    /// The payment, once there is one.
    order: Option<Order>,
}

fn shown(state: &Gateway, key: &str) -> Option<Shown> {
    let page = state.page(key)?.clone();
    let trade_no = match (&page.ending, &page.purpose) {
        (Some(Ending::Acted { trade_no }), _) | (_, Purpose::Payment { trade_no, .. }) => {
            Some(trade_no)
        }
        _ => None,
    };
    let order = trade_no.and_then(|trade_no| state.order(trade_no)).cloned();
    Some(match &page.purpose {
        Purpose::Checkout(checkout) => Shown {
            order_no: checkout.order_no.clone(),
            amount: checkout.amount.to_string(),
            currency: checkout.currency.clone(),
            is_checkout: true,
            return_to: checkout.return_to.clone(),
            order,
            page,
        },
        Purpose::Payment { .. } => {
            let order = order?;
            Shown {
                order_no: order.order_no.clone(),
                amount: order.amount.to_string(),
                currency: order.currency.clone(),
                is_checkout: false,
                return_to: order.return_to.clone(),
                order: Some(order),
                page,
            }
        }
    })
}

pub(super) async fn page(State(shared): State<Arc<Shared>>, Path(key): Path<String>) -> Response {
    match shared.look(|state, _| shown(state, &key)) {
        Some(shown) => written(&shown, StatusCode::OK, ""),
        None => missing(),
    }
}

pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(before) = shared.look(|state, _| shown(state, &key)) else {
        return missing();
    };
    let form = std::str::from_utf8(&body).unwrap_or_default();
    if !is_own_page(&headers) || value(form, "nonce").as_ref() != Some(&before.page.nonce) {
        let text = "This was not sent by this page. Nothing was paid.";
        return written(&before, StatusCode::FORBIDDEN, text);
    }
    let method = value(form, "method").unwrap_or_else(|| "card".to_owned());
    let choice = match value(form, "choice").as_deref() {
        Some("pay") if METHODS.iter().any(|(wire, _)| *wire == method) => Choice::Pay { method },
        Some("decline") => Choice::Decline,
        Some("cancel") => Choice::Cancel,
        _ => {
            return written(
                &before,
                StatusCode::BAD_REQUEST,
                "Choose one of the buttons.",
            );
        }
    };
    let outcome = shared
        .change(|state, rules, now| state.act(rules, now, &key, &choice))
        .await;
    let after = shared.look(|state, _| shown(state, &key));
    match (outcome, after) {
        (Ok(order), after) => match return_url(before.return_to.as_deref(), &order) {
            Some(url) => redirect(&url),
            None => after.map_or_else(missing, |shown| written(&shown, StatusCode::OK, "")),
        },
        (Err(refused), after) => {
            let shown = after.unwrap_or(before);
            let status = match refused.why {
                Refusal::NotKept => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::CONFLICT,
            };
            written(&shown, status, refused.why.meaning())
        }
    }
}

fn written(shown: &Shown, status: StatusCode, notice: &str) -> Response {
    let title = shown.title();
    let back = shown.order.as_ref();
    let back = back.and_then(|order| return_url(shown.return_to.as_deref(), order));
    let body = html! {
        main .pay {
            h1 { (title) }
            p { (shown.acts_out()) }
            dl {
                div { dt { "Order" } dd { (shown.order_no) } }
                @if let Some(shop) = shown.return_to.as_deref().and_then(origin) {
                    div { dt { "Shop" } dd { (shop) } }
                }
            }
            (goods(shown.page.goods(), &shown.currency))
            p .amount.sum { (shown.amount) " " (shown.currency) }
            @if !notice.is_empty() {
                p .notice role="alert" { (notice) }
            }
            @match (&shown.page.ending, &shown.order) {
                (None, _) => (form_of(&shown.page.nonce, shown.is_checkout)),
                (Some(Ending::Expired), _) | (_, None) => {
                    p role="status" { "This page has expired. Nothing was paid." }
                },
                (Some(Ending::Acted { .. }), Some(order)) => {
                    p role="status" { "This payment is " (board::state(order.status)) "." }
                },
            }
            @if let (Some(_), Some(url)) = (&shown.page.ending, back) {
                a .back href=(url) { "Back to the shop" }
            } @else if shown.page.ending.is_some() {
                p { (to_orders()) }
            }
            p .empty { "A sandbox: no money moves, and no card number is asked for." }
        }
    };
    let target = shown
        .return_to
        .as_deref()
        .and_then(origin)
        .unwrap_or_default();
    let title = format!("{title} – gateway sandbox");
    whole(status, &title, false, body, &target)
}

impl Shown {
    /// What is to be done, or what was done.
    fn title(&self) -> &'static str {
        match (&self.page.ending, &self.order) {
            (None, _) if self.is_checkout => "Pay",
            (None, _) => "Confirm the payment",
            (Some(Ending::Expired), _) | (_, None) => "The page has expired",
            (Some(Ending::Acted { .. }), Some(order)) => match order.status {
                Status::Pending => "The payment waits",
                Status::Authorized => "The payment is authorized",
                Status::Captured => "Paid",
                Status::Canceled => "Left without paying",
                Status::Failed => "The payment was declined",
                Status::Expired => "The payment has expired",
            },
        }
    }

    /// Whose part this page plays.
    fn acts_out(&self) -> String {
        let method = self.order.as_ref().map(|order| order.method.as_str());
        match method {
            None | Some(_) if self.is_checkout && self.page.ending.is_none() => {
                "This page stands for the gateway's own checkout.".to_owned()
            }
            Some("card") if !self.is_checkout => {
                "This page stands for the bank of the card, which asks by 3-D Secure whether it is its customer who pays."
                    .to_owned()
            }
            Some(method) => {
                let mut methods = METHODS.iter().chain(&OTHER_WALLETS);
                let name = methods.find(|(wire, _)| *wire == method);
                let name = name.map_or(method, |(_, name)| name);
                format!("This page stands for {name}.")
            }
            None => "This page stands for the gateway's own checkout.".to_owned(),
        }
    }
}

/// What is paid for: how many of what, and what they cost together.
fn goods(goods: &Goods, currency: &str) -> Markup {
    html! {
        @if !goods.is_empty() {
            ul .goods aria-label="Goods" {
                @for line in &goods.lines {
                    li {
                        span { (line.quantity) " × " (line.name) }
                        span .sum {
                            @match line.total() {
                                Some(total) => { (total) " " (currency) }
                                None => { (line.price) " " (currency) " each" }
                            }
                        }
                    }
                }
                @if goods.left_out > 0 {
                    li { "and " (goods.left_out) " more" }
                }
            }
        }
    }
}

fn form_of(nonce: &str, is_checkout: bool) -> Markup {
    html! {
        form method="post" {
            input type="hidden" name="nonce" value=(nonce);
            @if is_checkout {
                div {
                    label for="method" { "Pay by" }
                    select #method name="method" {
                        @for (wire, name) in METHODS { option value=(wire) { (name) } }
                    }
                }
            }
            button .main name="choice" value="pay" { "Pay" }
            div .also {
                button name="choice" value="decline" { "Decline" }
                button name="choice" value="cancel" { "Cancel" }
            }
        }
    }
}

/// The way on where no shop waits for its customer.
fn to_orders() -> Markup {
    html! {
        a href="/#orders" { "To the orders of the sandbox" }
    }
}

fn missing() -> Response {
    let body = html! {
        main .pay {
            h1 { "No such page" }
            p { "The address is wrong, or the sandbox was restarted." }
            p { (to_orders()) }
        }
    };
    whole(StatusCode::NOT_FOUND, "No such page", false, body, "")
}

fn redirect(url: &str) -> Response {
    let mut answer = whole(
        StatusCode::SEE_OTHER,
        "Back to the shop",
        false,
        html! {},
        "",
    );
    if let Ok(url) = HeaderValue::from_str(url) {
        answer.headers_mut().insert(header::LOCATION, url);
    }
    answer
}

/// Where the customer goes back to, with what the reference says stands in the query.
fn return_url(return_to: Option<&str>, order: &Order) -> Option<String> {
    let base = return_to.filter(|url| origin(url).is_some())?;
    let (base, fragment) = base.split_once('#').unwrap_or((base, ""));
    let mut url = base.to_owned();
    let amount = order.amount.to_string();
    let pairs = [
        ("tradeNo", order.trade_no.as_str()),
        ("orderNo", order.order_no.as_str()),
        ("status", order.status.as_str()),
        ("language", order.language.as_deref().unwrap_or("en-US")),
        ("amount", amount.as_str()),
    ];
    for (index, (name, value)) in pairs.into_iter().enumerate() {
        let first = index == 0 && !base.contains('?');
        url.push(if first { '?' } else { '&' });
        url.push_str(name);
        url.push('=');
        encode(value, &mut url);
    }
    if !fragment.is_empty() {
        url.push('#');
        url.push_str(fragment);
    }
    Some(url)
}
