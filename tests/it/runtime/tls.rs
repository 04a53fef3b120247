//! TLS: whoever cannot prove who they are gets nothing, and evidence is as honest as in clear.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gateway_runtime::{Evidence, Failure, Gateway, Reason};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::NoClientAuth;
use tokio_rustls::rustls::server::danger::ClientCertVerifier;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ServerConfig, SupportedProtocolVersion};

use super::api::{ACCEPTED, API, config, pay, run};
use super::server::reply;

/// A server that proves to be `name` with a certificate of its own making.
pub(crate) struct Secure {
    pub(crate) port: u16,
    pub(crate) certificate: String,
    requests: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
}

impl Secure {
    /// With `mute`, it closes every connection after the handshake, unread.
    pub(crate) async fn start(
        name: &str,
        version: &'static SupportedProtocolVersion,
        mute: bool,
    ) -> Self {
        Self::listen(name, version, mute, Arc::new(NoClientAuth)).await
    }

    /// One that wants to know who its clients are.
    pub(super) async fn asking(
        name: &str,
        version: &'static SupportedProtocolVersion,
        clients: Arc<dyn ClientCertVerifier>,
    ) -> Self {
        Self::listen(name, version, false, clients).await
    }

    async fn listen(
        name: &str,
        version: &'static SupportedProtocolVersion,
        mute: bool,
        clients: Arc<dyn ClientCertVerifier>,
    ) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed([name.to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_client_cert_verifier(clients)
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (requests, connections) =
            (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (seen, accepted) = (Arc::clone(&requests), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                accepted.fetch_add(1, Ordering::SeqCst);
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                if mute {
                    continue;
                }
                let seen = Arc::clone(&seen);
                tokio::spawn(async move {
                    let mut buffer = Vec::new();
                    while stream.read_buf(&mut buffer).await.unwrap_or(0) > 0 {
                        // The sample request ends with this name.
                        if buffer.ends_with(b"\"Ada\"}") {
                            seen.fetch_add(1, Ordering::SeqCst);
                            buffer.clear();
                            stream.write_all(&reply(200, "", ACCEPTED)).await.unwrap();
                        }
                    }
                });
            }
        });
        Self {
            port,
            certificate: cert.pem(),
            requests,
            connections,
        }
    }

    fn gateway(&self, host: &str, trusted: bool) -> Gateway {
        let config = config(&format!("https://{host}:{}", self.port));
        let config = if trusted {
            config.root_certificates(self.certificate.clone())
        } else {
            config
        };
        Gateway::new(&API, config).unwrap()
    }

    pub(super) fn counts(&self) -> (usize, usize) {
        (
            self.connections.load(Ordering::SeqCst),
            self.requests.load(Ordering::SeqCst),
        )
    }
}

#[test]
fn a_trusted_server_is_paid_through_over_one_connection() {
    for version in [&TLS12, &TLS13] {
        run(async {
            let server = Secure::start("localhost", version, false).await;
            let gateway = server.gateway("localhost", true);
            for _ in 0..3 {
                pay(&gateway).await.unwrap();
            }
            assert_eq!(server.counts(), (1, 3));
        });
    }
}

#[test]
fn a_server_that_is_not_trusted_or_has_another_name_gets_nothing() {
    run(async {
        for (name, host, trusted) in [
            ("localhost", "localhost", false),
            ("example.com", "localhost", true),
            ("localhost", "127.0.0.1", true),
        ] {
            let server = Secure::start(name, &TLS13, false).await;
            let failure = pay(&server.gateway(host, trusted)).await.unwrap_err();
            assert!(
                matches!(&failure, Failure::NotSent(not_sent) if not_sent.reason() == Reason::Tls),
                "{failure}"
            );
            assert_eq!(server.counts(), (1, 0));
        }
    });
}

#[test]
fn what_was_encrypted_may_have_been_sent() {
    run(async {
        let server = Secure::start("localhost", &TLS12, true).await;
        let failure = pay(&server.gateway("localhost", true)).await.unwrap_err();
        // Whether the close or the request comes first is open; that nothing was read is not.
        match failure.evidence() {
            Evidence::MayHaveBeenSent => assert!(matches!(failure, Failure::Indeterminate(_))),
            Evidence::NeverSent => assert!(matches!(failure, Failure::NotSent(_))),
            Evidence::Answered => panic!("{failure}"),
        }
        assert_eq!(server.requests.load(Ordering::SeqCst), 0);
    });
}
