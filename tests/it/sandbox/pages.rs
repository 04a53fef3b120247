//! The live page and the cashier, over HTTP.

use gateway_sandbox::state::Status;
use gateway_sandbox::{CardOutcome, Choice, Refusal, Sandbox, Strictness, TEST_CARDS};
use online_payment_gateway::Client;
use online_payment_gateway::models::{CaptureMethod, FrontUrl};

use super::shop::*;
use super::wire::{self, Raw, exchange, get, send};

fn is_safe(page: &Raw) {
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    let lower = page.body.to_lowercase();
    assert!(
        !lower.contains("<script>") && !lower.contains(" style=") && !lower.contains(" onclick"),
        "{lower}"
    );
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
}

/// A checkout, with the path of its page.
async fn opened(sandbox: &Sandbox, client: &Client, order: &str) -> String {
    let session = client
        .create_checkout_session(&checkout(order, "42.50"))
        .await
        .unwrap()
        .into_value();
    let url = session.redirect_url.unwrap();
    url.expose()
        .strip_prefix(&sandbox.url())
        .unwrap()
        .to_owned()
}

fn nonce(page: &Raw) -> &str {
    let (_, rest) = page
        .body
        .split_once("name=\"nonce\" value=\"")
        .expect("a form");
    rest.split('"').next().unwrap()
}

async fn press(sandbox: &Sandbox, path: &str, headers: &str, form: &str) -> Raw {
    let headers = format!("Content-Type: application/x-www-form-urlencoded\r\n{headers}");
    send(sandbox, "POST", path, &headers, form).await
}

#[tokio::test]
async fn the_customer_comes_back_with_what_the_reference_says() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    for (order, choice, state) in [
        ("ORDER-1", "pay", "successed"),
        ("ORDER-2", "decline", "failed"),
        ("ORDER-3", "cancel", "canceled"),
    ] {
        let path = opened(&sandbox, &client, order).await;
        let page = get(&sandbox, &path).await;
        is_safe(&page);
        assert_eq!(page.status, 200);
        assert!(page.body.contains("42.50") && page.body.contains(order));
        let form = format!("nonce={}&method=alipay&choice={choice}", nonce(&page));
        let origin = format!(
            "Origin: {}\r\nSec-Fetch-Site: same-origin\r\n",
            sandbox.url()
        );
        let back = press(&sandbox, &path, &origin, &form).await;
        assert_eq!(back.status, 303, "{}", back.body);
        let trade_no =
            sandbox.look(|state| state.orders_of(order).next().unwrap().trade_no.clone());
        let expected = format!(
            "https://shop.example.com/return?x=1&tradeNo={trade_no}&orderNo={order}&status={state}&language=en-US&amount=42.50"
        );
        assert_eq!(back.header("location"), Some(expected.as_str()));
        let over = get(&sandbox, &path).await;
        assert!(
            over.body.contains(state) && !over.body.contains("<form"),
            "{}",
            over.body
        );
        assert_eq!(press(&sandbox, &path, "", &form).await.status, 409);
        assert_eq!(sandbox.look(|state| state.orders_of(order).count()), 1);
    }
}

#[tokio::test]
async fn the_cashier_says_for_which_goods_of_which_shop_it_asks() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let goods = || {
        vec![
            product("Book <b>", "2", "21.25"),
            product("Pen", "a box", "3.00"),
        ]
    };
    let session = checkout("ORDER-1", "45.50").product_info(goods());
    let session = client.create_checkout_session(&session).await.unwrap();
    let session = session.into_value().redirect_url.unwrap();
    // A payment that waits for its customer shows them too, and both do so after a decision.
    let wallet = payment("ORDER-2", "45.50", alipay()).product_info(goods());
    let wallet = wallet.front_url(FrontUrl::new("https://shop.example.com/return").unwrap());
    let wallet = client.create_payment(&wallet).await.unwrap();
    let wallet = wallet.into_value().pay_url.unwrap();
    for url in [session.expose(), wallet.expose()] {
        let path = url.strip_prefix(&sandbox.url()).unwrap();
        let open = get(&sandbox, path).await;
        sandbox.act(url, &Choice::Decline).unwrap();
        let over = get(&sandbox, path).await;
        for page in [open, over] {
            is_safe(&page);
            for text in [
                "<dd>https://shop.example.com</dd>",
                "<span>2 × Book &lt;b&gt;</span><span class=\"sum\">42.50 USD</span>",
                "<span>a box × Pen</span><span class=\"sum\">3.00 USD each</span>",
            ] {
                assert!(page.body.contains(text), "{text}: {}", page.body);
            }
        }
    }
}

