//! What the sandbox refuses beyond the rules of a type: a request that the reference allows and one that it does not, and
//! that one again where it is allowed by name.

use std::time::Duration;

use gateway_sandbox::{Refusal, Sandbox, Strictness};
use serde_json::{Value, json};

use super::wire::{self, send, token};

const ORDER: &str = "ORDER-2025-1";

/// A request to an operation with one value put somewhere else.
struct Request {
    path: &'static str,
    body: Value,
}

impl Request {
    fn payment() -> Self {
        let card = json!({
            "cardNo": "4242424242424242", "expiryMonth": "12", "expiryYear": "2035", "firstName": "Jane",
            "lastName": "Doe", "captureMethod": "auto",
        });
        let device = json!({ "clientIp": "203.0.113.7", "language": "en-US", "browser": { "userAgent": "Example/1.0" } });
        let body = json!({
            "orderNo": ORDER, "amount": "12.50", "currency": "USD", "paymentMethodType": "card", "card": card,
            "deviceInfo": device,
        });
        Self {
            path: "payment",
            body,
        }
    }

    fn tracking() -> Self {
        let body = json!({
            "orderNo": ORDER, "trackingNo": "TRACK-2", "carrier": "Example", "shipmentDate": "2025-05-08",
            "shipmentDirection": "FORWARD", "shippingStatus": "SHIPPED", "trackingNumberType": "CARRIER_PROVIDED",
        });
        Self {
            path: "shipping/tracking",
            body,
        }
    }

    fn change() -> Self {
        let change = json!({ "op": "replace", "path": "/shippingStatus", "value": "SHIPPED" });
        let body = json!({ "orderNo": ORDER, "trackingNo": "TRACK-1", "iterms": [change] });
        Self {
            path: "shipping/tracking-modify",
            body,
        }
    }

    /// The request with a value at a place.
    fn with(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = self.body.pointer_mut(parent).unwrap();
        match name.parse::<usize>() {
            Ok(index) => parent[index] = value.into(),
            Err(_) => parent[name] = value.into(),
        }
        self
    }

    async fn send(&self, sandbox: &Sandbox) -> Value {
        let headers = format!("Authorization: {}\r\n", token(sandbox).await);
        let path = format!("/gateway/v1/{}", self.path);
        let answer = send(sandbox, "POST", &path, &headers, &self.body.to_string()).await;
        assert_eq!(answer.status, 200);
        serde_json::from_str(&answer.body).unwrap()
    }
}

/// A sandbox with an order and a tracking record, if the request is not the order itself.
async fn sandbox(request: &Request, allowed: Option<Strictness>) -> Sandbox {
    let builder = Sandbox::builder().rules(|rules| rules.allowed.extend(allowed));
    let sandbox = builder.start().await.unwrap();
    if request.path.starts_with("shipping") {
        accepted(&Request::payment().send(&sandbox).await);
        let tracking = Request::tracking().with("/trackingNo", "TRACK-1");
        accepted(&tracking.send(&sandbox).await);
    }
    sandbox
}

#[track_caller]
fn accepted(answer: &Value) {
    assert_eq!(answer["respCode"], "0000", "{answer}");
}

fn paths(answer: &Value) -> Vec<&str> {
    let findings = answer["findings"].as_array().into_iter().flatten();
    findings
        .map(|finding| finding["path"].as_str().unwrap())
        .collect()
}

/// The first request is taken, the second refused at a place, and taken where it is allowed by name.
async fn holds(strictness: Strictness, right: Request, wrong: Request, place: &str) {
    accepted(&right.send(&sandbox(&right, None).await).await);
    let refused = wrong.send(&sandbox(&wrong, None).await).await;
    assert_eq!(
        refused["respCode"],
        Refusal::InvalidRequest.code(),
        "{refused}"
    );
    assert_eq!(paths(&refused), [place], "{refused}");
    accepted(&wrong.send(&sandbox(&wrong, Some(strictness)).await).await);
}

