//! What is not done by mistake.

use online_payment_gateway::Pan;
use online_payment_gateway::runtime::{Effect, Json, Operation, Repeat};
use serde_json::Value;

use crate::outcome::Stop;

/// Refuses what changes something without a word for it, and what moves money without a place for its handle.
pub(crate) fn consent(operation: &Operation, yes: bool, has_handle: bool) -> Result<(), Stop> {
    let is_harmless = operation.effect == Effect::Reads || operation.repeat == Repeat::Safe;
    if !is_harmless && !yes {
        return Err(Stop::usage(format!(
            "{} changes something, money perhaps; say --yes",
            operation.id
        )));
    }
    if operation.effect == Effect::MovesMoney && !has_handle {
        let why = "moves money; say with --handle where its handle goes, by which the outcome is looked up";
        return Err(Stop::usage(format!("{} {why}", operation.id)));
    }
    Ok(())
}

/// Refuses what looks like the number of a card, unless it goes to this machine: `http` is taken for loopback addresses alone.
pub(crate) fn no_card_elsewhere(operation: &Operation, body: &Json, url: &str) -> Result<(), Stop> {
    if url.starts_with("http://") || operation.effect == Effect::Reads {
        return Ok(());
    }
    let value = serde_json::from_str(body.expose()).unwrap_or_default();
    match has_card(&value) {
        true => Err(Stop::usage(
            "the request holds what looks like the number of a card, which goes to a loopback address alone",
        )),
        false => Ok(()),
    }
}

fn has_card(value: &Value) -> bool {
    let is_card = |text: &str| {
        let digits: String = text
            .chars()
            .filter(|letter| !" -".contains(*letter))
            .collect();
        Pan::new(digits).is_ok_and(|pan| pan.passes_luhn())
    };
    match value {
        Value::String(text) => is_card(text),
        Value::Number(number) => is_card(&number.to_string()),
        Value::Array(values) => values.iter().any(has_card),
        Value::Object(members) => members.values().any(has_card),
        Value::Null | Value::Bool(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_found_wherever_it_stands_and_however_it_is_written() {
        for (text, is_card) in [
            (r#"{"card":{"cardNo":"4242424242424242"}}"#, true),
            (r#"[{"x":4242424242424242}]"#, true),
            (r#"{"x":"4242 4242 4242 4242"}"#, true),
            (r#"{"x":"4242424242424241"}"#, false),
            (r#"{"orderNo":"ORDER-2025-0001","amount":"42.50"}"#, false),
        ] {
            assert_eq!(
                has_card(&serde_json::from_str(text).unwrap_or_default()),
                is_card,
                "{text}"
            );
        }
    }
}
