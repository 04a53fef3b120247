//! Asking the system what has arrived on a connection that nobody reads from.

use std::io::ErrorKind;
use std::net::TcpStream;

/// The socket of a connection once more, to listen on and to close with it.
///
/// What has arrived on an idle connection, its end or an answer that nobody asked for, the runtime tells only once it has
/// asked the system itself, which a thread that was busy has not. To wait for that sends the call to another thread, which
/// costs more than to ask.
pub(super) struct Ear(Option<TcpStream>);

impl Ear {
    /// Of a connection that nobody but the runtime can ask.
    pub(super) const NONE: Self = Self(None);

    #[cfg(unix)]
    pub(super) fn of(stream: &tokio::net::TcpStream) -> Self {
        use std::os::fd::AsFd;

        let again = stream.as_fd().try_clone_to_owned();
        Self(again.ok().map(TcpStream::from))
    }

    #[cfg(not(unix))]
    pub(super) fn of(_: &tokio::net::TcpStream) -> Self {
        Self::NONE
    }

    /// Whether nothing has arrived, for sure.
    pub(super) fn hears_nothing(&self) -> bool {
        let Some(socket) = &self.0 else {
            return false;
        };
        let heard = socket.peek(&mut [0]);
        heard.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::fixture::run;

    #[test]
    fn what_has_arrived_is_heard_before_the_runtime_tells() {
        run(async {
            for hangs_up in [false, true] {
                let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
                let address = listener.local_addr().unwrap();
                let stream = tokio::net::TcpStream::connect(address).await.unwrap();
                let ear = Ear::of(&stream);
                let (mut server, _) = listener.accept().unwrap();
                assert!(ear.hears_nothing());
                match hangs_up {
                    false => server.write_all(b"x").unwrap(),
                    true => drop(server),
                }
                // Nothing is polled: the kernel alone has taken it.
                let heard = || !ear.hears_nothing();
                assert!((0..100_000).any(|_| heard()));
                assert!(!Ear::NONE.hears_nothing());
            }
        });
    }
}
