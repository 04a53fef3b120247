//! What goes over the wire: exactly what was asked for, once, on as few connections as possible.

use std::time::Duration;

use gateway_runtime::{
    Acknowledges, Api, Call, Config, ConfigError, Effect, Failure, FoundBy, Gateway, Json, Method,
    Operation, Repeat, Security,
};

use super::api::{ACCEPTED, API, PAY, Pay, SECURED_PAY, TOKEN_ANSWER, gateway, run, send};
use super::server::{Seen, Server, answer};

static FETCH: Operation = Operation {
    id: "fetch",
    method: Method::Get,
    path: "/v1/things/{id}",
    effect: Effect::Reads,
    repeat: Repeat::Safe,
    secured: true,
    envelope: None,
    before_state: &[],
    refused: &[],
    acknowledges: Acknowledges::NOTHING,
    found_by: FoundBy::Nothing { reason: "" },
    journal: &[],
};

static PLAIN: Api = Api {
    title: "Plain",
    release: "1",
    security: Security::None,
    token: None,
    requirements: &[],
    operations: &[&FETCH],
};

#[test]
fn a_request_holds_what_is_documented_and_nothing_else() {
    run(async {
        let server = Server::start(|_: usize, seen: &Seen| {
            answer(
                200,
                if seen.target.ends_with("token") {
                    TOKEN_ANSWER
                } else {
                    ACCEPTED
                },
            )
        })
        .await;
        let gateway = gateway(&format!("{}/base/", server.url()));
        send::<Json>(&gateway, &SECURED_PAY).await.unwrap();
        let seen = server.seen();
        assert_eq!(
            seen.iter()
                .map(|seen| seen.target.as_str())
                .collect::<Vec<_>>(),
            ["/base/v1/token", "/base/v1/pay"]
        );
        let mut headers = seen[1].headers.clone();
        headers.sort();
        let body = r#"{"orderNo":"order-1","amount":"12.50","cardNo":"4111111111111111","cvc":"123","name":"Ada"}"#;
        let host = server.url().replace("http://", "");
        let user_agent = format!("gateway-runtime/{}", env!("CARGO_PKG_VERSION"));
        let expected = [
            ("accept", "application/json"),
            ("accept-encoding", "identity"),
            ("authorization", "token-1"),
            ("content-length", &body.len().to_string()),
            ("content-type", "application/json"),
            ("host", &host),
            ("user-agent", &user_agent),
        ];
        assert_eq!(
            headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect::<Vec<_>>(),
            expected
        );
        assert_eq!((seen[1].method.as_str(), seen[1].body()), ("POST", body));
    });
}

#[test]
fn parameters_go_where_they_belong() {
    run(async {
        let server = Server::start(|_: usize, _: &Seen| answer(200, "{}")).await;
        let gateway = Gateway::new(&PLAIN, Config::new(server.url())).unwrap();
        let call = Call::new()
            .path("id", &"a/b".to_owned())
            .query("limit", &10_u32)
            .query("state", &vec!["new".to_owned(), "old & used".to_owned()])
            .query("absent", &None::<String>)
            .header("X-Trace", &"t-1".to_owned())
            .header("Cookie", &"a=1; b=2".to_owned())
            .cookie("session", &"s-1".to_owned());
        gateway.call::<()>(&FETCH, call).await.unwrap();
        let seen = &server.seen()[0];
        assert_eq!(
            seen.target,
            "/v1/things/a%2Fb?limit=10&state=new&state=old%20%26%20used"
        );
        assert_eq!(
            (
                seen.method.as_str(),
                seen.header("x-trace"),
                seen.header("cookie")
            ),
            ("GET", Some("t-1"), Some("a=1; b=2; session=s-1"))
        );
        assert_eq!(
            (
                seen.header("content-type"),
                seen.header("content-length"),
                seen.body.len()
            ),
            (None, None, 0)
        );
    });
}

