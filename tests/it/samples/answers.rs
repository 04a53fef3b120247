//! A full sample of every model that answers hold: every field is there.

use gateway_runtime::Sensitive;
use online_payment_gateway::models::*;

use super::text;

/// An answer with these fields. Answers are never built by their users, so nothing builds them but reading.
macro_rules! full {
    ($answer:ident { $($field:ident: $value:expr),* $(,)? }) => {{
        let mut answer = $answer::default();
        $(answer.$field = Some($value);)*
        answer
    }};
}

pub(crate) fn access_token_response() -> AccessTokenResponse {
    full!(AccessTokenResponse {
        access_token: "example-access-token".into(),
        expires_in: 3600,
        resp_code: text("0000"),
        resp_msg: "Accepted".into(),
    })
}

pub(crate) fn address_answer() -> AddressResponse {
    full!(AddressResponse {
        city: "Springfield".into(),
        country: text("US"),
        line1: "1 Example Street".into(),
        line2: "Floor 2".into(),
        line3: "Room 3".into(),
        postcode: "00000".into(),
        state: "NY".into(),
    })
}

pub(crate) fn billing_answer() -> BillingResponse {
    full!(BillingResponse {
        address: address_answer(),
        birthday: text("1990-01-31"),
        customer_initiated_reason: CustomerInitiatedReason::Recurring,
        email: text("jane.doe@example.com"),
        phone: phone_answer(),
        stored_credentials: StoredCredentials::Store,
    })
}

pub(crate) fn capture_response() -> CaptureResponse {
    full!(CaptureResponse {
        amount: text("42.50"),
        currency: text("USD"),
        last_event: "https://gateway.example.com/event/0001".into(),
        order_no: text("ORDER-2025-0001"),
        order_status: OrderStatus::Successed,
        resp_code: text("0000"),
        resp_msg: "Accepted".into(),
        trade_no: text("TRADE-2025-0001"),
        transaction_time: text("2025-05-08T12:34:56+08:00"),
    })
}

pub(crate) fn checkout_session_response() -> CheckoutSessionResponse {
    full!(CheckoutSessionResponse {
        expires_in: 30,
        order_no: text("ORDER-2025-0001"),
        redirect_url: "/checkout/example-session".into(),
        resp_code: text("0000"),
        resp_msg: "Accepted".into(),
    })
}

pub(crate) fn device_data_collection() -> DeviceDataCollection {
    full!(DeviceDataCollection {
        bin: text("424242"),
        challenged: "N".into(),
        ddc_action: "https://gateway.example.com/ddc".into(),
        jwt: "example.jwt.token".into(),
    })
}

pub(crate) fn order_card() -> OrderCard {
    full!(OrderCard {
        arn: "00000000000000000000001".into(),
        authorize_code: "A1B2C3".into(),
        avs_result: "Y".into(),
        bin: text("424242"),
        card_class: "CREDIT".into(),
        cvc_result: "M".into(),
        three_ds_info: three_ds_info(),
        issuer_country_code: "US".into(),
        risk_score: "10".into(),
    })
}

pub(crate) fn order_info() -> OrderInfo {
    full!(OrderInfo {
        billing_descriptor: "EXAMPLE SHOP".into(),
        brand: "VISA".into(),
        client_ip: text("203.0.113.7"),
        mcc: "5942".into(),
        merchant_name: "Example Shop".into(),
        order_no: text("ORDER-2025-0001"),
        order_status: OrderStatus::Successed,
        order_status_desc: "Paid".into(),
        pay_amount: text("9007199254740993.01"),
        pay_name: "Jane Doe".into(),
        pay_no: text("4242424242424242"),
        pay_time: text("2025-05-08T12:34:56+08:00"),
        payment_method_type: QueryPaymentMethodType::Card,
        trade_comments: "Two books".into(),
        trade_currency: text("USD"),
        trade_finish_time: text("2025-05-08T12:35:01+08:00"),
        trade_no: text("TRADE-2025-0001"),
        website_id: "example-website".into(),
    })
}

pub(crate) fn payment_response() -> PaymentResponse {
    full!(PaymentResponse {
        amount: text("42.50"),
        authorize_code: "A1B2C3".into(),
        currency: text("USD"),
        ddc: device_data_collection(),
        desc: "Nothing to remark".into(),
        last_event: "https://gateway.example.com/event/0001".into(),
        order_no: text("ORDER-2025-0001"),
        order_status: OrderStatus::Authorized,
        pay_url: "https://gateway.example.com/pay/example-session".into(),
        resp_code: text("0000"),
        resp_msg: "Accepted".into(),
        trade_no: text("TRADE-2025-0001"),
        transaction_identifier: text("example-transaction-identifier"),
        transaction_time: text("2025-05-08T12:34:56+08:00"),
    })
}

