//! A proxy that makes no tunnel says so, and is believed at once.

use std::time::Duration;

use gateway_runtime::{Evidence, Failure, Gateway, Reason};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::api::{API, config, pay, run};

/// What a payment comes to that is sent through a proxy which gives this answer, a part at a time, and then neither
/// speaks nor closes.
fn through(parts: Vec<Vec<u8>>) -> String {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let served = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                assert!(stream.read_buf(&mut head).await.unwrap() > 0);
            }
            for part in parts {
                // One that has gone has heard enough.
                if stream.write_all(&part).await.is_err() {
                    break;
                }
                super::settle().await;
            }
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
            rest
        });
        let config = config("https://gateway.example.com").proxy(url);
        let gateway = Gateway::new(&API, config.connect_timeout(Duration::from_secs(60))).unwrap();
        let failure = pay(&gateway).await.unwrap_err();
        let Failure::NotSent(not_sent) = &failure else {
            panic!("{failure}")
        };
        assert_eq!(
            (not_sent.reason(), failure.evidence()),
            (Reason::Proxy, Evidence::NeverSent),
            "{failure}"
        );
        assert_eq!(
            served.await.unwrap(),
            b"",
            "something was sent to the proxy"
        );
        failure.to_string()
    })
}

#[test]
fn its_status_is_told_whatever_stands_behind_it() {
    for (answer, said) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 13\r\n\r\n<html></html>",
            "status 407",
        ),
        ("HTTP/1.0 502 Bad Gateway\r\n\r\n<html>", "status 502"),
        ("HTTP/1.1 199 Nearly\r\n\r\n", "status 199"),
        ("HTTP/1.1 300 Elsewhere\r\n\r\n", "status 300"),
        ("SSH-2.0-OpenSSH_9.6\r\n\r\n", "no HTTP"),
        ("\r\n\r\n", "no HTTP"),
        ("HTTP/1.1 200 OK\r\n\r\n<html>", "more than a tunnel"),
    ] {
        let told = through(vec![answer.into()]);
        assert!(told.contains(said), "{answer:?}: {told}");
    }
}

#[test]
fn an_answer_that_comes_in_pieces_is_put_together() {
    let answer = b"HTTP/1.1 403 No\r\nvia: test\r\n\r\n";
    let told = through(answer.iter().map(|byte| vec![*byte]).collect());
    assert!(told.contains("status 403"), "{told}");
}

#[test]
fn an_answer_without_an_end_is_not_read_for_ever() {
    let told = through(vec![
        b"HTTP/1.1 200 OK\r\nx: ".to_vec(),
        vec![b'x'; 64 * 1024],
    ]);
    assert!(!told.contains("status"), "{told}");
    // A head of 16 KiB is one.
    let padding = 16 * 1024 - "HTTP/1.1 403 No\r\nx: ".len();
    for (padding, is_read) in [(padding, true), (padding + 1, false)] {
        let head = format!("HTTP/1.1 403 No\r\nx: {}", "x".repeat(padding));
        let told = through(vec![format!("{head}\r\n\r\n").into_bytes()]);
        assert_eq!(told.contains("status 403"), is_read, "{told}");
    }
}
