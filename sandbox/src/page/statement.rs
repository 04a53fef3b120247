//! What the gateway collected and gave back, as a table for a spreadsheet.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use gateway_runtime::Text;

use super::html::typed;
use crate::shared::Shared;
use crate::state::{Order, What};
use crate::times::time;

/// The names of the columns.
const HEAD: &str = "time,what,orderNo,tradeNo,refundNumber,method,currency,amount\r\n";

/// A line for each capture and each finished refund, by payment; a refund has a negative amount, so that the sum of a
/// currency is its balance.
pub(super) async fn statement(State(shared): State<Arc<Shared>>) -> Response {
    let mut out = HEAD.to_owned();
    let mut before = None;
    // By pages, so that nobody waits for all of it.
    loop {
        let orders: Vec<Order> =
            shared.look(|state, _| state.newest(before).take(PAGE).cloned().collect());
        let Some(last) = orders.last() else {
            break;
        };
        before = Some(last.place);
        for order in &orders {
            lines(&mut out, order);
        }
    }
    let mut answer = typed("text/csv; charset=utf-8", out);
    let name = HeaderValue::from_static("attachment; filename=statement.csv");
    answer
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, name);
    answer
}

/// How many payments are read at one time.
const PAGE: usize = 500;

fn lines(out: &mut String, order: &Order) {
    for event in &order.history {
        let (what, refund, sign) = match &event.what {
            What::Captured => ("capture", "", ""),
            What::RefundFinished(number) => ("refund", number.as_str(), "-"),
            _ => continue,
        };
        let time = time(event.at).map_or_else(String::new, |time| time.as_wire().to_owned());
        let amount = format!("{sign}{}", event.amount);
        let fields = [
            time.as_str(),
            what,
            &order.order_no,
            &order.trade_no,
            refund,
            &order.method,
            &order.currency,
            &amount,
        ];
        let fields = fields.map(field);
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
}

/// A field as a spreadsheet reads it; a text that it would take for a formula stays a text.
fn field(text: &str) -> String {
    let is_sum = text.parse::<gateway_runtime::Decimal>().is_ok();
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let shield = if begins && !is_sum { "'" } else { "" };
    if shield.is_empty() && !text.contains(['"', ',', '\r', '\n']) {
        return text.to_owned();
    }
    format!("\"{shield}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn a_field_is_a_text_and_never_a_formula() {
        for (text, expected) in [
            ("ORDER-1", "ORDER-1"),
            ("-1.50", "-1.50"),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("=1+1", "\"'=1+1\""),
            ("@x", "\"'@x\""),
        ] {
            assert_eq!(field(text), expected);
        }
    }
}
