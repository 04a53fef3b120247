//! The page on which a customer pays: a checkout, a wallet, or a 3-D Secure challenge.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::html::{escaped, page as whole};
use crate::codes::Refusal;
use crate::http::is_own_page;
use crate::shared::Shared;
use crate::state::{Choice, Ending, Order, Page, Purpose, State as Gateway};

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
        (Some(Ending::Acted { trade_no }), _) | (_, Purpose::Payment { trade_no }) => {
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
    let form = form(&body);
    let given = |name: &str| {
        let found = form.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    };
    if !is_own_page(&headers) || given("nonce") != Some(before.page.nonce.as_str()) {
        let text = "This was not sent by this page. Nothing was paid.";
        return written(&before, StatusCode::FORBIDDEN, text);
    }
    let choice = match (given("choice"), given("method").unwrap_or("card")) {
        (Some("pay"), method) if METHODS.iter().any(|(wire, _)| *wire == method) => Choice::Pay {
            method: method.to_owned(),
        },
        (Some("decline"), _) => Choice::Decline,
        (Some("cancel"), _) => Choice::Cancel,
        _ => {
            return written(
                &before,
                StatusCode::BAD_REQUEST,
                "Choose one of the buttons.",
            );
        }
    };
    let outcome = shared.change(|state, rules, now| state.act(rules, now, &key, &choice));
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
    let Shown {
        page,
        order_no,
        amount,
        currency,
        is_checkout,
        return_to,
        order,
    } = shown;
    let mut body = format!(
        "<main class=\"pay\">\n<h1>{}</h1>\n<p>Order {}</p>\n<p class=\"amount sum\">{amount} {}</p>\n",
        if *is_checkout {
            "Pay"
        } else {
            "Confirm the payment"
        },
        escaped(order_no),
        escaped(currency),
    );
    if !notice.is_empty() {
        let _ = writeln!(
            body,
            "<p class=\"waits\" role=\"alert\">{}</p>",
            escaped(notice)
        );
    }
    match (&page.ending, order) {
        (None, _) => form_of(&mut body, &page.nonce, *is_checkout),
        (Some(Ending::Expired), _) => {
            body.push_str("<p role=\"status\">This page has expired. Nothing was paid.</p>\n")
        }
        (Some(Ending::Acted { .. }), order) => {
            let state = order.as_ref().map_or("over", |order| order.status.as_str());
            let _ = writeln!(
                body,
                "<p role=\"status\">This payment is <strong>{state}</strong>.</p>"
            );
            let back = order
                .as_ref()
                .and_then(|order| return_url(return_to.as_deref(), order));
            if let Some(url) = back {
                let url = escaped(&url);
                let _ = writeln!(
                    body,
                    "<a class=\"back\" href=\"{url}\">Back to the shop</a>"
                );
            }
        }
    }
    body.push_str("<p class=\"empty\">A sandbox: no money moves, and no card number is asked for.</p>\n</main>\n");
    let target = return_to.as_deref().and_then(origin).unwrap_or_default();
    whole(status, "Pay – gateway sandbox", "", &body, &target)
}

fn form_of(body: &mut String, nonce: &str, is_checkout: bool) {
    let _ = writeln!(
        body,
        "<form method=\"post\">\n<input type=\"hidden\" name=\"nonce\" value=\"{}\">",
        escaped(nonce)
    );
    if is_checkout {
        body.push_str(
            "<div><label for=\"method\">Pay by</label>\n<select id=\"method\" name=\"method\">\n",
        );
        for (wire, name) in METHODS {
            let _ = writeln!(body, "<option value=\"{wire}\">{name}</option>");
        }
        body.push_str("</select></div>\n");
    }
    body.push_str(
        "<button class=\"main\" name=\"choice\" value=\"pay\">Pay</button>\n<div class=\"also\">\n\
         <button name=\"choice\" value=\"decline\">Decline</button>\n\
         <button name=\"choice\" value=\"cancel\">Cancel</button>\n</div>\n</form>\n",
    );
}

fn missing() -> Response {
    let body = "<main class=\"pay\">\n<h1>No such page</h1>\n<p>The address is wrong, or the sandbox was restarted.</p>\n</main>\n";
    whole(StatusCode::NOT_FOUND, "No such page", "", body, "")
}

fn redirect(url: &str) -> Response {
    let mut answer = whole(StatusCode::SEE_OTHER, "Back to the shop", "", "", "");
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

/// The origin of an address of the web; none for any other, such as `javascript:`.
pub(super) fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let visible = url.bytes().all(|byte| byte.is_ascii_graphic());
    let is_web =
        matches!(scheme.as_str(), "http" | "https") && !host.is_empty() && host.bytes().all(plain);
    (is_web && visible).then(|| format!("{scheme}://{host}"))
}

fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// The pairs of a form. What the pages here send needs no decoding; what does is no choice of theirs.
fn form(body: &[u8]) -> Vec<(String, String)> {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_have_an_origin() {
        assert_eq!(
            origin("https://shop.example.com/a?b").as_deref(),
            Some("https://shop.example.com")
        );
        assert_eq!(
            origin("HTTP://127.0.0.1:80#x").as_deref(),
            Some("http://127.0.0.1:80")
        );
        for url in [
            "javascript:alert(1)",
            "https://",
            "ftp://example.com",
            "https://a b/",
            "https://a;b/",
            "/x",
            "https://u@h/",
        ] {
            assert_eq!(origin(url), None, "{url}");
        }
    }
}