#[tokio::test]
async fn an_amount_is_as_a_client_writes_it() {
    let amount = |text: Value| Request::payment().with("/amount", text);
    for (right, wrong) in [
        ("12.50", "+12.50"),
        ("12.5", " 12.50"),
        ("12", "12.50 "),
        ("0.50", ".50"),
        ("120", "12e1"),
        ("7", "07"),
        ("1.0", "1."),
    ] {
        holds(
            Strictness::Amounts,
            amount(right.into()),
            amount(wrong.into()),
            "/amount",
        )
        .await;
    }
    holds(
        Strictness::Amounts,
        amount("12.5".into()),
        amount(json!(12.5)),
        "/amount",
    )
    .await;
}

#[tokio::test]
async fn a_value_is_one_that_the_reference_lists() {
    let values = [
        (Request::payment as fn() -> Request, "/threeDsMode", "auto"),
        (Request::payment, "/paymentMethodType", "applePay"),
        (Request::tracking, "/shippingStatus", "SHIPPED"),
        (Request::tracking, "/shipmentDirection", "FORWARD"),
        (Request::tracking, "/trackingNumberType", "CARRIER_PROVIDED"),
        (Request::change, "/iterms/0/value", "SHIPPED"),
    ];
    for (request, place, value) in values {
        let without_block = |mut request: Request| {
            if place == "/paymentMethodType" {
                request.body.as_object_mut().unwrap().remove("card");
            }
            request
        };
        let right = without_block(request().with(place, value));
        let wrong = without_block(request().with(place, "SOMETHING_ELSE"));
        holds(Strictness::Values, right, wrong, place).await;
    }
}

#[tokio::test]
async fn only_the_block_of_the_chosen_method_is_there() {
    let wrong = Request::payment().with("/alipay", json!({ "productType": "qr-code" }));
    holds(Strictness::Blocks, Request::payment(), wrong, "/alipay").await;
}

#[tokio::test]
async fn an_address_is_one_of_the_web_and_a_day_one_of_the_calendar() {
    let addresses = [
        (Request::payment as fn() -> Request, "/frontUrl"),
        (Request::tracking, "/trackingUrl"),
    ];
    for (request, place) in addresses {
        let right = request().with(place, "https://shop.example.com/x");
        let wrong = request().with(place, "javascript:alert(1)");
        holds(Strictness::Addresses, right, wrong, place).await;
    }
    let change = |path: &str, value: &str| {
        Request::change()
            .with("/iterms/0/path", path)
            .with("/iterms/0/value", value)
    };
    holds(
        Strictness::Addresses,
        change("/trackingUrl", "https://carrier.example.com/x"),
        change("trackingUrl", "javascript:alert(1)"),
        "/iterms/0/value",
    )
    .await;
    holds(
        Strictness::Dates,
        change("/shipmentDate", "2025-05-09"),
        change("/shipmentDate", "2025-02-30"),
        "/iterms/0/value",
    )
    .await;
    let minutes = |text: &str| Request::payment().with("/expiryTime", text);
    holds(
        Strictness::Minutes,
        minutes("30"),
        minutes("soon"),
        "/expiryTime",
    )
    .await;
}

#[tokio::test]
async fn a_card_is_taken_to_the_end_of_its_month() {
    let clock = gateway_sandbox::MovableClock::new();
    let now = gateway_runtime::Clock::wall(&clock);
    let days = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() / 86_400;
    let year = 1970 + days / 366;
    let card = |year: u64| Request::payment().with("/card/expiryYear", year.to_string());
    let allowed = Some(Strictness::ExpiredCards);
    let (right, wrong) = (card(year + 2), card(year - 1));
    accepted(&right.send(&sandbox(&right, None).await).await);
    let strict = sandbox(&wrong, None).await;
    let declined = wrong.send(&strict).await;
    assert_eq!(declined["respCode"], Refusal::ExpiredCard.code());
    assert_eq!(declined["orderStatus"], "failed");
    accepted(&wrong.send(&sandbox(&wrong, allowed).await).await);
    // Years later, the same card is over.
    let later = sandbox(&right, None).await;
    later.advance(Duration::from_secs(4 * 366 * 86_400));
    let declined = right.send(&later).await;
    assert_eq!(declined["respCode"], Refusal::ExpiredCard.code());
}

