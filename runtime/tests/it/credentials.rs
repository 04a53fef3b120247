//! New credentials are taken without a restart.

use std::sync::{Arc, Mutex};

use gateway_runtime::{
    Api, BoxFuture, Config, CredentialProvider, Credentials, Failure, Gateway, Reason, Retries,
    Security,
};

use super::api::{ACCEPTED, API, Paid, SECURED_PAY, TOKEN_ANSWER, run, send};
use super::server::{Act, Seen, Server, answer};

/// Gives these, one after the other, and the last for ever.
#[derive(Debug)]
struct Vault(Mutex<Vec<Option<Credentials>>>);

impl Vault {
    fn with(given: impl IntoIterator<Item = Option<Credentials>>) -> Arc<Self> {
        let mut given: Vec<_> = given.into_iter().collect();
        given.reverse();
        Arc::new(Self(Mutex::new(given)))
    }
}

impl CredentialProvider for Vault {
    fn credentials(&self) -> BoxFuture<'_, Option<Credentials>> {
        Box::pin(async {
            // As one that asks somebody else does.
            tokio::task::yield_now().await;
            let mut given = self.0.lock().unwrap();
            match given.len() {
                1 => given[0].clone(),
                _ => given.pop().unwrap(),
            }
        })
    }
}

fn secret(secret: &str) -> Option<Credentials> {
    Some(Credentials::app("app-1", secret))
}

/// A gateway that knows one secret, and takes each token once.
fn knows(secret: &'static str) -> impl Fn(usize, &Seen) -> Act {
    let used = Mutex::new(true);
    move |_: usize, seen: &Seen| {
        let mut used = used.lock().unwrap();
        match seen.target == "/v1/token" {
            true if seen.body().contains(&format!("\"{secret}\"")) => {
                *used = false;
                answer(200, TOKEN_ANSWER)
            }
            true => answer(200, r#"{"respCode":"2001"}"#),
            false if std::mem::replace(&mut *used, true) => answer(401, ""),
            false => answer(200, ACCEPTED),
        }
    }
}

/// What became of payments with what the vault gives, and how many requests there were.
async fn paid(vault: Arc<Vault>, payments: usize) -> (Vec<Result<(), Failure>>, usize) {
    let server = Server::start(knows("new")).await;
    let config = Config::new(server.url())
        .credentials_from(vault)
        .retries(Retries::NONE);
    let gateway = Gateway::new(&API, config).unwrap();
    let mut results = Vec::new();
    for _ in 0..payments {
        let paid = send::<Paid>(&gateway, &SECURED_PAY).await;
        results.push(paid.map(drop));
    }
    (results, server.counts().whole)
}

#[test]
fn new_credentials_are_taken_when_a_token_is_fetched_and_when_the_old_ones_are_refused() {
    run(async {
        // They were replaced while a token was fetched with the old ones.
        let (results, requests) = paid(Vault::with([secret("old"), secret("new")]), 1).await;
        assert!(results[0].is_ok() && requests == 3, "{results:?}");
        // The gateway takes the first token no more, and whoever fetches the next one asks again.
        let (results, requests) = paid(Vault::with([secret("new"), secret("new")]), 2).await;
        assert!(
            results.iter().all(Result::is_ok) && requests == 5,
            "{results:?}"
        );
    });
}

#[test]
fn what_was_refused_is_not_asked_with_again() {
    run(async {
        let (results, requests) = paid(Vault::with([secret("old")]), 1).await;
        let Err(Failure::NotSent(not_sent)) = &results[0] else {
            panic!("{results:?}");
        };
        assert_eq!((not_sent.reason(), requests), (Reason::Token, 1));
        assert!(matches!(
            not_sent.token_failure(),
            Some(Failure::Refused(_))
        ));
    });
}

#[test]
fn without_credentials_that_fit_nothing_is_sent() {
    run(async {
        for given in [
            None,
            Some(Credentials::key("key")),
            Some(Credentials::basic("a", "b")),
        ] {
            let (results, requests) = paid(Vault::with([given]), 1).await;
            let Err(Failure::NotSent(not_sent)) = &results[0] else {
                panic!("{results:?}");
            };
            let why = not_sent.token_failure().unwrap().to_string();
            assert!(
                requests == 0 && why.contains("Config::credentials_from"),
                "{why}"
            );
        }
    });
}

#[test]
fn where_there_are_no_tokens_each_request_goes_with_what_is_good_then() {
    static BASIC: Api = Api {
        security: Security::Basic,
        token: None,
        ..API
    };
    static KEY: Api = Api { token: None, ..API };
    run(async {
        for (api, given, sent) in [
            (&KEY, ["a", "b"].map(Credentials::key), ["a", "b"]),
            (
                &BASIC,
                ["b", "c"].map(|password| Credentials::basic("a", password)),
                ["Basic YTpi", "Basic YTpj"],
            ),
        ] {
            let server = Server::start(|_: usize, _: &Seen| answer(200, ACCEPTED)).await;
            let vault = Vault::with(given.map(Some).into_iter().chain([None]));
            let config = Config::new(server.url()).credentials_from(vault);
            let gateway = Gateway::new(api, config.retries(Retries::NONE)).unwrap();
            for _ in 0..2 {
                send::<Paid>(&gateway, &SECURED_PAY).await.unwrap();
            }
            let failure = send::<Paid>(&gateway, &SECURED_PAY).await.unwrap_err();
            assert!(
                failure.to_string().contains("Config::credentials_from"),
                "{failure}"
            );
            let seen = server.seen();
            let sent_as: Vec<_> = seen
                .iter()
                .map(|seen| seen.header("authorization"))
                .collect();
            assert_eq!(sent_as, sent.map(Some));
        }
    });
}

#[test]
fn credentials_are_not_shown() {
    let shown = format!(
        "{:?}",
        [
            Credentials::app("id-7", "secret-7"),
            Credentials::key("key-7"),
            Credentials::basic("user-7", "pass-7")
        ]
    );
    assert!(!shown.contains('7'), "{shown}");
}
