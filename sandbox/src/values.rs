//! What is this sandbox's own choice or a test value: codes, states, cards, faults. A client is configured with it, and
//! `GET /_sandbox/values` tells it.

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;

use crate::cards::TEST_CARDS;
use crate::codes::Refusal;
use crate::faults::Fault;
use crate::shared::Shared;
use crate::strictness::Strictness;

/// The states of this sandbox in which a payment has failed.
pub(crate) const FAILED_STATES: [&str; 2] = ["failed", "expired"];

/// The codes that refuse a request for good: every one but that of what was not kept, whose status decides nothing.
pub(crate) fn refused(shared: &Shared) -> Vec<&str> {
    let refusals = Refusal::ALL.into_iter();
    let refusals = refusals.filter(|refusal| *refusal != Refusal::NotKept);
    refusals.map(|refusal| shared.codes.code(refusal)).collect()
}

/// All of it as JSON. Nothing of it is a secret.
pub(crate) async fn values(State(shared): State<Arc<Shared>>) -> Response {
    let refusals = Refusal::ALL.map(|refusal| {
        json!({
            "code": shared.codes.code(refusal), "meaning": refusal.meaning(),
            "refusesForGood": refusal != Refusal::NotKept,
        })
    });
    let cards: Vec<Value> = TEST_CARDS
        .iter()
        .map(|card| json!({ "number": card.number, "brand": card.brand, "outcome": format!("{:?}", card.outcome) }))
        .collect();
    let values = json!({
        "accepted": "0000",
        "refusals": refusals,
        "notFound": { "refund": shared.codes.code(Refusal::UnknownRefund), "tracking": shared.codes.code(Refusal::UnknownTracking) },
        "states": {
            "open": ["pending"], "held": ["authorized"], "paid": ["successed"], "canceled": ["canceled"],
            "failed": FAILED_STATES, "refunds": ["accepted", "successed"],
        },
        "cards": cards,
        "card": { "expiryMonth": "12", "expiryYear": "2035", "cvc": "123" },
        "faults": Fault::ALL.map(|fault| fault.to_string()),
        "strict": Strictness::ALL.map(Strictness::as_str),
        "allowed": shared.rules.allowed.iter().map(|name| name.as_str()).collect::<Vec<_>>(),
    });
    crate::page::typed("application/json", values.to_string())
}
