//! The largest request and the largest answers that the document has, as the tests pin them.

use std::sync::atomic::{AtomicU64, Ordering};

use gateway_runtime::Json;
use online_payment_gateway::models::PaymentRequest;

const PINNED: &str = include_str!("../../tests/cases/requests/createPayment.json");
const PAYMENT: &str = include_str!("../../tests/cases/answers/createPayment.json");
const QUERY: &str = include_str!("../../tests/cases/answers/queryPayment.json");
const TOKEN: &str = include_str!("../../tests/cases/answers/createAccessToken.json");

/// The request of a payment with everything that one can have, as JSON without blanks.
pub(crate) fn request_json() -> String {
    let pinned: serde_json::Value = serde_json::from_str(PINNED).expect("the pinned request");
    pinned["body"].to_string()
}

/// The same as our type.
pub(crate) fn request() -> PaymentRequest {
    let json = Json::parse(request_json()).expect("the pinned request");
    json.decode().0.expect("a payment")
}

/// What answers a payment.
pub(crate) fn payment_answer() -> String {
    compact(PAYMENT)
}

/// What answers a query, which is the largest answer.
pub(crate) fn query_answer() -> String {
    compact(QUERY)
}

/// What answers whoever wants a token.
pub(crate) fn token_answer() -> String {
    compact(TOKEN)
}

/// Without blanks, and with every digit.
fn compact(json: &str) -> String {
    let mut text = false;
    let mut escaped = false;
    let kept = json.chars().filter(|character| {
        if escaped {
            escaped = false;
        } else if text && *character == '\\' {
            escaped = true;
        } else if *character == '"' {
            text = !text;
        }
        text || !character.is_whitespace()
    });
    kept.collect()
}

/// A number that no other payment has, as orders have them.
pub(crate) fn order_no() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("ORDER-{:012}", NEXT.fetch_add(1, Ordering::Relaxed))
}
