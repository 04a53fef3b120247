//! Whatever does not say "accepted" ends in what the document says about the operation, and keeps the answer.

use std::error::Error;

use gateway_codegen::api::TypeRef;
use gateway_runtime::{Effect, Failure, Operation, Reason};
use online_payment_gateway::models::{OrderNo, PaymentResponse};

use super::{Callable, Outcome, Scripted, answer_case, parsed, run, with_codes};
use crate::own::own;
use crate::samples::canary;

/// Calls every operation, each answered alike, and hands over the failure that every one of them ends in.
fn fail_all(
    reply: impl Fn(&Operation) -> (u16, String),
    check: impl Fn(&Callable, &Failure, bool),
) {
    run(async {
        for callable in with_codes() {
            let (status, body) = reply(callable.operation);
            let gateway = Scripted::of(callable.operation).await;
            let outcome = gateway.call(&callable, status, &body).await;
            let failure = failed(callable.operation, outcome);
            let answer = failure.answer().expect("an answer is never lost");
            assert_eq!(answer.body_text(), body, "{}", callable.operation.id);
            let moves_money = callable.operation.effect == Effect::MovesMoney;
            check(&callable, &failure, moves_money);
        }
    });
}

fn failed(operation: &Operation, outcome: Outcome) -> Failure {
    match outcome {
        Ok(_) => panic!("{} was accepted", operation.id),
        Err(failure) => failure,
    }
}

fn shows_what_became_of_it(callable: &Callable) -> bool {
    let acknowledges = &callable.operation.acknowledges;
    acknowledges.issued.is_some() || !acknowledges.states.is_empty()
}

/// The full answer of an operation, with another code.
fn with_code(operation: &Operation, code: &str) -> String {
    let mut answer = parsed(&answer_case(operation.id));
    answer["respCode"] = code.into();
    answer.to_string()
}

#[test]
fn an_unknown_code_leaves_money_open_and_refuses_the_rest() {
    fail_all(
        |operation| (200, with_code(operation, "4711")),
        |callable, failure, moves_money| {
            let id = callable.operation.id;
            assert!(failure.code().is_some_and(|code| *code == "4711"), "{id}");
            match failure {
                Failure::Indeterminate(open) if moves_money => {
                    assert_eq!(open.reason(), Reason::UnknownCode, "{id}");
                    let message = open.message().expect("the message beside the code");
                    assert_eq!(message.expose(), "Accepted");
                }
                // The full answer shows a state, or the address of a page.
                Failure::Indeterminate(open) if shows_what_became_of_it(callable) => {
                    assert_eq!(open.reason(), Reason::Contradiction, "{id}");
                }
                Failure::Refused(refused) if !shows_what_became_of_it(callable) => {
                    assert!(refused.message().is_some(), "{id}");
                }
                _ => panic!("{id}: {failure}"),
            }
        },
    );
}

#[test]
fn an_open_outcome_still_gives_the_numbers_to_look_it_up_with() {
    fail_all(
        |operation| (200, with_code(operation, "4711")),
        |callable, failure, _| {
            let Failure::Indeterminate(open) = failure else {
                return;
            };
            if callable.operation.id == "createPayment" {
                let answer: PaymentResponse = open.decode().expect("the answer");
                let order_no = answer.order_no.as_ref().map(OrderNo::as_str);
                assert_eq!(order_no, Some("ORDER-2025-0001"));
                assert!(answer.trade_no.is_some());
            }
        },
    );
}

#[test]
fn an_answer_without_a_code_decides_nothing_about_money() {
    for body in [
        "{}",
        r#"{"respMsg":"?"}"#,
        r#"{"respCode":null}"#,
        r#"{"respCode":{}}"#,
    ] {
        fail_all(
            |_| (200, body.to_owned()),
            |callable, failure, moves_money| {
                let id = callable.operation.id;
                assert!(failure.code().is_none(), "{id}");
                match failure {
                    Failure::Indeterminate(open) if moves_money => {
                        assert_eq!(open.reason(), Reason::NoCode, "{id}");
                    }
                    Failure::Refused(_) if !moves_money => {}
                    _ => panic!("{id}: {failure}"),
                }
            },
        );
    }
}

