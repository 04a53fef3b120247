//! The types of the crate with a sample of each, behind one face.

use std::fmt::Debug;

use gateway_runtime::{Check, DecodeWarnings, Json, Read, Write, validate};
use online_payment_gateway::models::*;

use super::{answers, requests, text};

/// A type, its sample, and a way to read it that does not name it.
pub(crate) struct Kind {
    /// The name of the type.
    pub(crate) name: &'static str,
    /// The sample as JSON.
    pub(crate) json: String,
    read: Box<Reads>,
    check: fn(&str) -> Option<String>,
}

/// Reads JSON as a type, and says what was odd about it.
type Reads = dyn Fn(&str) -> (Option<Seen>, DecodeWarnings);

/// What became of a value that was read.
pub(crate) struct Seen {
    /// The value, written again.
    pub(crate) json: String,
    /// What `Debug` shows of it.
    pub(crate) debug: String,
    /// Whether it equals the sample.
    pub(crate) equals_sample: bool,
    /// What was odd about it, as it is told.
    pub(crate) warnings: Vec<String>,
}

impl Kind {
    fn new<T: Read + Write + PartialEq + Debug + 'static>(name: &'static str, sample: T) -> Self {
        let json = Json::of(&sample).expose().to_owned();
        let read = move |text: &str| {
            let (value, warnings) = Json::parse(text).expect("JSON").decode::<T>();
            let seen = value.map(|value| Seen {
                json: Json::of(&value).expose().to_owned(),
                debug: format!("{value:?}"),
                equals_sample: value == sample,
                warnings: warnings.iter().map(ToString::to_string).collect(),
            });
            (seen, warnings)
        };
        Self {
            name,
            json,
            read: Box::new(read),
            check: |_| None,
        }
    }

    /// A type that is sent has rules.
    fn sent<T: Read + Write + Check + PartialEq + Debug + 'static>(
        name: &'static str,
        sample: T,
    ) -> Self {
        let check = |text: &str| {
            let value: T = Json::parse(text).expect("JSON").decode().0?;
            let error = validate(&value).err()?;
            Some(format!("{error}\n{error:?}"))
        };
        Self {
            check,
            ..Self::new(name, sample)
        }
    }

    /// Which rules JSON breaks that is read as this type, in every form in which that is shown; nothing where it breaks
    /// none, and for a type that is never sent.
    pub(crate) fn violations(&self, json: &str) -> Option<String> {
        (self.check)(json)
    }

    /// Reads JSON as this type.
    pub(crate) fn read(&self, json: &str) -> Option<Seen> {
        (self.read)(json).0
    }

    /// What is odd about JSON that is read as this type, in every form in which that is shown.
    pub(crate) fn complaints(&self, json: &str) -> String {
        let (_, warnings) = (self.read)(json);
        let told: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        format!("{}\n{warnings:?}", told.join("\n"))
    }
}

macro_rules! sent {
    ($name:ident, $sample:expr) => {
        Kind::sent::<$name>(stringify!($name), $sample)
    };
}

macro_rules! received {
    ($name:ident, $sample:expr) => {
        Kind::new::<$name>(stringify!($name), $sample)
    };
}

