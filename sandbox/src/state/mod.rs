//! The gateway as plain data, and what each request does to it.
//!
//! Nothing here knows of HTTP, of the clock or of the disk: every function takes the moment at which it happens, so that
//! the whole can be held against a model.

mod checkout;
mod order;
mod payment;
mod refund;
mod rules;
mod shipping;
mod token;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use gateway_runtime::Decimal;

use crate::codes::Refusal;
use crate::ids::Ids;

pub use checkout::{Checkout, Choice, Ending, Page, Purpose};
pub use order::{Due, Event, Order, Refund, Status, What};
pub use payment::{Charge, Instrument, Pay};
pub use rules::{Modes, Rules};
pub use shipping::{Change, Shipment};
pub use token::Token;

/// A point in time: milliseconds since 1970 in UTC.
pub type Moment = u64;

/// Which payment is meant: by the gateway's number where it is given, by the merchant's otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// The merchant's number.
    pub order_no: Option<String>,
    /// The gateway's number.
    pub trade_no: Option<String>,
}

/// A refusal, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: Refusal,
    /// What exactly, for people; it holds no card number and no secret.
    pub detail: String,
    /// The payment, where there is one.
    pub order: Option<Box<Order>>,
}

impl Refused {
    pub(crate) fn new(why: Refusal, detail: impl Into<String>) -> Self {
        Self {
            why,
            detail: detail.into(),
            order: None,
        }
    }

    fn about(self, order: &Order) -> Self {
        Self {
            order: Some(Box::new(order.clone())),
            ..self
        }
    }
}

impl From<Refusal> for Refused {
    fn from(why: Refusal) -> Self {
        Self::new(why, "")
    }
}

/// Everything that the gateway knows.
#[derive(Clone)]
pub struct State {
    ids: Ids,
    tokens: BTreeMap<String, Moment>,
    orders: BTreeMap<String, Order>,
    /// The trade numbers of each order number, the oldest first.
    by_order_no: BTreeMap<String, Vec<String>>,
    /// The trade number that each refund number belongs to.
    refunds: BTreeMap<String, String>,
    pages: BTreeMap<String, Page>,
    /// The trade number of the first payment of each stored card.
    stored_cards: BTreeMap<String, String>,
    shipments: BTreeMap<(String, String), Shipment>,
    agenda: BTreeSet<(Moment, Task)>,
    /// What changed since it was last asked.
    touched: BTreeSet<Record>,
}

/// Something that time will do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Task {
    Order(String),
    Refund { trade_no: String, number: String },
    Page(String),
}

/// One thing that is stored by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Record {
    Ids,
    Order(String),
    Page(String),
    Shipment(String, String),
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
            ids: Ids::new(seed),
            tokens: BTreeMap::new(),
            orders: BTreeMap::new(),
            by_order_no: BTreeMap::new(),
            refunds: BTreeMap::new(),
            pages: BTreeMap::new(),
            stored_cards: BTreeMap::new(),
            shipments: BTreeMap::new(),
            agenda: BTreeSet::new(),
            touched: BTreeSet::new(),
        }
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
            .sum()
    }

    fn find(&self, which: &Which) -> Result<&Order, Refused> {
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
    fn put(&mut self, order: Order) {
        if let Some(due) = order.due {
            self.agenda
                .insert((due.at, Task::Order(order.trade_no.clone())));
        }
        let numbers = self.by_order_no.entry(order.order_no.clone()).or_default();
        if !numbers.contains(&order.trade_no) {
            numbers.push(order.trade_no.clone());
        }
        if let Some(card) = &order.stored_card {
            self.stored_cards
                .entry(card.clone())
                .or_insert_with(|| order.trade_no.clone());
        }
        self.touched.insert(Record::Order(order.trade_no.clone()));
        self.touched.insert(Record::Ids);
        self.orders.insert(order.trade_no.clone(), order);
    }

    /// What changed since it was last asked.
    pub(crate) fn take_touched(&mut self) -> BTreeSet<Record> {
        std::mem::take(&mut self.touched)
    }

    /// One record as JSON; none where it is not there.
    pub(crate) fn written(&self, record: &Record) -> Option<String> {
        let json = match record {
            Record::Ids => serde_json::to_string(&self.ids),
            Record::Order(trade_no) => serde_json::to_string(self.orders.get(trade_no)?),
            Record::Page(key) => serde_json::to_string(self.pages.get(key)?),
            Record::Shipment(order_no, number) => {
                serde_json::to_string(self.shipments.get(&(order_no.clone(), number.clone()))?)
            }
        };
        json.ok()
    }

    /// Takes a record back.
    pub(crate) fn restore(&mut self, kind: &str, json: &str) -> Result<(), serde_json::Error> {
        match kind {
            "ids" => self.ids = serde_json::from_str(json)?,
            "order" => self.restore_order(serde_json::from_str(json)?),
            "page" => self.put_page(serde_json::from_str(json)?),
            _ => self.put_shipment(serde_json::from_str(json)?),
        }
        self.touched.clear();
        Ok(())
    }

    fn restore_order(&mut self, order: Order) {
        for refund in &order.refunds {
            self.refunds
                .insert(refund.number.clone(), order.trade_no.clone());
            if !refund.is_done {
                let (trade_no, number) = (order.trade_no.clone(), refund.number.clone());
                self.agenda
                    .insert((refund.done, Task::Refund { trade_no, number }));
            }
        }
        let order_no = order.order_no.clone();
        self.put(order);
        // Records come back in the order of their keys, not in that in which they happened.
        if let Some(mut numbers) = self.by_order_no.remove(&order_no) {
            numbers.sort_by_key(|number| self.orders.get(number).map(Order::created));
            self.by_order_no.insert(order_no, numbers);
        }
    }
}

/// A moment so much later.
pub(crate) fn later(moment: Moment, by: Duration) -> Moment {
    moment.saturating_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX))
}

/// Exact decimals as text.
mod exact {
    use gateway_runtime::Decimal;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
        String::deserialize(from)?.parse().map_err(Error::custom)
    }
}
