//! What a client is told to check beyond the rules of the document: all that is broken at once, before anything is sent.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use gateway_runtime::testing::{FakeGateway, TestClock};
use gateway_runtime::{Checks, Failure};
use online_payment_gateway::Client;
use online_payment_gateway::models::{
    CaptureMethod, CaptureRequest, CaptureRequired, Card, CardRequired, OrderNo, PaymentRequest,
    PaymentResponse,
};
use online_payment_gateway::operations::{API, CREATE_PAYMENT};

use crate::reconcile::requests::{payment, payment_by};
use crate::reconcile::run;

/// A payment that follows every rule of the document and that nobody means.
fn doubtful() -> PaymentRequest {
    let card = Card::new(CardRequired {
        capture_method: CaptureMethod::Auto,
        card_no: "4242424242424241".parse().unwrap(),
        expiry_month: "12".parse().unwrap(),
        expiry_year: "2023".parse().unwrap(),
        first_name: "Jane".into(),
        last_name: "Doe".into(),
    });
    let mut payment = payment_by("ORDER-2025-0001", card);
    payment.amount = "0".parse().unwrap();
    payment.front_url(
        "shop.example.com/return"
            .parse::<online_payment_gateway::models::FrontUrl>()
            .unwrap(),
    )
}

/// What the client says of a request; nothing where it sends it.
fn refused(payment: &PaymentRequest, checks: Checks) -> Vec<String> {
    run(async {
        let fake = FakeGateway::new(&API);
        fake.on(&CREATE_PAYMENT)
            .accepts(&PaymentResponse::default());
        // The first of January 2024, 12:00 UTC: December is over everywhere.
        let clock = TestClock::new();
        clock.set_wall(SystemTime::UNIX_EPOCH + Duration::from_secs(1_704_110_400));
        let config = fake.config().checks(checks).clock(Arc::new(clock));
        let done = Client::new(config).unwrap().create_payment(payment).await;
        let sent = fake.sent(&CREATE_PAYMENT).len();
        match done {
            Err(Failure::Invalid(error)) => {
                assert_eq!(sent, 0);
                error.violations().iter().map(ToString::to_string).collect()
            }
            _ => {
                assert_eq!(sent, 1);
                Vec::new()
            }
        }
    })
}

const CARD: &str = "/card/cardNo must be a card number with the right check digit";
const EXPIRY: &str = "/card/expiryYear must be of a month that has not passed";
const AMOUNT: &str = "/amount must be more than 0";
const ADDRESS: &str = "/frontUrl must be an http or https address with a host";

#[test]
fn nothing_is_checked_beyond_the_document_unless_it_is_switched_on() {
    assert!(doubtful().validate().is_ok());
    assert!(refused(&doubtful(), Checks::none()).is_empty());
}

#[test]
fn what_is_switched_on_is_never_sent_and_all_of_it_is_said_at_once() {
    let mut all = refused(&doubtful(), Checks::all());
    all.sort();
    assert_eq!(all, [AMOUNT, CARD, EXPIRY, ADDRESS]);
    assert!(refused(&payment("ORDER-2025-0001"), Checks::all()).is_empty());
}

#[test]
fn each_check_is_a_switch_of_its_own() {
    for (checks, said) in [
        (Checks::none().card_numbers(), CARD),
        (Checks::none().expiries(), EXPIRY),
        (Checks::none().amounts(), AMOUNT),
        (Checks::none().web_addresses(), ADDRESS),
    ] {
        assert_eq!(refused(&doubtful(), checks), [said], "{checks:?}");
    }
}

#[test]
fn they_stand_beside_the_rules_of_the_document() {
    let mut payment = doubtful();
    payment.amount = "0.001".parse().unwrap();
    let said = refused(&payment, Checks::none().card_numbers());
    assert!(
        said.len() > 1 && said.contains(&CARD.to_owned()),
        "{said:?}"
    );
    assert!(
        said.iter()
            .any(|rule| rule.starts_with("/amount must have at most 2 digits")),
        "{said:?}"
    );
}

/// A gateway may answer with an amount below nothing; a request with it is never sent, whatever is switched on.
#[test]
fn an_amount_below_nothing_cannot_be_sent_back() {
    let (read, _) = gateway_runtime::Json::parse(r#"{"amount":"-1.00"}"#)
        .unwrap()
        .decode::<PaymentResponse>();
    let capture = CaptureRequest::new(CaptureRequired {
        capture_amount: read.and_then(|answer| answer.amount).unwrap(),
        order_reference: OrderNo::new("ORDER-2025-0001").unwrap().into(),
    });
    let error = capture.validate().unwrap_err();
    assert_eq!(error.to_string(), "/captureAmount must not be negative");
}
