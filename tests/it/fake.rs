//! A shop's unit test, against a gateway that is none: typed answers, every failure, and what was sent to look at.

use gateway_runtime::testing::FakeGateway;
use gateway_runtime::{Evidence, Failure, Reason};
use online_payment_gateway::Client;
use online_payment_gateway::models::{PaymentRequest, PaymentResponse, QueryResponse};
use online_payment_gateway::operations::{API, CREATE_PAYMENT, QUERY_PAYMENT};

use crate::reconcile::requests::payment;
use crate::reconcile::{impatient, run};

fn fake() -> (FakeGateway, Client) {
    let fake = FakeGateway::new(&API);
    let client = Client::new(fake.config().refused_code("4001")).unwrap();
    (fake, client)
}

fn paid() -> PaymentResponse {
    let mut answer = PaymentResponse::default();
    answer.amount = Some("42.50".parse().unwrap());
    answer.order_no = Some("ORDER-1".parse().unwrap());
    answer.trade_no = Some("TRADE-1".parse().unwrap());
    answer
}

#[test]
fn typed_answers_come_back_in_sequence_and_what_was_sent_can_be_read_as_its_type() {
    run(async {
        let (fake, client) = fake();
        fake.on(&CREATE_PAYMENT).refuses("4001").accepts(&paid());
        let request = payment("ORDER-1");
        let refused = client.create_payment(&request).await.unwrap_err();
        assert_eq!(refused.code().map(|code| code.as_str()), Some("4001"));
        let accepted = client.create_payment(&request).await.unwrap();
        assert_eq!(accepted.value.trade_no, paid().trade_no);
        let sent = fake.sent(&CREATE_PAYMENT);
        assert_eq!(sent.len(), 2);
        let (read, _) = sent[0].body().unwrap().decode::<PaymentRequest>();
        assert_eq!(read, Some(request));
        assert_eq!(sent[0].headers()["authorization"], "fake-token");
        assert!(!format!("{fake:?}").contains("4000000000000002"));
    });
}

#[test]
fn each_kind_of_failure_is_what_the_client_makes_of_it() {
    run(async {
        let (fake, client) = fake();
        fake.on(&CREATE_PAYMENT)
            .refuses("4711")
            .answers(403, "")
            .loses_the_answer()
            .answers_too_late()
            .breaks_off("{\"respCode\":\"0000\"");
        let mut reasons = Vec::new();
        for _ in 0..5 {
            match client.create_payment(&payment("ORDER-1")).await {
                Err(Failure::Indeterminate(open)) => reasons.push(open.reason()),
                other => panic!("{other:?}"),
            }
        }
        let expected = [
            Reason::UnknownCode,
            Reason::Status,
            Reason::Closed,
            Reason::Timeout,
            Reason::Truncated,
        ];
        assert_eq!(reasons, expected);
        // What cannot be reached is tried as often as the configuration says, and was never sent.
        fake.on(&CREATE_PAYMENT)
            .is_not_reached()
            .is_not_reached()
            .is_not_reached();
        let failure = client
            .create_payment(&payment("ORDER-1"))
            .await
            .unwrap_err();
        assert_eq!(failure.evidence(), Evidence::NeverSent);
        assert_eq!(fake.sent(&CREATE_PAYMENT).len(), 5);
    });
}

#[test]
fn what_has_no_answer_is_not_sent_and_says_so() {
    run(async {
        let (fake, client) = fake();
        let failure = client
            .create_payment(&payment("ORDER-1"))
            .await
            .unwrap_err();
        assert!(failure.to_string().contains("FakeGateway::on"), "{failure}");
        assert!(fake.sent(&CREATE_PAYMENT).is_empty());
    });
}

#[test]
fn an_open_outcome_is_looked_up_at_it() {
    run(async {
        let (fake, client) = fake();
        fake.on(&CREATE_PAYMENT).loses_the_answer();
        fake.on(&QUERY_PAYMENT).accepts(&QueryResponse::default());
        let failure = client
            .create_payment(&payment("ORDER-1"))
            .await
            .unwrap_err();
        let Failure::Indeterminate(open) = failure else {
            panic!("{failure}")
        };
        let options = impatient().patience(std::time::Duration::ZERO);
        let found = client.reconcile(&open.handle(), &options).await;
        assert!(found.to_string().contains("look again later"), "{found}");
        assert_eq!(fake.sent(&QUERY_PAYMENT).len(), 1);
    });
}
