use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::record::evidence::Reason;
use crate::wire::config_error::ConfigError;
use crate::wire::reach::Reach;
use crate::wire::transport::TransportError;

/// What is needed to make encrypted connections.
#[derive(Clone)]
pub(super) struct Tls(Arc<ClientConfig>);

impl Tls {
    /// Trusts Mozilla's roots and those that were added, and shows a certificate if there is one.
    pub(super) fn configured(reach: &Reach) -> Result<Self, ConfigError> {
        let mut roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        for pem in &reach.roots {
            for certificate in certificates(pem).ok_or(ConfigError::Certificates)? {
                let added = roots.add(certificate);
                added.map_err(|_| ConfigError::Certificates)?;
            }
        }
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| ConfigError::NoTls)?
            .with_root_certificates(roots);
        let config = match &reach.identity {
            None => builder.with_no_client_auth(),
            Some((chain, key)) => certificates(chain)
                .zip(PrivateKeyDer::from_pem_slice(key.expose().as_bytes()).ok())
                .and_then(|(chain, key)| builder.with_client_auth_cert(chain, key).ok())
                .ok_or(ConfigError::ClientCertificate)?,
        };
        Ok(Self(Arc::new(config)))
    }

    pub(super) async fn handshake(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, TransportError> {
        let failed = |detail: String| TransportError::never_sent(Reason::Tls).because(detail);
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| failed("the host is no name that a certificate can hold".to_owned()))?;
        let connector = TlsConnector::from(Arc::clone(&self.0));
        connector
            .connect(name, stream)
            .await
            .map_err(|error| failed(error.to_string()))
    }
}

/// The certificates of a PEM text; `None` if there is none, or one that cannot be read.
fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    certificates.ok().filter(|found| !found.is_empty())
}
