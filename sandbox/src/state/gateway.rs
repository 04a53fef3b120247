//! The gateway itself: all that it knows, and what time does to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use gateway_runtime::Decimal;

use super::edits::Edits;
use super::kept::{Kept, Record};
use super::limits::MOST_RECORDS;
use super::moment::{Moment, later};
use super::order::{Order, Status, What, Which};
use super::page::Page;
use super::refused::Refused;
use super::rules::Rules;
use super::shipment::{Shipment, ShipmentKey};
use super::token::Issued;
use crate::codes::Refusal;
use crate::ids::Ids;

/// Everything that the gateway knows.
#[derive(Clone)]
pub struct State {
    pub(super) ids: Ids,
    pub(super) tokens: BTreeMap<String, Issued>,
    pub(super) orders: BTreeMap<String, Order>,
    /// The trade numbers of each order number, the oldest first.
    pub(super) by_order_no: BTreeMap<String, Vec<String>>,
    /// The trade number that each refund number belongs to.
    pub(super) refunds: BTreeMap<String, String>,
    pub(super) pages: BTreeMap<String, Page>,
    /// The checkouts that wait for a customer: when each ends, and the key of its page.
    pub(super) open_checkouts: BTreeSet<(Moment, String)>,
    /// The trade number of the first payment of each stored card.
    pub(super) stored_cards: BTreeMap<String, String>,
    pub(super) shipments: BTreeMap<ShipmentKey, Shipment>,
    pub(super) agenda: BTreeSet<(Moment, Task)>,
    /// How often a gateway was started with this state.
    pub(super) runs: u64,
    /// What changed since the last [`begin_write`](Self::begin_write), as it was before; none where it was not there.
    pub(super) changed: BTreeMap<Record, Option<Kept>>,
    /// What is being written, as it was before.
    pub(super) writing: BTreeMap<Record, Option<Kept>>,
    /// The trade numbers by the place of their payments.
    pub(super) by_place: BTreeMap<u64, String>,
    pub(super) edits: Edits,
}

/// Something that time will do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Task {
    Order(String),
    Refund { trade_no: String, number: String },
    Page(String),
}

impl fmt::Debug for State {
    /// The payments alone: tokens and the keys of pages give a right to whoever has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("orders", &self.orders)
            .finish_non_exhaustive()
    }
}

