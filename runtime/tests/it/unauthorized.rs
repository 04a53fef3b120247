//! A token that is refused: dropped, renewed once, and the call sent once more where that can do no harm.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gateway_runtime::Failure;
use gateway_runtime::testing::TestClock;

use super::api::{
    ACCEPTED, SECURED_CHANGE, SECURED_PAY, SECURED_QUERY, SECURED_UNKNOWN, TOKEN_ANSWER, config,
    outcome, run,
};
use super::server::{Act, Seen, Server, answer};
use super::tokens::{Gate, pay, pay_at_once, runtime, tested};

#[test]
fn a_storm_of_401_makes_one_renewal_and_each_call_is_sent_once_more() {
    runtime().block_on(async {
        let gate = Gate::new(r#","expiresIn":3600"#);
        let server = Server::start(Arc::clone(&gate)).await;
        let gateway = tested(config(&server.url()), &TestClock::new());
        pay(&gateway, &SECURED_PAY).await.unwrap();
        gate.revoke();
        let results = pay_at_once(&gateway, 1_000).await;
        assert_eq!(
            (
                results.iter().filter(|result| result.is_ok()).count(),
                gate.given()
            ),
            (1_000, 2)
        );
        assert!(gate.payments.load(Ordering::SeqCst) <= 1 + 2 * 1_000);
    });
}

#[test]
fn a_second_401_is_the_answer() {
    run(async {
        let server = Server::start(|_: usize, seen: &Seen| {
            if seen.target == "/v1/token" {
                answer(200, TOKEN_ANSWER)
            } else {
                answer(401, "")
            }
        })
        .await;
        let gateway = tested(config(&server.url()), &TestClock::new());
        let failure = pay(&gateway, &SECURED_PAY).await.unwrap_err();
        assert!(
            matches!(&failure, Failure::Status(status) if status.status() == 401),
            "{failure}"
        );
        let targets: Vec<_> = server.seen().into_iter().map(|seen| seen.target).collect();
        assert_eq!(targets, ["/v1/token", "/v1/pay", "/v1/token", "/v1/pay"]);
    });
}

#[test]
fn where_a_401_proves_nothing_it_is_not_sent_again_but_the_token_is_dropped() {
    for (operation, becomes) in [
        (&SECURED_UNKNOWN, "indeterminate"),
        (&SECURED_CHANGE, "status"),
    ] {
        run(async {
            let gate = Gate::new(r#","expiresIn":3600"#);
            let server = Server::start(Arc::clone(&gate)).await;
            let gateway = tested(config(&server.url()), &TestClock::new());
            pay(&gateway, operation).await.unwrap();
            gate.revoke();
            let result = pay(&gateway, operation).await;
            assert_eq!(outcome(&result), becomes);
            assert_eq!(gate.payments.load(Ordering::SeqCst), 2);
            pay(&gateway, operation).await.unwrap();
            assert_eq!(gate.given(), 2);
        });
    }
}

#[test]
fn what_is_safe_to_repeat_is_sent_again_whatever_a_401_proves() {
    run(async {
        let gate = Gate::new(r#","expiresIn":3600"#);
        let server = Server::start(Arc::clone(&gate)).await;
        let gateway = tested(config(&server.url()), &TestClock::new());
        pay(&gateway, &SECURED_QUERY).await.unwrap();
        gate.revoke();
        pay(&gateway, &SECURED_QUERY).await.unwrap();
        assert_eq!(gate.given(), 2);
    });
}

/// Answers the first payment with `first`, all others well.
async fn first_answered(first: Act) -> Server {
    let payments = AtomicUsize::new(0);
    Server::start(move |_: usize, seen: &Seen| {
        if seen.target == "/v1/token" {
            return answer(200, TOKEN_ANSWER);
        }
        match payments.fetch_add(1, Ordering::SeqCst) {
            0 => first.clone(),
            _ => answer(200, ACCEPTED),
        }
    })
    .await
}

#[test]
fn a_401_beside_a_code_that_says_yes_is_not_sent_again() {
    run(async {
        let server = first_answered(answer(401, ACCEPTED)).await;
        let gateway = tested(config(&server.url()), &TestClock::new());
        let result = pay(&gateway, &SECURED_PAY).await;
        assert_eq!(
            (outcome(&result), server.counts().whole),
            ("indeterminate", 2)
        );
    });
}

#[test]
fn a_code_that_the_caller_knows_to_refuse_the_token_renews_it_once() {
    run(async {
        let expired = r#"{"respCode":"1004"}"#;
        let server = first_answered(answer(200, expired)).await;
        let gateway = tested(
            config(&server.url()).token_refused_code("1004"),
            &TestClock::new(),
        );
        assert_eq!(outcome(&pay(&gateway, &SECURED_PAY).await), "accepted");
        let targets: Vec<_> = server.seen().into_iter().map(|seen| seen.target).collect();
        assert_eq!(targets, ["/v1/token", "/v1/pay", "/v1/token", "/v1/pay"]);
        // Nobody who does not know the code may guess.
        let server = first_answered(answer(200, expired)).await;
        let gateway = tested(config(&server.url()), &TestClock::new());
        assert_eq!(outcome(&pay(&gateway, &SECURED_PAY).await), "indeterminate");
        assert_eq!(server.counts().whole, 2);
    });
}
