//! A server that speaks TLS.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gateway_runtime::Gateway;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::NoClientAuth;
use tokio_rustls::rustls::server::danger::ClientCertVerifier;
use tokio_rustls::rustls::{ServerConfig, SupportedProtocolVersion};

use super::api::{ACCEPTED, API, config};
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

    pub(super) fn gateway(&self, host: &str, trusted: bool) -> Gateway {
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
