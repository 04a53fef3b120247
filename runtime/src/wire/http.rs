//! Our own transport: HTTP/1.1 by hyper, over connections of our own.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use hyper::body::{Body, Incoming as HyperBody};
use hyper::client::conn::http1;

use crate::record::evidence::Reason;
use crate::record::future::{BoxFuture, boxed};
use crate::wire::address::{Address, BadAddress};
use crate::wire::config_error::ConfigError;
use crate::wire::connect::Connector;
use crate::wire::doubt::Doubt;
use crate::wire::head::{LARGEST, MOST_HEADERS};
use crate::wire::io::Wire;
use crate::wire::outgoing::{Incoming, Outgoing};
use crate::wire::pool::{Drive, Line, OneShot, Pool, runtime};
use crate::wire::reach::Reach;
use crate::wire::transport::{Limits, Transport, TransportError};

/// The transport that is used unless another is given.
pub(crate) struct Http {
    connector: Connector,
    host: HeaderValue,
    pub(super) pool: Pool,
    idle: Duration,
}

impl Http {
    /// Prepares to reach the address; nothing is connected yet.
    pub(crate) fn configured(address: &Address, reach: &Reach) -> Result<Self, ConfigError> {
        let host = HeaderValue::from_str(&address.authority())
            .map_err(|_| ConfigError::Address(BadAddress::NoUrl))?;
        Ok(Self {
            connector: Connector::configured(address, reach)?,
            host,
            pool: Pool::default(),
            idle: reach.idle,
        })
    }

    pub(super) async fn send(
        &self,
        outgoing: &Outgoing,
        limits: &Limits,
    ) -> Result<Incoming, TransportError> {
        outgoing.not_yet_written();
        let idle = match outgoing.wants_fresh_connection() {
            true => None,
            false => self.pool.take(limits.clock.monotonic()).await,
        };
        if let Some(line) = idle {
            match self.send_on(line, outgoing, limits).await {
                // The only thing that is ever sent again below the retries: a request of which not one byte was taken
                // by the connection, which had been closed while it was idle.
                Err(error) if error == TransportError::never_sent(Reason::Unwritten) => {
                    outgoing.not_yet_written()
                }
                outcome => return outcome,
            }
        }
        // Rare, and of more steps than all the rest: it has room of its own only where it happens.
        let line = Box::pin(self.connect(limits)).await?;
        self.send_on(line, outgoing, limits).await
    }

    async fn connect(&self, limits: &Limits) -> Result<Line, TransportError> {
        shake_hands(self.connector.connect(limits).await?).await
    }

    pub(super) async fn send_on(
        &self,
        mut line: Line,
        outgoing: &Outgoing,
        limits: &Limits,
    ) -> Result<Incoming, TransportError> {
        let request = self.request(outgoing)?;
        if limits.is_too_late() {
            // A thread that was busy with something else finds the connection made when nobody waits any more.
            return Err(TransportError::never_sent(Reason::Deadline));
        }
        line.meter.reset();
        outgoing.writing();
        let head = limits.in_time(pin!(head(&mut line, request))).await;
        let moved = line.meter.has_moved();
        let response = match head {
            Some(Ok(response)) => response,
            Some(Err(_)) if !moved => return Err(TransportError::never_sent(Reason::Unwritten)),
            Some(Err(Reason::NotHttp)) => {
                let failed = TransportError::may_have_been_sent;
                return Err(match line.meter.head.lock().exceeded() {
                    Some(bound) => failed(Reason::HeadTooLarge).because(bound),
                    None => failed(Reason::NotHttp),
                });
            }
            Some(Err(failed)) => return Err(TransportError::may_have_been_sent(failed)),
            None if !moved => return Err(TransportError::never_sent(Reason::Deadline)),
            None => return Err(TransportError::may_have_been_sent(Reason::Timeout)),
        };
        let (parts, mut body) = response.into_parts();
        let is_anomalous = line.meter.head.lock().is_anomalous()
            || is_framed_anomalously(parts.status, &parts.headers);
        let rests = (!is_anomalous).then(|| rests(&parts.headers, self.idle));
        let mut incoming = Incoming::new(parts.status, parts.headers);
        let largest = limits.largest_answer;
        let received = limits
            .in_time(pin!(receive(&mut line, &mut body, &mut incoming, largest)))
            .await;
        match received {
            // What came before it on the connection was another's, so this may be the answer that was missing then.
            Some(Ok(())) if line.doubt.is_raised() => incoming.flawed(Reason::OtherRequest),
            Some(Ok(())) => {
                if let Some(rests) = rests {
                    incoming.came_on(line.doubt.clone());
                    self.pool.keep(limits.clock.monotonic(), rests, line);
                }
            }
            Some(Err(flaw)) => incoming.flawed(flaw),
            None => incoming.flawed(Reason::Timeout),
        }
        Ok(incoming)
    }

