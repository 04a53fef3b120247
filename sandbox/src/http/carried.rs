//! What a call carried, for people: every name, and the values that are open. Whatever is not known to be open is redacted.

use serde_json::Value;

/// The members whose values are shown: amounts, currencies, numbers of orders, states, codes, methods, times.
const OPEN: [&str; 27] = [
    "amount",
    "captureAmount",
    "captureMethod",
    "carrier",
    "completeTime",
    "currency",
    "expiresIn",
    "finishTime",
    "orderNo",
    "orderStatus",
    "path",
    "payAmount",
    "paymentMethodType",
    "problem",
    "productType",
    "refundNumber",
    "refundOrderNo",
    "refundStatus",
    "refundTradeNo",
    "respCode",
    "shipmentDate",
    "shipmentDirection",
    "shippingStatus",
    "threeDsMode",
    "tradeCurrency",
    "tradeNo",
    "transactionTime",
];
/// The largest body that is shown, the longest name and value, and the most lines.
const LARGEST: usize = 16 * 1024;
const LONGEST: usize = 64;
const MOST_LINES: usize = 100;

/// A request and its answer as text; empty where there is nothing of either.
pub(super) fn carried(request: &[u8], answer: &[u8]) -> String {
    let mut text = String::new();
    for (title, body) in [("Request", request), ("Answer", answer)] {
        let Some(body) = shown(body) else { continue };
        text.push_str(title);
        text.push('\n');
        let mut lines = 0;
        write(&mut text, 1, "", &body, &mut lines);
    }
    text
}

fn shown(body: &[u8]) -> Option<Value> {
    (body.len() <= LARGEST).then(|| serde_json::from_slice(body).ok())?
}

fn write(text: &mut String, depth: usize, name: &str, value: &Value, lines: &mut usize) {
    *lines += 1;
    if *lines > MOST_LINES {
        return;
    }
    // A name is the caller's text too.
    let is_name = name.len() <= LONGEST && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let label = match (name, is_name) {
        ("", _) => "-",
        (name, true) => name,
        _ => "[another name]",
    };
    let mut line = |value: &str| {
        text.push_str(&"  ".repeat(depth.min(LONGEST)));
        text.push_str(label);
        text.push_str(value);
        text.push('\n');
    };
    match value {
        Value::Object(members) => {
            if depth > 1 {
                line(":");
            }
            for (name, value) in members {
                write(text, depth + 1, name, value, lines);
            }
        }
        Value::Array(elements) => {
            line(":");
            for element in elements {
                write(text, depth + 1, "", element, lines);
            }
        }
        Value::String(value) if OPEN.contains(&name) && value.len() <= LONGEST => {
            line(&format!(": {value}"));
        }
        Value::Number(value) if OPEN.contains(&name) => line(&format!(": {value}")),
        Value::Null => line(": null"),
        _ => line(": [redacted]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_to_be_open_is_shown() {
        let request = br#"{"orderNo":"ORDER-1","card":{"cardNo":"4242424242424242","cvc":"123"},"4242424242424242":1}"#;
        let answer =
            br#"{"respCode":"0000","payUrl":"http://x/pay/1","refunds":[{"amount":"1.00"}]}"#;
        let text = carried(request, answer);
        assert_eq!(
            text,
            "Request\n    orderNo: ORDER-1\n    card:\n      cardNo: [redacted]\n      cvc: [redacted]\n    \
             [another name]: [redacted]\nAnswer\n    respCode: 0000\n    payUrl: [redacted]\n    refunds:\n      \
             -:\n        amount: 1.00\n"
        );
        assert_eq!(carried(b"", b"<html>"), "");
    }

    #[test]
    fn a_large_body_costs_no_more_than_a_few_lines() {
        let many = format!("[{}1]", "1,".repeat(5_000));
        assert!(carried(many.as_bytes(), many.as_bytes()).lines().count() <= 2 * MOST_LINES + 2);
        let huge = format!("\"{}\"", "x".repeat(LARGEST));
        assert_eq!(carried(huge.as_bytes(), b""), "");
    }
}
