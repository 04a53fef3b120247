//! A transport that answers from a list: what a merchant's own HTTP client looks like from here.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use gateway_runtime::{BoxFuture, Incoming, Limits, Outgoing, Reason, Transport, TransportError};

/// What one exchange gives.
pub(crate) enum Reply {
    Answer(u16, Vec<u8>),
    /// An answer with these headers and no body.
    AnswerWith(u16, Vec<(&'static str, &'static str)>),
    Fails(TransportError),
    /// Says at the deadline, and not before, that it got no answer.
    Keeps,
    /// Never ends, without a word about whether anything was written.
    Hangs,
    /// Never ends, and promised to say when it begins to write.
    HangsUnwritten,
    /// Never ends, after it began to write.
    HangsWriting,
}

#[derive(Clone, Default)]
pub(crate) struct Stub {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    /// The `Debug` of every request, with its method and URL.
    pub(crate) requests: Arc<Mutex<Vec<(String, String)>>>,
}

impl Stub {
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self {
            replies: Arc::new(Mutex::new(replies.into_iter().collect())),
            requests: Arc::default(),
        }
    }

    pub(crate) fn answering(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new([Reply::Answer(status, body.into())])
    }

    pub(crate) fn sent(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

impl std::fmt::Debug for Stub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stub")
    }
}

impl Transport for Stub {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        Box::pin(async move {
            self.requests.lock().unwrap().push((
                // Not the limits: the digits of a time can be those of a mark.
                format!("{request:?} {:?}", request.headers()),
                request.expose_url().expose().clone(),
            ));
            let reply = self.replies.lock().unwrap().pop_front();
            match reply.expect("more requests than replies") {
                Reply::Answer(status, body) => {
                    let mut incoming =
                        Incoming::new(status.try_into().unwrap(), Default::default());
                    incoming.push(&body);
                    Ok(incoming)
                }
                Reply::AnswerWith(status, headers) => {
                    let headers = headers
                        .into_iter()
                        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
                    Ok(Incoming::new(status.try_into().unwrap(), headers.collect()))
                }
                Reply::Fails(error) => Err(error),
                Reply::Keeps => {
                    let left = limits.deadline - limits.clock.monotonic();
                    limits.clock.sleep(left).await;
                    Err(TransportError::may_have_been_sent(Reason::Timeout))
                }
                Reply::Hangs => std::future::pending().await,
                Reply::HangsUnwritten => {
                    request.not_yet_written();
                    std::future::pending().await
                }
                Reply::HangsWriting => {
                    request.not_yet_written();
                    request.writing();
                    std::future::pending().await
                }
            }
        })
    }
}
