//! What is this sandbox's own choice or a test value: codes, states, cards, faults. A client is configured with it, and
//! `GET /_sandbox/values` tells it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::html::typed;
use crate::cards::TEST_CARDS;
use crate::codes::{FAILED_STATES, Refusal};
use crate::faults::Fault;
use crate::shared::Shared;
use crate::strictness::Strictness;

/// All of it as JSON. Nothing of it is a secret.
pub(super) async fn values(State(shared): State<Arc<Shared>>) -> Response {
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
    typed("application/json", values.to_string())
}
