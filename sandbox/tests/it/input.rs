//! Bad input of every kind: answered or cut off, and nothing comes of it.

use std::time::Duration;

use gateway_sandbox::{Refusal, Sandbox, Strictness};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::wire::{self, send, token};

const QUERY: &str = "/gateway/v1/query";

async fn post(sandbox: &Sandbox, path: &str, headers: &str, body: &str) -> wire::Raw {
    let headers = format!("Authorization: {}\r\n{headers}", token(sandbox).await);
    send(sandbox, "POST", path, &headers, body).await
}

#[tokio::test]
async fn findings_name_the_fields_and_never_the_values() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = "{\"orderNo\":\"abc\",\"tradeNo\":7,\"paymentMethodType\":\"card\"}";
    let answer = post(&sandbox, QUERY, "", body).await;
    assert_eq!(answer.status, 200);
    let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(json["respCode"], Refusal::InvalidRequest.code());
    let paths: Vec<&str> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["/tradeNo", "/orderNo"]);
    assert!(!answer.body.contains("abc"), "{}", answer.body);
    let empty = post(&sandbox, "/gateway/v1/capture", "", "{}").await;
    assert!(empty.body.contains("/captureAmount"), "{}", empty.body);
}

/// Each of them ended the process, or held it up for minutes.
#[tokio::test]
async fn a_number_of_any_length_and_a_list_of_any_length_are_answered() {
    let sandbox = Sandbox::builder().rules(|rules| {
        rules.allowed.insert(Strictness::Amounts);
    });
    let sandbox = sandbox.start().await.unwrap();
    let zeros = "0".repeat(200_000);
    let capture = format!("{{\"orderNo\":\"ORDER-1\",\"captureAmount\":\"{zeros}1\"}}");
    let answer = post(&sandbox, "/gateway/v1/capture", "", &capture).await;
    assert_eq!(answer.status, 200);
    assert!(!answer.body.contains("/captureAmount"), "{}", answer.body);
    let list = format!("[{}{{}}]", "{\"orderNo\":\"x\"},".repeat(40_000));
    let batch = "/gateway/v1/shipping/tracking-batch";
    let answer = post(&sandbox, batch, "", &list).await;
    assert!(answer.body.len() < 50_000, "{}", answer.body.len());
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let json = "{\"orderNo\":\"ORDER-1\",\"paymentMethodType\":\"card\"}";
    let deep = format!(
        "{{\"orderNo\":{}1{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let cases = [
        ("", "", "must be JSON"),
        ("", "not json", "must be JSON"),
        ("", "{\"orderNo\":", "must be JSON"),
        ("", "[]", "is a list where an object"),
        ("", deep.as_str(), "is a list where a string"),
        (
            "Content-Type: text/html\r\n",
            json,
            "must be sent as application/json",
        ),
        (
            "Content-Type: application/json; charset=gb2312\r\n",
            json,
            "must be sent as application/json",
        ),
    ];
    for (headers, body, expected) in cases {
        let answer = post(&sandbox, QUERY, headers, body).await;
        assert_eq!(answer.status, 200);
        assert!(
            answer.body.contains(Refusal::InvalidRequest.code()),
            "{}",
            answer.body
        );
        assert!(answer.body.contains(expected), "{}", answer.body);
    }
    let utf8 = post(
        &sandbox,
        QUERY,
        "Content-Type: application/json; charset=UTF-8\r\n",
        json,
    )
    .await;
    assert!(
        utf8.body.contains(Refusal::UnknownOrder.code()),
        "{}",
        utf8.body
    );
}

#[tokio::test]
async fn without_a_valid_token_nothing_is_said() {
    let sandbox = Sandbox::start().await.unwrap();
    for headers in [
        "",
        "Authorization: nonsense\r\n",
        "Authorization: Bearer nonsense\r\n",
    ] {
        let answer = send(&sandbox, "POST", QUERY, headers, "{}").await;
        assert_eq!((answer.status, answer.body.as_str()), (401, ""));
    }
    let headers = format!("Authorization: Bearer {}\r\n", token(&sandbox).await);
    assert_eq!(
        send(&sandbox, "POST", QUERY, &headers, "{}").await.status,
        200
    );
    assert_eq!(send(&sandbox, "GET", QUERY, "", "").await.status, 405);
    assert_eq!(
        send(&sandbox, "POST", "/gateway/v2/query", "", "")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a_huge_body_is_cut_off() {
    let sandbox = Sandbox::start().await.unwrap();
    let host = wire::host(&sandbox);
    let mut text =
        format!("POST {QUERY} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4000000\r\n\r\n")
            .into_bytes();
    text.resize(text.len() + 1_200_000, b' ');
    let answer = wire::exchange(&sandbox, &text).await;
    // The answer can be lost when the connection closes while more is on its way; that it closes is what counts.
    assert!(answer.is_none_or(|answer| answer.status == 413));
    let head = format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\nX-Long: {}\r\n\r\n",
        "x".repeat(200_000)
    );
    let answer = wire::exchange(&sandbox, head.as_bytes()).await;
    assert!(answer.is_none_or(|answer| answer.status == 431));
    assert_eq!(wire::get(&sandbox, "/").await.status, 200);
}

/// On a paused clock: tokio jumps to the next timer whenever nothing else is to be done.
#[tokio::test(start_paused = true)]
async fn a_slow_sender_is_cut_off() {
    let sandbox = Sandbox::start().await.unwrap();
    let host = wire::host(&sandbox);
    for begun in [
        "POST /gateway".to_owned(),
        format!(
            "POST {QUERY} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100\r\n\r\n{{\"orderNo\""
        ),
    ] {
        let mut stream = TcpStream::connect(&host).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let closed =
            tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut answer)).await;
        assert!(closed.is_ok(), "still open: {begun}");
        let text = String::from_utf8_lossy(&answer);
        assert!(
            text.is_empty() || text.starts_with("HTTP/1.1 408"),
            "{text}"
        );
    }
}
