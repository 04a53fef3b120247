//! A full sample of every model that requests hold: every property is given, and every rule is kept.

use std::collections::BTreeMap;

use gateway_runtime::{Date, Pan, Sensitive};
use online_payment_gateway::models::*;

use super::text;

pub(crate) fn access_token_request() -> AccessTokenRequest {
    AccessTokenRequest::new(AccessTokenRequired {
        app_id: "example-app-id".into(),
        secret: "example-secret".into(),
    })
}

pub(crate) fn address() -> Address {
    Address::new(AddressRequired {
        city: "Springfield".into(),
        country: text("US"),
        line1: "1 Example Street".into(),
        postcode: "00000".into(),
        state: "NY".into(),
    })
    .line2("Floor 2")
    .line3("Room 3")
}

pub(crate) fn alipay() -> Alipay {
    Alipay::new(AlipayRequired {
        product_type: ProductType::QrCode,
    })
    .auth_code("example-auth-code")
    .limit_pay_method("no_credit")
    .open_id("example-open-id")
    .store_id("STORE-0001")
    .sub_app_id("example-sub-app-id")
}

pub(crate) fn alipay_plus() -> AlipayPlus {
    AlipayPlus::new(AlipayPlusRequired {
        product_type: ProductType::QrCode,
    })
    .auth_code("example-auth-code")
    .limit_pay_method("no_credit")
    .open_id("example-open-id")
    .store_id("STORE-0001")
    .sub_app_id("example-sub-app-id")
}

pub(crate) fn billing() -> Billing {
    Billing::new(BillingRequired { address: address() })
        .birthday(text::<Date>("1990-01-31"))
        .customer_initiated_reason(CustomerInitiatedReason::Recurring)
        .email(text::<Email>("jane.doe@example.com"))
        .phone(phone())
        .stored_credentials(StoredCredentials::Store)
}

pub(crate) fn browser() -> Browser {
    Browser::new(BrowserRequired {
        user_agent: "ExampleBrowser/1.0".into(),
    })
    .accept_header("text/html")
    .color_depth("24")
    .java_enabled(false)
    .javascript_enabled(true)
    .screen_height("1080")
    .screen_width("1920")
    .session_id("example-session")
    .time_zone("0")
}

pub(crate) fn capture() -> CaptureRequest {
    CaptureRequest::new(CaptureRequired {
        capture_amount: text("42.50"),
        order_reference: OrderReference::Both {
            order_no: text("ORDER-2025-0001"),
            trade_no: text("TRADE-2025-0001"),
        },
    })
}

pub(crate) fn card() -> Card {
    Card::new(CardRequired {
        capture_method: CaptureMethod::Manual,
        card_no: text("4242424242424242"),
        expiry_month: text("12"),
        expiry_year: text("2035"),
        first_name: "Jane".into(),
        last_name: "Doe".into(),
    })
    .cvc(text::<SecurityCode>("123"))
}

pub(crate) fn checkout_session() -> CheckoutSessionRequest {
    CheckoutSessionRequest::new(CheckoutSessionRequired {
        amount: text("42.50"),
        capture_method: CaptureMethod::Manual,
        currency: text("USD"),
        order_no: text("ORDER-2025-0001"),
    })
    .description("Two books")
    .expiry_time("30")
    .fraud_mode(FraudMode::Y)
    .front_url(text::<FrontUrl>("https://shop.example.com/return"))
    .link_mode("session")
    .product_info(vec![product_info()])
    .shipping(shipping())
    .three_ds_mode(ThreeDsMode::Auto)
}

pub(crate) fn device_info() -> DeviceInfo {
    DeviceInfo::new(DeviceInfoRequired {
        browser: browser(),
        client_ip: text("203.0.113.7"),
        language: text("en-US"),
    })
    .device_id("example-device")
    .location(location())
    .mobile(mobile())
}

pub(crate) fn grab_pay() -> GrabPay {
    GrabPay::new(GrabPayRequired {
        product_type: ProductType::QrCode,
    })
}

pub(crate) fn location() -> Location {
    Location::new().lat("51.4779").lon("0.0000")
}

pub(crate) fn mit_payment() -> MitPaymentRequest {
    MitPaymentRequest::new(MitPaymentRequired {
        amount: text("42.50"),
        billing: billing(),
        card: card(),
        currency: text("USD"),
        order_no: text("ORDER-2025-0001"),
    })
    .description("Two books")
    .device_info(device_info())
}

pub(crate) fn mobile() -> Mobile {
    Mobile::new()
        .device_model("Example Phone")
        .os_type("IOS")
        .os_version("17.5")
}

pub(crate) fn pay_now() -> PayNow {
    PayNow::new(PayNowRequired {
        product_type: ProductType::QrCode,
    })
}

pub(crate) fn pay_pal() -> PayPal {
    PayPal::new(PayPalRequired {
        product_type: ProductType::QrCode,
    })
    .metadata(metadata())
}

pub(crate) fn payment() -> PaymentRequest {
    PaymentRequest::new(PaymentRequired {
        amount: text("42.50"),
        currency: text("USD"),
        device_info: device_info(),
        order_no: text("ORDER-2025-0001"),
        payment_method: PaymentMethod::from(card()),
    })
    .billing(billing())
    .billing_descriptor("EXAMPLE SHOP")
    .description("Two books")
    .expiry_time("30")
    .fraud_mode(FraudMode::Y)
    .front_url(text::<FrontUrl>("https://shop.example.com/return"))
    .product_info(vec![product_info()])
    .shipping(shipping())
    .three_ds_data(three_ds_data())
    .three_ds_mode(ThreeDsMode::Auto)
}

