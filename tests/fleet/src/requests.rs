//! What the shop sends.

use gateway_runtime::Sensitive;
use online_payment_gateway::models::{
    Browser, BrowserRequired, CaptureMethod, Card, CardRequired, DeviceInfo, DeviceInfoRequired,
    PaymentRequest, PaymentRequired,
};

/// A payment by a card that always goes through.
pub(crate) fn payment(order: &str) -> PaymentRequest {
    const VALID: &str = "the shop's own values keep the limits";
    let card = Card::new(CardRequired {
        capture_method: CaptureMethod::Auto,
        card_no: "4242424242424242".parse().expect(VALID),
        expiry_month: Sensitive::new("12".parse().expect(VALID)),
        expiry_year: Sensitive::new("2035".parse().expect(VALID)),
        first_name: "Jane".into(),
        last_name: "Doe".into(),
    });
    let browser = Browser::new(BrowserRequired {
        user_agent: "ExampleBrowser/1.0".into(),
    });
    PaymentRequest::new(PaymentRequired {
        amount: "42.50".parse().expect(VALID),
        currency: "USD".parse().expect(VALID),
        device_info: DeviceInfo::new(DeviceInfoRequired {
            browser,
            client_ip: Sensitive::new("203.0.113.7".parse().expect(VALID)),
            language: Sensitive::new("en-US".parse().expect(VALID)),
        }),
        order_no: order.parse().expect(VALID),
        payment_method: card.into(),
    })
}
