//! Bases that others extend, used as types: what extends one is sent, read and answered as what it is.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use gateway_runtime::{Config, Json, Operation, Sensitive};
use tower_service::Service;

use super::compiled::bases_in_one_another::Client;
use super::compiled::bases_in_one_another::models::*;
use super::compiled::bases_in_one_another::server::{Other as Refusal, Server, router};
use crate::runtime::server::{Seen, Server as Loopback, answer};

/// Takes the order that it waits for, and answers with what it was given.
struct Shop {
    awaited: OrderRequest,
    given: OrderResponse,
}

impl Server for Shop {
    async fn is_valid_credential(&self, _: &'static Operation, _: &Sensitive<String>) -> bool {
        true
    }

    async fn pay(&self, body: OrderRequest) -> Result<OrderResponse, Refusal> {
        assert_eq!(body, self.awaited);
        Ok(self.given.clone())
    }
}

/// What the client reads where an order comes back as it sent it. The server reads that order as it was made, and answers with
/// the same text.
async fn answered(order: OrderRequest, text: &str) -> OrderResponse {
    let loopback = Loopback::start(|_: usize, seen: &Seen| answer(200, seen.body())).await;
    let client = Client::new(Config::new(loopback.url()).without_credential()).unwrap();
    let read = client.pay(&order).await.unwrap();
    assert!(read.warnings.is_empty(), "{text}: {:?}", read.warnings);
    assert_eq!(loopback.seen().first().unwrap().body(), text);
    let shop = Shop {
        awaited: order,
        given: read.value.clone(),
    };
    let mut router: Router = router(Arc::new(shop));
    let request = Request::builder()
        .method("POST")
        .uri("/pay")
        .header("content-type", "application/json")
        .body(Body::from(text.to_owned()));
    let answer = router.call(request.unwrap()).await.unwrap();
    assert_eq!(answer.status(), 200, "{text}");
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert_eq!(body, text);
    read.value
}

/// Holds of each value that it is sent as its text, and that the text is read as what is named.
macro_rules! held {
    ($($member:ident($value:expr) = $text:literal is $read:literal;)*) => {
        $(
            let text = concat!("{\"", stringify!($member), "\":", $text, "}");
            let read = answered(OrderRequest::new().$member($value), text).await.$member;
            let read = format!("{:?}", read.unwrap());
            assert!(read.starts_with($read), "{text}: {read}");
        )*
    };
}

fn json(text: &str) -> Json {
    Json::parse(text).unwrap()
}

fn said(text: &str) -> Sensitive<String> {
    text.to_owned().into()
}

fn visa() -> Card {
    let required = VisaRequired {
        type_: said("card"),
        scheme: said("Visa"),
    };
    Card::Visa(Box::new(Visa::new(required).debit(true)))
}

fn gift() -> Box<Gift> {
    let required = GiftRequired {
        type_: said("gift"),
        scheme: said("Gift"),
    };
    Box::new(Gift::new(required).shop("a".to_owned()))
}

fn wallet(by: Method) -> Method {
    let required = WalletRequired {
        type_: said("wallet"),
    };
    Method::Wallet(Box::new(Wallet::new(required).by(by)))
}

fn monthly() -> Plan {
    let required = MonthlyRequired {
        kind: said("Monthly"),
    };
    Plan::Monthly(Box::new(Monthly::new(required).day(1)))
}

fn party() -> Party {
    let required = PartyAloneRequired {
        kind: said("party"),
    };
    Party::Party(Box::new(PartyAlone::new(required)))
}

fn firm() -> Box<FirmAlone> {
    let required = FirmAloneRequired { kind: said("Firm") };
    Box::new(FirmAlone::new(required).vat("1".to_owned()))
}

fn branch() -> Box<Branch> {
    let required = BranchRequired {
        kind: said("Branch"),
    };
    Box::new(Branch::new(required).town("x".to_owned()))
}

fn person() -> Box<Person> {
    Box::new(Person::new(PersonRequired {
        kind: said("person"),
    }))
}

fn paid() -> Box<Paid> {
    Box::new(Paid::new().kind(PaidKind::Paid).at("noon".to_owned()))
}

fn lost() -> Box<Lost> {
    Box::new(Lost::new().kind(LostKind::Lost).why("rain".to_owned()))
}

