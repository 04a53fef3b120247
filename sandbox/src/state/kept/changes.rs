//! What changed and is to be kept, and the way back where it cannot be.

use super::{Kept, Record};
use crate::state::gateway::State;
use crate::state::order::Order;

impl State {
    /// What changed since the last time, to be written now. What changes from now on is for the next time. Until
    /// [`written`](Self::written) says otherwise, it can be taken back.
    pub(crate) fn begin_write(&mut self) -> Vec<Kept> {
        let changed = self.changed().collect();
        for (record, before) in std::mem::take(&mut self.changed) {
            self.writing.entry(record).or_insert(before);
        }
        changed
    }

    /// What was to be written is.
    pub(crate) fn written(&mut self) {
        self.writing.clear();
    }

    /// What changed since the last [`settle`](Self::settle) or [`take_back`](Self::take_back), as it is now.
    pub(crate) fn changed(&self) -> impl Iterator<Item = Kept> {
        self.changed.keys().filter_map(|record| self.kept(record))
    }

    /// A thing as it is now.
    pub(super) fn kept(&self, record: &Record) -> Option<Kept> {
        match record {
            Record::Runs => Some(Kept::Runs(self.runs)),
            Record::Order(trade_no) => self.orders.get(trade_no).cloned().map(Kept::Order),
            Record::Page(key) => self.pages.get(key).cloned().map(Kept::Page),
            Record::Shipment(key) => self.shipments.get(key).cloned().map(Kept::Shipment),
        }
    }

    pub(crate) fn is_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// What changed is kept, or need not be.
    pub(crate) fn settle(&mut self) {
        self.changed.clear();
        self.writing.clear();
    }

    /// What changed could not be kept: everything is as it was before. Identifiers that were drawn do not come again.
    pub(crate) fn take_back(&mut self) {
        // What changed last goes first.
        let changed = std::mem::take(&mut self.changed).into_iter();
        for (record, before) in changed.chain(std::mem::take(&mut self.writing)) {
            match record {
                Record::Runs => {}
                Record::Order(trade_no) => self.forget_order(&trade_no),
                Record::Page(key) => self.forget_page(&key),
                Record::Shipment(key) => drop(self.shipments.remove(&key)),
            }
            if let Some(before) = before {
                self.put_back(before);
            }
        }
        let orders = &self.orders;
        self.by_order_no.retain(|_, numbers| {
            numbers.retain(|number| orders.contains_key(number));
            !numbers.is_empty()
        });
    }

    /// Takes back what was kept, into an empty state. Of two of the same the later one counts.
    pub(crate) fn restore(&mut self, kept: Vec<Kept>) {
        for each in kept {
            match each {
                Kept::Order(order) => {
                    self.orders.insert(order.trade_no.clone(), order);
                }
                other => self.put_back(other),
            }
        }
        let mut orders: Vec<Order> = self.orders.values().cloned().collect();
        orders.sort_by_key(|order| order.place);
        for order in &orders {
            self.link(order);
        }
        self.changed.clear();
    }

    fn put_back(&mut self, kept: Kept) {
        match kept {
            Kept::Runs(runs) => self.runs = runs,
            Kept::Order(order) => {
                self.link(&order);
                self.edits.note(&order.trade_no);
                self.orders.insert(order.trade_no.clone(), order);
            }
            Kept::Page(page) => {
                self.link_page(&page);
                self.pages.insert(page.key.clone(), page);
            }
            Kept::Shipment(shipment) => {
                self.shipments.insert(shipment.key(), shipment);
            }
        }
    }

    /// Takes an order out, and its refunds and its card. Its place among those of its number stays.
    fn forget_order(&mut self, trade_no: &str) {
        let Some(order) = self.orders.remove(trade_no) else {
            return;
        };
        self.edits.forget(trade_no);
        self.by_place.remove(&order.place);
        for refund in &order.refunds {
            self.refunds.remove(&refund.number);
        }
        if let Some(card) = &order.stored_card
            && self.stored_cards.get(card).is_some_and(|of| of == trade_no)
        {
            self.stored_cards.remove(card);
        }
    }
}
