//! What the state says, as the reference words it.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use gateway_runtime::{Amount, Date, Decimal, JsonWriter, Sensitive, Text};
use online_payment_gateway::models::{
    AccessTokenResponse, Bin, CaptureResponse, CheckoutSessionResponse, Currency,
    DeviceDataCollection, OrderCard, OrderInfo, OrderNo, OrderStatus, PaymentResponse,
    QueryPaymentMethodType, QueryResponse, RefundLog, RefundNumber, RefundResponse, RefundStatus,
    RespCode, ShipmentDirection, ShippingStatus, SubscriptionPaymentResponse,
    TrackingDetailsResponse, TrackingNo, TrackingNumberType, TrackingResponse, TradeNo,
    TransactionIdentifier, VoidResponse,
};
use online_payment_gateway::server::Finding;

use crate::codes::{ACCEPTED, Refusal};
use crate::shared::Shared;
use crate::state::{Order, Refund, Refused, Shipment, Status, What};
use crate::times::{local, time};

/// An answer that has a code and a message.
pub(super) trait Said: Default {
    /// The answer with these.
    fn said(self, code: &str, message: String) -> Self;

    /// The fields that tell of an order, for refusals that are about one.
    fn about(self, _order: &Order) -> Self {
        self
    }
}

macro_rules! said {
    ($($answer:ident $(about $about:expr)?),* $(,)?) => { $(
        impl Said for $answer {
            fn said(mut self, code: &str, message: String) -> Self {
                self.resp_code = Some(RespCode::from_wire(code.to_owned()));
                self.resp_msg = Some(Sensitive::new(message));
                self
            }

            $(fn about(self, order: &Order) -> Self {
                let about: fn(Self, &Order) -> Self = $about;
                about(self, order)
            })?
        }
    )* };
}

said!(
    AccessTokenResponse,
    CheckoutSessionResponse,
    RefundResponse,
    QueryResponse,
    TrackingResponse,
    TrackingDetailsResponse,
    PaymentResponse about |_, order| payment(order, ""),
    SubscriptionPaymentResponse about |_, order| subscription(order),
    CaptureResponse about |_, order| capture(order),
    VoidResponse about |_, order| void(order),
);

/// An accepted answer.
pub(super) fn accepted<A: Said>(answer: A) -> A {
    answer.said(ACCEPTED, "Accepted".to_owned())
}

/// A refusal in the form of the operation's answer. Unless refusals are to be bare, it tells what the request told
/// (`echo`), or more where there is an order.
pub(super) fn refused<A: Said>(shared: &Shared, refused: &Refused, echo: impl FnOnce(A) -> A) -> A {
    let message = if refused.detail.is_empty() {
        refused.why.meaning().to_owned()
    } else {
        format!("{}: {}", refused.why.meaning(), refused.detail)
    };
    let answer = match &refused.order {
        _ if shared.rules.modes.bare_refusals => A::default(),
        Some(order) => echo(A::default()).about(order),
        None => echo(A::default()),
    };
    answer.said(shared.codes.code(refused.why), message)
}

/// How many findings are told of one request.
const FINDINGS_TOLD: usize = 50;

/// A refusal of no operation's form, with the first findings that led to it.
pub(super) fn refusal(shared: &Shared, why: Refusal, findings: &[Finding]) -> Response {
    let told = findings.get(..FINDINGS_TOLD).unwrap_or(findings);
    let mut message = why.meaning().to_owned();
    for (index, finding) in told.iter().enumerate() {
        message.push_str(if index == 0 { ": " } else { "; " });
        message.push_str(&finding.to_string());
    }
    if told.len() < findings.len() {
        let more = findings.len() - told.len();
        message.push_str(&format!("; and {more} more"));
    }
    let mut out = JsonWriter::new();
    out.object(|object| {
        object.field("respCode", shared.codes.code(why));
        object.field("respMsg", &message);
        if !told.is_empty() {
            object.field("findings", told);
        }
    });
    let mut answer = Response::new(Body::from(out.expose().to_owned()));
    let json = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, json);
    answer
}

pub(super) fn payment(order: &Order, url: &str) -> PaymentResponse {
    let mut answer = PaymentResponse::default();
    answer.amount = amount(order.amount);
    answer.currency = Some(currency(order));
    answer.order_no = Some(order_no(order));
    answer.order_status = Some(status(order.status));
    answer.trade_no = Some(trade_no(order));
    answer.transaction_time = order.history.last().and_then(|event| time(event.at));
    answer.transaction_identifier = stored_card(order);
    answer.authorize_code = authorize_code(order);
    if order.page.is_some() && !url.is_empty() {
        answer.pay_url = Some(Sensitive::new(url.to_owned()));
    }
    answer
}

/// What a device is asked for before a challenge.
pub(super) fn device_data(order: &Order, url: &str) -> DeviceDataCollection {
    let mut ddc = DeviceDataCollection::default();
    ddc.bin = order
        .bin
        .clone()
        .map(|bin| Sensitive::new(Bin::from_wire(bin)));
    ddc.challenged = Some("Y".to_owned());
    ddc.ddc_action = Some(Sensitive::new(url.to_owned()));
    ddc
}

pub(super) fn subscription(order: &Order) -> SubscriptionPaymentResponse {
    let mut answer = SubscriptionPaymentResponse::default();
    answer.amount = amount(order.amount);
    answer.currency = Some(currency(order));
    answer.order_no = Some(order_no(order));
    answer.order_status = Some(status(order.status));
    answer.trade_no = Some(trade_no(order));
    answer.transaction_time = order.history.last().and_then(|event| time(event.at));
    answer.transaction_identifier = stored_card(order);
    answer.authorize_code = authorize_code(order);
    answer
}

