//! An envelope for each operation or none: over loopback, what each answer comes to.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use gateway_runtime::{Binary, Config, Failure, Json, Operation, Sensitive};
use tower_service::Service;

use super::compiled::answers::models::{
    self, EventRequest, EventResponse, ListEventsParameters, ListEventsParametersRequired,
};
use super::compiled::answers::server::{Other, Server as Served, router};
use super::compiled::answers::{Client, operations};
use crate::runtime::server::{Seen, Server, answer};

/// What comes of a call whose answer has this status and body, and what the server saw of it.
fn told<T>(
    status: u16,
    body: &'static str,
    call: impl AsyncFnOnce(Client) -> Result<T, Failure>,
) -> (Result<T, Failure>, Seen) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        let server = Server::start(move |_: usize, _: &Seen| answer(status, body)).await;
        let client = Client::new(Config::new(server.url()).without_credential()).unwrap();
        let told = call(client).await;
        (told, server.seen().into_iter().next().unwrap())
    })
}

fn events_of(number: &str) -> ListEventsParameters {
    ListEventsParameters::new(ListEventsParametersRequired {
        order_no: number.to_owned(),
        page: 0.into(),
    })
}

fn listed(status: u16, body: &'static str) -> (Result<Vec<EventResponse>, Failure>, Seen) {
    told(status, body, async |client| {
        let accepted = client.list_events(&events_of("A/1")).await?;
        assert_eq!(accepted.code, None);
        Ok(accepted.value)
    })
}

