//! Requests with test data, as the examples of the client have them.

use online_payment_gateway::models::*;

pub(crate) const PAN: &str = "4000000000000002";
pub(crate) const CODE: &str = "937";

pub(crate) fn payment(order: &str) -> PaymentRequest {
    payment_by(
        order,
        Card::new(CardRequired {
            capture_method: CaptureMethod::Manual,
            card_no: PAN.parse().unwrap(),
            expiry_month: "12".parse().unwrap(),
            expiry_year: "2035".parse().unwrap(),
            first_name: "Marked-Jane".into(),
            last_name: "Marked-Doe".into(),
        })
        .cvc(CODE.parse::<gateway_runtime::SecurityCode>().unwrap()),
    )
}

pub(crate) fn payment_by(order: &str, method: impl Into<PaymentMethod>) -> PaymentRequest {
    PaymentRequest::new(PaymentRequired {
        amount: "42.50".parse().unwrap(),
        currency: "USD".parse().unwrap(),
        device_info: DeviceInfo::new(DeviceInfoRequired {
            browser: Browser::new(BrowserRequired {
                user_agent: "MarkedBrowser/1.0".into(),
            }),
            client_ip: "203.0.113.7".parse().unwrap(),
            language: "en-US".parse().unwrap(),
        }),
        order_no: order.parse().unwrap(),
        payment_method: method.into(),
    })
}

pub(crate) fn refund(order: &str, number: &str) -> RefundRequest {
    RefundRequest::new(RefundRequired {
        amount: "42.50".parse().unwrap(),
        client_ip: "203.0.113.7".parse().unwrap(),
        reason: "Marked reason".into(),
        refund_number: number.parse().unwrap(),
        order_reference: OrderNo::new(order).unwrap().into(),
    })
}

pub(crate) fn void(order: &str) -> VoidRequest {
    VoidRequest::new(VoidRequired {
        order_reference: OrderNo::new(order).unwrap().into(),
    })
}

pub(crate) fn capture(order: &str) -> CaptureRequest {
    CaptureRequest::new(CaptureRequired {
        capture_amount: "42.50".parse().unwrap(),
        order_reference: OrderNo::new(order).unwrap().into(),
    })
}

pub(crate) fn checkout(order: &str) -> CheckoutSessionRequest {
    CheckoutSessionRequest::new(CheckoutSessionRequired {
        amount: "42.50".parse().unwrap(),
        capture_method: CaptureMethod::Manual,
        currency: "USD".parse().unwrap(),
        order_no: order.parse().unwrap(),
    })
}

pub(crate) fn tracking(order: &str, number: &str) -> TrackingRequest {
    TrackingRequest::new(TrackingRequired {
        carrier: "EXAMPLE-CARRIER".into(),
        order_no: order.parse().unwrap(),
        shipment_date: "2025-05-08".parse().unwrap(),
        shipment_direction: "FORWARD".parse().unwrap(),
        shipping_status: ShippingStatus::Shipped,
        tracking_no: number.parse().unwrap(),
        tracking_number_type: "CARRIER_PROVIDED".parse().unwrap(),
    })
}