pub(super) fn capture(order: &Order) -> CaptureResponse {
    let mut answer = CaptureResponse::default();
    answer.amount = amount(order.captured);
    answer.currency = Some(currency(order));
    answer.order_no = Some(order_no(order));
    answer.order_status = Some(status(order.status));
    answer.trade_no = Some(trade_no(order));
    answer.transaction_time = order.history.last().and_then(|event| time(event.at));
    answer
}

pub(super) fn void(order: &Order) -> VoidResponse {
    let mut answer = VoidResponse::default();
    answer.order_no = Some(order_no(order));
    answer.order_status = Some(status(order.status));
    answer.trade_no = Some(trade_no(order));
    answer.transaction_time = order.history.last().and_then(|event| time(event.at));
    answer
}

pub(super) fn refund(order: &Order, refund: &Refund) -> RefundResponse {
    let mut answer = RefundResponse::default();
    answer.amount = amount(refund.amount);
    answer.currency = Some(currency(order));
    answer.refund_order_no = Some(RefundNumber::from_wire(refund.number.clone()));
    answer.refund_trade_no = Some(refund.trade_no.clone());
    answer.refund_status = Some(refund_status(refund));
    answer.finish_time = refund.is_done.then(|| local(refund.done)).flatten();
    answer
}

pub(super) fn query(order: &Order) -> QueryResponse {
    let mut info = OrderInfo::default();
    info.order_no = Some(order_no(order));
    info.trade_no = Some(trade_no(order));
    info.order_status = Some(status(order.status));
    info.pay_amount = amount(order.amount);
    info.trade_currency = Some(currency(order));
    info.payment_method_type = Some(QueryPaymentMethodType::from_wire(order.method.clone()));
    info.brand.clone_from(&order.brand);
    info.pay_time = time(order.created());
    let finished = order
        .history
        .iter()
        .rfind(|event| !matches!(event.what, What::Created));
    info.trade_finish_time = finished.and_then(|event| time(event.at));
    let mut answer = QueryResponse::default();
    answer.order = Some(info);
    answer.card = order.bin.clone().map(|bin| {
        let mut card = OrderCard::default();
        card.bin = Some(Sensitive::new(Bin::from_wire(bin)));
        card.authorize_code = authorize_code(order);
        card
    });
    answer.refunds = Some(
        order
            .refunds
            .iter()
            .map(|refund| log(order, refund))
            .collect(),
    );
    answer
}

fn log(order: &Order, refund: &Refund) -> RefundLog {
    let mut log = RefundLog::default();
    log.amount = amount(refund.amount);
    log.currency = Some(currency(order));
    log.order_no = Some(refund.number.clone());
    log.trade_no = Some(refund.trade_no.clone());
    log.refund_status = Some(refund_status(refund));
    log.refund_time = time(refund.accepted);
    log.complete_time = refund.is_done.then(|| local(refund.done)).flatten();
    log
}

pub(super) fn shipment(shipment: &Shipment, trade_no: Option<String>) -> TrackingDetailsResponse {
    let mut answer = TrackingDetailsResponse::default();
    answer.carrier = Some(shipment.carrier.clone());
    answer.order_no = Some(OrderNo::from_wire(shipment.order_no.clone()));
    answer.shipment_date = Date::new(shipment.date.clone()).ok();
    answer.shipment_direction = Some(ShipmentDirection::from_wire(shipment.direction.clone()));
    answer.shipping_status = Some(ShippingStatus::from_wire(shipment.status.clone()));
    let number = TrackingNo::from_wire(shipment.tracking_no.clone());
    answer.tracking_no = Some(Sensitive::new(number));
    let number_type = TrackingNumberType::from_wire(shipment.number_type.clone());
    answer.tracking_number_type = Some(number_type);
    answer.tracking_url = shipment.url.clone().map(Sensitive::new);
    answer.trade_no = trade_no.map(TradeNo::from_wire);
    answer
}

fn amount(value: Decimal) -> Option<Amount> {
    Amount::try_from(value).ok()
}

fn currency(order: &Order) -> Currency {
    Currency::from_wire(order.currency.clone())
}

fn order_no(order: &Order) -> OrderNo {
    OrderNo::from_wire(order.order_no.clone())
}

fn trade_no(order: &Order) -> TradeNo {
    TradeNo::from_wire(order.trade_no.clone())
}

fn status(status: Status) -> OrderStatus {
    OrderStatus::from_wire(status.as_str().to_owned())
}

fn refund_status(refund: &Refund) -> RefundStatus {
    if refund.is_done {
        RefundStatus::Successed
    } else {
        RefundStatus::Accepted
    }
}

fn stored_card(order: &Order) -> Option<Sensitive<TransactionIdentifier>> {
    let identifier = order.stored_card.clone()?;
    Some(Sensitive::new(TransactionIdentifier::from_wire(identifier)))
}

/// Six digits that an issuer would give; they follow from the trade number.
fn authorize_code(order: &Order) -> Option<Sensitive<String>> {
    let approved = matches!(order.status, Status::Authorized | Status::Captured);
    let digits = order.trade_no.bytes().fold(0_u64, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    approved.then(|| Sensitive::new(format!("{:06}", digits % 1_000_000)))
}
