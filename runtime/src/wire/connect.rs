//! Making a connection: name, address, TLS. Not one byte of a request leaves here.

use std::net::SocketAddr;
use std::pin::pin;

use tokio::net::TcpStream;

use crate::record::evidence::Reason;
use crate::wire::address::Address;
use crate::wire::clock::until;
use crate::wire::config_error::ConfigError;
use crate::wire::ear::Ear;
use crate::wire::io::Wire;
use crate::wire::proxy::Proxy;
use crate::wire::race::race;
use crate::wire::reach::Reach;
use crate::wire::transport::{Limits, TransportError};

/// Where to connect to, and how.
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
            true => Some(super::tls::Tls::configured(reach)?),
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
        let open = pin!(self.open(limits));
        let wire = match until(&*limits.clock, deadline, open).await {
            Some(wire) => wire,
            None => Err(TransportError::never_sent(Reason::ConnectTimeout)),
        };
        wire.map_err(|error| self.placed(error))
    }

    /// Says where it failed.
    fn placed(&self, error: TransportError) -> TransportError {
        let place = match (error.reason, &self.proxy) {
            (Reason::Tls, _) | (_, None) => self.address.host_and_port(),
            (_, Some(proxy)) => format!("the proxy {}", proxy.address.host_and_port()),
        };
        let words = match &error.detail {
            Some(detail) => format!("{place}: {detail}"),
            None => place,
        };
        error.because(words)
    }

    async fn open(&self, limits: &Limits) -> Result<Wire, TransportError> {
        let next = self
            .proxy
            .as_ref()
            .map_or(&self.address, |proxy| &proxy.address);
        self.reach(&self.resolve(next).await?, limits).await
    }

    /// Connects to whichever address is the first to be ready for a request, TLS and all.
    async fn reach(
        &self,
        addresses: &[SocketAddr],
        limits: &Limits,
    ) -> Result<Wire, TransportError> {
        let connect = async |address| {
            let stream = TcpStream::connect(address).await;
            stream.map_err(|error| failed(Reason::Connect, &error))
        };
        race(addresses, &*limits.clock, connect, |stream| {
            self.finish(stream)
        })
        .await
    }

    /// Makes of a connection one that a request can be written to.
    async fn finish(&self, stream: TcpStream) -> Result<Wire, TransportError> {
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
            return Err(TransportError::never_sent(Reason::Resolve).because(
                match self.address.is_tls() {
                    true => "it has no address",
                    false => "it is none of this machine, and http:// is for those only",
                },
            ));
        }
        Ok(addresses)
    }
}

/// A name server must not be able to make `localhost` mean another machine, which would be sent everything in clear.
fn allowed(found: impl Iterator<Item = SocketAddr>, encrypted: bool) -> Vec<SocketAddr> {
    found
        .filter(|address| encrypted || address.ip().is_loopback())
        .collect()
}

/// Names the kind of an I/O error, if it has one; its own text may hold anything.
fn failed(reason: Reason, error: &std::io::Error) -> TransportError {
    let (failed, kind) = (TransportError::never_sent(reason), error.kind());
    match kind.to_string().as_str() {
        "uncategorized error" => failed,
        kind => failed.because(kind),
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::fixture::run;
    use crate::value::types::sensitive::Sensitive;
    use crate::wire::race::STAGGER;
    use crate::wire::testing::clock::TestClock;

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
                leaves_by: None,
                largest_answer: 0,
            };
            run(async {
                let call = tokio::spawn(async move { connector.connect(&limits).await.err() });
                clock.until_alarm_within(Duration::from_secs(10)).await;
                clock.advance(Duration::from_millis(9_999));
                tokio::task::yield_now().await;
                assert!(!call.is_finished());
                clock.advance(Duration::from_millis(1));
                let late = call.await.unwrap().expect("it is late");
                assert_eq!(late.reason, Reason::ConnectTimeout);
                assert!(
                    late.detail
                        .is_some_and(|place| place.starts_with("the proxy 127.0.0.1:"))
                );
            });
        }
    }

    /// Limits by a clock that stands still, and that clock.
    fn limits() -> (Limits, TestClock) {
        let clock = TestClock::new();
        let limits = Limits {
            clock: Arc::new(clock.clone()),
            connect: Duration::from_secs(10),
            deadline: Duration::from_secs(60),
            leaves_by: None,
            largest_answer: 0,
        };
        (limits, clock)
    }

    /// A listener that the system takes no connection for any more, and what fills it.
    fn full() -> (tokio::net::TcpListener, Vec<std::net::TcpStream>) {
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
        socket.bind(([127, 0, 0, 2], 0).into()).expect("a port");
        let listener = socket.listen(1).expect("a listener");
        let address = listener.local_addr().expect("an address");
        let wait = Duration::from_millis(300);
        let held = std::iter::from_fn(|| std::net::TcpStream::connect_timeout(&address, wait).ok());
        let held = held.collect();
        (listener, held)
    }

    #[test]
    fn an_address_that_does_not_answer_costs_a_quarter_of_a_second() {
        run(async {
            let (dead, _held) = full();
            let alive = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let addresses = [&dead, &alive].map(|listener| listener.local_addr().unwrap());
            let address = Address::parse("http://localhost:1").unwrap();
            let connector = Connector::configured(&address, &Reach::default()).unwrap();
            let (limits, clock) = limits();
            let call =
                tokio::spawn(async move { connector.reach(&addresses, &limits).await.err() });
            clock.until_alarm_within(STAGGER).await;
            clock.advance(STAGGER);
            assert_eq!(call.await.unwrap(), None);
            assert!(alive.accept().await.is_ok());
        });
    }

    #[cfg(feature = "tls")]
    #[test]
    fn an_address_that_stalls_in_the_handshake_costs_a_quarter_of_a_second() {
        use tokio_rustls::rustls::{ServerConfig, pki_types::PrivateKeyDer};

        run(async {
            let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
            let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
            let ring = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
            let config = ServerConfig::builder_with_provider(ring)
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![made.cert.der().clone()], key)
                .unwrap();
            let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
            // The system accepts for it, and nobody answers.
            let mute = tokio::net::TcpListener::bind("127.0.0.2:0").await.unwrap();
            let alive = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let addresses = [&mute, &alive].map(|listener| listener.local_addr().unwrap());
            let reach = Reach {
                roots: vec![made.cert.pem().into_bytes()],
                ..Reach::default()
            };
            let address = Address::parse("https://localhost:1").unwrap();
            let connector = Connector::configured(&address, &reach).unwrap();
            let (limits, clock) = limits();
            let call =
                tokio::spawn(async move { connector.reach(&addresses, &limits).await.err() });
            let (mut stalled, _) = mute.accept().await.unwrap();
            // Its hello has come, so that it is connected and waits for ours.
            tokio::io::AsyncReadExt::read(&mut stalled, &mut [0])
                .await
                .unwrap();
            clock.until_alarm_within(STAGGER).await;
            clock.advance(STAGGER);
            let (stream, _) = alive.accept().await.unwrap();
            let served = tokio::spawn(async move { acceptor.accept(stream).await.map(drop) });
            assert_eq!(call.await.unwrap(), None);
            assert!(served.await.unwrap().is_ok());
            // Whoever lost is closed.
            tokio::io::copy(&mut stalled, &mut tokio::io::sink())
                .await
                .unwrap();
        });
    }
}
