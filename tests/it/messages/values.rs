//! Texts that are no value of their type.

use std::str::FromStr;

use gateway_runtime::{Amount, Date, Handle, Pan, SecurityCode, Texts, Timestamp, ValidationError};
use online_payment_gateway::models::*;

use super::{Case, case};

fn parsed<T: FromStr<Err = ValidationError>>(
    name: &'static str,
    mistake: &'static str,
    text: &str,
) -> Case {
    match text.parse::<T>() {
        Ok(_) => panic!("{name} is taken"),
        Err(error) => case(name, mistake, error),
    }
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        parsed::<ExpiryMonth>("value-expiry-month", "The month of expiry is 13.", "13"),
        parsed::<ExpiryYear>(
            "value-expiry-year",
            "The year of expiry has two digits.",
            "35",
        ),
        parsed::<Amount>("value-amount-with-comma", "The amount is 42,50.", "42,50"),
        parsed::<Amount>("value-amount-below-zero", "The amount is -1.", "-1"),
        parsed::<Pan>(
            "value-card-number",
            "The number of the card is short.",
            "4242",
        ),
        parsed::<SecurityCode>(
            "value-security-code",
            "The security code has letters.",
            "93x",
        ),
        parsed::<Currency>("value-currency", "The currency is written out.", "Dollar"),
        parsed::<Country>("value-country", "The country is written out.", "Germany"),
        parsed::<IpAddress>(
            "value-ip-address",
            "The address of the customer's device is a name.",
            "localhost",
        ),
        parsed::<OrderNo>("value-order-no-empty", "The order number is empty.", ""),
        parsed::<Email>("value-email", "The email is empty.", ""),
        parsed::<CaptureMethod>(
            "value-capture-method",
            "The capture method is one that is not listed.",
            "later",
        ),
        parsed::<Date>(
            "value-date",
            "The day is written the other way round.",
            "31.01.1990",
        ),
        parsed::<Timestamp>(
            "value-time",
            "The time has a day alone that there is not.",
            "2025-02-30",
        ),
        case(
            "handle-of-another-kind",
            "What was stored as a handle is none.",
            Handle::from_json("{}").unwrap_err(),
        ),
        case(
            "values-of-a-form",
            "Five texts of a form, four of which are wrong.",
            form(),
        ),
    ]
}

fn form() -> ValidationError {
    let read = Texts::read(|texts| {
        let amount: Option<Amount> = texts.parse("amount", "42,50");
        let currency: Option<Currency> = texts.parse("currency", "USD");
        let card_no: Option<Pan> = texts.parse("card.number", "4242");
        let month: Option<ExpiryMonth> = texts.parse("card.month", "13");
        let year: Option<ExpiryYear> = texts.parse("card.year", "35");
        Some((amount?, currency?, card_no?, month?, year?))
    });
    read.unwrap_err()
}
