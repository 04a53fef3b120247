//! A gateway that asks who its client is.

use std::sync::Arc;

use gateway_runtime::{Config, ConfigError, Failure, Gateway, Reason};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{RootCertStore, SupportedProtocolVersion};

use super::api::{API, config, pay, run};
use super::secure::Secure;

/// A certificate of its own making, and its key, as PEM texts.
struct Identity {
    certificate: String,
    key: String,
    trusted: RootCertStore,
}

impl Identity {
    fn new() -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["shop.example.com".to_owned()]).unwrap();
        let mut trusted = RootCertStore::empty();
        trusted.add(cert.der().clone()).unwrap();
        Self {
            certificate: cert.pem(),
            key: signing_key.serialize_pem(),
            trusted,
        }
    }

    fn shown_by(&self, config: Config) -> Config {
        config.client_certificate(self.certificate.clone(), self.key.clone())
    }

    /// A gateway that takes this client alone.
    async fn gateway(&self, version: &'static SupportedProtocolVersion) -> Secure {
        let roots = Arc::new(self.trusted.clone());
        let provider = Arc::new(ring::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider).build();
        Secure::asking("localhost", version, verifier.unwrap()).await
    }
}

fn to(server: &Secure) -> Config {
    config(&format!("https://localhost:{}", server.port))
        .root_certificates(server.certificate.clone())
}

#[test]
fn a_gateway_that_asks_for_a_certificate_is_shown_it() {
    for version in [&TLS12, &TLS13] {
        run(async {
            let own = Identity::new();
            let server = own.gateway(version).await;
            let gateway = Gateway::new(&API, own.shown_by(to(&server))).unwrap();
            for _ in 0..2 {
                pay(&gateway).await.unwrap();
            }
            assert_eq!(server.counts(), (1, 2));
        });
    }
}

#[test]
fn whoever_has_no_certificate_or_another_gets_nothing_done() {
    for version in [&TLS12, &TLS13] {
        run(async {
            let (own, other) = (Identity::new(), Identity::new());
            let server = own.gateway(version).await;
            for config in [to(&server), other.shown_by(to(&server))] {
                let failure = pay(&Gateway::new(&API, config).unwrap()).await.unwrap_err();
                match &failure {
                    Failure::NotSent(not_sent) => assert_eq!(not_sent.reason(), Reason::Tls),
                    // With TLS 1.3 the gateway says so after the client is done.
                    failure => assert!(
                        matches!(failure, Failure::Indeterminate(_)) && *version == TLS13,
                        "{failure}"
                    ),
                }
            }
            assert_eq!(server.counts().1, 0);
        });
    }
}

#[test]
fn what_is_no_certificate_or_not_of_its_key_is_refused_at_once() {
    let (own, other) = (Identity::new(), Identity::new());
    for (certificate, key) in [
        (own.certificate.clone(), other.key.clone()),
        (own.certificate.clone(), String::new()),
        (String::new(), own.key.clone()),
        (own.key.clone(), own.certificate.clone()),
    ] {
        let config = config("https://localhost:1").client_certificate(certificate, key);
        let error = Gateway::new(&API, config).unwrap_err();
        assert_eq!(error, ConfigError::ClientCertificate);
    }
}