impl State {
    /// A gateway in which nothing happened yet; its identifiers follow from the seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            ids: Ids::of_run(seed, 0),
            tokens: BTreeMap::new(),
            orders: BTreeMap::new(),
            by_order_no: BTreeMap::new(),
            refunds: BTreeMap::new(),
            pages: BTreeMap::new(),
            open_checkouts: BTreeSet::new(),
            stored_cards: BTreeMap::new(),
            shipments: BTreeMap::new(),
            agenda: BTreeSet::new(),
            runs: 0,
            changed: BTreeMap::new(),
            writing: BTreeMap::new(),
            by_place: BTreeMap::new(),
            edits: Edits::default(),
        }
    }

    /// Counts a start, and gives its number.
    pub(crate) fn begin_run(&mut self) -> u64 {
        self.changed
            .entry(Record::Runs)
            .or_insert(Some(Kept::Runs(self.runs)));
        self.runs = self.runs.saturating_add(1);
        self.runs
    }

    /// Takes identifiers from another row from now on.
    pub(crate) fn draw_from(&mut self, ids: Ids) {
        self.ids = ids;
    }

    /// A secret that is not given out yet.
    pub(crate) fn secret(&mut self, prefix: &str) -> String {
        self.ids.long(prefix)
    }

    /// A number of a payment or a refund that nobody gave.
    pub(crate) fn number(&mut self, prefix: &str) -> String {
        self.ids.short(prefix)
    }

    /// The payment that is meant.
    pub(crate) fn found(&self, which: &Which) -> Result<&Order, Refused> {
        self.find(which)
    }

    /// Lets everything happen that is due at a moment. Every other function expects that this was called before.
    pub fn pass(&mut self, rules: &Rules, now: Moment) {
        while let Some((at, task)) = self.agenda.pop_first() {
            if at > now {
                self.agenda.insert((at, task));
                return;
            }
            match task {
                Task::Order(trade_no) => self.order_is_due(rules, at, &trade_no),
                Task::Refund { trade_no, number } => self.finish_refund(at, &trade_no, &number),
                Task::Page(key) => self.page_is_over(at, &key),
            }
        }
    }

    fn order_is_due(&mut self, rules: &Rules, at: Moment, trade_no: &str) {
        let Some(mut order) = self.orders.get(trade_no).cloned() else {
            return;
        };
        match order.due {
            Some(due) if due.at == at && due.completes => {
                order.approve(at, later(at, rules.authorization_lives));
            }
            Some(due) if due.at == at => order.end(at, Status::Expired, What::Expired),
            _ => return,
        }
        self.put(order);
    }

    /// Every payment, by trade number.
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.values()
    }

    /// The payments of one order number, the oldest first.
    pub fn orders_of(&self, order_no: &str) -> impl Iterator<Item = &Order> {
        let numbers = self.by_order_no.get(order_no).into_iter().flatten();
        numbers.filter_map(|number| self.orders.get(number))
    }

    /// What the merchant has: everything collected, less what went back.
    #[must_use]
    pub fn balance(&self, currency: &str) -> Decimal {
        let orders = self.orders().filter(|order| order.currency == currency);
        orders
            .map(|order| {
                let back = order.refunds.iter().filter(|refund| refund.is_done);
                order.captured - back.map(|refund| refund.amount).sum::<Decimal>()
            })
            .fold(Decimal::ZERO, Decimal::saturating_add)
    }

    pub(super) fn find(&self, which: &Which) -> Result<&Order, Refused> {
        let found = match (&which.trade_no, &which.order_no) {
            (Some(trade_no), order_no) => self.orders.get(trade_no).filter(|order| {
                order_no
                    .as_ref()
                    .is_none_or(|wanted| *wanted == order.order_no)
            }),
            (None, Some(order_no)) => self.orders_of(order_no).last(),
            (None, None) => None,
        };
        found.ok_or_else(|| Refusal::UnknownOrder.into())
    }

    /// Puts an order back, and what time will do to it on the agenda.
    pub(super) fn put(&mut self, order: Order) {
        self.link(&order);
        let trade_no = order.trade_no.clone();
        self.edits.note(&trade_no);
        let before = self.orders.insert(trade_no.clone(), order);
        self.changed
            .entry(Record::Order(trade_no))
            .or_insert_with(|| before.map(Kept::Order));
    }

    /// Lets an order be found by its numbers, and time do to it what is due.
    pub(super) fn link(&mut self, order: &Order) {
        let trade_no = &order.trade_no;
        if let Some(due) = order.due {
            self.agenda.insert((due.at, Task::Order(trade_no.clone())));
        }
        for refund in &order.refunds {
            self.refunds.insert(refund.number.clone(), trade_no.clone());
            if !refund.is_done {
                let (trade_no, number) = (trade_no.clone(), refund.number.clone());
                self.agenda
                    .insert((refund.done, Task::Refund { trade_no, number }));
            }
        }
        self.by_place.insert(order.place, trade_no.clone());
        let numbers = self.by_order_no.entry(order.order_no.clone()).or_default();
        if !numbers.contains(trade_no) {
            numbers.push(trade_no.clone());
        }
        if let Some(card) = &order.stored_card {
            self.stored_cards
                .entry(card.clone())
                .or_insert_with(|| trade_no.clone());
        }
    }

    /// Whether one more record can be kept.
    pub(super) fn has_room(&self) -> Result<(), Refused> {
        let records =
            self.orders.len() + self.pages.len() + self.refunds.len() + self.shipments.len();
        if records < MOST_RECORDS {
            return Ok(());
        }
        let detail = format!(
            "{MOST_RECORDS} payments, pages, refunds and shipments; start it with another state"
        );
        Err(Refused::new(Refusal::Full, detail))
    }
}
