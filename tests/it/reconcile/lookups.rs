//! What a look-up makes of whatever the gateway shows.

use gateway_runtime::{Failure, Finding, Handle, Reason, Reconcile, Resolution, StateClass, Why};
use online_payment_gateway::LookUpAnswers;
use online_payment_gateway::models::{
    PayPal, PayPalRequired, ProductType, QueryPaymentMethodType, QueryResponse,
};
use serde_json::{Value, json};

use super::requests::{capture, checkout, payment, payment_by, refund, tracking, void};
use super::{client, gateway, impatient, open, patient, run};
use crate::runtime::server::{Act, answer};

fn accepted(mut body: Value) -> Act {
    body["respCode"] = json!("0000");
    answer(200, &body.to_string())
}

fn order(number: &str, state: &str) -> Act {
    accepted(json!({"order": super::shown(number, state)}))
}

/// What came of it, in a word, with the state that was seen.
fn told(resolution: &Resolution) -> String {
    let seen = |finding: &Finding| format!("{} {:?}", finding.state(), finding.state_class());
    match resolution {
        Resolution::Found(finding) => format!("found {}", seen(finding)),
        Resolution::Unresolved(open) => {
            let why = match open.why() {
                Why::NotFound => "not found".to_owned(),
                Why::Absent => "absent".to_owned(),
                Why::Undecided => "undecided".to_owned(),
                Why::Failed(failure) => match &**failure {
                    Failure::Refused(_) => "query refused".to_owned(),
                    Failure::Status(status) => format!("status {}", status.status()),
                    Failure::Indeterminate(open) if open.reason() == Reason::OtherRequest => {
                        "another's answer".to_owned()
                    }
                    Failure::Indeterminate(_) => "no answer".to_owned(),
                    other => format!("{other:?}"),
                },
                Why::Asks(question) => format!("asks for {}", question.field),
                Why::NotListed { field } => format!("{field} not listed"),
                Why::NoLookup { .. } => "no look-up".to_owned(),
                other => format!("{other:?}"),
            };
            open.seen()
                .map_or(why.clone(), |finding| format!("{why}, {}", seen(finding)))
        }
        Resolution::Entries(entries) => entries.iter().map(told).collect::<Vec<_>>().join(" / "),
        other => format!("{other:?}"),
    }
}

/// Sends a payment whose answer is lost, then looks it up at a gateway that shows `shown` (of the how-many-th query).
fn payment_shown_as(
    shown: impl Fn(usize) -> Act + Send + Sync + 'static,
    options: Reconcile,
) -> (String, Vec<String>) {
    run(async {
        let (server, log) = gateway(move |name, number, body| match name {
            "payment" => Act::Close,
            "query" => {
                let body: Value = serde_json::from_str(body).unwrap();
                let expected = json!({"orderNo": "ORDER-1", "paymentMethodType": "card"});
                assert_eq!(body, expected, "the query holds what the document says");
                shown(number)
            }
            other => panic!("nothing else is sent: {other}"),
        })
        .await;
        let client = client(&server);
        let handle = open(client.create_payment(&payment("ORDER-1")).await);
        let resolution = client.gateway().reconcile(&handle, &options).await;
        let log = log.lock().unwrap().clone();
        assert_eq!(
            log.iter().filter(|name| *name == "payment").count(),
            1,
            "looking up sends no payment"
        );
        (told(&resolution), log)
    })
}

/// What a case shows, what the server does to each query, and what comes of it.
type Case = (&'static str, fn(usize) -> Act, &'static str);

