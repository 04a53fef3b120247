//! HTTP by hand, for what the client would never send.

use gateway_sandbox::Sandbox;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer as text.
pub(crate) struct Raw {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Raw {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

pub(crate) fn host(sandbox: &Sandbox) -> String {
    sandbox.url().trim_start_matches("http://").to_owned()
}

/// Sends bytes and reads until the connection closes.
pub(crate) async fn exchange(sandbox: &Sandbox, bytes: &[u8]) -> Option<Raw> {
    let mut stream = TcpStream::connect(host(sandbox)).await.unwrap();
    // The other side may answer and close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Raw {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

/// A request with these headers beside its host and length.
pub(crate) async fn send(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> Raw {
    let host = host(sandbox);
    let length = body.len();
    let text = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    exchange(sandbox, text.as_bytes()).await.unwrap()
}

pub(crate) async fn get(sandbox: &Sandbox, path: &str) -> Raw {
    send(sandbox, "GET", path, "", "").await
}

/// A token, as the sandbox issues it.
pub(crate) async fn token(sandbox: &Sandbox) -> String {
    let body = format!(
        "{{\"appId\":\"{}\",\"secret\":\"{}\"}}",
        sandbox.app_id(),
        sandbox.secret()
    );
    let answer = send(sandbox, "POST", "/gateway/v1/connect/token", "", &body).await;
    let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    json["accessToken"].as_str().unwrap().to_owned()
}