#[tokio::test]
async fn a_forged_post_pays_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let path = opened(&sandbox, &client(&sandbox), "ORDER-1").await;
    let page = get(&sandbox, &path).await;
    let right = format!("nonce={}&method=card&choice=pay", nonce(&page));
    for (headers, form) in [
        ("", "method=card&choice=pay"),
        ("", "nonce=0&method=card&choice=pay"),
        ("Origin: https://example.com\r\n", right.as_str()),
        ("Sec-Fetch-Site: cross-site\r\n", right.as_str()),
        ("Origin: null\r\n", right.as_str()),
    ] {
        let answer = press(&sandbox, &path, headers, form).await;
        assert_eq!(answer.status, 403, "{headers}{form}");
        is_safe(&answer);
    }
    assert_eq!(sandbox.look(|state| state.orders().count()), 0);
    let other = format!("nonce={}&method=cash&choice=pay", nonce(&page));
    assert_eq!(press(&sandbox, &path, "", &other).await.status, 400);
    assert_eq!(
        press(&sandbox, "/pay/unknown", "", &right).await.status,
        404
    );
}

#[tokio::test]
async fn a_foreign_host_is_turned_away() {
    let sandbox = Sandbox::start().await.unwrap();
    let own = wire::host(&sandbox);
    let (_, port) = own.split_once(':').unwrap();
    for path in ["/", "/gateway/v1/query", "/_sandbox/events"] {
        for host in [
            "example.com".to_owned(),
            format!("127.0.0.1.example.com:{port}"),
            "127.0.0.1:1".to_owned(),
            String::new(),
        ] {
            let text = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            assert_eq!(
                exchange(&sandbox, text.as_bytes()).await.unwrap().status,
                421,
                "{host} {path}"
            );
        }
    }
    let text = format!("GET / HTTP/1.1\r\nHost: LocalHost:{port}\r\nConnection: close\r\n\r\n");
    assert_eq!(
        exchange(&sandbox, text.as_bytes()).await.unwrap().status,
        200
    );
}

