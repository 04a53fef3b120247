//! A shipment of an order.

use serde::{Deserialize, Serialize};

/// The numbers of an order and of a shipment of it.
pub(super) type ShipmentKey = (String, String);

/// A shipment of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// The merchant's number of the order.
    pub order_no: String,
    /// The carrier's number.
    pub tracking_no: String,
    /// The carrier.
    pub carrier: String,
    /// The day, as the merchant wrote it.
    pub date: String,
    /// Which way the goods travel.
    pub direction: String,
    /// Where they are.
    pub status: String,
    /// Who gave the number.
    pub number_type: String,
    /// Where the customer can follow it.
    pub url: Option<String>,
}

/// A change of one value of a shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `replace` or `add`.
    pub op: String,
    /// The name of the value, with or without a slash before it.
    pub path: String,
    /// The value.
    pub value: String,
}

impl Shipment {
    pub(super) fn key(&self) -> ShipmentKey {
        (self.order_no.clone(), self.tracking_no.clone())
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &String> {
        [
            &self.order_no,
            &self.tracking_no,
            &self.carrier,
            &self.date,
            &self.direction,
            &self.status,
            &self.number_type,
        ]
        .into_iter()
        .chain(&self.url)
    }
}
