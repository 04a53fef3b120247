//! What look-ups ask for, given by setters with types.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use gateway_runtime::{Config, Date, Handle, Reconcile, Resolution, Why};

use super::compiled::answers::models::Json as Method;
use super::compiled::answers::{Client, LookUpAnswers};
use crate::runtime::server::{Seen, Server, answer};

fn handle() -> Handle {
    Handle::from_json(
        r#"{"version":1,"operation":"pay","at":1750000000000,"fields":{"reference":"A-1"}}"#,
    )
    .unwrap()
}

/// What a look-up comes to, and what the gateway was asked.
fn looked(options: Reconcile) -> (Resolution, Vec<Seen>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        let server = Server::start(|_: usize, _: &Seen| answer(200, "{}")).await;
        let client = Client::new(Config::new(server.url()).without_credential()).unwrap();
        let options = options.patience(Duration::ZERO);
        (client.reconcile(&handle(), &options).await, server.seen())
    })
}

#[test]
fn each_value_reaches_the_query_that_asks_for_it_with_its_type() {
    let options = Reconcile::new()
        .answer_method_of_find_payment(Method::Cash)
        .answer_pay_day("2025-06-01".parse::<Date>().unwrap())
        .answer_pay_day2(7_i64)
        .answer_type("nobody's")
        .ask_type(|handle| handle.field("reference").map(|it| format!("of {it}")))
        .answer_method_of_list_payments(3_i64);
    let (_, seen) = looked(options);
    let [find, list] = &seen[..] else {
        panic!("{seen:?}")
    };
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&find.body).unwrap(),
        serde_json::json!({"reference": "A-1", "method": "cash", "pay-day": "2025-06-01", "payDay": 7, "type": "of A-1"})
    );
    assert_eq!(list.target, "/payments?method=3&type=of%20A-1");
}

#[test]
fn what_was_given_last_counts_and_where_it_gives_nothing_what_was_given_before() {
    let types = [
        Reconcile::new().answer_type("a").answer_type("b"),
        Reconcile::new().answer_type("b").ask_type(|_| None),
        Reconcile::new().answer_type("a").answer("type", "b"),
        Reconcile::new().answer("type", "a").answer_type("b"),
    ];
    for options in types {
        let (_, seen) = looked(options.answer_method_of_list_payments(3_i64));
        let targets: Vec<_> = seen.iter().map(|one| one.target.as_str()).collect();
        assert_eq!(targets, ["/payments?method=3&type=b"]);
    }
}

#[test]
fn what_is_missing_is_told_with_the_setter_that_gives_it() {
    let (resolution, seen) = looked(Reconcile::new().answer_type("a"));
    let Resolution::Unresolved(open) = resolution else {
        panic!("{resolution:?}")
    };
    assert!(seen.is_empty());
    assert!(matches!(open.why(), Why::Asks(_)), "{open}");
    let told = open.why().to_string();
    assert!(
        told.ends_with("give it with `answer_method_of_find_payment`"),
        "{told}"
    );
}
