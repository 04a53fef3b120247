//! What the emitted client sends: a body by the name of its media type, or none, and forms as OpenAPI has them.

use std::collections::BTreeMap;

use gateway_runtime::Config;

use super::compiled::bodies;
use crate::runtime::server::{Seen, Server, answer};

/// Makes calls, and gives back what a server saw of them.
fn seen(call: impl AsyncFnOnce(Config)) -> Vec<Seen> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let server = Server::start(|_: usize, _: &Seen| answer(200, "{\"status\":\"OK\"}")).await;
        call(Config::new(server.url()).without_credential()).await;
        server.seen()
    })
}

#[test]
fn a_body_that_need_not_be_there_is_sent_or_not() {
    let seen = seen(async |config| {
        let client = bodies::Client::new(config).expect("a client");
        client.optional_json(None).await.expect("an answer");
        let body =
            bodies::models::StateRequest::new().status(bodies::models::StateRequestStatus::Ok);
        client.optional_json(Some(&body)).await.expect("an answer");
    });
    let [without, with] = seen.as_slice() else {
        panic!("{seen:?}")
    };
    assert_eq!((without.body(), without.header("content-type")), ("", None));
    assert_eq!(with.body(), "{\"status\":\"OK\"}");
    assert_eq!(with.header("content-type"), Some("application/json"));
    assert_eq!(with.header("accept"), Some("application/json"));
}

#[test]
fn json_of_another_name_is_sent_and_asked_for_by_it() {
    let seen = seen(async |config| {
        let client = bodies::Client::new(config).expect("a client");
        let body = bodies::models::StateRequest::new();
        client.named_json(&body).await.expect("an answer");
        client.csv().await.expect("an answer");
    });
    let [named, text] = seen.as_slice() else {
        panic!("{seen:?}")
    };
    assert_eq!(
        (named.header("content-type"), named.header("accept")),
        (
            Some("application/vnd.api+json; profile=\"2/1\""),
            Some("application/json; version=2")
        )
    );
    assert_eq!(text.header("accept"), Some("text/csv"));
}

#[test]
fn a_list_in_a_form_is_its_name_repeated() {
    use bodies::models::PaymentRequestStatuses;
    use bodies::models::{
        PayParameters, PayParametersRequired, PaymentRequest, PaymentRequestMeta,
        PaymentRequestMetaRequired, PaymentRequired,
    };
    let seen = seen(async |config| {
        let client = bodies::Client::new(config).expect("a client");
        let parameters = PayParameters::new(PayParametersRequired {
            id: "a".to_owned().into(),
        });
        let meta = PaymentRequestMeta::new(PaymentRequestMetaRequired {
            k: "v".to_owned().into(),
        });
        let body = PaymentRequest::new(PaymentRequired {
            level: (-1).into(),
            meta,
        });
        let body = body
            .statuses(vec![
                PaymentRequestStatuses::Open,
                PaymentRequestStatuses::Closed,
            ])
            .big(u64::MAX);
        client
            .pay(&parameters, Some(&body))
            .await
            .expect("an answer");
    });
    let [paid] = seen.as_slice() else {
        panic!("{seen:?}")
    };
    let mut pairs: Vec<&str> = paid.body().split('&').collect();
    pairs.sort_unstable();
    let expected = [
        "big=18446744073709551615",
        "level=-1",
        "meta%5Bk%5D=v",
        "statuses=closed",
        "statuses=open",
    ];
    assert_eq!(pairs, expected);
    assert_eq!(
        paid.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(paid.header("accept"), Some("application/json"));
}

#[test]
fn members_that_no_property_names_are_sent_and_read() {
    use bodies::models::{MemoRequest, MemoRequired};
    let required = || MemoRequired {
        k: "v".to_owned().into(),
    };
    let more = BTreeMap::from([("colour".to_owned(), "red".to_owned())]);
    let seen = seen(async |config| {
        let client = bodies::Client::new(config).expect("a client");
        let left_alone = MemoRequest::new(required());
        let answer = client.memo(&left_alone).await.expect("an answer").value;
        let further = answer.further.expect("a member that no property names");
        assert_eq!(
            further.expose().get("status").map(String::as_str),
            Some("OK")
        );
        assert_eq!(format!("{further:?}"), "[redacted]");
        let taken_away = MemoRequest::new(required())
            .note_null()
            .further(more.clone());
        client.memo(&taken_away).await.expect("an answer");
        let changed = MemoRequest::new(required()).note("new".to_owned());
        client.memo(&changed).await.expect("an answer");
    });
    let bodies: Vec<&str> = seen.iter().map(Seen::body).collect();
    let expected = [
        r#"{"k":"v"}"#,
        r#"{"k":"v","note":null,"colour":"red"}"#,
        r#"{"k":"v","note":"new"}"#,
    ];
    assert_eq!(bodies, expected);
    let hidden = BTreeMap::from([("note".to_owned(), "twice".to_owned())]);
    let error = MemoRequest::new(required())
        .further(hidden)
        .validate()
        .expect_err("a property twice");
    assert_eq!(
        error.to_string(),
        "/note must be given as the property that it is"
    );
}