#[tokio::test]
async fn what_extends_a_base_goes_both_ways_as_what_it_is() {
    held! {
        method(Method::Card(Box::new(visa())))
            = r#"{"type":"card","scheme":"Visa","debit":true}"# is "Card(Visa(VisaResponse";
        method(Method::Gift(gift())) = r#"{"type":"gift","scheme":"Gift","shop":"a"}"# is "Gift(GiftResponse";
        method(wallet(Method::Gift(gift())))
            = r#"{"type":"wallet","by":{"type":"gift","scheme":"Gift","shop":"a"}}"# is "Wallet(WalletResponse { type_: Some([redacted]), by: Some(Gift(GiftResponse";
        named(Method::Gift(gift())) = r#"{"type":"gift","scheme":"Gift","shop":"a"}"# is "Gift(GiftResponse";
        card(visa()) = r#"{"type":"card","scheme":"Visa","debit":true}"# is "Visa(VisaResponse";
        card(Card::Gift(gift())) = r#"{"type":"gift","scheme":"Gift","shop":"a"}"# is "Gift(GiftResponse";
        plan(monthly()) = r#"{"kind":"Monthly","day":1}"# is "Monthly(MonthlyResponse";
        party(party()) = r#"{"kind":"party"}"# is "Party(PartyResponseAlone";
        party(Party::Firm(firm())) = r#"{"kind":"Firm","vat":"1"}"# is "Firm(FirmResponseAlone";
        party(Party::Branch(branch())) = r#"{"kind":"Branch","town":"x"}"# is "Branch(BranchResponse";
        party(Party::Person(person())) = r#"{"kind":"person"}"# is "Person(PersonResponse";
        firm(Firm::Firm(firm())) = r#"{"kind":"Firm","vat":"1"}"# is "Firm(FirmResponseAlone";
        firm(Firm::Branch(branch())) = r#"{"kind":"Branch","town":"x"}"# is "Branch(BranchResponse";
        event(Event::Paid(paid())) = r#"{"kind":"paid","at":"noon"}"# is "Paid(PaidResponse";
        event(Event::Lost(lost())) = r#"{"kind":"lost","why":"rain"}"# is "Lost(LostResponse";
        told(OrderRequestTold::Paid(paid())) = r#"{"kind":"paid","at":"noon"}"# is "Paid(PaidResponse";
        told(OrderRequestTold::Lost(lost())) = r#"{"kind":"lost","why":"rain"}"# is "Lost(LostResponse";
        wide(OrderRequestWide::Firm(Box::new(Firm::Firm(firm()))))
            = r#"{"kind":"Firm","vat":"1"}"# is "Firm(Firm(FirmResponseAlone";
        wide(OrderRequestWide::Branch(Box::new(Firm::Branch(branch()))))
            = r#"{"kind":"Branch","town":"x"}"# is "Branch(Branch(BranchResponse";
        chosen(OrderRequestChosen::Card(Box::new(visa())))
            = r#"{"type":"card","scheme":"Visa","debit":true}"# is "Card(Visa(VisaResponse";
        chosen(OrderRequestChosen::Gift(Box::new(Card::Gift(gift()))))
            = r#"{"type":"gift","scheme":"Gift","shop":"a"}"# is "Gift(Gift(GiftResponse";
        wide(OrderRequestWide::Person(person())) = r#"{"kind":"person"}"# is "Person(PersonResponse";
    }
}

/// A base's own value is no alternative where the mapping does not list it, by whatever name.
#[tokio::test]
async fn what_no_alternative_names_is_kept_as_it_came() {
    held! {
        method(Method::Other(json(r#"{"type":"cash","coins":[1.50]}"#)))
            = r#"{"type":"cash","coins":[1.50]}"# is "Other(";
        method(Method::Card(Box::new(Card::Other(json(r#"{"type":"card","scheme":"new","x":1}"#)))))
            = r#"{"type":"card","scheme":"new","x":1}"# is "Card(Other(";
        card(Card::Other(json(r#"{"type":"card","scheme":"Card","x":1}"#)))
            = r#"{"type":"card","scheme":"Card","x":1}"# is "Other(";
        plan(Plan::Other(json(r#"{"kind":"Plan","x":1}"#))) = r#"{"kind":"Plan","x":1}"# is "Other(";
        plan(Plan::Other(json("{}"))) = "{}" is "Other(";
        party(Party::Other(json(r#"{"kind":"Party"}"#))) = r#"{"kind":"Party"}"# is "Other(";
        party(Party::Other(json(r#"{"kind":"gone","x":1}"#))) = r#"{"kind":"gone","x":1}"# is "Other(";
        firm(Firm::Other(json(r#"{"kind":"person"}"#))) = r#"{"kind":"person"}"# is "Other(";
        event(Event::Other(json(r#"{"kind":null}"#))) = r#"{"kind":null}"# is "Other(";
        told(OrderRequestTold::Other(json(r#"{"kind":"Event"}"#))) = r#"{"kind":"Event"}"# is "Other(";
    }
}
