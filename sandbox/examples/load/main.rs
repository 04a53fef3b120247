//! How much a state file and people who look on cost: `cargo run --release -p gateway-sandbox --example load`.
//!
//! 64 clients pay as fast as they can, in turns against a sandbox without a state file and one with a state file and three
//! open pages. What it prints is the share of the requests of the former that the latter takes, in this run on this machine.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gateway_sandbox::Sandbox;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const CLIENTS: usize = 64;
const PAGES: usize = 3;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("gateway-sandbox-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let outcome = compared(&folder).await;
    std::fs::remove_dir_all(&folder)?;
    outcome
}

async fn compared(folder: &Path) -> Result<(), Box<dyn Error>> {
    let (mut without, mut with) = (0, 0);
    for round in 0..ROUNDS {
        without += requests(Sandbox::start().await?, 0).await?;
        let state = folder.join(format!("{round}.state"));
        with += requests(Sandbox::builder().state_file(state).start().await?, PAGES).await?;
    }
    let seconds = u64::try_from(ROUNDS)? * ROUND.as_secs();
    let share = with * 100 / without.max(1);
    let text = format!(
        "{CLIENTS} clients: {} payments a second without a state file, {} with one and {PAGES} open pages: {share} %",
        without / seconds,
        with / seconds
    );
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}

/// How many payments are answered in one round.
async fn requests(sandbox: Sandbox, pages: usize) -> Result<u64, Box<dyn Error>> {
    let host = sandbox.url().trim_start_matches("http://").to_owned();
    let token = {
        let mut client = Connection::open(&host).await?;
        let body = format!(
            "{{\"appId\":\"{}\",\"secret\":\"{}\"}}",
            sandbox.app_id(),
            sandbox.secret()
        );
        let answer = client.call("connect/token", "", &body).await?;
        let (_, rest) = answer.split_once("\"accessToken\":\"").ok_or("no token")?;
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    let paid = Arc::new(AtomicU64::new(0));
    let mut running = JoinSet::new();
    for _ in 0..pages {
        let host = host.clone();
        running.spawn(async move {
            let mut page = TcpStream::connect(&host).await?;
            let ask = format!("GET /_sandbox/events HTTP/1.1\r\nHost: {host}\r\n\r\n");
            page.write_all(ask.as_bytes()).await?;
            tokio::io::copy(&mut page, &mut tokio::io::sink()).await?;
            Ok::<(), std::io::Error>(())
        });
    }
    let ends = Instant::now() + ROUND;
    for client in 0..CLIENTS {
        let (host, token, paid) = (host.clone(), token.clone(), Arc::clone(&paid));
        running.spawn(async move {
            let mut connection = Connection::open(&host).await?;
            for number in 0.. {
                if Instant::now() >= ends {
                    break;
                }
                let body = payment(&format!("ORDER-{client}-{number}"));
                let answer = connection.call("payment", &token, &body).await?;
                if !answer.contains("\"respCode\":\"0000\"") {
                    return Err(std::io::Error::other(answer));
                }
                paid.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        });
    }
    for _ in 0..CLIENTS {
        if let Some(ended) = running.join_next().await {
            ended??;
        }
    }
    running.shutdown().await;
    sandbox.stop().await;
    Ok(paid.load(Ordering::Relaxed))
}

fn payment(order: &str) -> String {
    format!(
        r#"{{"orderNo":"{order}","amount":"10.00","currency":"USD","paymentMethodType":"card",
"card":{{"cardNo":"4242424242424242","expiryMonth":"12","expiryYear":"2035","firstName":"Jane","lastName":"Doe",
"captureMethod":"auto"}},"deviceInfo":{{"clientIp":"203.0.113.7","language":"en-US",
"browser":{{"userAgent":"Example/1.0"}}}}}}"#
    )
}

/// A connection that stays, with no more around it than HTTP needs.
struct Connection {
    host: String,
    stream: BufReader<TcpStream>,
}

impl Connection {
    async fn open(host: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            host: host.to_owned(),
            stream: BufReader::new(stream),
        })
    }

    async fn call(&mut self, path: &str, token: &str, body: &str) -> std::io::Result<String> {
        let (host, length) = (&self.host, body.len());
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
                length = text.trim().parse().map_err(std::io::Error::other)?;
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).await?;
        String::from_utf8(answer).map_err(std::io::Error::other)
    }
}
