//! The addresses of the shop.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, Request, State};
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use online_payment_gateway::runtime::{Amount, Returned, Texts};

use crate::Shop;
use crate::fields::{Fields, LARGEST_BODY};
use crate::forged::{Mark, Marks, guard};
use crate::numbers::fresh;
use crate::pages::{self, PRICE};
use crate::requests::{self, Customer};
use crate::taking::Goes;
use crate::trouble::Trouble;

type Page = Result<Html<String>, Trouble>;
type Answer = Result<Response, Trouble>;

/// Everything that the shop answers to.
///
/// # Errors
///
/// [`Trouble::Random`] if the system has no randomness for the key that marks the forms.
pub fn router(shop: Arc<Shop>) -> Result<Router, Trouble> {
    let customers = Router::new()
        .route("/", get(front))
        .route("/checkout", post(check_out))
        .route("/card", post(pay_by_card))
        .route("/wallet", post(pay_by_wallet))
        .route("/return/{session}", get(come_back));
    // No browser sends it, and it is believed nothing.
    let notices = Router::new().route("/notice", post(notice));
    // In a shop of your own, behind the login of those who run it.
    let merchants = Router::new()
        .route("/orders", get(list))
        .route("/orders/{number}/capture", post(capture))
        .route("/orders/{number}/cancel", post(cancel))
        .route("/orders/{number}/refund", post(refund))
        .route("/orders/{number}/ship", post(ship))
        .route("/orders/{number}/again", post(charge_again));
    Ok(customers
        .merge(merchants)
        .layer(middleware::from_fn_with_state(Marks::new()?, guard))
        .merge(notices)
        .layer(middleware::from_fn(to_the_end))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(shop))
}

/// A browser that goes away does not stop what it began: an answer of the gateway is taken in whether anybody waits or not.
async fn to_the_end(request: Request, next: Next) -> Response {
    let answer = tokio::spawn(next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

type Shared = State<Arc<Shop>>;

/// The goods, in a basket that has a number of its own.
async fn front(Extension(mark): Extension<Mark>) -> Page {
    Ok(pages::front(&fresh("BASKET-")?, &mark))
}

async fn check_out(State(shop): Shared, body: Bytes) -> Answer {
    let fields = Fields::of(&body);
    let goes = shop.check_out(fields.needed("basket")?, PRICE).await?;
    Ok(shown(goes))
}

async fn pay_by_card(
    State(shop): Shared,
    extensions: Extensions,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let fields = Fields::of(&body);
    let card = Texts::read(|texts| {
        let number = fields.parse(texts, "number");
        let month = fields.parse(texts, "month");
        let year = fields.parse(texts, "year");
        let code = fields.parse(texts, "code");
        Some((number?, month?, year?, code?))
    })?;
    let name = (fields.needed("first")?, fields.needed("last")?);
    let customer = customer(&extensions, &headers);
    let (basket, stores) = (fields.needed("basket")?, fields.has("store"));
    let method = requests::card(card, name);
    let goes = shop.pay(basket, PRICE, &customer, method, stores).await?;
    Ok(shown(goes))
}

async fn pay_by_wallet(
    State(shop): Shared,
    extensions: Extensions,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let fields = Fields::of(&body);
    let customer = customer(&extensions, &headers);
    let (basket, method) = (fields.needed("basket")?, requests::wallet());
    let goes = shop.pay(basket, PRICE, &customer, method, false).await?;
    Ok(shown(goes))
}

/// The customer comes back, perhaps again and again. The session says of which order; what else stands in the address was
/// written by whoever had the browser, and is not read. What they see was looked up.
async fn come_back(State(shop): Shared, Path(session): Path<String>) -> Page {
    let found = shop.orders.of_session(&session).await?;
    let number = found.ok_or(Trouble::NoSuchOrder)?.number;
    shop.look(&number).await?;
    Ok(pages::order(&shop.order(&number).await?))
}

/// Somebody says that there is news of an order. The reference documents neither what a notice holds nor how it is signed, so
/// that it is a hint to look and nothing more; whether there is such an order is not told.
async fn notice(State(shop): Shared, body: Bytes) -> Result<StatusCode, Trouble> {
    let json = serde_json::from_slice::<serde_json::Value>(&body);
    let json = json
        .ok()
        .and_then(|json| Some(json.get("orderNo")?.as_str()?.to_owned()));
    let form = Returned::parse(std::str::from_utf8(&body).unwrap_or_default());
    let form = form.unverified("orderNo").map(str::to_owned);
    if let Some(number) = json.or(form) {
        shop.look(&number).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn list(State(shop): Shared, Extension(mark): Extension<Mark>) -> Page {
    let refund = fresh("REFUND-")?;
    Ok(pages::orders(&shop.orders.all().await?, &refund, &mark))
}

async fn capture(State(shop): Shared, Path(number): Path<String>) -> Answer {
    shop.capture(&number).await?;
    Ok(to_orders())
}

async fn cancel(State(shop): Shared, Path(number): Path<String>) -> Answer {
    shop.cancel(&number).await?;
    Ok(to_orders())
}

async fn refund(State(shop): Shared, Path(number): Path<String>, body: Bytes) -> Answer {
    let fields = Fields::of(&body);
    let amount: Amount = Texts::read(|texts| fields.parse(texts, "amount"))?;
    shop.refund(&number, fields.needed("refund")?, amount.decimal())
        .await?;
    Ok(to_orders())
}

async fn ship(State(shop): Shared, Path(number): Path<String>, body: Bytes) -> Answer {
    let fields = Fields::of(&body);
    shop.ship(&number, fields.needed("tracking")?).await?;
    Ok(to_orders())
}

async fn charge_again(State(shop): Shared, Path(number): Path<String>, body: Bytes) -> Answer {
    let fields = Fields::of(&body);
    shop.charge_again(&number, fields.needed("basket")?).await?;
    Ok(to_orders())
}

/// Where a customer goes next, by `GET`, whatever they came from.
fn shown(goes: Goes) -> Response {
    match goes {
        Goes::ToPage(page) => Redirect::to(page.expose()).into_response(),
        Goes::ToOrder(session) => Redirect::to(&format!("/return/{session}")).into_response(),
    }
}

fn to_orders() -> Response {
    Redirect::to("/orders").into_response()
}

fn customer(extensions: &Extensions, headers: &HeaderMap) -> Customer {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let browser = headers.get(header::USER_AGENT);
    Customer {
        address: peer.map_or("127.0.0.1".to_owned(), |peer| peer.0.ip().to_string()),
        browser: browser
            .and_then(|browser| browser.to_str().ok())
            .unwrap_or("unknown")
            .to_owned(),
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Invalid(_) | Self::Missing(_) => StatusCode::BAD_REQUEST,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::NoSuchOrder => StatusCode::NOT_FOUND,
            Self::NotNow(_) => StatusCode::CONFLICT,
            Self::Orders(_) | Self::Journal(_) | Self::Random => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, pages::trouble(&self)).into_response()
    }
}
