//! TLS: whoever cannot prove who they are gets nothing, and evidence is as honest as in clear.

use gateway_runtime::{Evidence, Failure, Reason};
use tokio_rustls::rustls::version::{TLS12, TLS13};

use super::api::{pay, run};
use super::secure::Secure;

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
        assert_eq!(server.counts().1, 0);
    });
}
