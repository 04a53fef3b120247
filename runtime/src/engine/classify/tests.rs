#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::sync::Arc;
use std::time::SystemTime;

use crate::engine::classify::Judge;
use crate::engine::config::Config;
use crate::fixture::READS;
use crate::record::account::Account;
use crate::record::call::Call;
use crate::record::failure::Failure;
use crate::record::intent::Intent;
use crate::record::operation::{Acknowledges, Effect, Envelope, Method, Operation, StateClass};
use crate::value::echo::Echoes;
use crate::value::json::untyped::Json;
use crate::value::json::writer::JsonWriter;
use crate::wire::outgoing::Incoming;

static PAY: Operation = Operation {
    id: "pay",
    method: Method::Post,
    effect: Effect::MovesMoney,
    envelope: Some(Envelope {
        code: "code",
        message: "message",
        accepted: &["0000"],
    }),
    before_state: &[401],
    acknowledges: Acknowledges {
        same: &[("order.orderNo", "orderNo")],
        other: &["refunds[].orderNo"],
        issued: Some("order.tradeNo"),
        states: &[("orderStatus", &[("successed", StateClass::Done)])],
        required: &["order"],
        ..Acknowledges::NOTHING
    },
    ..READS
};

static VOID: Operation = Operation { id: "void", ..PAY };

static QUERY: Operation = Operation {
    id: "query",
    effect: Effect::Reads,
    before_state: &[],
    ..PAY
};

static OTHER_QUERY: Operation = Operation {
    id: "otherQuery",
    ..QUERY
};

/// Its request has the number that the gateway gave to what came before.
static BATCH: Operation = Operation {
    id: "batch",
    acknowledges: Acknowledges {
        same: &[("order.tradeNo", "orderNo")],
        each: Some("accepted"),
        ..PAY.acknowledges
    },
    ..PAY
};

/// What an answer to a request with this number comes to.
fn told(operation: &'static Operation, number: &str, status: u16, body: &str) -> String {
    let mut out = JsonWriter::new();
    let number = Json::parse(number).unwrap();
    out.object(|object| object.field("orderNo", &number));
    let call = Call::new().written(out);
    let config = Config::new("")
        .refused_code("2001")
        .refused_code_of(&VOID, "2002")
        .token_refused_code("4011")
        .not_found_code_of(&QUERY, "3001")
        .status_before_state_of(&VOID, 451)
        .state("failed", StateClass::Failed);
    let account = Arc::new(Account::main());
    let judge = Judge {
        intent: &Arc::new(Intent::new(
            operation,
            &call,
            &account,
            SystemTime::UNIX_EPOCH,
        )),
        echoes: &Echoes::default(),
        needs_json: true,
        known: &config.known,
        attempts: 1,
    };
    let mut incoming = Incoming::new(status.try_into().unwrap(), Default::default());
    incoming.push(body.as_bytes());
    match judge.answer(incoming.finish()) {
        Ok(_) => "accepted".to_owned(),
        Err(Failure::Refused(_)) => "refused".to_owned(),
        Err(Failure::Status(_)) => "status".to_owned(),
        Err(Failure::Indeterminate(open)) => format!("{:?}", open.reason()),
        Err(other) => format!("{other:?}"),
    }
}