pub(crate) fn phone() -> Phone {
    Phone::new().country_code("1").number("2025550123")
}

pub(crate) fn product_info() -> ProductInfo {
    ProductInfo::new(ProductInfoRequired {
        price: text("21.25"),
        product_name: "Book".into(),
        quantity: "2".into(),
        sku: "BOOK-0001".into(),
    })
    .image_url("https://shop.example.com/images/book.jpg")
    .url("https://shop.example.com/book")
}

pub(crate) fn query() -> QueryRequest {
    QueryRequest::new(QueryRequired {
        payment_method_type: QueryPaymentMethodType::Card,
        order_reference: OrderReference::Both {
            order_no: text("ORDER-2025-0001"),
            trade_no: text("TRADE-2025-0001"),
        },
    })
}

pub(crate) fn refund() -> RefundRequest {
    RefundRequest::new(RefundRequired {
        amount: text("42.50"),
        client_ip: text("203.0.113.7"),
        reason: "Returned goods".into(),
        refund_number: text("REFUND-2025-0001"),
        order_reference: OrderReference::Both {
            order_no: text("ORDER-2025-0001"),
            trade_no: text("TRADE-2025-0001"),
        },
    })
}

pub(crate) fn retrieve_tracking() -> RetrieveTrackingRequest {
    RetrieveTrackingRequest::new(RetrieveTrackingRequired {
        metadata: metadata(),
        order_no: text("ORDER-2025-0001"),
        tracking_no: text("TRACK-2025-0001"),
    })
}

pub(crate) fn shipping() -> Shipping {
    Shipping::new(ShippingRequired {
        address: address(),
        first_name: "Jane".into(),
        last_name: "Doe".into(),
        phone: phone(),
    })
    .carrier("EXAMPLE-CARRIER")
    .email(text::<Email>("jane.doe@example.com"))
    .tracking_no(text::<TrackingNo>("TRACK-2025-0001"))
}

pub(crate) fn shopee_pay() -> ShopeePay {
    ShopeePay::new(ShopeePayRequired {
        product_type: ProductType::QrCode,
    })
}

pub(crate) fn subscription_credential() -> SubscriptionCredential {
    SubscriptionCredential {
        expiry_month: text("12"),
        expiry_year: text("2035"),
        transaction_identifier: text("example-transaction-identifier"),
    }
}

pub(crate) fn subscription_payment() -> SubscriptionPaymentRequest {
    SubscriptionPaymentRequest::new(SubscriptionPaymentRequired {
        amount: text("42.50"),
        order_no: text("ORDER-2025-0001"),
        subscription_credential: subscription_credential(),
    })
    .card_no(text::<Pan>("4242424242424242"))
    .customer_initiated_reason(CustomerInitiatedReason::Recurring)
    .description("Two books")
    .device_info(device_info())
    .three_ds_mode(ThreeDsMode::Auto)
}

pub(crate) fn three_ds_data() -> ThreeDsData {
    ThreeDsData::new(ThreeDsDataRequired {
        ds_version: "2.2.0".into(),
        eci: "05".into(),
        xid: "00000000-0000-4000-8000-000000000002".into(),
    })
    .cavv("AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    .ds_trans_id("00000000-0000-4000-8000-000000000001")
}

pub(crate) fn tracking() -> TrackingRequest {
    TrackingRequest::new(TrackingRequired {
        carrier: "EXAMPLE-CARRIER".into(),
        order_no: text("ORDER-2025-0001"),
        shipment_date: text("2025-05-08"),
        shipment_direction: ShipmentDirection::Forward,
        shipping_status: ShippingStatus::Shipped,
        tracking_no: text("TRACK-2025-0001"),
        tracking_number_type: TrackingNumberType::CarrierProvided,
    })
    .tracking_url("https://carrier.example.com/track/TRACK-2025-0001")
}

/// Two shipments of one order, as a batch takes them.
pub(crate) fn trackings() -> Vec<TrackingRequest> {
    let mut second = tracking();
    second.tracking_no = text("TRACK-2025-0002");
    vec![tracking(), second]
}

pub(crate) fn tracking_item() -> TrackingItem {
    TrackingItem::new()
        .op(TrackingOperation::Replace)
        .path("/status")
        .value("CANCELLED")
}

pub(crate) fn upay() -> Upay {
    Upay::new(UpayRequired {
        product_type: ProductType::QrCode,
    })
    .auth_code("example-auth-code")
    .store_id("STORE-0001")
}

pub(crate) fn tracking_update() -> TrackingUpdateRequest {
    TrackingUpdateRequest::new(TrackingUpdateRequired {
        items: vec![tracking_item()],
        order_no: text("ORDER-2025-0001"),
        tracking_no: text("TRACK-2025-0001"),
    })
    .metadata(metadata())
}

pub(crate) fn void_payment() -> VoidRequest {
    VoidRequest::new(VoidRequired {
        order_reference: OrderReference::Both {
            order_no: text("ORDER-2025-0001"),
            trade_no: text("TRADE-2025-0001"),
        },
    })
}

pub(crate) fn wechat() -> Wechat {
    Wechat::new(WechatRequired {
        product_type: WechatProductType::QrCode,
    })
    .attach("channel=web")
    .auth_code("example-auth-code")
    .limit_pay_method("no_credit")
    .open_id("example-open-id")
    .store_id("STORE-0001")
    .sub_app_id("example-sub-app-id")
}

/// A map of the caller's own.
fn metadata() -> Sensitive<BTreeMap<String, String>> {
    Sensitive::new(BTreeMap::from([("channel".to_owned(), "web".to_owned())]))
}