#[test]
fn an_answer_without_an_envelope_is_the_body_itself_by_the_class_of_its_status() {
    let (events, seen) = listed(200, r#"[{"kind":"paid","code":"9999"},{"kind":"shipped"}]"#);
    let kinds: Vec<_> = events
        .unwrap()
        .into_iter()
        .map(|event| event.kind)
        .collect();
    assert_eq!(kinds, [Some("paid".to_owned()), Some("shipped".to_owned())]);
    assert_eq!(
        (seen.method.as_str(), seen.target.as_str(), seen.body()),
        ("GET", "/orders/A%2F1/events?page=0", "")
    );
    assert_eq!(listed(200, "[]").0.unwrap().len(), 0);
    let refused = listed(404, r#"{"code":"0000"}"#).0.unwrap_err();
    assert!(matches!(refused, Failure::Status(_)), "{refused}");
    // What cannot be read as what was documented stays whole, and is taken for no empty list.
    let unreadable = listed(200, "{}").0.unwrap_err();
    let Failure::Indeterminate(unreadable) = unreadable else {
        panic!("{unreadable}")
    };
    assert_eq!(unreadable.answer().unwrap().body_text(), "{}");
}

#[test]
fn a_success_without_a_body_is_told_from_one_that_has_one() {
    let deleted = |status, body| {
        let wanted = models::DeleteChargeParameters::new(models::DeleteChargeParametersRequired {
            id: "c".to_owned().into(),
        });
        let call = async move |client: Client| client.delete_charge(&wanted).await;
        told(status, body, call).0.map(|accepted| accepted.value)
    };
    let nothing = models::DeleteChargeStatuses::Status204;
    assert_eq!(deleted(204, "").unwrap(), nothing);
    let given_back = deleted(200, "{}").unwrap();
    assert!(matches!(
        given_back,
        models::DeleteChargeStatuses::Status200(_)
    ));
    // What was documented and is not there is lost.
    let lost = deleted(200, "").unwrap_err();
    assert!(matches!(lost, Failure::Indeterminate(_)), "{lost}");
}

#[tokio::test]
async fn a_server_answers_without_a_body_by_the_status_that_has_none() {
    for (path, status) in [("/charges/c", 204), ("/charges/d", 226)] {
        let request = Request::delete(path).body(Body::empty()).unwrap();
        let answer = router(Arc::new(Shop)).call(request).await.unwrap();
        assert_eq!(answer.status(), status);
    }
}

#[tokio::test]
async fn a_whole_answer_that_is_null_is_written_and_read() {
    let request = Request::get("/latest").body(Body::empty()).unwrap();
    let answer = router(Arc::new(Shop)).call(request).await.unwrap();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert_eq!(body.as_ref(), b"null");
}

#[test]
fn a_whole_answer_that_may_be_null_is_an_option() {
    let latest = |body| told(200, body, async |client| client.latest_charge().await).0;
    assert_eq!(latest("null").unwrap().value, None);
    assert!(latest("{}").unwrap().value.is_some());
}

#[tokio::test]
async fn a_server_answers_what_is_listed_by_a_range_with_a_status_that_is_not_listed() {
    let request = Request::get("/scalars").body(Body::empty()).unwrap();
    let answer = router(Arc::new(Shop)).call(request).await.unwrap();
    assert_eq!(answer.status(), 202);
}

#[test]
fn an_answer_that_is_listed_by_a_range_is_read_as_that() {
    let read = told(202, "\"words\"", async |client| client.scalars().await).0;
    let expected = models::ScalarsStatuses::OtherStatus(Box::new("words".to_owned().into()));
    assert_eq!(read.unwrap().value, expected);
}

#[test]
fn a_code_that_is_no_envelope_refuses_nothing() {
    let added = |status, body| {
        let event = EventRequest::new().kind("paid".to_owned());
        told(status, body, async move |client| {
            client.add_event(&event).await
        })
        .0
    };
    let accepted = added(201, r#"{"kind":"paid","code":"9999"}"#).unwrap();
    assert_eq!(accepted.value.code.as_deref(), Some("9999"));
    assert_eq!(accepted.code, None);
    let refused = added(409, r#"{"kind":"paid"}"#).unwrap_err();
    assert!(matches!(refused, Failure::Status(_)), "{refused}");
}

#[test]
fn another_envelope_is_read_by_its_own_names_and_codes() {
    let refunded = |body| told(200, body, async |client| client.refund().await).0;
    for body in [
        r#"{"result":"OK","refundNo":"R1"}"#,
        r#"{"result":"QUEUED","refundNo":"R1","code":"9999"}"#,
    ] {
        let accepted = refunded(body).unwrap();
        assert_eq!(accepted.value.refund_no.as_deref(), Some("R1"), "{body}");
        assert!(accepted.code.is_some(), "{body}");
    }
    for body in [
        r#"{"result":"0000","refundNo":"R1"}"#,
        r#"{"code":"0000","refundNo":"R1"}"#,
        r#"{"result":"OK"}"#,
    ] {
        let open = refunded(body).unwrap_err();
        assert!(matches!(open, Failure::Indeterminate(_)), "{body}: {open}");
    }
}

#[test]
fn the_envelope_of_the_document_is_that_of_whatever_says_nothing_else() {
    let with: Vec<&str> = operations::ALL
        .iter()
        .filter(|operation| operation.envelope == Some(operations::ENVELOPE))
        .map(|operation| operation.id)
        .collect();
    // What is wrong in an extension costs the extension.
    assert_eq!(with, ["getOrder", "envelope"]);
}

struct Shop;

impl Served for Shop {
    async fn is_valid_credential(&self, _: &'static Operation, _: &Sensitive<String>) -> bool {
        false
    }

    async fn is_valid_further_credential(
        &self,
        _: &'static Operation,
        _: &'static str,
        _: &Sensitive<String>,
    ) -> bool {
        false
    }

    async fn list_events(&self, asked: ListEventsParameters) -> Result<Vec<EventResponse>, Other> {
        let event = EventResponse {
            kind: Some(asked.order_no.to_string()),
            code: None,
        };
        Ok(vec![event])
    }

    async fn delete_charge(
        &self,
        deleted: models::DeleteChargeParameters,
    ) -> Result<models::DeleteChargeStatuses, Other> {
        Ok(match deleted.id.expose().as_str() {
            "c" => models::DeleteChargeStatuses::Status204,
            _ => models::DeleteChargeStatuses::Undocumented(226, Json::default()),
        })
    }

    async fn latest_charge(&self) -> Result<Option<models::ChargeResponse>, Other> {
        Ok(None)
    }

    async fn scalars(&self) -> Result<models::ScalarsStatuses, Other> {
        Ok(models::ScalarsStatuses::OtherStatus(Box::new(
            "words".to_owned().into(),
        )))
    }

    never_called! {
        get_order(models::GetOrderParameters) -> models::OrderResponse;
        add_event(EventRequest) -> EventResponse;
        refund() -> models::RefundResponse;
        envelope2() -> models::OrderResponse;
        create_charge(models::NewChargeRequest) -> models::CreateChargeStatuses;
        list_charges() -> Vec<models::ChargeResponse>;
        head_charge(models::HeadChargeParameters) -> ();
        get_charges_id_receipt(models::GetChargesIdReceiptParameters) -> Binary;
        only_default() -> Json;
        list_payments(models::ListPaymentsParameters) -> models::ListPaymentsResponse;
        pay(Option<models::PayRequest>) -> ();
        find_payment(Option<models::FindPaymentRequest>) -> models::LookUpAnswersModelResponse;
    }
}

#[tokio::test]
async fn a_server_answers_with_the_list_itself() {
    let request = Request::get("/orders/A%2F1/events?page=0&from=2025-05-08");
    let request = request.body(Body::empty()).unwrap();
    let answer = router(Arc::new(Shop)).call(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert_eq!(body, r#"[{"kind":"A/1"}]"#);
}
