//! The live page: what is pushed, what is searched for, and what a person does on it.

use std::time::Duration;

use gateway_runtime::Decimal;
use gateway_sandbox::{Choice, Refusal, Sandbox};
use online_payment_gateway::models::CaptureMethod;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::shop::*;
use super::wire::{self, Raw, get, send};

/// What is pushed to one who looks on.
struct Pushed {
    stream: TcpStream,
    text: String,
}

impl Pushed {
    async fn to(sandbox: &Sandbox, query: &str) -> Self {
        let host = wire::host(sandbox);
        let mut stream = TcpStream::connect(&host).await.unwrap();
        let ask = format!("GET /_sandbox/events{query} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(ask.as_bytes()).await.unwrap();
        let mut pushed = Self {
            stream,
            text: String::new(),
        };
        while !pushed.text.contains("retry:") {
            pushed.read().await;
        }
        pushed
    }

    async fn read(&mut self) {
        let mut bytes = [0; 65_536];
        let count = self.stream.read(&mut bytes).await.unwrap();
        assert!(count > 0, "the stream ended");
        self.text
            .push_str(&String::from_utf8_lossy(&bytes[..count]));
    }

    /// Events until one holds for a question.
    async fn until(&mut self, mut holds: impl FnMut(&Value) -> bool) {
        loop {
            if let Some((_, rest)) = self.text.split_once("data: ")
                && let Some((event, rest)) = rest.split_once("\n\n")
            {
                let event: Value = serde_json::from_str(event).unwrap();
                self.text = rest.to_owned();
                if holds(&event) {
                    return;
                }
                continue;
            }
            self.read().await;
        }
    }
}

fn text<'a>(event: &'a Value, name: &str) -> &'a str {
    event[name].as_str().unwrap()
}

/// A page is shown, something happens, and only then its script asks for what is new.
#[tokio::test]
async fn what_comes_while_the_page_is_loaded_is_pushed_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let pay = async |order: &str| {
        let request = by_card(order, "10.00", GOOD, CaptureMethod::Auto);
        client.create_payment(&request).await.unwrap();
    };
    pay("ORDER-1").await;
    let page = get(&sandbox, "/").await.body;
    let (_, seen) = page.split_once("data-seen=\"").unwrap();
    let (seen, _) = seen.split_once('"').unwrap();
    pay("ORDER-2").await;
    let query = format!("?since={seen}");
    let mut pushed = Pushed::to(&sandbox, &query).await;
    pay("ORDER-3").await;
    let mut rows = String::new();
    pushed
        .until(|event| {
            rows.push_str(text(event, "rows"));
            event["count"] == 3 && rows.contains("ORDER-3")
        })
        .await;
    let times = |order: &str| rows.matches(&format!("<td>{order}</td>")).count();
    assert_eq!(
        [times("ORDER-1"), times("ORDER-2"), times("ORDER-3")],
        [0, 1, 1],
        "{rows}"
    );
}

#[tokio::test]
async fn what_changes_is_pushed_and_nothing_else() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let pay = async |order: &str| {
        let request = by_card(order, "10.00", GOOD, CaptureMethod::Auto);
        client.create_payment(&request).await.unwrap();
    };
    pay("ORDER-<b>1").await;
    let mut pushed = Pushed::to(&sandbox, "").await;
    pay("ORDER-2").await;
    let mut seen = String::new();
    pushed
        .until(|event| {
            seen.push_str(text(event, "cards"));
            event["count"] == 2 && text(event, "rows").contains("ORDER-2")
        })
        .await;
    assert!(
        seen.contains("ORDER-2") && !seen.contains("ORDER-&lt;b&gt;1"),
        "{seen}"
    );
    // So is a checkout that waits for its customer, until it no longer does.
    let request = checkout("ORDER-3", "9.00");
    let session = client.create_checkout_session(&request).await.unwrap();
    let page = session.into_value().redirect_url.unwrap();
    pushed
        .until(|event| text(event, "checkouts").contains("Checkout of ORDER-3"))
        .await;
    sandbox.act(page.expose(), &Choice::Cancel).unwrap();
    pushed
        .until(|event| text(event, "checkouts").is_empty())
        .await;
    // What time does is pushed too: here the refund is done.
    client
        .refund_payment(&refund("ORDER-<b>1", "REFUND-1", "4.00"))
        .await
        .unwrap();
    sandbox.advance(Duration::from_secs(60));
    let mut seen = String::new();
    pushed
        .until(|event| {
            seen.push_str(text(event, "cards"));
            seen.contains("refund finished")
        })
        .await;
    assert!(
        seen.contains("ORDER-&lt;b&gt;1") && !seen.contains("<b>") && !seen.contains("ORDER-2")
    );
}

async fn act(sandbox: &Sandbox, headers: &str, form: &str) -> Raw {
    let headers = format!("Accept: text/plain\r\n{headers}");
    send(sandbox, "POST", "/_sandbox/try", &headers, form).await
}

