use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::record::evidence::Reason;
use crate::record::operation::Method;
use crate::record::raw_answer::RawAnswer;
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;

/// One request, ready to be sent. Its `Debug` shows the method only: path and query may hold anything.
pub struct Outgoing {
    pub(crate) method: Method,
    pub(crate) base: String,
    pub(crate) target: Sensitive<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) unwritten: AtomicBool,
}

impl Outgoing {
    /// The HTTP method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The absolute URL. Its path and query may hold anything; do not log it.
    pub fn expose_url(&self) -> Sensitive<String> {
        Sensitive::new(format!("{}{}", self.base, self.target.expose()))
    }

    /// The headers, `Host` not among them. Values are marked sensitive.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body. Cloning it copies a pointer; its memory is wiped when the last clone is dropped.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }

    /// Promises that [`writing`](Self::writing) will be called before the first byte leaves. A transport that promises
    /// it has a request that it was still connecting for counted as never sent when the time runs out; one that does
    /// not, has every such request counted as possibly sent.
    pub fn not_yet_written(&self) {
        self.unwritten.store(true, Ordering::SeqCst);
    }

    /// Says that the next thing to happen is the first byte leaving.
    pub fn writing(&self) {
        self.unwritten.store(false, Ordering::SeqCst);
    }

    pub(crate) fn is_unwritten(&self) -> bool {
        self.unwritten.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.body.as_ref().map_or(0, Bytes::len);
        write!(
            f,
            "Outgoing({}, {size} bytes, content redacted)",
            self.method.as_str()
        )
    }
}

/// One answer while it is being received.
pub struct Incoming {
    status: StatusCode,
    headers: HeaderMap,
    body: WipingBuffer,
    flaw: Option<Reason>,
}

impl Incoming {
    /// An answer with this status and these headers, and no body yet.
    pub fn new(status: StatusCode, headers: HeaderMap) -> Self {
        Self {
            status,
            headers,
            body: WipingBuffer::default(),
            flaw: None,
        }
    }

    /// Takes the next bytes of the body.
    pub fn push(&mut self, bytes: &[u8]) {
        self.body.extend(bytes);
    }

    /// How many bytes of the body came.
    pub fn len(&self) -> usize {
        self.body.len()
    }

    /// Whether no body came.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Says that the body is not whole, and why.
    pub fn flawed(&mut self, reason: Reason) {
        self.flaw = Some(reason);
    }

    pub(crate) fn finish(self) -> RawAnswer {
        RawAnswer::new(self.status, self.headers, self.body, self.flaw)
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Incoming(status {}, {} bytes, content redacted)",
            self.status,
            self.body.len()
        )
    }
}
