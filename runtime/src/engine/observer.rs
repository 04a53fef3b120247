//! Whoever watches the attempts of calls.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;

use crate::record::evidence::{Evidence, Reason};
use crate::record::operation::{Api, Operation};
use crate::wire::headers::{BadHeader, add};

/// Is shown each attempt to send a request, before and after it: for tracing, metrics, an audit. It can add headers and
/// changes nothing else, least of all what is known of the request.
///
/// Both methods are called on the task of the call, in its `tracing` span, and hold the payment up for as long as they
/// take: what is slow belongs elsewhere. One that panics is named in the log, and costs neither the payment nor its
/// outcome. Fetching a token is an operation with attempts of its own. What ends before a request is put together, for
/// want of a token for instance, is no attempt.
///
/// ```
/// use gateway_runtime::{Sending, Ended, Observer};
///
/// #[derive(Debug)]
/// struct Traces;
///
/// impl Observer for Traces {
///     fn before(&self, attempt: &mut Sending<'_>) {
///         let added = attempt.header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
///         assert!(added.is_ok());
///     }
///
///     fn after(&self, attempt: &Sending<'_>, ended: &Ended) {
///         println!("{} {}: {}", attempt.operation().id, attempt.number(), ended.evidence);
///     }
/// }
/// ```
pub trait Observer: Send + Sync {
    /// Is called before anything of the attempt leaves, and before it is connected for.
    fn before(&self, attempt: &mut Sending<'_>) {
        let _ = attempt;
    }

    /// Is called once for each attempt, when there is an outcome of it or when it was given up.
    fn after(&self, attempt: &Sending<'_>, ended: &Ended) {
        let _ = (attempt, ended);
    }
}

/// One attempt to send a request.
pub struct Sending<'a> {
    pub(super) about: About,
    pub(super) adds: Option<Adds<'a>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub(super) id: u64,
    pub(super) operation: &'static Operation,
    pub(super) number: u32,
    pub(super) request_bytes: usize,
}

/// The headers that are added, and the API whose credentials may not be.
pub(super) struct Adds<'a> {
    pub(super) headers: &'a mut HeaderMap,
    pub(super) api: &'static Api,
}

impl Sending<'_> {
    /// A number that no other attempt of this process has.
    pub fn id(&self) -> u64 {
        self.about.id
    }

    /// What is called.
    pub fn operation(&self) -> &'static Operation {
        self.about.operation
    }

    /// Which attempt of the call it is, from 1.
    pub fn number(&self) -> u32 {
        self.about.number
    }

    /// The size of the request's body.
    pub fn request_bytes(&self) -> usize {
        self.about.request_bytes
    }

    /// Adds a header, in place of others of that name but for those that the document has for the operation. After the
    /// attempt it has no effect.
    ///
    /// # Errors
    ///
    /// [`BadHeader`] if it would change how the request is carried, who asks or whom, or cannot be sent.
    pub fn header(&mut self, name: &str, value: &str) -> Result<(), BadHeader> {
        match &mut self.adds {
            Some(adds) => add(adds.headers, name, value, |own| adds.api.is_credential(own)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Sending<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let About {
            id,
            operation,
            number,
            request_bytes,
        } = &self.about;
        f.debug_struct("Sending")
            .field("id", id)
            .field("operation", &operation.id)
            .field("number", number)
            .field("request_bytes", request_bytes)
            .finish()
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ended {
    /// How far the request got.
    pub evidence: Evidence,
    /// Why it did not end in an acceptance; `None` if it did, or if the gateway refused in good order.
    pub reason: Option<Reason>,
    /// The HTTP status, if an answer came.
    pub status: Option<u16>,
    /// How long it took until the first byte was about to leave: to connect, if no connection was at rest. `None` if it
    /// never came to that, or if the transport does not [say](crate::Outgoing::writing) so.
    pub until_written: Option<Duration>,
    /// How long it took in whole.
    pub elapsed: Duration,
    /// The size of the answer's body, as far as it came.
    pub answer_bytes: usize,
}
