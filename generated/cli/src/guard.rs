//! What is not done by mistake.

use online_payment_gateway::runtime::{Call, Effect, Operation, Repeat};

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

/// Refuses the number of a card, whatever field the document calls so, unless it goes to this machine: `http` is taken for
/// loopback addresses alone.
pub(crate) fn no_card_elsewhere(call: &Call, url: &str) -> Result<(), Stop> {
    match call.holds_card_number() && !url.starts_with("http://") {
        true => Err(Stop::usage(
            "the request holds the number of a card, which goes to a loopback address alone",
        )),
        false => Ok(()),
    }
}
