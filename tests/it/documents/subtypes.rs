//! Bases that others extend, and objects beside alternatives, used as types: what is one of several is sent, read and answered
//! as what it is.

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

    async fn find(&self, parameters: FindParameters) -> Result<SourceResponse, Refusal> {
        assert_eq!(Some(&parameters.source), self.awaited.source.as_ref());
        Ok(self.given.source.clone().unwrap())
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

fn coin() -> Source {
    let required = SourceCoinRequired {
        type_: said("coin"),
        amount: said("2"),
        metal: said("iron"),
    };
    Source::Coin(Box::new(SourceCoin::new(required)))
}

fn bill() -> Source {
    let required = SourceBillRequired {
        type_: said("Bill"),
        amount: said("5"),
    };
    Source::Bill(Box::new(SourceBill::new(required).serial("z".to_owned())))
}

fn posted() -> Shipped {
    let required = ShippedPostRequired {
        to: said("x"),
        way: ShippedPostWay::Post.into(),
    };
    let posted = ShippedPost::new(required).speed(ShippedSpeed::Fast);
    Shipped::Post(Box::new(posted.stamp("s".to_owned())))
}

fn handed() -> Shipped {
    let required = ShippedHandRequired {
        to: said("x"),
        way: ShippedHandWay::Hand.into(),
    };
    Shipped::Hand(Box::new(
        ShippedHand::new(required).speed(ShippedSpeed::Slow),
    ))
}

fn share() -> Box<TipGiven> {
    let required = TipGivenShareRequired {
        kind: TipGivenShareKind::Share.into(),
        share: 3.into(),
    };
    let share = TipGivenShare::new(required).by("me".to_owned());
    Box::new(TipGiven::Share(Box::new(share.in_("EUR".to_owned()))))
}

fn sum() -> Box<TipGiven> {
    let required = TipGivenSumRequired {
        kind: TipGivenSumKind::Sum.into(),
        sum: 4.into(),
    };
    Box::new(TipGiven::Sum(Box::new(TipGivenSum::new(required))))
}

fn none() -> Tip {
    let required = TipNoneRequired {
        kind: TipNoneKind::None.into(),
    };
    Tip::None(Box::new(TipNone::new(required).by("me".to_owned())))
}

/// Each alternative has the members of the object, and none of those of the others.
#[tokio::test]
async fn an_object_beside_alternatives_goes_both_ways_as_one_of_them() {
    held! {
        source(coin()) = r#"{"type":"coin","amount":"2","metal":"iron"}"# is "Coin(SourceResponseCoin";
        source(bill()) = r#"{"type":"Bill","amount":"5","serial":"z"}"# is "Bill(SourceResponseBill";
        source(Source::Other(json(r#"{"type":"cheque","amount":"1"}"#)))
            = r#"{"type":"cheque","amount":"1"}"# is "Other(";
        shipped(posted()) = r#"{"to":"x","speed":"fast","way":"post","stamp":"s"}"# is "Post(ShippedResponsePost";
        shipped(handed()) = r#"{"to":"x","speed":"slow","way":"hand"}"# is "Hand(ShippedResponseHand";
        tip(Tip::Share(share())) = r#"{"by":"me","in":"EUR","kind":"share","share":3}"# is "Share(Share(TipResponseGivenShare";
        tip(Tip::Sum(sum())) = r#"{"kind":"sum","sum":4}"# is "Sum(Sum(TipResponseGivenSum";
        tip(none()) = r#"{"by":"me","kind":"none"}"# is "None(TipResponseNone";
    }
}

/// Each member is a parameter of its own, whichever alternative it is of.
#[tokio::test]
async fn an_object_beside_alternatives_goes_into_a_query_by_its_members() {
    let text = r#"{"type":"coin","amount":"2","metal":"iron"}"#;
    let loopback = Loopback::start(move |_: usize, _: &Seen| answer(200, text)).await;
    let client = Client::new(Config::new(loopback.url()).without_credential()).unwrap();
    let parameters = FindParameters::new(FindParametersRequired { source: coin() });
    let read = client.find(&parameters).await.unwrap().value;
    let seen = loopback.seen();
    let target = &seen.first().unwrap().target;
    assert_eq!(target, "/find?amount=2&metal=iron&type=coin");
    let shop = Shop {
        awaited: OrderRequest::new().source(coin()),
        given: OrderResponse {
            source: Some(read),
            ..answered(OrderRequest::new(), "{}").await
        },
    };
    let request = Request::builder().uri(target).body(Body::empty());
    let mut router: Router = router(Arc::new(shop));
    let answer = router.call(request.unwrap()).await.unwrap();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert_eq!(body, text);
}

#[tokio::test]
async fn the_member_that_tells_an_object_apart_is_sent_where_it_was_not_given() {
    let loopback = Loopback::start(|_: usize, seen: &Seen| answer(200, seen.body())).await;
    let client = Client::new(Config::new(loopback.url()).without_credential()).unwrap();
    let event = Event::Paid(Box::new(Paid::new()));
    client.pay(&OrderRequest::new().event(event)).await.unwrap();
    let sent = r#"{"event":{"kind":"paid"}}"#;
    assert_eq!(loopback.seen().first().unwrap().body(), sent);
}
