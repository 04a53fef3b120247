//! A server that breaks where it is told to, and counts what it saw.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What comes of what a test waits for, or nothing after so long that it will never come: a test that hangs names nobody.
pub(crate) async fn in_time<T>(future: impl Future<Output = T>) -> Option<T> {
    let patience = std::time::Duration::from_secs(120);
    tokio::time::timeout(patience, future).await.ok()
}

/// A request as it came over the wire.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn body(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// What the server does at some point of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// Goes on.
    Go,
    /// Closes in good order.
    Close,
    /// Resets the connection.
    Reset,
    /// Says nothing, and keeps the connection.
    Silence,
    /// Sends these bytes and goes on with the next request.
    Send(Vec<u8>),
    /// Sends these bytes and closes in good order.
    SendAndClose(Vec<u8>),
    /// Sends these bytes and resets.
    SendAndReset(Vec<u8>),
    /// Sends these bytes and then nothing more.
    SendAndStall(Vec<u8>),
    /// Sends these bytes and then a space now and again, without an end.
    SendAndDrip(Vec<u8>),
}

/// What the server does, at three points; the number is that of the connection or of the request, from 1.
pub(crate) trait Script: Send + Sync + 'static {
    fn on_accept(&self, _connection: usize) -> Act {
        Act::Go
    }

    fn on_head(&self, _request: usize, _head: &Seen) -> Act {
        Act::Go
    }

    fn on_request(&self, request: usize, seen: &Seen) -> Act;
}

impl<F: Fn(usize, &Seen) -> Act + Send + Sync + 'static> Script for F {
    fn on_request(&self, request: usize, seen: &Seen) -> Act {
        self(request, seen)
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) connections: usize,
    /// Requests whose head came.
    pub(crate) begun: usize,
    /// Requests that came whole.
    pub(crate) whole: usize,
}

pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    counts: watch::Receiver<Counts>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(script: impl Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, counts) = watch::channel(Counts::default());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let state = Arc::new(State {
            script,
            counts: sender,
            seen: Arc::clone(&seen),
        });
        let task = tokio::spawn(async move {
            // Connections end with the server, when this set is dropped.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(Arc::clone(&state).serve(stream));
            }
        });
        Self {
            address,
            seen,
            counts,
            task,
        }
    }

    /// An address on which nobody listens.
    pub(crate) async fn nobody() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn counts(&self) -> Counts {
        *self.counts.borrow()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits until the counts fulfil a condition.
    pub(crate) async fn until(&self, condition: impl Fn(Counts) -> bool) {
        let mut counts = self.counts.clone();
        let fulfilled = in_time(counts.wait_for(|counts| condition(*counts))).await;
        assert!(
            fulfilled.is_some_and(|counts| counts.is_ok()),
            "what the test waits for did not come: {:?}",
            *self.counts.borrow()
        );
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct State<S> {
    script: S,
    counts: watch::Sender<Counts>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl<S: Script> State<S> {
    async fn serve(self: Arc<Self>, mut stream: TcpStream) {
        let mut number = 0;
        self.counts.send_modify(|counts| {
            counts.connections += 1;
            number = counts.connections;
        });
        let first = self.script.on_accept(number);
        if first != Act::Go {
            // The request has arrived, unread: so what the client could write before does not depend on who is quicker.
            let _ = stream.readable().await;
            act(&mut stream, first, false).await;
            return;
        }
        let mut buffer = Vec::new();
        while let Some((head, size)) = read_head(&mut stream, &mut buffer).await {
            let mut request = 0;
            self.counts.send_modify(|counts| {
                counts.begun += 1;
                request = counts.begun;
            });
            if !act(&mut stream, self.script.on_head(request, &head), false).await {
                return;
            }
            let mut seen = head;
            while buffer.len() < size {
                if stream.read_buf(&mut buffer).await.unwrap_or(0) == 0 {
                    return;
                }
            }
            seen.body = buffer.drain(..size).collect();
            self.seen.lock().unwrap().push(seen.clone());
            self.counts.send_modify(|counts| counts.whole += 1);
            if !act(&mut stream, self.script.on_request(request, &seen), true).await {
                return;
            }
        }
    }
}

/// Does it, and says whether to go on. `drain` waits for the other side to close before closing.
async fn act(stream: &mut TcpStream, act: Act, drain: bool) -> bool {
    let (bytes, then) = match act {
        Act::Send(bytes) => (bytes, Act::Go),
        Act::SendAndClose(bytes) => (bytes, Act::Close),
        Act::SendAndReset(bytes) => (bytes, Act::Reset),
        Act::SendAndStall(bytes) => (bytes, Act::Silence),
        Act::SendAndDrip(bytes) => {
            if stream.write_all(&bytes).await.is_err() {
                return false;
            }
            while stream.write_all(b" ").await.is_ok() && stream.flush().await.is_ok() {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
            return false;
        }
        other => (Vec::new(), other),
    };
    if stream.write_all(&bytes).await.is_err() || stream.flush().await.is_err() {
        return false;
    }
    match then {
        Act::Silence => std::future::pending().await,
        Act::Reset => {
            // Bytes that were not read would be answered with a reset as well; this one comes at once, in any case.
            stream.set_zero_linger().unwrap();
            false
        }
        Act::Close => {
            let _ = stream.shutdown().await;
            if drain || !bytes.is_empty() {
                // What the other side still sends would be answered with a reset, which could overtake what was sent.
                let _ = stream.read_to_end(&mut Vec::new()).await;
            }
            false
        }
        _ => true,
    }
}

/// Reads a request up to its empty line; gives it with the size of its body, which may have begun to come.
async fn read_head(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<(Seen, usize)> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(buffer).await.unwrap_or(0) == 0 {
            return None;
        }
    };
    let head: Vec<u8> = buffer.drain(..end + 4).collect();
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let seen = Seen {
        method: first.next()?.to_owned(),
        target: first.next()?.to_owned(),
        headers,
        body: Vec::new(),
    };
    let size = seen
        .header("content-length")
        .map_or(0, |size| size.parse().unwrap());
    Some((seen, size))
}

/// A whole answer with a JSON body.
pub(crate) fn answer(status: u16, body: &str) -> Act {
    Act::Send(reply(status, "", body))
}

/// The bytes of an answer; `headers` are whole lines.
pub(crate) fn reply(status: u16, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} Answer\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}
