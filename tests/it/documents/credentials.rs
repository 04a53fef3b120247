//! Several credentials at once, and one of several: what a client sends, and what a server takes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use gateway_runtime::testing::FakeGateway;
use gateway_runtime::{Config, ConfigError, Credentials, Failure, Operation, Reason, Sensitive};
use tower_service::Service;

use super::compiled::credentials_and_limits::Client;
use super::compiled::credentials_and_limits::models::{
    OrderRequest, SignedOrHashedParameters, StatedParameters, StatedParametersRequired,
};
use super::compiled::credentials_and_limits::operations::{API, BESIDE};
use super::compiled::credentials_and_limits::server::{Other, Server as Side, router};
use crate::runtime::server::{Seen, Server, answer};

/// What a server saw of a call, or the failure of one that it did not see.
fn sent(
    configured: impl FnOnce(Config) -> Config,
    call: impl AsyncFnOnce(&Client) -> Result<(), Failure>,
) -> Result<String, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        let server = Server::start(|_: usize, _: &Seen| answer(204, "")).await;
        let client = Client::new(configured(Config::new(server.url()))).unwrap();
        call(&client).await?;
        let seen = &server.seen()[0];
        let headers = ["authorization", "x-app-id", "cookie"];
        let headers = headers.map(|name| seen.header(name).unwrap_or("-").to_owned());
        Ok(format!("{} {}", seen.target, headers.join(" ")))
    })
}

fn every(config: Config) -> Config {
    config
        .credential("t-1")
        .further_credential("appId", Credentials::key("a-0"))
        .further_credential("appId", Credentials::key("a-1"))
        .further_credential("appKey", Credentials::key("k&1"))
        .further_credential("login", Credentials::basic("u", "p"))
        .further_credential("session", Credentials::key("s-1"))
}

macro_rules! call {
    ($method:ident) => {
        async |client: &Client| client.$method().await.map(drop)
    };
}

#[test]
fn all_that_goes_together_is_sent() {
    assert_eq!(sent(every, call!(plain)).unwrap(), "/plain Bearer t-1 - -");
    assert_eq!(sent(every, call!(anybody)).unwrap(), "/anybody - - -");
    assert_eq!(
        sent(every, call!(beside)).unwrap(),
        "/beside?key=k%261 Bearer t-1 - -"
    );
    assert_eq!(
        sent(every, call!(two_keys)).unwrap(),
        "/two-keys?key=k%261 - a-1 -"
    );
    assert_eq!(sent(every, call!(same)).unwrap(), "/same Bearer t-1 - -");
    assert_eq!(sent(every, call!(one_place)).unwrap(), "/one-place - a-1 -");
    assert_eq!(sent(every, call!(or_signed)).unwrap(), "/or-signed - a-1 -");
    let stated = async |client: &Client| {
        let parameters = StatedParameters::new(StatedParametersRequired {
            x_app_id: "mine".to_owned().into(),
        });
        client.stated(&parameters).await.map(drop)
    };
    assert_eq!(sent(every, stated).unwrap(), "/stated Bearer t-1 mine -");
}

#[test]
fn the_first_alternative_is_sent_that_was_given() {
    assert_eq!(
        sent(every, call!(either)).unwrap(),
        "/either Bearer t-1 - -"
    );
    let other = |config: Config| {
        config
            .without_credential()
            .further_credential("login", Credentials::basic("u", "p"))
            .further_credential("session", Credentials::key("s-1"))
    };
    assert_eq!(
        sent(other, call!(either)).unwrap(),
        "/either Basic dTpw - session=s-1"
    );
    assert_eq!(
        sent(every, call!(or_nothing)).unwrap(),
        "/or-nothing?key=k%261 - - -"
    );
    assert_eq!(sent(other, call!(or_nothing)).unwrap(), "/or-nothing - - -");
}

#[test]
fn what_was_not_given_is_not_sent_without() {
    let without = |config: Config| config.credential("t-1");
    let failure = sent(without, call!(two_keys)).unwrap_err();
    let Failure::NotSent(not_sent) = &failure else {
        panic!("{failure}")
    };
    assert_eq!(not_sent.reason(), Reason::Token);
    assert!(
        failure.to_string().contains("Config::further_credential"),
        "{failure}"
    );
}

