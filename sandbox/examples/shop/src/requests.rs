//! The requests to the gateway, each from an order and from what the customer gave.
//!
//! Texts become typed values here, and nowhere else. One that breaks a rule of the reference is a [`ValidationError`], which
//! names the field and never the value, and nothing is sent.

use online_payment_gateway::models::*;
use online_payment_gateway::runtime::Decimal;
use online_payment_gateway::{Date, Pan, SecurityCode, Sensitive, ValidationError};

use crate::order::Order;

/// The currency of the shop.
pub const CURRENCY: &str = "USD";
/// How many minutes a customer has on a page of the gateway.
pub const PAGE_MINUTES: u64 = 30;

/// What is known of the customer who pays.
pub struct Customer {
    /// The address that they come from.
    pub address: String,
    /// What their browser says that it is.
    pub browser: String,
}

/// A card as the customer typed it: its number, its last month and year, and the code on its back.
pub type TypedCard = (
    Pan,
    Sensitive<ExpiryMonth>,
    Sensitive<ExpiryYear>,
    SecurityCode,
);

/// A page of the gateway, on which the customer chooses a method and pays.
pub fn checkout(order: &Order, back: &str) -> Result<CheckoutSessionRequest, ValidationError> {
    let request = CheckoutSessionRequest::new(CheckoutSessionRequired {
        amount: order.amount.try_into()?,
        capture_method: CaptureMethod::Auto,
        currency: CURRENCY.parse()?,
        order_no: order.number.parse()?,
    });
    let request = request.front_url(FrontUrl::new(back)?);
    let request = request.expiry_time(PAGE_MINUTES.to_string());
    Ok(request.product_info([goods(order)?]))
}

/// A payment by a method that the shop chose.
pub fn payment(
    order: &Order,
    back: &str,
    customer: &Customer,
    method: PaymentMethod,
) -> Result<PaymentRequest, ValidationError> {
    let browser = Browser::new(BrowserRequired {
        user_agent: customer.browser.as_str().into(),
    });
    let request = PaymentRequest::new(PaymentRequired {
        amount: order.amount.try_into()?,
        currency: CURRENCY.parse()?,
        device_info: DeviceInfo::new(DeviceInfoRequired {
            browser,
            client_ip: customer.address.parse()?,
            language: "en-US".parse()?,
        }),
        order_no: order.number.parse()?,
        payment_method: method,
    });
    let request = request.front_url(FrontUrl::new(back)?);
    let request = request.expiry_time(PAGE_MINUTES.to_string());
    Ok(request.product_info([goods(order)?]))
}

/// The method of a card, whose money is reserved now and collected when the goods leave. The name is the first and the last one.
pub fn card((number, month, year, code): TypedCard, name: (&str, &str)) -> PaymentMethod {
    let method = Card::new(CardRequired {
        capture_method: CaptureMethod::Manual,
        card_no: number,
        expiry_month: month,
        expiry_year: year,
        first_name: name.0.into(),
        last_name: name.1.into(),
    });
    method.cvc(code).into()
}

/// The method of a wallet, in which the customer agrees on a page.
pub fn wallet() -> PaymentMethod {
    Alipay::new(AlipayRequired {
        product_type: ProductType::QrCode,
    })
    .into()
}

/// Asks that the card can be charged again without its customer.
pub fn stored(request: PaymentRequest) -> Result<PaymentRequest, ValidationError> {
    let address = Address::new(AddressRequired {
        city: "Springfield".into(),
        country: "US".parse()?,
        line1: "1 Example Street".into(),
        postcode: "00000".into(),
        state: "NY".into(),
    });
    let billing = Billing::new(BillingRequired { address });
    let billing = billing.stored_credentials(StoredCredentials::Store);
    Ok(request.billing(billing.customer_initiated_reason(CustomerInitiatedReason::Recurring)))
}

/// A charge of the card that was stored with an earlier order.
pub fn again(order: &Order, card: &str) -> Result<SubscriptionPaymentRequest, ValidationError> {
    let request = SubscriptionPaymentRequest::new(SubscriptionPaymentRequired {
        amount: order.amount.try_into()?,
        order_no: order.number.parse()?,
        // A shop of your own keeps the last month of the card beside its identifier.
        subscription_credential: SubscriptionCredential {
            expiry_month: "12".parse()?,
            expiry_year: "2035".parse()?,
            transaction_identifier: card.parse()?,
        },
    });
    Ok(request.customer_initiated_reason(CustomerInitiatedReason::Recurring))
}

/// Collects what is reserved.
pub fn capture(order: &Order) -> Result<CaptureRequest, ValidationError> {
    Ok(CaptureRequest::new(CaptureRequired {
        capture_amount: order.amount.try_into()?,
        order_reference: reference(order)?,
    }))
}

/// Gives up what is reserved.
pub fn cancel(order: &Order) -> Result<VoidRequest, ValidationError> {
    Ok(VoidRequest::new(VoidRequired {
        order_reference: reference(order)?,
    }))
}

/// Gives money back.
pub fn refund(
    order: &Order,
    number: &str,
    amount: Decimal,
) -> Result<RefundRequest, ValidationError> {
    Ok(RefundRequest::new(RefundRequired {
        amount: amount.try_into()?,
        client_ip: "127.0.0.1".parse()?,
        reason: "the customer sent it back".into(),
        refund_number: number.parse()?,
        order_reference: reference(order)?,
    }))
}

/// Tells the gateway that the goods are on their way, which can keep a customer from disputing the payment.
pub fn parcel(order: &Order, tracking: &str) -> Result<TrackingRequest, ValidationError> {
    Ok(TrackingRequest::new(TrackingRequired {
        carrier: "Example Carrier".into(),
        order_no: order.number.parse()?,
        shipment_date: Date::new("2025-05-08")?,
        shipment_direction: ShipmentDirection::Forward,
        shipping_status: ShippingStatus::Shipped,
        tracking_no: tracking.parse()?,
        tracking_number_type: TrackingNumberType::CarrierProvided,
    }))
}

/// Asks for a payment that was made by a method.
pub fn query(
    order: &Order,
    method: QueryPaymentMethodType,
) -> Result<QueryRequest, ValidationError> {
    Ok(QueryRequest::new(QueryRequired {
        payment_method_type: method,
        order_reference: reference(order)?,
    }))
}

fn reference(order: &Order) -> Result<OrderReference, ValidationError> {
    Ok(OrderReference::OrderNo(order.number.parse()?))
}

fn goods(order: &Order) -> Result<ProductInfo, ValidationError> {
    Ok(ProductInfo::new(ProductInfoRequired {
        price: order.amount.try_into()?,
        product_name: "A basket of books".into(),
        quantity: "1".to_owned(),
        sku: "BASKET".into(),
    }))
}