pub(crate) fn payment_return() -> PaymentReturn {
    full!(PaymentReturn {
        amount: text("42.50"),
        language: text("en-US"),
        order_no: text("ORDER-2025-0001"),
        status: OrderStatus::Successed,
        trade_no: text("TRADE-2025-0001"),
    })
}

pub(crate) fn phone_answer() -> PhoneResponse {
    full!(PhoneResponse {
        country_code: "1".into(),
        number: "2025550123".into(),
    })
}

pub(crate) fn query_response() -> QueryResponse {
    full!(QueryResponse {
        billing: billing_answer(),
        card: order_card(),
        order: order_info(),
        refunds: vec![refund_log()],
        resp_code: text("0000"),
        resp_msg: "Accepted".into(),
        shipping: shipping_answer(),
    })
}

pub(crate) fn refund_response() -> RefundResponse {
    full!(RefundResponse {
        amount: text("42.50"),
        currency: text("USD"),
        desc: "Nothing to remark".into(),
        finish_time: text("2025-05-09 10:00:00"),
        merchant_id: "example-merchant".into(),
        refund_order_no: text("REFUND-2025-0001"),
        refund_status: RefundStatus::Accepted,
        refund_trade_no: "TRADE-2025-0002".into(),
        resp_code: text("0000"),
        resp_msg: "Accepted".into(),
    })
}

pub(crate) fn refund_log() -> RefundLog {
    full!(RefundLog {
        amount: text("12.10"),
        complete_time: text("2025-05-09 10:00:00"),
        currency: text("USD"),
        desc: "Nothing to remark".into(),
        order_no: "ORDER-2025-0001".into(),
        refund_status: RefundStatus::Accepted,
        refund_time: text("2025-05-08T18:00:00+08:00"),
        trade_no: "TRADE-2025-0001".into(),
    })
}

pub(crate) fn shipping_answer() -> ShippingResponse {
    full!(ShippingResponse {
        address: address_answer(),
        carrier: "EXAMPLE-CARRIER".into(),
        email: text("jane.doe@example.com"),
        first_name: "Jane".into(),
        last_name: "Doe".into(),
        phone: phone_answer(),
        tracking_no: text("TRACK-2025-0001"),
    })
}

pub(crate) fn subscription_payment_response() -> SubscriptionPaymentResponse {
    full!(SubscriptionPaymentResponse {
        amount: text("42.50"),
        authorize_code: "A1B2C3".into(),
        currency: text("USD"),
        desc: "Nothing to remark".into(),
        order_no: text("ORDER-2025-0001"),
        order_status: OrderStatus::Successed,
        resp_code: text("0000"),
        resp_msg: "Accepted".into(),
        trade_no: text("TRADE-2025-0001"),
        transaction_identifier: text("example-transaction-identifier"),
        transaction_time: text("2025-05-08T12:34:56+08:00"),
    })
}

pub(crate) fn three_ds_info() -> ThreeDsInfo {
    full!(ThreeDsInfo {
        authentication_status: "Y".into(),
        cavv_algorithm: "2".into(),
        eci: "05".into(),
        enrolled: "U".into(),
        signature_verification: "N".into(),
        three_ds_version: "2.2.0".into(),
    })
}

pub(crate) fn tracking_details_response() -> TrackingDetailsResponse {
    full!(TrackingDetailsResponse {
        carrier: "EXAMPLE-CARRIER".into(),
        desc: "Nothing to remark".into(),
        order_no: text("ORDER-2025-0001"),
        resp_code: text("0000"),
        resp_msg: "Accepted".into(),
        shipment_date: text("2025-05-08"),
        shipment_direction: ShipmentDirection::Forward,
        shipping_status: ShippingStatus::Shipped,
        tracking_no: text("TRACK-2025-0001"),
        tracking_number_type: TrackingNumberType::CarrierProvided,
        tracking_url: "https://carrier.example.com/track/TRACK-2025-0001".into(),
        trade_no: text("TRADE-2025-0001"),
    })
}

pub(crate) fn tracking_response() -> TrackingResponse {
    full!(TrackingResponse {
        desc: "Nothing to remark".into(),
        resp_code: text("0000"),
        resp_msg: "Accepted".into(),
        trackings: Sensitive::new(vec!["TRACK-2025-0001".to_owned()]),
    })
}

pub(crate) fn void_response() -> VoidResponse {
    full!(VoidResponse {
        last_event: "https://gateway.example.com/event/0001".into(),
        order_no: text("ORDER-2025-0001"),
        order_status: OrderStatus::Canceled,
        resp_code: text("0000"),
        resp_msg: "Accepted".into(),
        trade_no: text("TRADE-2025-0001"),
        transaction_time: text("2025-05-08T12:34:56+08:00"),
    })
}