#[tokio::test]
async fn the_live_page_shows_orders_and_calls_and_nothing_secret() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    client
        .create_payment(&by_card("ORDER-<b>1", "10.00", GOOD, CaptureMethod::Auto))
        .await
        .unwrap();
    let _ = client
        .create_payment(&by_card(
            "ORDER-2",
            "7.00",
            "4000000000000002",
            CaptureMethod::Auto,
        ))
        .await;
    let page = get(&sandbox, "/").await;
    is_safe(&page);
    assert!(
        page.body.contains("ORDER-&lt;b&gt;1") && !page.body.contains("<b>"),
        "{}",
        page.body
    );
    assert!(page.body.contains("createPayment") && page.body.contains(Refusal::Declined.code()));
    assert!(page.body.contains("captured") && page.body.contains("failed"));
    // The call that pays is to be copied, with its credentials and a test card; what was sent is not there.
    let (_, board) = page.body.split_once("id=\"board\"").unwrap();
    for secret in [
        sandbox.secret(),
        GOOD,
        "tok_",
        "tid_",
        "Jane",
        "203.0.113.7",
    ] {
        assert!(!board.contains(secret), "{secret}");
    }
    assert!(board.contains("cardNo: [redacted]") && board.contains("amount: 7.00"));
    assert!(page.body.contains("src=\"/_sandbox/live.js\""));
    for (path, kind) in [
        ("/_sandbox/live.js", "text/javascript"),
        ("/_sandbox/style.css", "text/css"),
        ("/_sandbox/values", "application/json"),
        ("/_sandbox/statement.csv", "text/csv"),
    ] {
        let file = get(&sandbox, path).await;
        assert_eq!(file.status, 200, "{path}");
        assert!(
            file.header("content-type").unwrap().starts_with(kind),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_the_pages_buttons_do_is_listed_and_a_decline_is_none_that_went_wrong() {
    let sandbox = Sandbox::start().await.unwrap();
    let declined = TEST_CARDS
        .iter()
        .position(|card| card.outcome == CardOutcome::Declined)
        .unwrap();
    let act = async |form: String| {
        let answer = press(&sandbox, "/_sandbox/try", "Accept: text/plain\r\n", &form).await;
        assert_eq!(answer.status, 200, "{form}: {}", answer.body);
    };
    let authorized = || {
        sandbox.look(|state| {
            let mut waiting = state
                .orders()
                .filter(|order| order.status == Status::Authorized);
            waiting.next().unwrap().trade_no.clone()
        })
    };
    act("do=pay&amount=10.00&by=0&capture=manual".to_owned()).await;
    let first = authorized();
    act(format!("do=capture&trade={first}")).await;
    act(format!("do=refund&trade={first}")).await;
    act("do=pay&amount=7.00&by=0&capture=manual".to_owned()).await;
    act(format!("do=void&trade={}", authorized())).await;
    act(format!("do=pay&amount=5.00&by={declined}")).await;
    act("do=refund&trade=none".to_owned()).await;
    let calls: Vec<_> = sandbox
        .calls()
        .into_iter()
        .map(|call| {
            assert!(call.is_by_page && call.status == Some(200), "{call:?}");
            (call.operation, call.order_no.is_some(), call.code.unwrap())
        })
        .collect();
    let code = |refusal: Refusal| refusal.code().to_owned();
    let accepted = "0000".to_owned();
    assert_eq!(
        calls,
        [
            ("createPayment", true, accepted.clone()),
            ("capturePayment", true, accepted.clone()),
            ("refundPayment", true, accepted.clone()),
            ("createPayment", true, accepted.clone()),
            ("voidPayment", true, accepted),
            ("createPayment", true, code(Refusal::Declined)),
            ("refundPayment", false, code(Refusal::UnknownOrder)),
        ]
    );
    let page = get(&sandbox, "/").await.body;
    let marks = |word: &str| page.matches(&format!("class=\"mark\">{word}<")).count();
    assert_eq!((marks("declined"), marks("wrong")), (1, 1), "{page}");
    assert_eq!(page.matches("class=\"wrong\"").count(), 1);
    assert_eq!(page.matches("refundPayment by this page").count(), 2);
    let nothing = press(&sandbox, "/_sandbox/try", "", "do=something").await;
    assert_eq!((nothing.status, sandbox.calls().len()), (400, 7));
}

#[tokio::test]
async fn a_return_address_that_is_none_of_the_web_leads_nowhere() {
    let sandbox = Sandbox::builder().rules(|rules| {
        rules.allowed.insert(Strictness::Addresses);
    });
    let sandbox = sandbox.start().await.unwrap();
    let client = client(&sandbox);
    let session = checkout("ORDER-1", "42.50")
        .front_url(online_payment_gateway::models::FrontUrl::new("javascript:alert(1)").unwrap());
    let session = client
        .create_checkout_session(&session)
        .await
        .unwrap()
        .into_value();
    let url = session.redirect_url.unwrap();
    let path = url.expose().strip_prefix(&sandbox.url()).unwrap();
    let page = get(&sandbox, path).await;
    let paid = press(
        &sandbox,
        path,
        "",
        &format!("nonce={}&method=card&choice=pay", nonce(&page)),
    )
    .await;
    assert_eq!((paid.status, paid.header("location")), (200, None));
    assert!(!paid.body.contains("javascript:"), "{}", paid.body);
}
