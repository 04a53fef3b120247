use super::gateway::State;
use super::kept::{Kept, Record};
use super::limits;
use super::order::Which;
use super::refused::Refused;
use super::shipment::{Change, Shipment};
use crate::codes::Refusal;

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
