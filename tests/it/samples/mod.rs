//! The JSON of one full sample of each type, both ways, and what no sample may show.
#![allow(clippy::indexing_slicing, reason = "helpers of tests fail like tests")]

pub(crate) mod answers;
pub(crate) mod canary;
mod kinds;
mod random;
pub(crate) mod requests;
mod strange;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::str::FromStr;

use gateway_codegen::api::{Struct, TypeDef, TypeKind, TypeRef};
use gateway_runtime::Text;
use online_payment_gateway::models::{CardNumber, PaymentMethod, SecurityCode};
use serde_json::Value;

use crate::own::own;
use kinds::{Kind, kinds};

/// A value of its text, which keeps the rules of its type.
pub(crate) fn text<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// The types of the crate that stand for themselves in JSON; a choice, and one of two, is part of the object that has it,
/// and parameters are part of an address.
fn types() -> impl Iterator<Item = &'static TypeDef> {
    let is_part = |kind: &TypeKind| {
        matches!(
            kind,
            TypeKind::Choice(_) | TypeKind::Either(_) | TypeKind::Parameters(..)
        )
    };
    let types = own().api.types.iter();
    types.filter(move |ty| !is_part(&ty.kind))
}

fn kind_of<'a>(kinds: &'a [Kind], name: &str) -> &'a Kind {
    kinds
        .iter()
        .find(|kind| kind.name == name)
        .unwrap_or_else(|| panic!("`{name}` has no sample; add it to tests/it/samples/kinds.rs"))
}

#[test]
fn every_type_of_the_crate_has_a_sample() {
    let sampled: BTreeSet<&str> = kinds().iter().map(|kind| kind.name).collect();
    let emitted: BTreeSet<&str> = types().map(|ty| ty.name.as_str()).collect();
    let missing: Vec<_> = emitted.difference(&sampled).collect();
    assert!(
        missing.is_empty(),
        "without a sample in tests/it/samples: {missing:?}"
    );
    let gone: Vec<_> = sampled.difference(&emitted).collect();
    assert!(
        gone.is_empty(),
        "sampled, but no longer in the crate: {gone:?}"
    );
}

#[test]
fn every_sample_is_written_as_reviewed() {
    for (what, filter) in [
        (
            "requests",
            (|kind| matches!(kind, TypeKind::Request(_) | TypeKind::Together(_)))
                as fn(&TypeKind) -> bool,
        ),
        ("answers", |kind| matches!(kind, TypeKind::Answer(_))),
        ("texts", |kind| {
            !matches!(
                kind,
                TypeKind::Request(_) | TypeKind::Together(_) | TypeKind::Answer(_)
            )
        }),
    ] {
        let kinds = kinds();
        let mut shown = String::new();
        for ty in types().filter(|ty| filter(&ty.kind)) {
            let json = pretty(&kind_of(&kinds, &ty.name).json);
            shown.push_str(&format!("{} = {json}\n", ty.name));
        }
        insta::assert_snapshot!(what, shown);
    }
}

#[test]
fn every_sample_is_read_back_as_it_was() {
    for kind in kinds() {
        let read = kind.read(&kind.json).expect("a sample can be read");
        assert!(read.equals_sample, "{} changes on its way", kind.name);
        assert_eq!(read.json, kind.json, "{}", kind.name);
        assert_eq!(read.warnings, [""; 0], "{}", kind.name);
        assert_eq!(kind.violations(&kind.json), None, "{}", kind.name);
    }
}

/// A sample that leaves a property out would leave it untested.
#[test]
fn every_sample_has_every_property() {
    let kinds = kinds();
    for ty in types() {
        let Some(object) = ty.kind.object() else {
            continue;
        };
        let json: Value = serde_json::from_str(&kind_of(&kinds, &ty.name).json).expect("JSON");
        let written: Vec<&str> = json
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        let mut missing = documented(object);
        missing.retain(|property| !written.contains(property));
        if let Some(choice) = object.fields.iter().find(|field| is_choice(&field.ty)) {
            // One block at a time; each has a sample in another test.
            missing.retain(|property| !choice.stands_for.iter().any(|name| name == property));
            assert!(written.contains(&choice.stands_for[0].as_str()));
        }
        assert_eq!(missing, [""; 0], "{} is not full", ty.name);
        let unknown: Vec<_> = written
            .iter()
            .filter(|name| !documented(object).contains(name))
            .collect();
        assert!(
            unknown.is_empty(),
            "{} writes {unknown:?}, which is not documented",
            ty.name
        );
    }
}

