//! TLS by rustls with ring, as the client itself has it.

use std::sync::Arc;

use gateway_runtime::JournalError;
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Connections that are encrypted, to a server whose certificate one of these roots has signed for its name. The
/// configuration has to ask for it, by `sslmode=require`.
///
/// # Errors
///
/// [`JournalError`] if rustls takes no such configuration.
pub fn verified_by(roots: RootCertStore) -> Result<MakeRustlsConnect, JournalError> {
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| JournalError::new(format!("TLS cannot be set up: {error}")))?;
    let config = config.with_root_certificates(roots).with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