/// Every type that stands for itself in JSON.
pub(crate) fn kinds() -> Vec<Kind> {
    vec![
        sent!(AccessTokenRequest, requests::access_token_request()),
        received!(AccessTokenResponse, answers::access_token_response()),
        sent!(Address, requests::address()),
        received!(AddressResponse, answers::address_answer()),
        sent!(Alipay, requests::alipay()),
        sent!(AlipayPlus, requests::alipay_plus()),
        sent!(Billing, requests::billing()),
        received!(BillingResponse, answers::billing_answer()),
        sent!(Browser, requests::browser()),
        sent!(CaptureRequest, requests::capture()),
        received!(CaptureResponse, answers::capture_response()),
        sent!(Card, requests::card()),
        sent!(CheckoutSessionRequest, requests::checkout_session()),
        received!(
            CheckoutSessionResponse,
            answers::checkout_session_response()
        ),
        received!(DeviceDataCollection, answers::device_data_collection()),
        sent!(DeviceInfo, requests::device_info()),
        sent!(GrabPay, requests::grab_pay()),
        sent!(Location, requests::location()),
        sent!(MitPaymentRequest, requests::mit_payment()),
        sent!(Mobile, requests::mobile()),
        received!(OrderCard, answers::order_card()),
        received!(OrderInfo, answers::order_info()),
        sent!(PayNow, requests::pay_now()),
        sent!(PayPal, requests::pay_pal()),
        sent!(PaymentRequest, requests::payment()),
        received!(PaymentResponse, answers::payment_response()),
        received!(PaymentReturn, answers::payment_return()),
        sent!(Phone, requests::phone()),
        received!(PhoneResponse, answers::phone_answer()),
        sent!(ProductInfo, requests::product_info()),
        sent!(QueryRequest, requests::query()),
        received!(QueryResponse, answers::query_response()),
        sent!(RefundRequest, requests::refund()),
        received!(RefundResponse, answers::refund_response()),
        received!(RefundLog, answers::refund_log()),
        sent!(RetrieveTrackingRequest, requests::retrieve_tracking()),
        sent!(Shipping, requests::shipping()),
        received!(ShippingResponse, answers::shipping_answer()),
        sent!(ShopeePay, requests::shopee_pay()),
        sent!(SubscriptionCredential, requests::subscription_credential()),
        sent!(SubscriptionPaymentRequest, requests::subscription_payment()),
        received!(
            SubscriptionPaymentResponse,
            answers::subscription_payment_response()
        ),
        sent!(ThreeDsData, requests::three_ds_data()),
        received!(ThreeDsInfo, answers::three_ds_info()),
        sent!(TrackingRequest, requests::tracking()),
        received!(
            TrackingDetailsResponse,
            answers::tracking_details_response()
        ),
        sent!(TrackingItem, requests::tracking_item()),
        received!(TrackingResponse, answers::tracking_response()),
        sent!(Upay, requests::upay()),
        sent!(TrackingUpdateRequest, requests::tracking_update()),
        sent!(VoidRequest, requests::void_payment()),
        received!(VoidResponse, answers::void_response()),
        sent!(Wechat, requests::wechat()),
        sent!(OrderNo, text::<OrderNo>("ORDER-2025-0001")),
        sent!(TradeNo, text::<TradeNo>("TRADE-2025-0001")),
        sent!(RefundNumber, text::<RefundNumber>("REFUND-2025-0001")),
        sent!(
            TransactionIdentifier,
            text::<TransactionIdentifier>("example-transaction-identifier")
        ),
        sent!(TrackingNo, text::<TrackingNo>("TRACK-2025-0001")),
        sent!(RespCode, text::<RespCode>("0000")),
        sent!(Amount, text::<Amount>("42.50")),
        sent!(Currency, text::<Currency>("USD")),
        sent!(Country, text::<Country>("US")),
        sent!(Language, text::<Language>("en-US")),
        sent!(IpAddress, text::<IpAddress>("203.0.113.7")),
        sent!(Email, text::<Email>("jane.doe@example.com")),
        sent!(
            FrontUrl,
            text::<FrontUrl>("https://shop.example.com/return")
        ),
        sent!(CardNumber, text::<CardNumber>("4242424242424242")),
        sent!(SecurityCode, text::<SecurityCode>("123")),
        sent!(Bin, text::<Bin>("424242")),
        sent!(ExpiryMonth, text::<ExpiryMonth>("12")),
        sent!(ExpiryYear, text::<ExpiryYear>("2035")),
        sent!(CaptureMethod, CaptureMethod::Auto),
        sent!(FraudMode, FraudMode::Y),
        sent!(ThreeDsMode, ThreeDsMode::No),
        sent!(StoredCredentials, StoredCredentials::None),
        sent!(CustomerInitiatedReason, CustomerInitiatedReason::Recurring),
        sent!(PaymentMethodType, PaymentMethodType::Card),
        sent!(QueryPaymentMethodType, QueryPaymentMethodType::Card),
        sent!(ProductType, ProductType::QrCode),
        sent!(WechatProductType, WechatProductType::QrCode),
        sent!(OrderStatus, OrderStatus::Authorized),
        sent!(RefundStatus, RefundStatus::Accepted),
        sent!(ShippingStatus, ShippingStatus::Shipped),
        sent!(ShipmentDirection, ShipmentDirection::Forward),
        sent!(TrackingNumberType, TrackingNumberType::CarrierProvided),
        sent!(TrackingOperation, TrackingOperation::Replace),
    ]
}