#[test]
fn a_code_that_refuses_decides_nothing_beside_a_state_or_a_number() {
    for code in ["2001", "4011"] {
        for (beside, expected) in [
            ("", "refused"),
            (r#","orderStatus":null,"tradeNo":"""#, "refused"),
            (r#","orderStatus":"failed""#, "refused"),
            (
                r#","order":{"orderStatus":"failed","tradeNo":"T"}"#,
                "refused",
            ),
            (r#","order":{"orderStatus":"successed"}"#, "Contradiction"),
            (r#","orderStatus":"unheard of""#, "Contradiction"),
            (r#","orderStatus":["failed"]"#, "Contradiction"),
            (
                r#","orderStatus":"failed","l":[{"orderStatus":"successed"}]"#,
                "Contradiction",
            ),
            (r#","order":{"tradeNo":"T"}"#, "Contradiction"),
            (r#","tradeNo":7"#, "Contradiction"),
        ] {
            let body = format!(r#"{{"code":"{code}"{beside}}}"#);
            for status in [200, 400] {
                assert_eq!(
                    told(&PAY, r#""A-1""#, status, &body),
                    expected,
                    "{status} {body}"
                );
            }
        }
    }
}

#[test]
fn a_401_comes_before_any_state_only_if_it_does_not_speak_of_the_order() {
    for (body, expected) in [
        ("", "status"),
        ("<html>", "status"),
        (r#"{"code":"9999"}"#, "status"),
        (r#"{"orderNo":null}"#, "Contradiction"),
        (r#"{"a":[{"tradeNo":null}]}"#, "Contradiction"),
        (r#"{"orderStatus":"failed"}"#, "Contradiction"),
        (r#"{"orderNo":"B-1"}"#, "OtherRequest"),
        (r#"{"code":"0000"}"#, "Status"),
        (r#"{"code":"9999","code":"0000"}"#, "Status"),
        (r#"[{"code":"0000"}]"#, "Status"),
        (r#"{"code":"9999""#, "Unreadable"),
        (r#"["a"#, "Unreadable"),
    ] {
        assert_eq!(told(&PAY, r#""A-1""#, 401, body), expected, "{body}");
    }
    // Another status that says no decides as little.
    assert_eq!(told(&PAY, r#""A-1""#, 403, ""), "Status");
    assert_eq!(told(&PAY, r#""A-1""#, 400, r#"{"code":"0000"}"#), "Status");
}

#[test]
fn a_code_that_refuses_one_operation_refuses_no_other() {
    let body = r#"{"code":"2002"}"#;
    assert_eq!(told(&VOID, r#""A-1""#, 200, body), "refused");
    assert_eq!(told(&PAY, r#""A-1""#, 200, body), "UnknownCode");
}

#[test]
fn a_status_that_the_merchant_lists_for_one_operation_is_that_of_no_other() {
    assert_eq!(told(&VOID, r#""A-1""#, 451, ""), "status");
    assert_eq!(
        told(&VOID, r#""A-1""#, 451, r#"{"orderNo":null}"#),
        "Contradiction"
    );
    assert_eq!(told(&PAY, r#""A-1""#, 451, ""), "Status");
    for (status, is_one) in [(399, false), (400, true), (499, true), (500, false)] {
        let config = Config::new("").status_before_state_of(&VOID, status);
        assert_eq!(config.known.statuses_are_refusals(), is_one, "{status}");
    }
}

#[test]
fn an_answer_is_anothers_if_a_number_in_it_has_other_characters() {
    for operation in [&PAY, &QUERY] {
        for (sent, shown, expected) in [
            (r#""A-1""#, r#"{"orderNo":"A-1"}"#, "accepted"),
            (r#""12""#, r#"{"orderNo":12}"#, "accepted"),
            ("12", r#"{"orderNo":"12"}"#, "accepted"),
            (r#""A-1""#, r#"{"orderNo":null}"#, "accepted"),
            (r#""A-1""#, r#"{"orderNo":" A-1"}"#, "OtherRequest"),
            (r#""A-1""#, r#"{"orderNo":"a-1"}"#, "OtherRequest"),
            (r#""12""#, r#"{"orderNo":"012"}"#, "OtherRequest"),
            (
                r#""A-1""#,
                r#"{"orderNo":"A-1","orderNo":"B-1"}"#,
                "OtherRequest",
            ),
            (
                r#""A-1""#,
                r#"{"l":[[{"m":[{"orderNo":"B-1"}]}]]}"#,
                "OtherRequest",
            ),
        ] {
            let body = format!(r#"{{"code":"0000","order":{shown}}}"#);
            assert_eq!(told(operation, sent, 200, &body), expected, "{sent} {body}");
        }
        let refund = r#"{"code":"0000","order":{},"refunds":[{"orderNo":"R-1"}]}"#;
        assert_eq!(told(operation, r#""A-1""#, 200, refund), "accepted");
    }
}

#[test]
fn a_payment_is_accepted_only_by_an_object_with_the_code_and_a_field_of_its_own() {
    for (status, body, expected) in [
        (200, r#"{"code":"0000","order":{}}"#, "accepted"),
        (200, r#"{"code":"0000"}"#, "Incomplete"),
        (200, r#"{"code":"0000","order":null}"#, "Incomplete"),
        (200, r#"{"code":"0000","a":{"order":{}}}"#, "Incomplete"),
        (200, r#"{"code":"0000","code":"2001","order":{}}"#, "NoCode"),
        (200, r#"{"code":"9999","order":{}}"#, "UnknownCode"),
        (200, r#"[{"code":"0000","order":{}}]"#, "NoCode"),
        (200, r#"{"code":"0000","order":{}"#, "Unreadable"),
        (200, "<html>", "Unreadable"),
        (200, "", "Empty"),
        (204, "", "Empty"),
        (302, r#"{"code":"0000","order":{}}"#, "Status"),
        (500, r#"{"code":"0000","order":{}}"#, "Status"),
    ] {
        assert_eq!(
            told(&PAY, r#""A-1""#, status, body),
            expected,
            "{status} {body}"
        );
    }
}

#[test]
fn a_query_says_that_there_is_none_only_where_it_shows_none() {
    for (beside, at_200, at_404) in [
        ("", "refused", "refused"),
        (r#","orderStatus":null"#, "refused", "refused"),
        (r#","orderStatus":"failed""#, "Contradiction", "status"),
        (r#","tradeNo":"T""#, "Contradiction", "status"),
    ] {
        let body = format!(r#"{{"code":"3001"{beside}}}"#);
        assert_eq!(told(&QUERY, r#""A-1""#, 200, &body), at_200, "{body}");
        assert_eq!(told(&QUERY, r#""A-1""#, 404, &body), at_404, "{body}");
    }
    // The code is that of one query.
    let body = r#"{"code":"3001"}"#;
    assert_eq!(told(&OTHER_QUERY, r#""A-1""#, 404, body), "status");
}

#[test]
fn a_401_too_deep_to_be_looked_into_may_speak_of_the_order() {
    let body = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    assert_eq!(told(&PAY, r#""A-1""#, 401, &body), "Contradiction");
}

#[test]
fn what_an_answer_acknowledges_of_each_entry_speaks_of_the_order() {
    let body = r#"{"accepted":null}"#;
    assert_eq!(told(&BATCH, r#""A-1""#, 401, body), "Contradiction");
    assert_eq!(told(&PAY, r#""A-1""#, 401, body), "status");
}

#[test]
fn a_number_that_the_request_had_says_nothing_of_what_became_of_it() {
    let body = r#"{"code":"2001","tradeNo":"A-1"}"#;
    assert_eq!(told(&BATCH, r#""A-1""#, 200, body), "refused");
    assert_eq!(told(&PAY, r#""A-1""#, 200, body), "Contradiction");
}
