use std::error::Error;
use std::io;

use gateway_sandbox::Sandbox;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// The address of a sandbox, and what a client needs to call it.
#[derive(Clone)]
pub(crate) struct Way {
    host: String,
    token: String,
}

impl Way {
    pub(crate) async fn to(sandbox: &Sandbox) -> Result<Self, Box<dyn Error>> {
        let host = sandbox.url().trim_start_matches("http://").to_owned();
        let token = String::new();
        let mut client = Self { host, token }.connect().await?;
        let body = format!(
            "{{\"appId\":\"{}\",\"secret\":\"{}\"}}",
            sandbox.app_id(),
            sandbox.secret()
        );
        let answer = client.call("connect/token", &body).await?;
        let (_, rest) = answer.split_once("\"accessToken\":\"").ok_or("no token")?;
        client.way.token = rest.split('"').next().unwrap_or_default().to_owned();
        Ok(client.way)
    }

    pub(crate) async fn connect(&self) -> io::Result<Connection> {
        let stream = TcpStream::connect(&self.host).await?;
        stream.set_nodelay(true)?;
        Ok(Connection {
            way: self.clone(),
            stream: BufReader::new(stream),
        })
    }

    /// People who look on, until they are dropped.
    pub(crate) fn open_pages(&self, count: usize) -> JoinSet<io::Result<u64>> {
        let mut pages = JoinSet::new();
        for _ in 0..count {
            let host = self.host.clone();
            pages.spawn(async move {
                let mut page = TcpStream::connect(&host).await?;
                let ask = format!("GET /_sandbox/events HTTP/1.1\r\nHost: {host}\r\n\r\n");
                page.write_all(ask.as_bytes()).await?;
                tokio::io::copy(&mut page, &mut tokio::io::sink()).await
            });
        }
        pages
    }
}

/// A connection that stays, with no more around it than HTTP needs.
pub(crate) struct Connection {
    way: Way,
    stream: BufReader<TcpStream>,
}

impl Connection {
    pub(crate) async fn pay(&mut self, order: &str) -> io::Result<()> {
        let body = format!(
            r#"{{"orderNo":"{order}","amount":"10.00","currency":"USD","paymentMethodType":"card",
"card":{{"cardNo":"4242424242424242","expiryMonth":"12","expiryYear":"2035","firstName":"Jane","lastName":"Doe",
"captureMethod":"auto"}},"deviceInfo":{{"clientIp":"203.0.113.7","language":"en-US",
"browser":{{"userAgent":"Example/1.0"}}}}}}"#
        );
        self.accepted("payment", &body).await
    }

    pub(crate) async fn query(&mut self, order: &str) -> io::Result<()> {
        let body = format!(r#"{{"orderNo":"{order}","paymentMethodType":"card"}}"#);
        self.accepted("query", &body).await
    }

    async fn accepted(&mut self, path: &str, body: &str) -> io::Result<()> {
        let answer = self.call(path, body).await?;
        if answer.contains("\"respCode\":\"0000\"") {
            return Ok(());
        }
        Err(io::Error::other(answer))
    }

    async fn call(&mut self, path: &str, body: &str) -> io::Result<String> {
        let (host, token, length) = (&self.way.host, &self.way.token, body.len());
        let request = format!(
            "POST /gateway/v1/{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {token}\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).await?;
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(text) = line.strip_prefix("content-length:") {
                length = text.trim().parse().map_err(io::Error::other)?;
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).await?;
        String::from_utf8(answer).map_err(io::Error::other)
    }
}
