//! Requests as a shop makes them.

use gateway_runtime::{Amount, Date, Pan, SecurityCode, Sensitive, Text};
use gateway_sandbox::Sandbox;
use online_payment_gateway::Client;
use online_payment_gateway::models::*;

pub(super) const GOOD: &str = "4242424242424242";

pub(super) fn client(sandbox: &Sandbox) -> Client {
    Client::new(sandbox.config()).unwrap()
}

pub(super) fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

pub(super) fn order_no(text: &str) -> OrderNo {
    OrderNo::from_wire(text.to_owned())
}

pub(super) fn card(number: &str, capture: CaptureMethod) -> Card {
    Card::new(CardRequired {
        capture_method: capture,
        card_no: Pan::new(number).unwrap(),
        expiry_month: Sensitive::new("12".parse().unwrap()),
        expiry_year: Sensitive::new("2035".parse().unwrap()),
        first_name: "Jane".into(),
        last_name: "Doe".into(),
    })
    .cvc(SecurityCode::new("123").unwrap())
}

pub(super) fn payment(order: &str, sum: &str, method: impl Into<PaymentMethod>) -> PaymentRequest {
    let browser = Browser::new(BrowserRequired {
        user_agent: "ExampleBrowser/1.0".into(),
    });
    PaymentRequest::new(PaymentRequired {
        amount: amount(sum),
        currency: "USD".parse().unwrap(),
        device_info: DeviceInfo::new(DeviceInfoRequired {
            browser,
            client_ip: Sensitive::new("203.0.113.7".parse().unwrap()),
            language: Sensitive::new("en-US".parse().unwrap()),
        }),
        order_no: order_no(order),
        payment_method: method.into(),
    })
    .billing(billing())
}

pub(super) fn by_card(
    order: &str,
    sum: &str,
    number: &str,
    capture: CaptureMethod,
) -> PaymentRequest {
    payment(order, sum, card(number, capture))
}

pub(super) fn billing() -> Billing {
    Billing::new(BillingRequired {
        address: Address::new(AddressRequired {
            city: "Springfield".into(),
            country: Sensitive::new("US".parse().unwrap()),
            line1: "1 Example Street".into(),
            postcode: "00000".into(),
            state: "NY".into(),
        }),
    })
    .stored_credentials(StoredCredentials::Store)
    .customer_initiated_reason(CustomerInitiatedReason::Recurring)
}

pub(super) fn alipay() -> Alipay {
    Alipay::new(AlipayRequired {
        product_type: ProductType::QrCode,
    })
}

pub(super) fn checkout(order: &str, sum: &str) -> CheckoutSessionRequest {
    CheckoutSessionRequest::new(CheckoutSessionRequired {
        amount: amount(sum),
        capture_method: CaptureMethod::Auto,
        currency: "USD".parse().unwrap(),
        order_no: order_no(order),
    })
    .front_url(FrontUrl::new("https://shop.example.com/return?x=1").unwrap())
}

pub(super) fn product(name: &str, quantity: &str, price: &str) -> ProductInfo {
    ProductInfo::new(ProductInfoRequired {
        price: amount(price),
        product_name: name.into(),
        quantity: quantity.to_owned(),
        sku: "SKU-1".into(),
    })
}

pub(super) fn capture(order: &str, sum: &str) -> CaptureRequest {
    CaptureRequest::new(CaptureRequired {
        capture_amount: amount(sum),
        order_reference: order_no(order).into(),
    })
}

pub(super) fn void(order: &str) -> VoidRequest {
    VoidRequest::new(VoidRequired {
        order_reference: order_no(order).into(),
    })
}

pub(super) fn refund(order: &str, number: &str, sum: &str) -> RefundRequest {
    RefundRequest::new(RefundRequired {
        amount: amount(sum),
        client_ip: Sensitive::new("203.0.113.7".parse().unwrap()),
        reason: "one item came back".into(),
        refund_number: number.parse().unwrap(),
        order_reference: order_no(order).into(),
    })
}

pub(super) fn query(order: &str) -> QueryRequest {
    query_by(order, QueryPaymentMethodType::Card)
}

pub(super) fn query_by(order: &str, method: QueryPaymentMethodType) -> QueryRequest {
    QueryRequest::new(QueryRequired {
        payment_method_type: method,
        order_reference: order_no(order).into(),
    })
}

pub(super) fn subscription(order: &str, sum: &str, stored: &str) -> SubscriptionPaymentRequest {
    SubscriptionPaymentRequest::new(SubscriptionPaymentRequired {
        amount: amount(sum),
        order_no: order_no(order),
        subscription_credential: SubscriptionCredential {
            expiry_month: Sensitive::new("12".parse().unwrap()),
            expiry_year: Sensitive::new("2035".parse().unwrap()),
            transaction_identifier: TransactionIdentifier::from_wire(stored.to_owned()).into(),
        },
    })
}

pub(super) fn tracking(order: &str, number: &str) -> TrackingRequest {
    TrackingRequest::new(TrackingRequired {
        carrier: "Example Carrier".into(),
        order_no: order_no(order),
        shipment_date: Date::new("2025-05-08").unwrap(),
        shipment_direction: ShipmentDirection::Forward,
        shipping_status: ShippingStatus::Shipped,
        tracking_no: Sensitive::new(number.parse().unwrap()),
        tracking_number_type: TrackingNumberType::CarrierProvided,
    })
}

pub(super) fn retrieve(order: &str, number: &str) -> RetrieveTrackingRequest {
    RetrieveTrackingRequest::new(RetrieveTrackingRequired {
        metadata: Sensitive::default(),
        order_no: order_no(order),
        tracking_no: Sensitive::new(number.parse().unwrap()),
    })
}

pub(super) fn tracking_update(order: &str, number: &str, status: &str) -> TrackingUpdateRequest {
    TrackingUpdateRequest::new(TrackingUpdateRequired {
        items: vec![
            TrackingItem::new()
                .op(TrackingOperation::Replace)
                .path("/shippingStatus")
                .value(Sensitive::from(status)),
        ],
        order_no: order_no(order),
        tracking_no: Sensitive::new(number.parse().unwrap()),
    })
}
