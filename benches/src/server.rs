//! A gateway that always says the same, as fast as it can, in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::ops::Range;
use std::process::{Child, Command, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::sample;

/// The word that makes the program this server.
pub(crate) const COMMAND: &str = "serve";

/// A server that runs until this is dropped.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    pub(crate) fn start() -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut child = Command::new(program)
            .arg(COMMAND)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("what it says");
        BufReader::new(out)
            .read_line(&mut line)
            .expect("its address");
        let address = line.trim().parse().expect("its address");
        Self { child, address }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until it is killed.
pub(crate) fn serve() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        println!("{}", listener.local_addr().expect("its address"));
        let answers: &'static Answers = Box::leak(Box::new(Answers::new()));
        tokio::spawn(stay_awake());
        loop {
            if let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, answers));
            }
        }
    });
}

/// Never lets this process sleep: to wake it would cost whoever sends to it, which no gateway on another machine does.
async fn stay_awake() {
    loop {
        tokio::task::yield_now().await;
    }
}

struct Answers {
    token: Vec<u8>,
    payment: Vec<u8>,
}

impl Answers {
    fn new() -> Self {
        let whole = |body: String| {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ndate: Tue, 06 May 2025 12:00:00 GMT";
            format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
        };
        Self {
            token: whole(sample::token_answer()),
            payment: whole(
                sample::payment_answer().replace("ORDER-2025-0001", &sample::order_no()),
            ),
        }
    }
}

async fn converse(mut stream: TcpStream, answers: &Answers) -> Option<()> {
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::with_capacity(16 * 1024);
    let mut payment = answers.payment.clone();
    loop {
        let whole = loop {
            if let Some(whole) = length(&buffer).filter(|whole| *whole <= buffer.len()) {
                break whole;
            }
            if stream.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
        };
        if buffer.starts_with(b"POST /gateway/v1/connect/token") {
            stream.write_all(&answers.token).await.ok()?;
        } else {
            let asked = order_no_in(&buffer)?;
            let shown = order_no_in(&payment)?;
            payment[shown].copy_from_slice(&buffer[asked]);
            stream.write_all(&payment).await.ok()?;
        }
        buffer.drain(..whole);
    }
}

/// Where the number of an order stands, as [`sample::order_no`] makes them.
fn order_no_in(text: &[u8]) -> Option<Range<usize>> {
    let length = sample::order_no().len();
    let at = text.windows(6).position(|begun| begun == b"ORDER-")?;
    Some(at..at + length)
}

/// How long the first request in a buffer is, with its body.
fn length(buffer: &[u8]) -> Option<usize> {
    let head = buffer.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&buffer[..head]).ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    Some(head + length.unwrap_or_default())
}