#[test]
fn a_further_credential_is_looked_at_when_the_client_is_made() {
    let made = |name: &str, given| {
        let config = Config::new("https://api.example.com").credential("t-1");
        Client::new(config.further_credential(name, given)).map(drop)
    };
    assert_eq!(
        made("token", Credentials::key("t")),
        Err(ConfigError::UnknownScheme {
            name: "token".to_owned()
        })
    );
    assert_eq!(
        made("login", Credentials::key("k")),
        Err(ConfigError::WrongCredential {
            wanted: "a user and a password"
        })
    );
    assert_eq!(
        made("appId", Credentials::key("a\r\nb: c")),
        Err(ConfigError::MalformedCredential)
    );
    assert_eq!(
        made("appKey", Credentials::key(" ")),
        Err(ConfigError::EmptyCredential { part: "key" })
    );
    let config = Config::new("https://api.example.com").credential("t-1");
    let header = Client::new(config.header("X-App-Id", "b")).unwrap_err();
    assert!(header.to_string().contains("credential"), "{header}");
}

#[tokio::test]
async fn a_gateway_for_unit_tests_is_given_all() {
    let fake = FakeGateway::new(&API);
    fake.on(&BESIDE).answers(204, "");
    let client = Client::new(fake.config()).unwrap();
    client.beside().await.unwrap();
}

/// Knows one credential of each scheme.
struct Known;

impl Side for Known {
    async fn is_valid_credential(
        &self,
        _operation: &'static Operation,
        credential: &Sensitive<String>,
    ) -> bool {
        credential.expose() == "t-1"
    }

    async fn is_valid_further_credential(
        &self,
        _operation: &'static Operation,
        scheme: &'static str,
        credential: &Sensitive<String>,
    ) -> bool {
        let known = match scheme {
            "appId" => "a-1",
            "appKey" => "k-1",
            "login" => "dTpw",
            "session" => "s-1",
            other => panic!("{other}"),
        };
        credential.expose() == known
    }

    async fn plain(&self) -> Result<(), Other> {
        Ok(())
    }

    async fn anybody(&self) -> Result<(), Other> {
        Ok(())
    }

    async fn beside(&self) -> Result<(), Other> {
        Ok(())
    }

    async fn or_signed(&self) -> Result<(), Other> {
        Ok(())
    }

    async fn signed_or_hashed(&self, _: SignedOrHashedParameters) -> Result<(), Other> {
        Ok(())
    }

    async fn two_keys(&self) -> Result<(), Other> {
        Ok(())
    }

    async fn either(&self) -> Result<(), Other> {
        Ok(())
    }

    async fn same(&self) -> Result<(), Other> {
        Ok(())
    }

    async fn or_nothing(&self) -> Result<(), Other> {
        Ok(())
    }

    async fn one_place(&self) -> Result<(), Other> {
        Ok(())
    }

    never_called! {
        create_order(OrderRequest) -> ();
    }

    async fn stated(&self, _parameters: StatedParameters) -> Result<(), Other> {
        Ok(())
    }
}

#[tokio::test]
async fn a_server_asks_for_one_alternative_and_all_of_it() {
    let token = ("authorization", "Bearer t-1");
    let login = ("authorization", "Basic dTpw");
    let wrong = ("authorization", "Bearer t-2");
    let (app, session) = (("x-app-id", "a-1"), ("cookie", "session=s-1"));
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], u16);
    let cases: [Case<'_>; 17] = [
        ("/plain", &[token], 204),
        ("/plain", &[app], 401),
        ("/anybody", &[], 204),
        ("/beside?key=k-1", &[token], 204),
        ("/beside?key=k-2", &[token], 401),
        ("/beside?key=k-1", &[wrong], 401),
        ("/beside", &[token], 401),
        ("/beside?key=k-1", &[], 401),
        ("/two-keys?key=k-1", &[app], 204),
        ("/two-keys?key=k-1", &[token], 401),
        ("/either", &[token], 204),
        ("/either", &[login, session], 204),
        ("/either", &[login], 401),
        ("/either", &[wrong, session], 401),
        ("/or-nothing", &[], 204),
        ("/one-place", &[app], 204),
        ("/stated", &[token, app], 204),
    ];
    let mut router: Router = router(Arc::new(Known));
    for (path, headers, status) in cases {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = router.call(request.body(Body::empty()).unwrap()).await;
        assert_eq!(
            answer.unwrap().status().as_u16(),
            status,
            "{path} {headers:?}"
        );
    }
}
