//! Who reaches a sandbox, and that two of a seed are one.

use std::net::Ipv4Addr;
use std::time::{Duration, UNIX_EPOCH};

use gateway_sandbox::{Fault, FaultRun, MovableClock, Sandbox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request to a port of this machine by the name that stands in its headers.
async fn ask(port: u16, line: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .await
        .unwrap();
    let length = body.len();
    let text = format!(
        "{line} HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap()
}

/// A port that was free a moment ago.
async fn free_port() -> u16 {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .unwrap();
    listener.local_addr().unwrap().port()
}

#[tokio::test]
async fn where_others_reach_it_who_looks_or_gives_orders_needs_the_secret() {
    let port = free_port().await;
    let builder = Sandbox::builder()
        .port(port)
        .bind(Ipv4Addr::UNSPECIFIED.into());
    let builder = builder.allow_host("sandbox").rules(|rules| {
        rules.app_id = Some("an-app".to_owned());
        rules.secret = Some("a-secret".to_owned());
    });
    let sandbox = builder.start().await.unwrap();
    assert!(sandbox.is_open());
    assert_eq!(sandbox.url(), format!("http://sandbox:{port}"));
    let own = format!("Host: sandbox:{port}\r\n");
    // an-app:a-secret
    let right = format!("{own}Authorization: Basic YW4tYXBwOmEtc2VjcmV0\r\n");
    let wrong = format!("{own}Authorization: Basic YW4tYXBwOmEtc2VjcmVU\r\n");
    for line in [
        "GET /",
        "GET /_sandbox/events",
        "GET /_sandbox/values",
        "GET /_sandbox/statement.csv",
        "POST /_sandbox/try",
        "POST /_sandbox/faults",
        "POST /_sandbox/clock",
        "DELETE /_sandbox/tokens",
    ] {
        for headers in [&own, &wrong] {
            let answer = ask(port, line, headers, "").await;
            assert!(
                status(&answer) == "401" && answer.contains("Basic realm"),
                "{line}: {answer}"
            );
        }
    }
    for line in ["GET /", "GET /_sandbox/values", "DELETE /_sandbox/tokens"] {
        let answer = ask(port, line, &right, "").await;
        assert!(answer.starts_with("HTTP/1.1 20"), "{line}: {answer}");
    }
    assert_eq!(
        status(&ask(port, "GET /pay/unknown", &own, "").await),
        "404"
    );
    let body = "{\"appId\":\"an-app\",\"secret\":\"a-secret\"}";
    let answer = ask(port, "POST /gateway/v1/connect/token", &own, body).await;
    assert!(answer.contains("accessToken"), "{answer}");
    let answer = ask(port, "GET /", "Host: example.com\r\n", "").await;
    assert_eq!(status(&answer), "421");
}

/// Everything that a sandbox answers to the same requests.
async fn answers() -> Vec<String> {
    let port = free_port().await;
    let faults = [
        Fault::Refuse,
        Fault::WrongType,
        Fault::StatusAfter(503),
        Fault::HtmlBefore,
    ];
    let builder = Sandbox::builder()
        .port(port)
        .allow_host("sandbox:1")
        .seed(7)
        .clock(MovableClock::standing_at(
            UNIX_EPOCH + Duration::from_secs(1_800_000_000),
        ))
        .faults(FaultRun::new(7, 300, faults).sparing_tokens());
    let sandbox = builder.start().await.unwrap();
    let host = "Host: sandbox:1\r\n";
    let body = format!(
        "{{\"appId\":\"{}\",\"secret\":\"{}\"}}",
        sandbox.app_id(),
        sandbox.secret()
    );
    let token = ask(port, "POST /gateway/v1/connect/token", host, &body).await;
    let (_, rest) = token.split_once("\"accessToken\":\"").unwrap();
    let headers = format!(
        "{host}Authorization: {}\r\n",
        rest.split('"').next().unwrap()
    );
    let mut answers = vec![token.clone()];
    for number in 0..20 {
        let checkout = format!(
            "{{\"orderNo\":\"ORDER-{number}\",\"amount\":\"1.00\",\"currency\":\"USD\",\"captureMethod\":\"auto\"}}"
        );
        answers.push(ask(port, "POST /gateway/v1/cashier/order", &headers, &checkout).await);
        let query = format!("{{\"orderNo\":\"ORDER-{number}\",\"paymentMethodType\":\"card\"}}");
        answers.push(ask(port, "POST /gateway/v1/query", &headers, &query).await);
        let pay = "do=pay&amount=1.00&by=11";
        answers.push(ask(port, "POST /_sandbox/try", host, pay).await);
        sandbox.advance(Duration::from_secs(1));
    }
    for path in ["/_sandbox/statement.csv", "/_sandbox/values", "/"] {
        answers.push(ask(port, &format!("GET {path}"), host, "").await);
    }
    answers
}

#[tokio::test]
async fn the_same_requests_to_the_same_seed_get_the_same_answers() {
    let (one, other) = (answers().await, answers().await);
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
    // Among them are faults, and no call for a token is one.
    assert!(one.iter().any(|answer| answer.contains(" 503 ")));
    assert!(one.iter().any(|answer| answer.contains("redirectUrl")));
}
