//! Calls that pay, ready to be copied.

use crate::codes::FAILED_STATES;
use crate::shared::Shared;

/// A number of its own for each time that a shell runs it, also within a second.
const RANDOM: &str = "$(od -An -N6 -tx1 /dev/urandom | tr -d ' \\n')";

/// Lines for a shell that fetch a token and pay. Each time they are run it is another order, whose number is kept in `ORDER`.
pub(crate) fn curl(shared: &Shared) -> String {
    let url = shared.url();
    let (app, secret) = shared.rules.credentials();
    format!(
        r#"TOKEN=$(curl -s {url}/gateway/v1/connect/token -H 'Content-Type: application/json' \
  -d '{{"appId":"{app}","secret":"{secret}"}}' | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')
ORDER=ORDER-{RANDOM}
curl -s {url}/gateway/v1/payment -H "Authorization: $TOKEN" -H 'Content-Type: application/json' -d '{{
  "orderNo": "'$ORDER'", "amount": "10.00", "currency": "USD", "paymentMethodType": "card",
  "card": {{"cardNo": "4242424242424242", "expiryMonth": "12", "expiryYear": "2035", "firstName": "Jane",
    "lastName": "Doe", "captureMethod": "auto"}},
  "deviceInfo": {{"clientIp": "203.0.113.7", "language": "en-US", "browser": {{"userAgent": "curl"}}}}}}'"#
    )
}

/// A line for the same shell that gives back what [`curl`] took last.
pub(crate) fn refund_curl(shared: &Shared) -> String {
    let url = shared.url();
    format!(
        r#"curl -s {url}/gateway/v1/refund -H "Authorization: $TOKEN" -H 'Content-Type: application/json' -d '{{
  "orderNo": "'$ORDER'", "refundNumber": "'REFUND-{RANDOM}'", "amount": "10.00", "reason": "Returned goods",
  "clientIp": "203.0.113.7"}}'"#
    )
}

/// The configuration of a client, as the README has it: with the codes and the states that this sandbox chose.
pub(crate) fn rust(shared: &Shared) -> String {
    let (app, secret) = shared.rules.credentials();
    let mut lines = format!(
        "use online_payment_gateway::{{Client, Config, StateClass}};\n\nlet config = Config::new(\"{}\")\n    .credentials(\"{app}\", \"{secret}\")",
        shared.url()
    );
    for state in FAILED_STATES {
        lines.push_str(&format!("\n    .state(\"{state}\", StateClass::Failed)"));
    }
    let codes = shared.codes.refused();
    for codes in codes.chunks(4) {
        lines.push_str("\n    ");
        for code in codes {
            lines.push_str(&format!(".refused_code(\"{code}\")"));
        }
    }
    lines.push_str(";\nlet client = Client::new(config)?;");
    lines
}
