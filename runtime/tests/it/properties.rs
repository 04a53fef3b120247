//! Whatever comes back, nothing is lost; whatever goes out, nothing changes.

use std::sync::Arc;

use gateway_runtime::{Amount, Config, Gateway, Json, JsonWriter, Retries, Write};
use proptest::collection::vec;
use proptest::prelude::*;

use super::any_json::{json, name, object};
use super::api::{ACCEPTED, API, PAY, Paid, QUERY, run, send};
use super::stub::Stub;
use crate::cases::cases;

fn gateway(status: u16, body: &[u8]) -> Gateway {
    let config = Config::new("https://gateway.example.com")
        .credentials("a", "b")
        .retries(Retries::NONE);
    Gateway::new(
        &API,
        config.transport(Arc::new(Stub::answering(status, body))),
    )
    .unwrap()
}

/// Sends a payment that is answered with `body`; whatever comes of it must have kept the body and its code.
fn is_kept(status: u16, body: &[u8]) -> Result<(), TestCaseError> {
    for operation in [&PAY, &QUERY] {
        let result = run(send::<Paid>(&gateway(status, body), operation));
        let (kept, code) = match &result {
            Ok(accepted) => (Some(&accepted.answer), accepted.code.as_ref()),
            Err(failure) => (failure.answer(), failure.code()),
        };
        prop_assert_eq!(
            kept.map(|answer| (answer.status(), answer.body().to_vec())),
            Some((status, body.to_vec()))
        );
        if let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(body)
            && let Some(expected) = object.get("respCode").and_then(serde_json::Value::as_str)
            && std::str::from_utf8(body)
                .unwrap()
                .matches("respCode")
                .count()
                == 1
        {
            prop_assert_eq!(code.map(|code| code.as_str()), Some(expected));
        }
        if result.is_ok() && operation.id == "pay" {
            prop_assert_eq!(code.map(|code| code.as_str()), Some("0000"));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn any_json_is_decoded_or_kept_whole_with_its_code(body in json(), status in prop::sample::select(vec![200_u16, 201, 400, 401, 500])) {
        is_kept(status, body.as_bytes())?;
    }

    #[test]
    fn a_mutated_answer_is_decoded_or_kept_whole_with_its_code(fields in vec((name(), json()), 0..5), at in 0..5_usize) {
        // The documented fields, some replaced, some added, some twice.
        let mut all: Vec<(String, String)> = [("respCode", "\"0000\""), ("orderNo", "\"order-1\""), ("amount", "\"12.50\""), ("status", "\"accepted\"")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let at = at.min(all.len());
        all.splice(at..(at + 1).min(4), fields);
        is_kept(200, object(&all).as_bytes())?;
    }

    #[test]
    fn broken_bytes_are_kept_whole(cut in 0..ACCEPTED.len(), garbage in vec(any::<u8>(), 0..20), tail in any::<bool>()) {
        let mut body = ACCEPTED.as_bytes()[..cut].to_vec();
        body.extend(garbage);
        if tail {
            body.extend(&ACCEPTED.as_bytes()[cut..]);
        }
        is_kept(200, &body)?;
    }

    #[test]
    fn one_strange_field_costs_only_itself(strange in json()) {
        // One that names an order says whose answer this is.
        prop_assume!(!strange.contains("orderNo"));
        let body = format!(r#"{{"respCode":"0000","orderNo":"order-1","refunds":{strange},"amount":12.50}}"#);
        let accepted = run(send::<Paid>(&gateway(200, body.as_bytes()), &PAY)).unwrap();
        prop_assert_eq!(accepted.value.order_no.as_deref(), Some("order-1"));
        prop_assert_eq!(accepted.value.amount.map(|amount| amount.to_string()), Some("12.50".to_owned()));
    }

    #[test]
    fn no_amount_of_up_to_28_digits_changes(text in "(0|[1-9][0-9]{0,13})(\\.[0-9]{1,14})?") {
        let amount = Amount::new(&text).unwrap();
        prop_assert_eq!(amount.to_string(), text.clone());
        let (mut string, mut number) = (JsonWriter::new(), JsonWriter::new());
        string.object(|object| object.field("amount", &amount));
        number.object(|object| object.number("amount", &amount));
        prop_assert_eq!(string.expose(), format!(r#"{{"amount":"{text}"}}"#));
        prop_assert_eq!(number.expose(), format!(r#"{{"amount":{text}}}"#));
        for json in [string.expose(), number.expose()] {
            let (read, warnings) = Json::parse(json).unwrap().decode::<Paid>();
            prop_assert_eq!(read.and_then(|paid| paid.amount).map(|amount| amount.to_string()), Some(text.clone()));
            prop_assert!(warnings.is_empty());
        }
    }

    #[test]
    fn any_text_survives_the_way_there_and_back(text in any::<String>()) {
        let mut out = JsonWriter::new();
        text.write(&mut out);
        let parsed = serde_json::from_str::<String>(out.expose()).unwrap();
        prop_assert_eq!(&parsed, &text);
        prop_assert_eq!(Json::parse(out.expose()).unwrap().decode::<String>().0, Some(text.clone()));
        // As another writer would escape it.
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        prop_assert_eq!(Json::parse(format!("\"{escaped}\"")).unwrap().decode::<String>().0, Some(text));
    }
}
