use serde::{Deserialize, Serialize};

use super::{Kept, Record, Refused, State, Which, limits};
use crate::codes::Refusal;

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

    fn texts(&self) -> impl Iterator<Item = &String> {
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

impl State {
    /// Adds a shipment to an order.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownOrder`] or [`Refusal::DuplicateTracking`].
    pub fn add_shipment(&mut self, shipment: Shipment) -> Result<(), Refused> {
        self.order_by_number(&shipment.order_no)?;
        self.has_room()?;
        limits::texts(shipment.texts())?;
        if self.shipments.contains_key(&shipment.key()) {
            return Err(Refusal::DuplicateTracking.into());
        }
        self.put_shipment(shipment);
        Ok(())
    }

    /// Changes a shipment: all of the changes or none.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownTracking`] or [`Refusal::WrongTrackingChange`].
    pub fn change_shipment(
        &mut self,
        order_no: &str,
        tracking_no: &str,
        changes: &[Change],
    ) -> Result<(), Refused> {
        let mut shipment = self.shipment(order_no, tracking_no)?.clone();
        for change in changes {
            let place = match change.path.trim_start_matches('/') {
                "carrier" => &mut shipment.carrier,
                "shipmentDate" => &mut shipment.date,
                "shipmentDirection" => &mut shipment.direction,
                // The first is what the reference shows, the second what the property is called everywhere else.
                "status" | "shippingStatus" => &mut shipment.status,
                "trackingNumberType" => &mut shipment.number_type,
                "trackingUrl" => shipment.url.get_or_insert_default(),
                _ => {
                    let detail = "only status, carrier, shipmentDate, shipmentDirection, shippingStatus, \
                                  trackingNumberType and trackingUrl can be changed";
                    return Err(Refused::new(Refusal::WrongTrackingChange, detail));
                }
            };
            if !matches!(change.op.as_str(), "replace" | "add") {
                let detail = "op must be replace or add";
                return Err(Refused::new(Refusal::WrongTrackingChange, detail));
            }
            change.value.clone_into(place);
        }
        limits::texts(shipment.texts())?;
        self.put_shipment(shipment);
        Ok(())
    }

    /// A shipment by the numbers of the order and of the carrier.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownTracking`].
    pub fn shipment(&self, order_no: &str, tracking_no: &str) -> Result<&Shipment, Refused> {
        self.shipments
            .get(&(order_no.to_owned(), tracking_no.to_owned()))
            .ok_or_else(|| Refusal::UnknownTracking.into())
    }

    /// The trade number of an order number.
    pub(crate) fn order_by_number(&self, order_no: &str) -> Result<&str, Refused> {
        let which = Which {
            order_no: Some(order_no.to_owned()),
            trade_no: None,
        };
        self.find(&which).map(|order| order.trade_no.as_str())
    }

    pub(super) fn put_shipment(&mut self, shipment: Shipment) {
        let key = shipment.key();
        let before = self.shipments.insert(key.clone(), shipment);
        self.changed
            .entry(Record::Shipment(key))
            .or_insert_with(|| before.map(Kept::Shipment));
    }
}
