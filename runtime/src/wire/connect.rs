//! Making a connection: name, address, TLS. Not one byte of a request leaves here.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use tokio::net::TcpStream;

use crate::record::evidence::Reason;
use crate::wire::address::Address;
use crate::wire::clock::until;
use crate::wire::config_error::ConfigError;
use crate::wire::ear::Ear;
use crate::wire::io::Wire;
use crate::wire::proxy::Proxy;
use crate::wire::reach::Reach;
use crate::wire::transport::{Limits, TransportError};

/// Where to connect to, and how.
#[derive(Debug)]
pub(super) struct Connector {
    pub(super) address: Address,
    proxy: Option<Proxy>,
    #[cfg(feature = "tls")]
    tls: Option<super::tls::Tls>,
}

impl Connector {
    pub(super) fn configured(address: &Address, reach: &Reach) -> Result<Self, ConfigError> {
        if address.is_tls() && !cfg!(feature = "tls") {
            return Err(ConfigError::NoTls);
        }
        let proxy = Proxy::configured(reach)?.filter(|_| address.is_tls());
        #[cfg(feature = "tls")]
        let tls = match address.is_tls() {
            true => Some(super::tls::Tls::new(&reach.roots).ok_or(ConfigError::Certificates)?),
            false => None,
        };
        Ok(Self {
            address: address.clone(),
            proxy,
            #[cfg(feature = "tls")]
            tls,
        })
    }

    /// Connects within the time that is left for connecting, or for the whole call if that is less.
    pub(super) async fn connect(&self, limits: &Limits) -> Result<Wire, TransportError> {
        let deadline = limits
            .clock
            .monotonic()
            .saturating_add(limits.connect)
            .min(limits.deadline);
        let open = pin!(self.open(limits, deadline));
        match until(&*limits.clock, deadline, open).await {
            Some(wire) => wire,
            None => Err(TransportError::never_sent(Reason::ConnectTimeout)),
        }
    }

    async fn open(&self, limits: &Limits, deadline: Duration) -> Result<Wire, TransportError> {
        let next = self
            .proxy
            .as_ref()
            .map_or(&self.address, |proxy| &proxy.address);
        let addresses = self.resolve(next).await?;
        let stream = reach(&addresses, limits, deadline, TcpStream::connect).await?;
        // A request is written at once; waiting for more would only delay it.
        let _ = stream.set_nodelay(true);
        let ear = Ear::of(&stream);
        if let Some(proxy) = &self.proxy {
            proxy.tunnel(&stream, &self.address).await?;
        }
        if !self.address.is_tls() {
            return Ok(Wire::new(Box::new(stream), false).heard_by(ear));
        }
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            let stream = tls.handshake(self.address.bare_host(), stream).await?;
            return Ok(Wire::new(Box::new(stream), true).heard_by(ear));
        }
        Err(TransportError::never_sent(Reason::Tls).because("this build has no TLS"))
    }

    async fn resolve(&self, next: &Address) -> Result<Vec<SocketAddr>, TransportError> {
        let found = tokio::net::lookup_host((next.bare_host(), next.port())).await;
        let found = found.map_err(|error| failed(Reason::Resolve, &error))?;
        let addresses = allowed(found, self.address.is_tls());
        if addresses.is_empty() {
            return Err(TransportError::never_sent(Reason::Resolve));
        }
        Ok(addresses)
    }
}

/// Tries one address after the other; each may take its share of the time that is left, so that one that does not
/// answer does not cost the others.
async fn reach<T, F>(
    addresses: &[SocketAddr],
    limits: &Limits,
    deadline: Duration,
    connect: impl Fn(SocketAddr) -> F,
) -> Result<T, TransportError>
where
    F: Future<Output = std::io::Result<T>>,
{
    let mut last = TransportError::never_sent(Reason::Connect);
    let count = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
    for (address, left) in addresses.iter().zip((1..=count).rev()) {
        let now = limits.clock.monotonic();
        let share = now.saturating_add(deadline.saturating_sub(now) / left);
        match until(&*limits.clock, share, connect(*address)).await {
            Some(Ok(stream)) => return Ok(stream),
            Some(Err(error)) => last = failed(Reason::Connect, &error),
            None => last = TransportError::never_sent(Reason::ConnectTimeout),
        }
    }
    Err(last)
}

/// A name server must not be able to make `localhost` mean another machine, which would be sent everything in clear.
fn allowed(found: impl Iterator<Item = SocketAddr>, encrypted: bool) -> Vec<SocketAddr> {
    found
        .filter(|address| encrypted || address.ip().is_loopback())
        .collect()
}