#[tokio::test]
async fn a_person_pays_declines_and_refunds_on_the_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let elsewhere = "Origin: https://example.com\r\n";
    assert_eq!(
        act(&sandbox, elsewhere, "do=pay&amount=10.00&by=0")
            .await
            .status,
        403
    );
    assert_eq!(sandbox.look(|state| state.orders().count()), 0);
    let paid = act(&sandbox, "", "do=pay&amount=10.00&by=0&capture=auto").await;
    assert!(paid.body.ends_with(": successed."), "{}", paid.body);
    let trade = sandbox.look(|state| state.orders().next().unwrap().trade_no.clone());
    assert_eq!(sandbox.look(|state| state.balance("USD")), Decimal::TEN);
    let refunded = act(&sandbox, "", &format!("do=refund&trade={trade}")).await;
    assert!(refunded.body.contains("is accepted"), "{}", refunded.body);
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(sandbox.look(|state| state.balance("USD")), Decimal::ZERO);
    let declined = act(&sandbox, "", "do=pay&amount=10.00&by=7&capture=auto").await;
    assert!(
        declined.body.contains("The issuer declines"),
        "{}",
        declined.body
    );
    let held = act(&sandbox, "", "do=pay&amount=10.00&by=0&capture=manual").await;
    assert!(held.body.ends_with(": authorized."), "{}", held.body);
    for form in [
        "",
        "do=pay&amount=-1&by=0",
        "do=pay&amount=1&by=99",
        "do=void&trade=T0",
    ] {
        let before = sandbox.look(|state| state.orders().count());
        act(&sandbox, "", form).await;
        assert_eq!(
            sandbox.look(|state| state.orders().count()),
            before,
            "{form}"
        );
    }
    // Without a script the page is left: for the order where there is one, and for the reason where there is none.
    let plain = async |form: &str| send(&sandbox, "POST", "/_sandbox/try", "", form).await;
    let shown = plain("do=pay&amount=10.00&by=7&capture=auto").await;
    assert_eq!(
        (shown.status, shown.header("location")),
        (303, Some("/#orders"))
    );
    let told = plain("do=pay&amount=-1&by=0").await;
    assert_eq!(told.status, 200);
    assert!(
        told.body.contains(Refusal::WrongAmount.code()),
        "{}",
        told.body
    );
    // The sums again, for a spreadsheet.
    let statement = get(&sandbox, "/_sandbox/statement.csv").await.body;
    let sums: Vec<&str> = statement
        .lines()
        .skip(1)
        .map(|line| line.rsplit(',').next().unwrap())
        .collect();
    assert_eq!(sums, ["10.00", "-10.00"], "{statement}");
}

#[tokio::test]
async fn an_order_is_found_by_the_begin_of_either_number_and_older_ones_by_pages() {
    let sandbox = Sandbox::start().await.unwrap();
    for _ in 0..60 {
        act(&sandbox, "", "do=pay&amount=1.00&by=0").await;
    }
    let first = sandbox.look(|state| {
        let first = state.orders().min_by_key(|order| order.place).unwrap();
        (first.order_no.clone(), first.trade_no.clone())
    });
    let cards = |page: &Raw| page.body.matches("<article").count();
    for number in [&first.0, &first.1] {
        let found = get(&sandbox, &format!("/?q={number}")).await;
        assert!(
            cards(&found) == 1 && found.body.contains(&first.0),
            "{}",
            found.body
        );
    }
    assert_eq!(cards(&get(&sandbox, "/?q=ORDER-").await), 25);
    assert_eq!(cards(&get(&sandbox, "/?q=RDER").await), 0);
    let (mut path, mut seen) = ("/".to_owned(), 0);
    loop {
        let page = get(&sandbox, &path).await;
        seen += cards(&page);
        let Some((_, rest)) = page.body.split_once("href=\"/?before=") else {
            break;
        };
        path = format!("/?before={}", rest.split(['#', '"']).next().unwrap());
    }
    assert_eq!(seen, 60);
}

#[tokio::test]
async fn what_a_team_needs_to_know_of_a_sandbox_is_told() {
    let sandbox = Sandbox::start().await.unwrap();
    let values: Value =
        serde_json::from_str(&get(&sandbox, "/_sandbox/values").await.body).unwrap();
    let rust = sandbox.rust_example();
    for refusal in values["refusals"].as_array().unwrap() {
        let code = format!(".refused_code(\"{}\")", refusal["code"].as_str().unwrap());
        assert_eq!(
            rust.contains(&code),
            refusal["refusesForGood"] == true,
            "{code}"
        );
    }
    assert!(
        rust.contains(".state(\"failed\", StateClass::Failed)"),
        "{rust}"
    );
    assert!(!values.to_string().contains(sandbox.secret()));
    assert_eq!(values["cards"][0]["number"], GOOD);
}
