//! A connection that does what a test says, and what the transport then says of the request.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a connection does with bytes that it is handed.
#[derive(Clone, Copy)]
pub(super) enum Takes {
    /// So many of them.
    Some(usize),
    /// All of them.
    All,
    /// None yet.
    Nothing,
    /// None ever again.
    Breaks,
}

#[derive(Default)]
struct State {
    /// What becomes of the next writes; after these, all is taken.
    writes: VecDeque<Takes>,
    written: usize,
    answer: Vec<u8>,
    is_closed: bool,
    is_dropped: bool,
    reader: Option<Waker>,
}

/// A connection in memory; clones are the same one.
#[derive(Clone, Default)]
pub(super) struct Fake(Arc<Mutex<State>>);

impl Fake {
    pub(super) fn taking(writes: impl IntoIterator<Item = Takes>) -> Self {
        let fake = Self::default();
        fake.state().writes = writes.into_iter().collect();
        fake
    }

    /// Answers with these bytes, once something was written.
    pub(super) fn answer(&self, bytes: impl Into<Vec<u8>>) {
        self.state().answer = bytes.into();
    }

    /// Closes the other side, whether anything was written or not.
    pub(super) fn hang_up(&self) {
        self.state().written = usize::MAX;
        self.close();
    }

    /// Closes the other side once something was written.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        if let Some(reader) = state.reader.take() {
            reader.wake();
        }
    }

    /// Breaks whatever is written from now on.
    pub(super) fn breaks(&self) {
        self.state().writes = VecDeque::from([Takes::Breaks]);
    }

    /// How many bytes were taken.
    pub(super) fn written(&self) -> usize {
        self.state().written
    }

    /// The end that the client holds.
    pub(super) fn end(&self) -> End {
        End(self.clone())
    }

    /// Whether the client has given the connection up.
    pub(super) fn is_dropped(&self) -> bool {
        self.state().is_dropped
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn take(&self, offered: usize) -> Poll<io::Result<usize>> {
        let mut state = self.state();
        let takes = state.writes.front().copied().unwrap_or(Takes::All);
        let count = match takes {
            Takes::All => offered,
            Takes::Some(count) => count.min(offered),
            // These two are for good.
            Takes::Nothing => return Poll::Pending,
            Takes::Breaks => return Poll::Ready(Err(ErrorKind::ConnectionReset.into())),
        };
        state.writes.pop_front();
        state.written = state.written.saturating_add(count);
        if let Some(reader) = state.reader.take() {
            reader.wake();
        }
        Poll::Ready(Ok(count))
    }
}

/// What the client reads from and writes to.
pub(super) struct End(Fake);

impl Drop for End {
    fn drop(&mut self) {
        self.0.state().is_dropped = true;
    }
}

impl AsyncRead for End {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut state = self.0.state();
        let is_silent = state.answer.is_empty() && !state.is_closed;
        if is_silent || state.written == 0 {
            state.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        let count = state.answer.len().min(into.remaining());
        let bytes: Vec<u8> = state.answer.drain(..count).collect();
        into.put_slice(&bytes);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for End {
    fn poll_write(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0.take(bytes.len())
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.0.take(slices.iter().map(|slice| slice.len()).sum())
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
