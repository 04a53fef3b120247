//! The stream under HTTP, which knows whether anything was written to it.

use std::io::IoSlice;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use hyper::rt::ReadBufCursor;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use zeroize::Zeroizing;

use crate::value::locked::Locked;
use crate::wire::ear::Ear;
use crate::wire::head::Head;

/// A plain or an encrypted connection.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// What is known of the exchange under way, since [`Meter::reset`]: whether any byte was handed to the connection, and
/// how the head of the answer looks.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter {
    moved: Arc<AtomicBool>,
    pub(super) head: Arc<Locked<Head>>,
}

impl Meter {
    pub(super) fn reset(&self) {
        self.moved.store(false, Ordering::SeqCst);
        *self.head.lock() = Head::default();
    }

    pub(super) fn has_moved(&self) -> bool {
        self.moved.load(Ordering::SeqCst)
    }

    fn count(&self, written: &Poll<std::io::Result<usize>>, opaque: bool) {
        let moved = match written {
            Poll::Ready(Ok(count)) => *count > 0,
            // A socket that refuses bytes has not taken them. An encrypted stream may have sent some before it failed.
            Poll::Ready(Err(_)) => opaque,
            Poll::Pending => false,
        };
        if moved {
            self.moved.store(true, Ordering::SeqCst);
        }
    }
}

/// What hyper reads from and writes to. What it reads passes through a buffer that is wiped.
pub(super) struct Wire {
    stream: Box<dyn Duplex>,
    encrypted: bool,
    meter: Meter,
    ear: Ear,
    buffer: Zeroizing<Vec<u8>>,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Duplex>, encrypted: bool) -> Self {
        Self {
            stream,
            encrypted,
            meter: Meter::default(),
            ear: Ear::NONE,
            buffer: Zeroizing::new(vec![0; 8 * 1024]),
        }
    }

    /// With the socket once more, to ask what has arrived.
    pub(super) fn heard_by(mut self, ear: Ear) -> Self {
        self.ear = ear;
        self
    }

    pub(super) fn take_ear(&mut self) -> Ear {
        std::mem::replace(&mut self.ear, Ear::NONE)
    }

    pub(super) fn meter(&self) -> Meter {
        self.meter.clone()
    }
}

impl hyper::rt::Read for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut into: ReadBufCursor<'_>,
    ) -> Poll<std::io::Result<()>> {
        let this = self.get_mut();
        let room = into.remaining().min(this.buffer.len());
        let Some(buffer) = this.buffer.get_mut(..room) else {
            return Poll::Ready(Ok(()));
        };
        let mut read = ReadBuf::new(buffer);
        ready!(Pin::new(&mut this.stream).poll_read(context, &mut read))?;
        this.meter.head.lock().take(read.filled());
        into.put_slice(read.filled());
        Poll::Ready(Ok(()))
    }
}

impl hyper::rt::Write for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.meter.count(&written, this.encrypted);
        written
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.meter.count(&written, this.encrypted);
        written
    }

    /// Says yes so that hyper does not copy the body, with the card in it, into a buffer of its own that is never wiped.
    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use hyper::rt::Write;

    use super::*;
    use crate::wire::fake::{Fake, Takes};

    /// Whether bytes count as moved after one write, and after one of several slices.
    fn moved(takes: Takes, encrypted: bool) -> [bool; 2] {
        [false, true].map(|vectored| {
            let mut wire = Wire::new(Box::new(Fake::taking([takes]).end()), encrypted);
            let meter = wire.meter();
            let mut context = Context::from_waker(std::task::Waker::noop());
            let wire = Pin::new(&mut wire);
            let _ = match vectored {
                true => wire.poll_write_vectored(&mut context, &[IoSlice::new(b"card")]),
                false => wire.poll_write(&mut context, b"card"),
            };
            meter.has_moved()
        })
    }

    #[test]
    fn only_a_plain_connection_that_refuses_bytes_has_surely_sent_none() {
        for encrypted in [false, true] {
            assert_eq!(moved(Takes::All, encrypted), [true; 2]);
            assert_eq!(moved(Takes::Some(1), encrypted), [true; 2]);
            assert_eq!(moved(Takes::Some(0), encrypted), [false; 2]);
            assert_eq!(moved(Takes::Nothing, encrypted), [false; 2]);
            // Encrypted bytes may have left before the write failed.
            assert_eq!(moved(Takes::Breaks, encrypted), [encrypted; 2]);
        }
    }

    #[test]
    fn the_meter_begins_anew_and_forgets_nothing_by_itself() {
        let mut wire = Wire::new(Box::new(Fake::default().end()), false);
        let meter = wire.meter();
        let mut context = Context::from_waker(std::task::Waker::noop());
        let _ = Pin::new(&mut wire).poll_write(&mut context, b"card");
        let _ = Pin::new(&mut wire).poll_write(&mut context, b"");
        assert!(meter.has_moved());
        meter.reset();
        assert!(!wire.meter().has_moved());
    }

    #[test]
    fn a_body_is_not_copied_into_a_buffer_that_nobody_wipes() {
        assert!(Wire::new(Box::new(Fake::default().end()), true).is_write_vectored());
    }

    #[test]
    fn what_comes_is_handed_over_as_far_as_there_is_room() {
        use hyper::rt::{Read, ReadBuf};
        for (room, expected) in [(1, 1), (8 * 1024, 8 * 1024), (64 * 1024, 8 * 1024)] {
            let fake = Fake::default();
            fake.answer(vec![7; 20_000]);
            let mut wire = Wire::new(Box::new(fake.end()), false);
            let mut context = Context::from_waker(std::task::Waker::noop());
            let _ = Pin::new(&mut wire).poll_write(&mut context, b"card");
            let mut memory = vec![0; room];
            let mut into = ReadBuf::new(&mut memory);
            let read = Pin::new(&mut wire).poll_read(&mut context, into.unfilled());
            assert!(matches!(read, Poll::Ready(Ok(()))));
            assert_eq!(into.filled(), vec![7; expected]);
        }
    }
}