#[test]
fn a_page_of_html_decides_nothing() {
    const HTML: &str = "<html><body>It works!</body></html>";
    fail_all(
        |_| (200, HTML.to_owned()),
        |callable, failure, _| {
            let Failure::Indeterminate(open) = failure else {
                panic!("{}: {failure}", callable.operation.id);
            };
            assert_eq!(open.reason(), Reason::Unreadable);
            assert!(!failure.to_string().contains("html"), "{failure}");
        },
    );
    // From a proxy that gives up on the gateway behind it.
    fail_all(
        |_| (502, HTML.to_owned()),
        |callable, failure, _| {
            let reads = callable.operation.effect == Effect::Reads;
            match failure {
                Failure::Status(status) if reads => assert_eq!(status.status(), 502),
                Failure::Indeterminate(open) if !reads => assert_eq!(open.reason(), Reason::Status),
                _ => panic!("{}: {failure}", callable.operation.id),
            }
        },
    );
}

#[test]
fn a_201_without_a_body_decides_nothing_about_money() {
    fail_all(
        |_| (201, String::new()),
        |callable, failure, moves_money| match failure {
            Failure::Indeterminate(open) if moves_money => {
                assert_eq!(open.reason(), Reason::Empty);
            }
            Failure::Refused(_) if !moves_money => {}
            _ => panic!("{}: {failure}", callable.operation.id),
        },
    );
}

#[test]
fn of_the_documented_statuses_only_a_401_says_that_no_money_moved() {
    for status in [401, 403, 404] {
        fail_all(
            |_| (status, String::new()),
            |callable, failure, moves_money| match failure {
                Failure::Indeterminate(open) if moves_money && status != 401 => {
                    assert_eq!(open.reason(), Reason::Status);
                }
                Failure::Status(unexpected) if !moves_money || status == 401 => {
                    assert_eq!(unexpected.status(), status);
                }
                _ => panic!("{status}, {}: {failure}", callable.operation.id),
            },
        );
    }
}

#[test]
fn a_401_that_shows_an_answer_of_the_operation_decides_nothing_of_what_changes_something() {
    fail_all(
        |operation| (401, with_code(operation, "4711")),
        |callable, failure, _| {
            let acknowledges = &callable.operation.acknowledges;
            let knows_of_it = !acknowledges.same.is_empty()
                || acknowledges.each.is_some()
                || shows_what_became_of_it(callable);
            match failure {
                Failure::Indeterminate(open) if knows_of_it => {
                    assert_eq!(open.reason(), Reason::Contradiction);
                }
                Failure::Status(_) if !knows_of_it => {}
                Failure::Status(_) if callable.operation.effect == Effect::Reads => {}
                _ => panic!("{}: {failure}", callable.operation.id),
            }
        },
    );
}

#[test]
fn no_failure_shows_what_the_answer_hides() {
    for (status, code) in [
        (200, "4711"),
        (200, "0000 and more"),
        (500, "0000"),
        (404, "4711"),
    ] {
        fail_all(
            |operation| (status, canary::marked_answer(answer_type(operation), code)),
            |callable, failure, _| {
                let mut shown = format!("{failure}\n{failure:?}\n{failure:#?}");
                let mut source = failure.source();
                while let Some(error) = source {
                    shown.push_str(&format!("{error}\n{error:?}"));
                    source = error.source();
                }
                assert_eq!(canary::leak(&shown), None, "{}", callable.operation.id);
            },
        );
    }
}

/// The name of the type that an operation answers with.
fn answer_type(operation: &Operation) -> &'static str {
    let lowered = own().api.operations().find(|each| each.id == operation.id);
    match lowered.map(|operation| &operation.answer.ty) {
        Some(TypeRef::Named(name)) => name,
        _ => panic!("{} has no answer with a name", operation.id),
    }
}
