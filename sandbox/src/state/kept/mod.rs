//! What outlives a restart, and the way back where it cannot be kept.

mod changes;
mod portions;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::order::Order;
use super::page::Page;
use super::shipment::{Shipment, ShipmentKey};

/// One thing as it is kept.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kept {
    /// How often a gateway was started with the state.
    Runs(u64),
    Order(Order),
    Page(Page),
    Shipment(Shipment),
}

/// One thing that is kept, by its keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Record {
    Runs,
    Order(String),
    Page(String),
    Shipment(ShipmentKey),
}