    fn request(&self, outgoing: &Outgoing) -> Result<Request<OneShot>, TransportError> {
        let mut request = Request::builder()
            .method(outgoing.method.as_str())
            .uri(outgoing.target.expose().as_str())
            .body(OneShot::new(outgoing.body.clone()))
            .map_err(|_| {
                TransportError::never_sent(Reason::Unwritten)
                    .because("the path is none that HTTP can carry")
            })?;
        // A clone would have no room for one more, and hyper adds the length.
        let headers = request.headers_mut();
        headers.reserve(outgoing.headers.len() + 2);
        headers.insert(header::HOST, self.host.clone());
        for (name, value) in &outgoing.headers {
            headers.append(name.clone(), value.clone());
        }
        Ok(request)
    }
}

impl Transport for Http {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        boxed(|| self.send(request, limits))
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({})", self.connector.address)
    }
}

pub(super) async fn shake_hands(mut wire: Wire) -> Result<Line, TransportError> {
    let (meter, ear) = (wire.meter(), wire.take_ear());
    let (sender, connection) = http1::Builder::new()
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LARGEST)
        .handshake(wire)
        .await
        .map_err(|_| TransportError::never_sent(Reason::Connect))?;
    Ok(Line {
        sender,
        drive: Drive::new(connection),
        meter,
        ear,
        doubt: Doubt::default(),
        runtime: runtime(),
    })
}

/// Writes the request and waits for the head of the answer.
async fn head(line: &mut Line, request: Request<OneShot>) -> Result<Response<HyperBody>, Reason> {
    let Line { sender, drive, .. } = line;
    let mut response = pin!(sender.try_send_request(request));
    let sent = poll_fn(|context| {
        // The connection does the work; when it has ended, the response says how.
        let ended = drive.poll(context);
        match response.as_mut().poll(context) {
            Poll::Ready(response) => Poll::Ready(Some(response)),
            Poll::Pending if ended => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await;
    match sent {
        Some(Ok(response)) => Ok(response),
        Some(Err(failed)) if failed.error().is_parse() => Err(Reason::NotHttp),
        Some(Err(_)) | None => Err(Reason::Closed),
    }
}

/// Whether an answer says twice where it ends, or in words that are not everybody's, or says so although it has no body.
/// Whoever sent it may see its end elsewhere than hyper does.
fn is_framed_anomalously(status: StatusCode, headers: &HeaderMap) -> bool {
    let values = |name| headers.get_all(name).iter().map(HeaderValue::as_bytes);
    let lengths =
        || values(header::CONTENT_LENGTH).flat_map(|line| line.split(|byte| *byte == b','));
    let codings = || values(header::TRANSFER_ENCODING);
    let has_body = !matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    lengths().chain(codings()).count() > 1
        || codings().any(|coding| !has_body || !coding.eq_ignore_ascii_case(b"chunked"))
        || lengths().any(|length| !has_body && length != b"0")
}

/// How long the connection may rest: as long as we trust any, and less if the gateway closes it earlier (`Keep-Alive:
/// timeout=N`), by a second for what is on its way then.
fn rests(headers: &HeaderMap, longest: Duration) -> Duration {
    let values = headers.get_all("keep-alive").iter();
    let timeouts = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|part| part.trim().split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("timeout"))
        .map(|(_, seconds)| seconds.trim().parse::<u64>().unwrap_or_default());
    match timeouts.min() {
        Some(seconds) => longest.min(Duration::from_secs(seconds.saturating_sub(1))),
        None => longest,
    }
}

/// Reads the body to its end, or to the largest size.
async fn receive(
    line: &mut Line,
    body: &mut HyperBody,
    incoming: &mut Incoming,
    largest: usize,
) -> Result<(), Reason> {
    while !body.is_end_stream()
        && let Some(frame) = poll_fn(|context| frame(line, body, context)).await
    {
        let frame = frame?;
        let Some(bytes) = frame.data_ref() else {
            continue;
        };
        let room = largest.saturating_sub(incoming.len());
        incoming.push(bytes.get(..room).unwrap_or(bytes));
        if bytes.len() > room {
            return Err(Reason::TooLarge);
        }
    }
    Ok(())
}

type Frame = Option<Result<hyper::body::Frame<bytes::Bytes>, Reason>>;

fn frame(line: &mut Line, body: &mut HyperBody, context: &mut Context<'_>) -> Poll<Frame> {
    // The connection reads on once somebody has asked for more, so that is done before its turn. It need not wake
    // anybody for that: its turn is now.
    let mut unheard = Context::from_waker(Waker::noop());
    if let Poll::Ready(frame) = next_frame(body, &mut unheard) {
        return Poll::Ready(frame);
    }
    let ended = line.drive.poll(context);
    match next_frame(body, context) {
        // A body that the connection left behind unfinished.
        Poll::Pending if ended => Poll::Ready(Some(Err(Reason::Truncated))),
        polled => polled,
    }
}

fn next_frame(body: &mut HyperBody, context: &mut Context<'_>) -> Poll<Frame> {
    let frame = Pin::new(body).poll_frame(context);
    frame.map(|frame| frame.map(|frame| frame.map_err(|_| Reason::Truncated)))
}
