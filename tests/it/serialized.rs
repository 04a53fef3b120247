//! Which values serde may have, and that they come back exactly.

use std::marker::PhantomData;

use gateway_runtime::serde::{Deserialize, Serialize};
use gateway_runtime::{Handle, Json, Pan, SecurityCode, Sensitive};
use online_payment_gateway::models::{self, OrderNo, OrderStatus};
use online_payment_gateway::{Amount, Date, Timestamp};

/// Asks the compiler whether a type is a value of serde: the method of the type itself is nearer than that of the trait.
struct Asked<T>(PhantomData<T>);

trait Otherwise {
    fn is_serialized(&self) -> bool {
        false
    }
}

impl<T> Otherwise for Asked<T> {}

impl<T: Serialize> Asked<T> {
    fn is_serialized(&self) -> bool {
        true
    }
}

macro_rules! serialized {
    ($($type:ty),* $(,)?) => { [$((stringify!($type), Asked::<$type>(PhantomData).is_serialized())),*] };
}

#[test]
fn what_may_be_stored_is_a_value_of_serde() {
    let all = serialized!(
        Amount,
        Date,
        Timestamp,
        Handle,
        OrderNo,
        OrderStatus,
        models::TradeNo,
        models::Currency,
        models::RefundNumber,
        models::CaptureMethod,
        models::Email,
        Option<Vec<OrderNo>>,
    );
    for (name, is) in all {
        assert!(is, "{name}");
    }
}

#[test]
fn cards_secrets_and_whole_requests_and_answers_are_none() {
    let none = serialized!(
        Pan,
        SecurityCode,
        Sensitive<String>,
        Sensitive<OrderNo>,
        Json,
        models::Bin,
        models::ExpiryMonth,
        models::ExpiryYear,
        models::FrontUrl,
        models::TransactionIdentifier,
        models::SubscriptionCredential,
        models::Card,
        models::PaymentRequest,
        models::PaymentResponse,
        models::PaymentMethod,
    );
    for (name, is) in none {
        assert!(!is, "{name}");
    }
}

fn back<T: Serialize + for<'de> Deserialize<'de>>(value: &T) -> (String, T) {
    let text = serde_json::to_string(value).unwrap();
    let back = serde_json::from_str(&text).unwrap();
    (text, back)
}

#[test]
fn values_come_back_exactly() {
    for text in [
        "10.00",
        "0.000000000000000000000000001",
        "1234567890123456789012345678",
        "0",
    ] {
        let (json, amount) = back(&Amount::new(text).unwrap());
        assert_eq!(
            (json, amount.to_string()),
            (format!("\"{text}\""), text.to_owned())
        );
    }
    // What a gateway sent comes back too: an amount below nothing, a text that breaks its rules, a state that nobody listed.
    let amount: Amount = serde_json::from_str("\"-3.10\"").unwrap();
    assert_eq!(back(&amount).0, "\"-3.10\"");
    let (json, number) = back(&<OrderNo as gateway_runtime::Text>::from_wire(
        "?".to_owned(),
    ));
    assert_eq!((json.as_str(), number.as_str()), ("\"?\"", "?"));
    let (json, state) = back(&OrderStatus::Other("parked".to_owned()));
    assert_eq!(
        (json.as_str(), state),
        ("\"parked\"", OrderStatus::Other("parked".to_owned()))
    );
    let (json, state) = back(&"authorized".parse::<OrderStatus>().unwrap());
    assert_eq!(
        (json.as_str(), state),
        ("\"authorized\"", OrderStatus::Authorized)
    );
    let (json, time) = back(&Timestamp::new("2025-05-08 10:00:00").unwrap());
    assert_eq!(
        (json.as_str(), time.as_str()),
        ("\"2025-05-08 10:00:00\"", "2025-05-08 10:00:00")
    );
    // A format may have passed a number through a float.
    assert!(serde_json::from_str::<Amount>("1.10").is_err());
    for bad in [
        "\"ten\"",
        "\"1234567890123456789012345678901234567890\"",
        "\"\"",
    ] {
        let error = serde_json::from_str::<Amount>(bad).unwrap_err().to_string();
        assert!(
            !error.contains("ten") && error.contains("at most 28 digits"),
            "{error}"
        );
    }
}

#[test]
fn a_handle_comes_back_and_what_is_none_is_refused() {
    let text = r#"{"version":1,"operation":"createPayment","at":1,"fields":{"orderNo":"ORDER-1"}}"#;
    let handle = Handle::from_json(text).unwrap();
    let (json, read) = back(&handle);
    assert_eq!(read.to_json().expose(), handle.to_json().expose());
    // A field of serde and a column of text hold the same.
    assert_eq!(
        serde_json::from_str::<String>(&json).unwrap(),
        handle.to_json().expose()
    );
    let error = serde_json::from_str::<Handle>("\"4242424242424242\"").unwrap_err();
    assert!(!error.to_string().contains("4242"), "{error}");
}