/// Names the kind of an I/O error; its own text may hold anything.
fn failed(reason: Reason, error: &std::io::Error) -> TransportError {
    TransportError::never_sent(reason).because(error.kind().to_string())
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use std::cell::RefCell;
    use std::io::ErrorKind;
    use std::sync::Arc;

    use super::*;
    use crate::fixture::run;
    use crate::value::types::sensitive::Sensitive;
    use crate::wire::clock::Clock;
    use crate::wire::testing::clock::TestClock;

    /// What an address does that is connected to.
    #[derive(Clone, Copy)]
    enum Does {
        Accepts,
        Refuses,
        SaysNothing,
    }

    /// Tries addresses that do this, within half a minute from second 100 on. Gives which one was reached, after how
    /// many seconds each was tried, and when it was over.
    fn reached(does: &[Does]) -> (Result<u16, TransportError>, Vec<u64>, u64) {
        let addresses: Vec<SocketAddr> = (0..)
            .zip(does)
            .map(|(port, _)| SocketAddr::from(([127, 0, 0, 1], port)))
            .collect();
        let clock = TestClock::new();
        let start = Duration::from_secs(100);
        clock.advance(start);
        let passed = || (clock.monotonic() - start).as_secs();
        let limits = Limits {
            clock: Arc::new(clock.clone()),
            connect: Duration::from_secs(30),
            deadline: Duration::from_secs(1_000),
            largest_answer: 0,
        };
        let tried = RefCell::new(Vec::new());
        let connect = |address: SocketAddr| {
            tried.borrow_mut().push(passed());
            let does = does.get(usize::from(address.port())).copied();
            let clock = clock.clone();
            async move {
                match does {
                    Some(Does::Accepts) => Ok(address.port()),
                    Some(Does::Refuses) => Err(ErrorKind::ConnectionRefused.into()),
                    // Time passes once it is waited for.
                    _ => {
                        tokio::task::yield_now().await;
                        clock.advance(clock.next_alarm().unwrap_or_default());
                        std::future::pending().await
                    }
                }
            }
        };
        let deadline = start + limits.connect;
        let reached = run(reach(&addresses, &limits, deadline, connect));
        let tried = tried.borrow().clone();
        (reached, tried, passed())
    }

    #[test]
    fn one_address_after_the_other_is_tried_until_one_accepts() {
        use Does::{Accepts, Refuses, SaysNothing};
        let refused =
            || Err(TransportError::never_sent(Reason::Connect).because("connection refused"));
        let late = || Err(TransportError::never_sent(Reason::ConnectTimeout));
        for (does, expected, tried, over) in [
            (vec![Accepts, Accepts], Ok(0), vec![0], 0),
            (vec![Refuses, Refuses, Accepts], Ok(2), vec![0, 0, 0], 0),
            (vec![Refuses, Refuses], refused(), vec![0, 0], 0),
            // Each has its share of what is left.
            (
                vec![SaysNothing, SaysNothing, Accepts],
                Ok(2),
                vec![0, 10, 20],
                20,
            ),
            (vec![SaysNothing; 3], late(), vec![0, 10, 20], 30),
            (
                vec![Refuses, SaysNothing, Accepts],
                Ok(2),
                vec![0, 0, 15],
                15,
            ),
            (vec![SaysNothing], late(), vec![0], 30),
            (vec![SaysNothing, Refuses], refused(), vec![0, 15], 15),
            (
                vec![],
                Err(TransportError::never_sent(Reason::Connect)),
                vec![],
                0,
            ),
        ] {
            assert_eq!(reached(&does), (expected, tried, over));
        }
    }

    #[test]
    fn in_clear_only_this_machine_is_reached_whatever_its_name_resolves_to() {
        let found: Vec<SocketAddr> = [
            "127.0.0.1:80",
            "192.0.2.1:80",
            "[::1]:80",
            "[2001:db8::1]:80",
        ]
        .map(|address| address.parse().unwrap())
        .into();
        let reached = allowed(found.iter().copied(), false);
        assert!(reached.len() == 2 && reached.iter().all(|address| address.ip().is_loopback()));
        assert_eq!(allowed(found.iter().copied(), true), found);
    }

    #[cfg(feature = "tls")]
    #[test]
    fn connecting_ends_at_its_own_time_or_at_that_of_the_call() {
        // It is connected to, and then says nothing.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = format!("http://{}", silent.local_addr().unwrap());
        let url = "https://gateway.example.com";
        let reach = Reach {
            proxy: Some(Sensitive::new(proxy)),
            ..Reach::default()
        };
        for (connect, deadline) in [(10, 60), (60, 10)] {
            let connector = Connector::configured(&Address::parse(url).unwrap(), &reach).unwrap();
            let clock = TestClock::new();
            let limits = Limits {
                clock: Arc::new(clock.clone()),
                connect: Duration::from_secs(connect),
                deadline: Duration::from_secs(deadline),
                largest_answer: 0,
            };
            run(async {
                let call = tokio::spawn(async move { connector.connect(&limits).await.err() });
                clock.until_alarm_within(Duration::from_secs(10)).await;
                clock.advance(Duration::from_millis(9_999));
                tokio::task::yield_now().await;
                assert!(!call.is_finished());
                clock.advance(Duration::from_millis(1));
                let late = TransportError::never_sent(Reason::ConnectTimeout);
                assert_eq!(call.await.unwrap(), Some(late));
            });
        }
    }
}
