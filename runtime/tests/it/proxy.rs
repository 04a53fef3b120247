//! A proxy sees the name of the gateway and nothing else.

use std::sync::{Arc, Mutex};

use gateway_runtime::{BadAddress, Config, ConfigError, Failure, Gateway, Reason};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::rustls::version::TLS13;

use super::api::{API, config, pay, run};
use super::secure::Secure;
use super::server::Server;

/// A proxy that answers every request with `answer`, and passes on what follows if `passes_on`.
async fn proxy(answer: &'static str, passes_on: bool) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                assert!(stream.read_buf(&mut head).await.unwrap() > 0);
            }
            let head = String::from_utf8(head).unwrap();
            let port: u16 = head.split([':', ' ']).nth(2).unwrap().parse().unwrap();
            seen.lock().unwrap().push(head);
            stream.write_all(answer.as_bytes()).await.unwrap();
            if passes_on {
                let mut gateway = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                tokio::spawn(async move {
                    tokio::io::copy_bidirectional(&mut stream, &mut gateway).await
                });
            }
        }
    });
    (url, heads)
}

fn through(server: &Secure, proxy: &str) -> Gateway {
    let config = config(&format!("https://localhost:{}", server.port))
        .root_certificates(server.certificate.clone());
    Gateway::new(&API, config.proxy(proxy).proxy_login("user", "word")).unwrap()
}

#[test]
fn a_tunnel_carries_payments_that_the_proxy_cannot_read() {
    run(async {
        let server = Secure::start("localhost", &TLS13, false).await;
        let (url, heads) = proxy(
            "HTTP/1.1 200 Connection established\r\nvia: test\r\n\r\n",
            true,
        )
        .await;
        let gateway = through(&server, &url);
        for _ in 0..2 {
            pay(&gateway).await.unwrap();
        }
        let target = format!("localhost:{}", server.port);
        let head = format!(
            "CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nProxy-Authorization: Basic dXNlcjp3b3Jk\r\n\r\n"
        );
        assert_eq!(*heads.lock().unwrap(), [head]);
        assert_eq!(server.counts(), (1, 2));
    });
}

#[test]
fn a_proxy_that_makes_no_tunnel_is_no_loss() {
    for answer in [
        "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/1.1 200\r\n\r\n<html>",
        "",
    ] {
        run(async {
            let server = Secure::start("localhost", &TLS13, false).await;
            let (url, _) = proxy(answer, false).await;
            let failure = pay(&through(&server, &url)).await.unwrap_err();
            // One that says 200 and then nothing sensible fails in the handshake.
            let Failure::NotSent(not_sent) = &failure else {
                panic!("{failure}")
            };
            assert!(
                matches!(not_sent.reason(), Reason::Proxy | Reason::Tls),
                "{failure}"
            );
            assert_eq!(server.counts(), (0, 0));
        });
    }
}

#[test]
fn a_loopback_address_is_reached_without_the_proxy() {
    run(async {
        let server = Server::start(|_: usize, _: &super::server::Seen| {
            super::server::answer(200, super::api::ACCEPTED)
        })
        .await;
        let gateway =
            Gateway::new(&API, config(&server.url()).proxy(Server::nobody().await)).unwrap();
        pay(&gateway).await.unwrap();
    });
}

#[test]
fn only_a_plain_proxy_is_taken() {
    let with = |proxy| {
        Gateway::new(
            &API,
            Config::new("https://gateway.example.com")
                .credential("k")
                .proxy(proxy),
        )
        .map(|_| ())
        .unwrap_err()
    };
    assert_eq!(
        with("https://proxy.example.com"),
        ConfigError::Proxy(BadAddress::ProxyKind)
    );
    assert_eq!(
        with("http://proxy.example.com/path"),
        ConfigError::Proxy(BadAddress::Proxy)
    );
    assert_eq!(
        with("http://user:word@proxy.example.com"),
        ConfigError::Proxy(BadAddress::UserInfo)
    );
    assert_eq!(
        with("proxy.example.com:3128"),
        ConfigError::Proxy(BadAddress::ProxyKind)
    );
}
