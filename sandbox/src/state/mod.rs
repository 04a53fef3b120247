//! The gateway as plain data, and what each request does to it.
//!
//! Nothing here knows of HTTP, of the clock or of the disk: every function takes the moment at which it happens, so that
//! the whole can be held against a model.

mod board;
mod checkout;
mod goods;
mod kept;
mod limits;
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

pub(crate) use board::Edit;
pub(crate) use kept::{Kept, Record};

use board::Edits;

pub use checkout::{Checkout, Choice, Ending, Page, Purpose};
pub use goods::{Goods, Line};
pub use limits::{LONGEST_TEXT, MOST_RECORDS, MOST_REFUNDS, MOST_TOKENS};
pub use order::{Due, Event, Order, Refund, Status, What};
pub use payment::{Charge, Instrument, Pay};
pub use rules::{Modes, Rules};
pub use shipping::{Change, Shipment};
pub use token::{Token, WrongToken};

use shipping::ShipmentKey;
use token::Issued;

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

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.why)?;
        match self.detail.is_empty() {
            true => Ok(()),
            false => write!(f, ": {}", self.detail),
        }
    }
}

impl std::error::Error for Refused {}

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
    tokens: BTreeMap<String, Issued>,
    orders: BTreeMap<String, Order>,
    /// The trade numbers of each order number, the oldest first.
    by_order_no: BTreeMap<String, Vec<String>>,
    /// The trade number that each refund number belongs to.
    refunds: BTreeMap<String, String>,
    pages: BTreeMap<String, Page>,
    /// The checkouts that wait for a customer: when each ends, and the key of its page.
    open_checkouts: BTreeSet<(Moment, String)>,
    /// The trade number of the first payment of each stored card.
    stored_cards: BTreeMap<String, String>,
    shipments: BTreeMap<ShipmentKey, Shipment>,
    agenda: BTreeSet<(Moment, Task)>,
    /// How often a gateway was started with this state.
    runs: u64,
    /// What changed since the last [`begin_write`](Self::begin_write), as it was before; none where it was not there.
    changed: BTreeMap<Record, Option<Kept>>,
    /// What is being written, as it was before.
    writing: BTreeMap<Record, Option<Kept>>,
    /// The trade numbers by the place of their payments.
    by_place: BTreeMap<u64, String>,
    edits: Edits,
}

/// Something that time will do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Task {
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
        self.link(&order);
        let trade_no = order.trade_no.clone();
        self.edits.note(&trade_no);
        let before = self.orders.insert(trade_no.clone(), order);
        self.changed
            .entry(Record::Order(trade_no))
            .or_insert_with(|| before.map(Kept::Order));
    }

    /// Lets an order be found by its numbers, and time do to it what is due.
    fn link(&mut self, order: &Order) {
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

    /// More than the digits, the sign and the point of any decimal.
    const LONGEST: usize = 40;

    pub(super) fn serialize<S: Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
        let text = String::deserialize(from)?;
        if text.len() > LONGEST {
            return Err(Error::custom("no amount is so long"));
        }
        text.parse().map_err(Error::custom)
    }
}
