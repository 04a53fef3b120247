//! What a request asks for, without anything that must not be kept.

use std::time::Duration;

use gateway_runtime::{Pan, Text};
use online_payment_gateway::models;
use online_payment_gateway::models::PaymentMethod;

use crate::cards::{self, CardOutcome};
use crate::state::{Change, Goods, Instrument, Shipment, Which};

pub(super) fn which(reference: &models::OrderReference) -> Which {
    Which {
        order_no: reference
            .order_no()
            .map(|number| number.as_str().to_owned()),
        trade_no: reference
            .trade_no()
            .map(|number| number.as_str().to_owned()),
    }
}

/// What a payment is paid with that is paid with no card.
pub(super) fn wallet(method: &PaymentMethod) -> Instrument {
    let is_scanned = match method {
        PaymentMethod::Alipay(block) => block.auth_code.is_some(),
        PaymentMethod::AlipayPlus(block) => block.auth_code.is_some(),
        PaymentMethod::Wechat(block) => block.auth_code.is_some(),
        PaymentMethod::Upay(block) => block.auth_code.is_some(),
        _ => false,
    };
    if is_scanned {
        Instrument::ScannedWallet
    } else {
        Instrument::Wallet
    }
}

pub(super) fn card(number: &Pan) -> Instrument {
    match cards::find(number) {
        Some(card) => Instrument::Card {
            outcome: card.outcome,
            brand: card.brand,
            bin: card.number.get(..6).unwrap_or_default().to_owned(),
        },
        None => Instrument::OtherCard,
    }
}

pub(super) fn outcome(instrument: &Instrument) -> Option<CardOutcome> {
    match instrument {
        Instrument::Card { outcome, .. } => Some(*outcome),
        _ => None,
    }
}

/// What a customer pays for; nothing where the request does not say it.
pub(super) fn goods(lines: Option<&[models::ProductInfo]>) -> Goods {
    let lines = lines.unwrap_or_default().iter();
    Goods::of(lines.map(|line| {
        let name = line.product_name.expose().as_str();
        (name, line.quantity.as_str(), line.price.decimal())
    }))
}

/// Minutes as the request writes them.
pub(super) fn minutes(text: Option<&str>) -> Option<Duration> {
    let minutes: u64 = text?.trim().parse().ok()?;
    Some(Duration::from_secs(minutes.checked_mul(60)?))
}

pub(super) fn shipment(tracking: &models::TrackingRequest) -> Shipment {
    Shipment {
        order_no: tracking.order_no.as_str().to_owned(),
        tracking_no: tracking.tracking_no.expose().as_str().to_owned(),
        carrier: tracking.carrier.clone(),
        date: tracking.shipment_date.as_wire().to_owned(),
        direction: tracking.shipment_direction.as_str().to_owned(),
        status: tracking.shipping_status.as_str().to_owned(),
        number_type: tracking.tracking_number_type.as_str().to_owned(),
        url: tracking
            .tracking_url
            .as_ref()
            .map(|url| url.expose().clone()),
    }
}

pub(super) fn change(item: &models::TrackingItem) -> Change {
    Change {
        op: item
            .op
            .as_ref()
            .map_or("replace", |op| op.as_str())
            .to_owned(),
        path: item.path.clone().unwrap_or_default(),
        value: item
            .value
            .as_ref()
            .map(|value| value.expose().clone())
            .unwrap_or_default(),
    }
}