fn is_choice(ty: &TypeRef) -> bool {
    own().api.types.iter().any(|made| {
        matches!(ty, TypeRef::Named(name) if *name == made.name)
            && matches!(made.kind, TypeKind::Choice(_))
    })
}

/// All properties of an object, by their names on the wire, of which what holds the members that no property names has none.
fn documented(object: &Struct) -> Vec<&str> {
    let mut names = Vec::new();
    for field in object.fields.iter().filter(|field| field.rest.is_none()) {
        if field.stands_for.is_empty() {
            names.push(field.wire.as_str());
        } else {
            names.extend(field.stands_for.iter().map(String::as_str));
        }
    }
    names
}

#[test]
fn every_choice_goes_with_its_block_and_comes_back() {
    let choices: Vec<_> = own()
        .api
        .types
        .iter()
        .filter_map(|ty| match &ty.kind {
            TypeKind::Choice(choice) => Some(choice),
            _ => None,
        })
        .collect();
    assert_eq!(
        choices.len(),
        1,
        "another choice needs the same test as the payment method"
    );
    let methods = methods();
    let choice = choices[0];
    assert_eq!(
        choice.variants.len(),
        methods.len(),
        "every method has a sample"
    );
    for (variant, method) in choice.variants.iter().zip(methods) {
        assert_eq!(method.as_str(), variant.value);
        let mut payment = requests::payment();
        payment.payment_method = method;
        let written = gateway_runtime::Json::of(&payment);
        let json: Value = serde_json::from_str(written.expose()).expect("JSON");
        assert_eq!(json[&choice.by], variant.value);
        for other in &choice.variants {
            let Some((block, _)) = &other.block else {
                continue;
            };
            let expected = variant
                .block
                .as_ref()
                .is_some_and(|(name, _)| name == block);
            assert_eq!(
                json.get(block).is_some(),
                expected,
                "{block} beside {}",
                variant.value
            );
        }
        let (read, warnings) = written.decode::<online_payment_gateway::models::PaymentRequest>();
        assert_eq!(read, Some(payment));
        assert!(warnings.is_empty());
    }
}

/// A sample of every payment method, in the order of the document.
pub(crate) fn methods() -> Vec<PaymentMethod> {
    vec![
        requests::card().into(),
        requests::pay_now().into(),
        requests::pay_pal().into(),
        requests::wechat().into(),
        requests::upay().into(),
        requests::alipay().into(),
        requests::alipay_plus().into(),
        requests::shopee_pay().into(),
        requests::grab_pay().into(),
        PaymentMethod::ApplePay,
        PaymentMethod::GooglePay,
    ]
}

