//! What the types of requests do not let anybody get wrong.

use gateway_runtime::{Json, Returned, Rule};
use online_payment_gateway::models::{
    Country, Currency, ExpiryMonth, IpAddress, Language, OrderNo, OrderReference, OrderStatus,
    PaymentReturn, QueryPaymentMethodType, QueryRequest, QueryRequired, SubscriptionCredential,
    TradeNo,
};

use super::requests::payment;

fn query(reference: impl Into<OrderReference>) -> QueryRequest {
    QueryRequest::new(QueryRequired {
        order_reference: reference.into(),
        payment_method_type: QueryPaymentMethodType::Card,
    })
}

#[test]
fn one_of_two_numbers_or_both_go_over_the_wire_as_they_always_did() {
    let order_no = OrderNo::new("ORDER-1").unwrap();
    let trade_no = TradeNo::new("TRADE-1").unwrap();
    let both = OrderReference::Both {
        order_no: order_no.clone(),
        trade_no: trade_no.clone(),
    };
    for (query, json) in [
        (
            query(order_no),
            r#"{"orderNo":"ORDER-1","paymentMethodType":"card"}"#,
        ),
        (
            query(trade_no),
            r#"{"tradeNo":"TRADE-1","paymentMethodType":"card"}"#,
        ),
        (
            query(both),
            r#"{"orderNo":"ORDER-1","tradeNo":"TRADE-1","paymentMethodType":"card"}"#,
        ),
    ] {
        assert_eq!(Json::of(&query).expose(), json);
        let (read, _) = Json::parse(json).unwrap().decode::<QueryRequest>();
        assert_eq!(Json::of(&read.unwrap()).expose(), json);
    }
    let neither = Json::parse(r#"{"paymentMethodType":"card"}"#).unwrap();
    let (read, warnings) = neither.decode::<QueryRequest>();
    assert_eq!(read, None);
    assert!(!warnings.is_empty());
}

#[test]
fn an_amount_has_no_more_digits_than_its_currency() {
    for (currency, amount, max) in [
        ("USD", "42.50", None),
        ("JPY", "42.50", Some(0)),
        ("JPY", "42.00", None),
        ("JPY", "42", None),
        ("KWD", "42.5", None),
    ] {
        let mut request = payment("ORDER-1");
        request.amount = amount.parse().unwrap();
        request.currency = currency.parse().unwrap();
        let checked = request.validate();
        match max {
            None => assert!(checked.is_ok(), "{amount} {currency}: {checked:?}"),
            Some(max) => {
                let error = checked.unwrap_err();
                let violations = error.violations();
                assert_eq!(violations.len(), 1, "{amount} {currency}");
                assert_eq!(violations[0].path, "/amount");
                assert_eq!(violations[0].rule, Rule::CurrencyDigits(max));
                assert!(!error.to_string().contains("42"));
            }
        }
    }
}

#[test]
fn a_subscription_credential_is_kept_and_taken_up_as_a_whole() {
    let credential = crate::samples::requests::subscription_credential();
    let kept = Json::of(&credential);
    assert_eq!(
        kept.expose(),
        r#"{"expiryMonth":"12","expiryYear":"2035","transactionIdentifier":"example-transaction-identifier"}"#
    );
    assert!(!format!("{credential:?} {kept:?}").contains("example"));
    let (again, warnings) = kept.decode::<SubscriptionCredential>();
    assert_eq!((again, warnings.is_empty()), (Some(credential), true));
    // Without the expiry it charges nothing, so it is none.
    let part =
        Json::parse(r#"{"transactionIdentifier":"example-transaction-identifier"}"#).unwrap();
    assert_eq!(part.decode::<SubscriptionCredential>().0, None);
}

#[test]
fn what_a_browser_brings_back_is_read_and_stays_unverified() {
    let returned = Returned::parse(
        "/paid?tradeNo=T-1&orderNo=ORDER-1&orderNo=ORDER-1&status=odd&language=en-US&amount=42.50&amount=1&x=y",
    );
    let read: PaymentReturn = returned.unverified_as().unwrap();
    assert_eq!(read.order_no.unwrap().as_str(), "ORDER-1");
    assert_eq!(read.trade_no.unwrap().as_str(), "T-1");
    assert_eq!(read.status, Some(OrderStatus::Other("odd".to_owned())));
    assert_eq!(read.amount, None, "who knows which of the two");
    let nothing: PaymentReturn = Returned::parse("/paid").unverified_as().unwrap();
    assert_eq!(nothing, PaymentReturn::default());
}

#[test]
fn codes_that_mean_nothing_are_refused_with_the_rule_and_without_the_value() {
    fn told<T: std::str::FromStr<Err = gateway_runtime::ValidationError>>(text: &str) -> String {
        match text.parse::<T>() {
            Ok(_) => "taken".to_owned(),
            Err(broken) => {
                assert!(!broken.to_string().contains(text), "{broken}");
                broken.to_string()
            }
        }
    }
    for (told, expected) in [
        (told::<Currency>("SGD"), "taken"),
        (told::<Currency>("ZZZ"), "ISO 4217"),
        (told::<Country>("SG"), "taken"),
        (told::<Country>("ZZ"), "ISO 3166-1"),
        (told::<Language>("zh-CN"), "taken"),
        (told::<Language>("en-US-US"), "BCP 47"),
        (told::<ExpiryMonth>("12"), "taken"),
        (told::<ExpiryMonth>("13"), "12"),
        (told::<IpAddress>("203.0.113.7"), "taken"),
        (told::<IpAddress>("203.0.113.777"), "internet address"),
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
}