#[test]
fn a_payment_is_found_by_a_positive_match_alone() {
    let cases: [Case; 13] = [
        (
            "reserved",
            |_| order("ORDER-1", "authorized"),
            "found authorized Some(Authorized)",
        ),
        (
            "paid, and shown late",
            |query| {
                if query < 4 {
                    accepted(json!({}))
                } else {
                    order("ORDER-1", "successed")
                }
            },
            "found successed Some(Done)",
        ),
        (
            "voided",
            |_| order("ORDER-1", "canceled"),
            "found canceled Some(Canceled)",
        ),
        (
            "found after queries that failed in every way",
            |query| match query {
                1 => Act::Reset,
                2 => answer(503, "busy"),
                3 => answer(200, r#"{"respCode":"9999"}"#),
                4 => answer(200, "<html>"),
                5 => order("ORDER-1", "processing"),
                _ => order("ORDER-1", "authorized"),
            },
            "found authorized Some(Authorized)",
        ),
        ("not shown", |_| accepted(json!({})), "not found"),
        (
            "the gateway says that it is unknown",
            |_| answer(200, r#"{"respCode":"4004","respMsg":"none"}"#),
            "query refused",
        ),
        (
            "in a state that nobody knows",
            |_| order("ORDER-1", "processing"),
            "undecided, processing Some(Pending)",
        ),
        (
            "another order",
            |_| order("ORDER-2", "successed"),
            "another's answer",
        ),
        (
            "an order without a number",
            |_| accepted(json!({"order": {"orderStatus": "successed"}})),
            "not found",
        ),
        (
            "two numbers that differ",
            |_| {
                answer(
                    200,
                    r#"{"respCode":"0000","order":{"orderNo":"ORDER-2","orderNo":"ORDER-1","orderStatus":"successed"}}"#,
                )
            },
            "another's answer",
        ),
        (
            "an order that is null",
            |_| accepted(json!({"order": null})),
            "not found",
        ),
        ("an error", |_| answer(500, "{}"), "status 500"),
        ("no answer", |_| Act::Close, "no answer"),
    ];
    for (case, shown, expected) in cases {
        let options = if expected.starts_with("found") {
            patient()
        } else {
            impatient()
        };
        let (told, log) = payment_shown_as(shown, options);
        assert_eq!(told, expected, "{case}");
        assert!(log.len() > 1, "{case}: it was looked up");
    }
}

#[test]
fn it_is_looked_up_once_even_without_patience() {
    let none = patient().patience(std::time::Duration::ZERO);
    let (told, log) = payment_shown_as(|_| order("ORDER-1", "authorized"), none.clone());
    assert_eq!(told, "found authorized Some(Authorized)");
    assert_eq!(log, ["payment", "query"]);
    let (told, log) = payment_shown_as(|_| accepted(json!({})), none);
    assert_eq!((told.as_str(), log.len()), ("not found", 2));
}

#[test]
fn what_cannot_be_looked_up_is_said_at_once() {
    run(async {
        let (server, log) = gateway(|_, _, _| Act::Close).await;
        let client = client(&server);
        let paypal = PayPal::new(PayPalRequired {
            product_type: ProductType::QrCode,
        });
        let by_paypal = open(client.create_payment(&payment_by("ORDER-1", paypal)).await);
        let refunded = open(client.refund_payment(&refund("ORDER-1", "REFUND-1")).await);
        let moved_elsewhere = Handle::from_json(
            r#"{"version":1,"operation":"payLater","at":0,"fields":{"orderNo":"ORDER-1"}}"#,
        )
        .unwrap();
        let sent = log.lock().unwrap().len();
        for (handle, expected) in [
            (&by_paypal, "paymentMethodType not listed"),
            (&refunded, "asks for paymentMethodType"),
            (&moved_elsewhere, "UnknownOperation"),
        ] {
            // Two minutes of patience are not spent on what can never be found.
            let resolution = client.gateway().reconcile(handle, &Reconcile::new()).await;
            assert_eq!(told(&resolution), expected);
            assert_eq!(resolution.unresolved()[0].handle(), handle);
        }
        assert_eq!(log.lock().unwrap().len(), sent, "no query was sent");
    });
}

#[test]
fn a_session_that_may_exist_has_a_handle_that_says_why_nothing_finds_it() {
    run(async {
        let (server, _) = gateway(|_, _, _| Act::Close).await;
        let client = client(&server);
        let handle = open(client.create_checkout_session(&checkout("ORDER-1")).await);
        let resolution = client.gateway().reconcile(&handle, &Reconcile::new()).await;
        let unresolved = resolution.unresolved();
        let why = unresolved[0].why();
        assert!(
            matches!(why, Why::NoLookup { reason } if reason.contains("address of the page")),
            "{why}"
        );
        assert_eq!(handle.field("orderNo").as_deref(), Some("ORDER-1"));
    });
}

#[test]
fn a_refund_is_found_by_its_own_number_in_either_query() {
    let by_card = || patient().answer_payment_method_type(QueryPaymentMethodType::Card);
    type Shown = fn() -> Value;
    let cases: [(Shown, Shown, &str); 5] = [
        (
            || json!({"refundOrderNo": "REFUND-1", "refundStatus": "successed", "amount": 42.5}),
            || json!({}),
            "found successed Some(Done)",
        ),
        (
            || json!({"refundOrderNo": "REFUND-9", "refundStatus": "successed"}),
            || {
                json!({"order": {"orderStatus": "successed"}, "refund": [
                    {"orderNo": "REFUND-9", "refundStatus": "successed"},
                    {"orderNo": "REFUND-1", "refundStatus": "accepted", "amount": "42.50", "refundTime": super::AFTER},
                ]})
            },
            "found accepted Some(Pending)",
        ),
        (
            || json!({"refundStatus": "successed"}),
            || json!({"refund": [{"refundStatus": "successed"}, {"orderNo": "REFUND-1"}]}),
            "not found",
        ),
        (
            || json!({"refundOrderNo": "REFUND-1", "refundStatus": "odd"}),
            || json!({"refund": []}),
            "undecided, odd Some(Pending)",
        ),
        (
            || json!({"refundOrderNo": "REFUND-1", "refundStatus": "odd"}),
            || json!({"refund": [{"orderNo": "REFUND-1", "refundStatus": "successed", "amount": "42.50", "refundTime": super::AFTER}]}),
            "found successed Some(Done)",
        ),
    ];
    for (in_refund_query, in_query, expected) in cases {
        run(async {
            let (server, _) = gateway(move |name, _, body| {
                if name == "refund" {
                    return Act::Close;
                }
                let body: Value = serde_json::from_str(body).unwrap();
                assert_eq!(
                    body,
                    json!({"orderNo": "ORDER-1", "paymentMethodType": "card"})
                );
                accepted(match name {
                    "refundQuery" => in_refund_query(),
                    _ => in_query(),
                })
            })
            .await;
            let client = client(&server);
            let handle = open(client.refund_payment(&refund("ORDER-1", "REFUND-1")).await);
            let options = if expected.starts_with("found") {
                by_card()
            } else {
                by_card().patience(std::time::Duration::from_millis(20))
            };
            let resolution = client.gateway().reconcile(&handle, &options).await;
            assert_eq!(told(&resolution), expected);
        });
    }
}

#[test]
fn captures_and_voids_are_told_by_the_state_of_their_payment() {
    for (state, captured, voided) in [
        ("authorized", "undecided", "undecided"),
        ("successed", "found", "undecided"),
        ("canceled", "undecided", "found"),
        ("odd", "undecided", "undecided"),
    ] {
        run(async {
            let (server, _) = gateway(move |name, _, _| match name {
                "query" => order("ORDER-1", state),
                _ => Act::Close,
            })
            .await;
            let client = client(&server);
            let handles = [
                (
                    open(client.capture_payment(&capture("ORDER-1")).await),
                    captured,
                ),
                (open(client.void_payment(&void("ORDER-1")).await), voided),
            ];
            for (handle, expected) in handles {
                let resolution = client.gateway().reconcile(&handle, &impatient()).await;
                let told = told(&resolution);
                assert!(told.starts_with(expected), "{state}: {told}");
            }
        });
    }
}

#[test]
fn each_entry_of_a_batch_has_its_own_outcome() {
    run(async {
        let (server, log) = gateway(|name, _, body| {
            if name == "shipping/tracking-batch" {
                return Act::Close;
            }
            let body: Value = serde_json::from_str(body).unwrap();
            assert_eq!(body["matedata"], json!({}));
            match body["trackingNo"].as_str().unwrap() {
                "TRACK-2" => answer(200, r#"{"respCode":"4004"}"#),
                number => accepted(json!({
                    "orderNo": body["orderNo"], "trackingNo": number, "shippingStatus": "SHIPPED",
                })),
            }
        })
        .await;
        let client = client(&server);
        let batch = [
            tracking("ORDER-1", "TRACK-1"),
            tracking("ORDER-1", "TRACK-2"),
            tracking("ORDER-2", "TRACK-3"),
        ];
        let handle = open(client.add_tracking_batch(&batch).await);
        let once = patient().patience(std::time::Duration::ZERO);
        let resolution = client.gateway().reconcile(&handle, &once).await;
        assert_eq!(
            told(&resolution),
            "found SHIPPED None / absent / found SHIPPED None"
        );
        let open = resolution.unresolved();
        assert_eq!(
            (open.len(), open[0].handle().position()),
            (1, Some(1)),
            "the entry that is open can be taken up alone"
        );
        let before = log.lock().unwrap().len();
        let again = client.gateway().reconcile(open[0].handle(), &once).await;
        assert!(!again.is_found());
        assert_eq!(log.lock().unwrap().len(), before + 1);
    });
}

#[test]
fn what_was_accepted_is_waited_for_until_it_is_final() {
    run(async {
        let (server, _) = gateway(|name, number, _| match name {
            "refund" => accepted(json!({"refundOrderNo": "REFUND-1", "refundStatus": "accepted", "amount": "42.50"})),
            "refundQuery" if number < 4 => {
                accepted(json!({"refundOrderNo": "REFUND-1", "refundStatus": "accepted", "amount": "42.50"}))
            }
            "refundQuery" => {
                accepted(json!({"refundOrderNo": "REFUND-1", "refundStatus": "successed", "amount": "42.50"}))
            }
            _ => accepted(json!({})),
        })
        .await;
        let client = client(&server);
        let accepted = client
            .refund_payment(&refund("ORDER-1", "REFUND-1"))
            .await
            .unwrap();
        let status = accepted.value.refund_status.clone().unwrap();
        assert_eq!(status.state_class(), StateClass::Pending);
        let once = patient()
            .patience(std::time::Duration::ZERO)
            .answer("paymentMethodType", "card");
        let gateway = client.gateway();
        let early = gateway.wait_until_final(&accepted.handle, &once).await;
        assert_eq!(told(&early), "undecided, accepted Some(Pending)");
        assert!(
            gateway.reconcile(&accepted.handle, &once).await.is_found(),
            "that it was taken on is proven all the same"
        );
        let options = patient().answer("paymentMethodType", "card");
        let late = gateway.wait_until_final(&accepted.handle, &options).await;
        assert_eq!(told(&late), "found successed Some(Done)");
    });
}

#[test]
fn what_was_found_is_given_with_what_is_lost() {
    run(async {
        let (server, _) = gateway(|name, _, _| match name {
            "payment" => Act::Close,
            _ => order("ORDER-1", "authorized"),
        })
        .await;
        let client = client(&server);
        let handle = open(client.create_payment(&payment("ORDER-1")).await);
        let resolution = client.gateway().reconcile(&handle, &patient()).await;
        let finding = resolution.finding().unwrap();
        assert_eq!(
            finding.lost(),
            [
                "ddc",
                "desc",
                "lastEvent",
                "payUrl",
                "transactionIdentifier"
            ]
        );
        assert_eq!(finding.query().id, "queryPayment");
        let answer: QueryResponse = finding.decode().unwrap();
        let trade = answer.order.unwrap().trade_no.unwrap();
        assert_eq!(trade.as_str(), "T-1");
    });
}