#[test]
fn every_kind_of_credential_goes_where_the_document_says() {
    let api = |security| -> &'static Api { Box::leak(Box::new(Api { security, ..PLAIN })) };
    let key = |url: &str| Config::new(url).credential("k&y");
    type Case = (
        &'static Api,
        fn(&str) -> Config,
        &'static str,
        Option<(&'static str, &'static str)>,
    );
    let cases: [Case; 5] = [
        (
            api(Security::ApiKeyHeader { name: "X-Key" }),
            key,
            "/v1/things/1",
            Some(("x-key", "k&y")),
        ),
        (
            api(Security::ApiKeyQuery { name: "key" }),
            key,
            "/v1/things/1?key=k%26y",
            None,
        ),
        (
            api(Security::ApiKeyCookie { name: "key" }),
            key,
            "/v1/things/1",
            Some(("cookie", "key=k&y")),
        ),
        (
            api(Security::Bearer),
            key,
            "/v1/things/1",
            Some(("authorization", "Bearer k&y")),
        ),
        (
            api(Security::Basic),
            |url| Config::new(url).basic("Aladdin", "open sesame"),
            "/v1/things/1",
            Some(("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")),
        ),
    ];
    for (api, config, target, header) in cases {
        run(async {
            let server = Server::start(|_: usize, _: &Seen| answer(200, "{}")).await;
            let gateway = Gateway::new(api, config(&server.url())).unwrap();
            gateway
                .call::<()>(&FETCH, Call::new().path("id", &1_u32))
                .await
                .unwrap();
            let seen = &server.seen()[0];
            assert_eq!(seen.target, target);
            if let Some((name, value)) = header {
                assert_eq!(seen.header(name), Some(value));
            }
            // An operation that needs no credential gets none.
            static OPEN: Operation = Operation {
                secured: false,
                ..FETCH
            };
            gateway
                .call::<()>(&OPEN, Call::new().path("id", &1_u32))
                .await
                .unwrap();
            let seen = &server.seen()[1];
            assert_eq!(
                (
                    seen.target.as_str(),
                    seen.header("authorization"),
                    seen.header("cookie"),
                    seen.header("x-key")
                ),
                ("/v1/things/1", None, None, None)
            );
        });
    }
}

#[test]
fn a_configuration_that_cannot_work_makes_no_client() {
    let error = |api, config| Gateway::new(api, config).unwrap_err();
    let url = "https://gateway.example.com";
    assert_eq!(error(&API, Config::new(url)), ConfigError::NoCredential);
    assert_eq!(
        error(
            &API,
            Config::new("http://gateway.example.com").credentials("a", "b")
        )
        .to_string(),
        "the base URL must begin with https:// (http:// is for loopback addresses only)"
    );
    assert_eq!(
        error(&API, Config::new(url).basic("a", "b")),
        ConfigError::WrongCredential {
            wanted: "an application id and a secret"
        }
    );
    assert_eq!(
        error(&API, Config::new(url).credential("a\nb")),
        ConfigError::MalformedCredential
    );
    assert_eq!(
        error(&API, Config::new(url).credential("")),
        ConfigError::EmptyCredential { part: "key" }
    );
    assert_eq!(
        error(
            &API,
            Config::new(url)
                .credential("a")
                .root_certificates("nonsense")
        ),
        ConfigError::Certificates
    );
    assert_eq!(
        error(
            &API,
            Config::new(url)
                .credential("a")
                .total_timeout(Duration::ZERO)
        ),
        ConfigError::OutOfRange {
            setting: "total_timeout",
            range: "more than zero"
        }
    );
    assert!(Gateway::new(&API, Config::new(url).without_credential()).is_ok());
}

#[test]
fn a_request_that_breaks_rules_is_not_sent() {
    run(async {
        let server = Server::start(|_: usize, _: &Seen| answer(200, ACCEPTED)).await;
        let body = Pay {
            order_no: "1".to_owned(),
            ..Pay::sample()
        };
        let failure = gateway(&server.url())
            .call::<Json>(&PAY, Call::new().body(&body))
            .await
            .unwrap_err();
        assert_eq!(
            failure.to_string(),
            "the request was not sent: /orderNo must have at least 5 characters"
        );
        assert_eq!(server.counts().connections, 0);
    });
}

#[test]
fn where_nothing_is_documented_any_body_will_do_and_is_kept() {
    for body in ["<html>", "%PDF-1.7", "", "{}", "null"] {
        run(async {
            let server = Server::start(move |_: usize, _: &Seen| answer(200, body)).await;
            let gateway = Gateway::new(&PLAIN, Config::new(server.url())).unwrap();
            let call = || Call::new().path("id", &1_u32);
            let accepted = gateway.call::<()>(&FETCH, call()).await.unwrap();
            assert_eq!(accepted.answer.body(), body.as_bytes());
            // A type that must be read from JSON is not made of anything else.
            let typed = gateway
                .call::<std::collections::BTreeMap<String, Json>>(&FETCH, call())
                .await;
            assert_eq!(typed.is_ok(), body == "{}", "{body}");
        });
    }
    // An API whose answers have a code must give one.
    run(async {
        let server = Server::start(|_: usize, _: &Seen| answer(200, "<html>")).await;
        let failure = send::<()>(&gateway(&server.url()), &PAY).await.unwrap_err();
        assert!(matches!(failure, Failure::Indeterminate(_)));
    });
}
