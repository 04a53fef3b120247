//! What people look at: the newest payments, and what was edited since they last looked. Nothing here is kept.

use super::edits::Edit;
use super::gateway::State;
use super::order::Order;
use super::page::Page;

impl State {
    /// How many payments there are.
    pub(crate) fn count(&self) -> usize {
        self.orders.len()
    }

    /// Payments from a place on, the newest first; from the newest without one.
    pub(crate) fn newest(&self, before: Option<u64>) -> impl Iterator<Item = &Order> {
        let places = self.by_place.range(..before.unwrap_or(u64::MAX)).rev();
        places.filter_map(|(_, trade_no)| self.orders.get(trade_no))
    }

    /// Payments whose number, the merchant's or the gateway's, begins so; at most so many.
    pub(crate) fn search(&self, begin: &str, most: usize) -> Vec<&Order> {
        let by_number = self.by_order_no.range(begin.to_owned()..);
        let by_number = by_number
            .take_while(|(number, _)| number.starts_with(begin))
            .flat_map(|(_, trade_nos)| trade_nos.iter().rev())
            .filter_map(|trade_no| self.orders.get(trade_no));
        let by_trade = self.orders.range(begin.to_owned()..);
        let by_trade = by_trade
            .take_while(|(trade_no, _)| trade_no.starts_with(begin))
            .map(|(_, order)| order)
            .filter(|order| !order.order_no.starts_with(begin));
        by_number.chain(by_trade).take(most).collect()
    }

    /// The last edit so far.
    pub(crate) fn last_edit(&self) -> Edit {
        self.edits.count
    }

    /// The payments that were edited since, the last edited first.
    pub(crate) fn edited_since(&self, edit: Edit) -> impl Iterator<Item = &Order> {
        let edited = self.edits.row.range(edit.saturating_add(1)..).rev();
        edited.filter_map(|(_, trade_no)| self.orders.get(trade_no))
    }

    /// The checkouts that wait for a customer, the one that waits the longest yet first.
    pub(crate) fn open_checkouts(&self) -> impl Iterator<Item = &Page> {
        let keys = self.open_checkouts.iter().rev();
        keys.filter_map(|(_, key)| self.pages.get(key))
    }
}