#[tokio::test]
async fn a_stored_card_that_is_over_is_not_charged() {
    for allowed in [None, Some(Strictness::ExpiredCards)] {
        let address = json!({
            "city": "Springfield", "country": "US", "line1": "1 Example Street", "postcode": "00000", "state": "NY",
        });
        let billing = json!({ "address": address, "storedcredentials": "store", "customerInitiatedReason": "RECURRING" });
        let first = Request::payment().with("/billing", billing);
        let sandbox = sandbox(&first, allowed).await;
        let paid = first.send(&sandbox).await;
        accepted(&paid);
        let charge = |order: &str, year: &str| {
            let body = json!({
                "orderNo": order, "amount": "1.00", "transactionIdentifier": paid["transactionIdentifier"],
                "expiryMonth": "12", "expiryYear": year,
            });
            Request {
                path: "subscriptionPayment",
                body,
            }
        };
        accepted(&charge("ORDER-2025-2", "2035").send(&sandbox).await);
        let code = charge("ORDER-2025-3", "2020").send(&sandbox).await["respCode"].take();
        let expected = match allowed {
            None => Refusal::ExpiredCard.code(),
            Some(_) => "0000",
        };
        assert_eq!(code, expected);
    }
}

#[tokio::test]
async fn every_field_that_is_missing_is_named_at_once_and_with_what_else_is_wrong() {
    let empty = Request {
        path: "payment",
        body: json!({ "deviceInfo": { "browser": {} }, "paymentMethodType": "card", "card": {}, "frontUrl": "x" }),
    };
    let answer = empty.send(&Sandbox::start().await.unwrap()).await;
    let mut named = paths(&answer);
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "/amount",
            "/card/captureMethod",
            "/card/cardNo",
            "/card/expiryMonth",
            "/card/expiryYear",
            "/card/firstName",
            "/card/lastName",
            "/currency",
            "/deviceInfo/browser/userAgent",
            "/deviceInfo/clientIp",
            "/deviceInfo/language",
            "/frontUrl",
            "/orderNo",
        ]
    );
}

#[tokio::test]
async fn a_token_that_is_refused_is_refused_for_a_reason() {
    let sandbox = Sandbox::start().await.unwrap();
    let why = async |headers: &str| {
        let answer = send(&sandbox, "POST", "/gateway/v1/query", headers, "{}").await;
        assert_eq!((answer.status, answer.body.as_str()), (401, ""));
        answer.header("www-authenticate").unwrap().to_owned()
    };
    assert!(why("").await.contains("Authorization is missing"));
    let unknown = why("Authorization: nonsense\r\n").await;
    assert!(unknown.contains("not issued"), "{unknown}");
    let revoked = format!("Authorization: {}\r\n", token(&sandbox).await);
    sandbox.revoke_tokens();
    assert!(why(&revoked).await.contains("was revoked"));
    let expired = format!("Authorization: Bearer {}\r\n", token(&sandbox).await);
    sandbox.advance(Duration::from_secs(3601));
    // Others that were issued since do not change why.
    token(&sandbox).await;
    assert!(why(&expired).await.contains("has expired"));
}

#[tokio::test]
async fn a_request_with_two_hosts_is_for_nobody() {
    let sandbox = Sandbox::start().await.unwrap();
    let host = wire::host(&sandbox);
    for (second, status) in [(String::new(), 200), (format!("Host: {host}\r\n"), 421)] {
        let head = format!("GET / HTTP/1.1\r\nHost: {host}\r\n{second}Connection: close\r\n\r\n");
        let answer = wire::exchange(&sandbox, head.as_bytes()).await.unwrap();
        assert_eq!(answer.status, status);
    }
    // A target that names a host goes before the header.
    for (target, status) in [(host.as_str(), 200), ("example.com", 421)] {
        let head =
            format!("GET http://{target}/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = wire::exchange(&sandbox, head.as_bytes()).await.unwrap();
        assert_eq!(answer.status, status, "{target}");
    }
}