#[test]
fn a_method_that_nobody_knows_yet_can_be_sent() {
    let mut payment = requests::payment();
    payment.payment_method = PaymentMethod::Other("method-of-tomorrow".to_owned());
    let written = gateway_runtime::Json::of(&payment);
    assert!(
        written
            .expose()
            .contains(r#""paymentMethodType":"method-of-tomorrow""#)
    );
    let (read, _) = written.decode::<online_payment_gateway::models::PaymentRequest>();
    assert_eq!(read, Some(payment));
}

#[test]
fn a_tracking_is_cancelled_by_the_change_that_the_reference_shows() {
    use online_payment_gateway::models::{OrderNo, TrackingNo, TrackingUpdateRequest};
    let cancel = TrackingUpdateRequest::cancel(
        text::<OrderNo>("ORDER-2025-0001"),
        text::<TrackingNo>("TRACK-2025-0001"),
    );
    cancel.validate().expect("it keeps the rules");
    assert_eq!(cancel.items, [requests::tracking_item()]);
    assert_eq!(
        gateway_runtime::Json::of(&cancel).expose(),
        r#"{"iterms":[{"op":"replace","path":"/status","value":"CANCELLED"}],"orderNo":"ORDER-2025-0001","trackingNo":"TRACK-2025-0001"}"#
    );
}

/// A method that has a block would be sent without it, and the limits are those of any method.
#[test]
fn a_method_of_another_name_is_none_that_has_a_variant() {
    let told = |value: &str| {
        let mut payment = requests::payment();
        payment.payment_method = PaymentMethod::Other(value.to_owned());
        payment.validate().err().map(|error| error.to_string())
    };
    assert_eq!(told("method-of-tomorrow"), None);
    let own = "/paymentMethodType must be a value that has no variant of its own";
    for method in methods() {
        let error = told(method.as_str());
        assert_eq!(error.as_deref(), Some(own), "{method:?}");
    }
    for value in ["", "x23456789012345678901"] {
        let error = told(value).unwrap_or_default();
        assert!(error.starts_with("/paymentMethodType must have"), "{error}");
    }
}

#[test]
fn known_values_are_known_and_unknown_ones_survive() {
    let kinds = kinds();
    for ty in types() {
        let TypeKind::Enumeration(enumeration) = &ty.kind else {
            continue;
        };
        let kind = kind_of(&kinds, &ty.name);
        for value in &enumeration.values {
            let json = format!("{:?}", value.wire);
            let read = kind.read(&json).expect("a known value");
            assert_eq!((read.json, read.debug), (json, value.rust.clone()));
        }
        for unknown in ["value-of-tomorrow", "", "ein Wert mit \\\"Zeichen\\\""] {
            let json = format!("\"{unknown}\"");
            let read = kind.read(&json).expect("an unknown value");
            assert!(read.debug.starts_with("Other("), "{}", read.debug);
            assert_eq!(read.json, json);
        }
        // A number is no documented value either, but it is kept as its digits.
        assert_eq!(kind.read("7").expect("a number").json, "\"7\"");
    }
}

#[test]
fn amounts_keep_every_digit_in_both_forms() {
    let amount = |json: &str| kind_of(&kinds(), "Amount").read(json).expect("an amount");
    for digits in [
        "0.10",
        "100.50",
        "42",
        "0.00",
        "9007199254740993.01",
        "1234567890123456789012345.678",
    ] {
        for json in [digits.to_owned(), format!("{digits:?}")] {
            assert_eq!(amount(&json).json, format!("{digits:?}"));
        }
        let json = format!(r#"{{"amount":{digits}}}"#);
        let log = kind_of(&kinds(), "RefundLog")
            .read(&json)
            .expect("a refund");
        assert_eq!(log.json, json, "as a number where the document wants one");
    }
}

/// What came from outside is kept, whatever it is; only what is sent has to keep the rules.
#[test]
fn texts_that_break_the_rules_are_read_and_not_built() {
    assert_eq!(CardNumber::from_wire("4242".into()).expose(), "4242");
    assert!("4242".parse::<CardNumber>().is_err());
    assert!("12".parse::<SecurityCode>().is_err());
    let kinds = kinds();
    for ty in types().filter(|ty| matches!(ty.kind, TypeKind::Scalar(_))) {
        let json = format!("\"{}\"", "x".repeat(10_000));
        assert_eq!(
            kind_of(&kinds, &ty.name).read(&json).expect("a text").json,
            json
        );
    }
}

/// The document states the rules of a card number beside the type that has them too.
#[test]
fn a_rule_is_told_once() {
    let mut card = requests::card();
    card.cvc = Some(SecurityCode::from_wire("12".into()));
    let error = card.validate().expect_err("two digits");
    assert_eq!(error.to_string(), "/cvc must have the form [0-9]{3,4}");
}

/// JSON over several lines, digit for digit: a parser would lose the zeros of an amount.
pub(crate) fn pretty(json: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    for letter in json.chars() {
        if quoted {
            out.push(letter);
            quoted = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            continue;
        }
        match letter {
            '{' | '[' => {
                out.push(letter);
                depth += 1;
                line(&mut out, depth);
            }
            '}' | ']' => {
                depth -= 1;
                line(&mut out, depth);
                out.push(letter);
            }
            ',' => {
                out.push(letter);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                quoted = letter == '"';
                out.push(letter);
            }
        }
    }
    out
}
