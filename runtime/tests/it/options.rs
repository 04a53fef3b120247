//! What is other for one call, and what goes with every one.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::testing::TestClock;
use gateway_runtime::{
    Api, BadHeader, CallOptions, Config, ConfigError, Failure, Gateway, Reason, Security,
};

use super::api::{ACCEPTED, API, SECURED_PAY, TOKEN_ANSWER, config, pay, run, send};
use super::ended_before;
use super::server::{Act, Seen, Server, answer};

fn accepting(_: usize, seen: &Seen) -> Act {
    match seen.target.as_str() {
        "/v1/token" => answer(200, TOKEN_ANSWER),
        _ => answer(200, ACCEPTED),
    }
}

#[test]
fn options_of_a_call_are_its_own_and_connection_and_token_are_shared() {
    run(async {
        let server = Server::start(accepting).await;
        let config = config(&server.url())
            .user_agent("shop/2.1")
            .header("X-Shop", "paris")
            .header("X-Till", "7");
        let gateway = Gateway::new(&API, config).unwrap();
        let options = CallOptions::new().header("x-shop", "berlin").unwrap();
        let other = gateway.with_options(options);
        for gateway in [&gateway, &other, &gateway] {
            send::<super::api::Paid>(gateway, &SECURED_PAY)
                .await
                .unwrap();
        }
        let seen = server.seen();
        let shops: Vec<_> = seen
            .iter()
            .map(|seen| seen.header("x-shop").unwrap())
            .collect();
        // The token is fetched once, for all of them.
        assert_eq!(shops, ["paris", "paris", "berlin", "paris"]);
        for seen in &seen {
            assert_eq!(seen.header("x-till"), Some("7"));
            assert_eq!(
                seen.headers
                    .iter()
                    .filter(|(name, _)| name == "x-shop")
                    .count(),
                1
            );
            let agent = seen.header("user-agent").unwrap();
            assert!(agent.starts_with("shop/2.1 gateway-runtime/"), "{agent}");
        }
        assert_eq!(server.counts().connections, 1);
    });
}

#[test]
fn a_call_ends_at_its_own_deadline() {
    run(async {
        let server = Server::start(|_: usize, _: &Seen| Act::Silence).await;
        let clock = TestClock::new();
        let config = config(&server.url()).clock(Arc::new(clock.clone()));
        let gateway = Gateway::new(&API, config).unwrap();
        let within = |seconds| CallOptions::new().total_timeout(Duration::from_secs(seconds));
        let hurried = gateway.with_options(within(5));
        let mut call = tokio::spawn(async move { pay(&hurried).await });
        server.until(|counts| counts.whole == 1).await;
        clock.advance(Duration::from_millis(4_999));
        super::settle().await;
        assert!(!call.is_finished());
        clock.advance(Duration::from_millis(1));
        let late = ended_before(&mut call, tokio::time::sleep(Duration::from_secs(20))).await;
        let failure = late.unwrap().unwrap_err();
        assert!(
            matches!(&failure, Failure::Indeterminate(open) if open.reason() == Reason::Timeout)
        );
        // No time at all is no reason to send anything.
        let failure = pay(&gateway.with_options(within(0))).await.unwrap_err();
        assert!(
            matches!(&failure, Failure::NotSent(failure) if failure.reason() == Reason::Deadline)
        );
        assert_eq!(server.counts().whole, 1);
    });
}

static KEYED: Api = Api {
    security: Security::ApiKeyHeader { name: "X-Api-Key" },
    token: None,
    ..API
};

#[test]
fn a_header_that_is_not_the_callers_is_refused_in_words() {
    run(async {
        let server = Server::start(accepting).await;
        let keyed = || Config::new(server.url()).credential("key-1");
        for (name, value) in [
            ("Content-Length", "2"),
            ("authorization", "Marked"),
            ("Host", "evil.example.com"),
            ("X-Api-Key", "Marked"),
            ("X-Shop", "a\r\nb: c"),
        ] {
            let error = Gateway::new(&KEYED, keyed().header(name, value)).unwrap_err();
            assert!(matches!(error, ConfigError::Header(_)));
            let text = format!("{error} {error:?}");
            assert!(text.to_lowercase().contains(&name.to_lowercase()), "{text}");
            assert!(!text.contains("Marked"), "{text}");
        }
        let error = Gateway::new(&KEYED, keyed().user_agent("a\nb")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "user_agent must be ASCII without line breaks, such as shop/2.1"
        );
        assert_eq!(
            CallOptions::new().header("Host", "x").unwrap_err(),
            BadHeader::Host
        );
        // What only this API keeps a credential in is found when it is called.
        let options = CallOptions::new().header("X-Api-Key", "Marked").unwrap();
        let gateway = Gateway::new(&KEYED, keyed()).unwrap().with_options(options);
        let failure = pay(&gateway).await.unwrap_err();
        assert!(matches!(failure, Failure::Invalid(_)));
        assert!(
            failure
                .to_string()
                .contains("/x-api-key must be a header that holds no credential")
        );
        assert_eq!(server.counts().begun, 0);
    });
}
