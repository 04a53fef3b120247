//! Peers that hold on, over real sockets.

use std::io::ErrorKind;
use std::time::Instant;

use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::AbortHandle;

use super::*;

/// How long the listeners of these tests wait for a peer.
const SHORT: Duration = Duration::from_millis(200);
/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(600);
/// How long a connection may go on that is to be closed after `SHORT`, on a busy machine.
const IN_TIME: Duration = Duration::from_secs(20);

struct Listening {
    address: std::net::SocketAddr,
    task: AbortHandle,
    /// Lets one request for `/held` go on.
    held: Arc<Notify>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listening(places: usize, patience: Duration) -> Listening {
    let held = Arc::new(Notify::new());
    let holder = Arc::clone(&held);
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/large", get(|| async { "x".repeat(64 << 20) }))
        .route(
            "/held",
            get(|request: Request<Body>| async move {
                let _busy = request.extensions().get::<Wire>().map(Wire::busy);
                holder.notified().await;
                "held"
            }),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let task = tokio::spawn(async move {
        Door::new(router, places, patience).accept(&listener).await;
    });
    Listening {
        address,
        task: task.abort_handle(),
        held,
    }
}

impl Listening {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn asked(&self, path: &str) -> TcpStream {
        let mut stream = self.connect().await;
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }

    async fn answers(&self) -> bool {
        let mut stream = self.asked("/").await;
        matches!(read(&mut stream).await, Ok(text) if text.ends_with("here"))
    }
}

/// Reads what comes at once.
async fn read(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut bytes = [0; 4096];
    let reading = tokio::time::timeout(IN_TIME, stream.read(&mut bytes));
    let count = reading.await.map_err(|_| ErrorKind::TimedOut)??;
    Ok(String::from_utf8_lossy(&bytes[..count]).into_owned())
}

/// Waits until a stream is closed by the other side, and reads no more than so many bytes every 10 ms.
async fn is_closed_for(stream: &TcpStream, slow: usize) -> bool {
    let began = Instant::now();
    let mut bytes = vec![0; slow];
    while began.elapsed() < IN_TIME {
        if matches!(stream.try_write(b"x"), Err(error) if error.kind() != ErrorKind::WouldBlock) {
            return true;
        }
        let _ = stream.try_read(&mut bytes);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}

#[tokio::test]
async fn a_peer_that_never_reads_is_closed_in_time() {
    let listening = listening(64, SHORT).await;
    let mut streams = Vec::new();
    for _ in 0..8 {
        streams.push(listening.asked("/large").await);
    }
    for stream in &streams {
        assert!(is_closed_for(stream, 0).await);
    }
}

#[tokio::test]
async fn a_peer_that_reads_slowly_is_closed_in_time() {
    let listening = listening(64, SHORT).await;
    for slow in [1, 1 << 16] {
        let stream = listening.asked("/large").await;
        assert!(is_closed_for(&stream, slow).await, "{slow}");
    }
}

#[tokio::test]
async fn a_peer_that_never_sends_is_closed_in_time_also_after_an_answer() {
    let listening = listening(64, SHORT).await;
    let mut silent = listening.connect().await;
    assert!(read(&mut silent).await.is_ok_and(|text| text.is_empty()));
    let mut idle = listening.asked("/").await;
    assert!(read(&mut idle).await.is_ok_and(|text| !text.is_empty()));
    assert!(read(&mut idle).await.is_ok_and(|text| text.is_empty()));
}

#[tokio::test]
async fn a_peer_that_sends_a_byte_at_a_time_is_closed_in_time() {
    let listening = listening(64, SHORT).await;
    let mut stream = listening.connect().await;
    let began = Instant::now();
    stream.write_all(b"GET / HTTP/1.1\r\nX: ").await.unwrap();
    while stream.write_all(b"x").await.is_ok() {
        assert!(began.elapsed() < IN_TIME);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn who_holds_every_place_gives_way_and_who_is_served_does_not() {
    let listening = listening(8, LONG).await;
    let mut served = listening.asked("/held").await;
    // Its request is taken when the place that comes after it is.
    assert!(listening.answers().await);
    let mut holding = Vec::new();
    for round in 0..50 {
        holding.push(match round % 2 {
            0 => listening.connect().await,
            _ => listening.asked("/large").await,
        });
        assert!(listening.answers().await, "{round}");
    }
    listening.held.notify_one();
    let answer = read(&mut served).await.unwrap();
    assert!(answer.ends_with("held"), "{answer}");
}
