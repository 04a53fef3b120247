//! One payment and everything that happened to it.

use std::fmt;

use gateway_runtime::Decimal;
use serde::{Deserialize, Serialize};

use super::exact;
use super::moment::Moment;

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Nobody knows yet: the customer has to act, or the issuer.
    Pending,
    /// The money is reserved.
    Authorized,
    /// The money is collected, at least in part.
    Captured,
    /// It was given up before the money was collected.
    Canceled,
    /// It was declined.
    Failed,
    /// Nobody acted in time.
    Expired,
}

impl Status {
    /// The state on the wire. `pending`, `failed` and `expired` are the sandbox's own words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Authorized => "authorized",
            Self::Captured => "successed",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// Whether the payment neither holds money nor can come to hold any.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Canceled | Self::Failed | Self::Expired)
    }
}

/// What happened at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// What.
    pub what: What,
    /// Where the payment stood after it.
    pub status: Status,
    /// The amount that it was about.
    #[serde(with = "exact")]
    pub amount: Decimal,
}

/// A kind of event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// It was created and waits.
    Created,
    /// It was authorized.
    Authorized,
    /// It was captured.
    Captured,
    /// It was voided or left by the customer.
    Canceled,
    /// It was declined.
    Declined,
    /// Time ran out.
    Expired,
    /// A refund of this number was accepted.
    RefundAccepted(String),
    /// A refund of this number was finished.
    RefundFinished(String),
}

impl What {
    /// What happened, for people.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Authorized => "authorized",
            Self::Captured => "captured",
            Self::Canceled => "canceled",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::RefundAccepted(_) => "refund accepted",
            Self::RefundFinished(_) => "refund finished",
        }
    }
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The merchant's number.
    pub number: String,
    /// The gateway's number.
    pub trade_no: String,
    /// How much.
    #[serde(with = "exact")]
    pub amount: Decimal,
    /// When it was accepted.
    pub accepted: Moment,
    /// When it is or was done.
    pub done: Moment,
    /// Whether it is done.
    pub is_done: bool,
}

/// One payment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The gateway's number.
    pub trade_no: String,
    /// How many payments there were before it.
    pub place: u64,
    /// The merchant's number.
    pub order_no: String,
    /// The method, as the merchant named it.
    pub method: String,
    /// The currency.
    pub currency: String,
    /// What the customer agreed to.
    #[serde(with = "exact")]
    pub amount: Decimal,
    /// What was collected.
    #[serde(with = "exact")]
    pub captured: Decimal,
    /// Where it stands.
    pub status: Status,
    /// Whether the money is collected without a capture.
    pub captures_itself: bool,
    /// The refunds in the order of their acceptance.
    pub refunds: Vec<Refund>,
    /// Everything that happened, the oldest first.
    pub history: Vec<Event>,
    /// The brand of the card.
    pub brand: Option<String>,
    /// The first six digits of the card.
    pub bin: Option<String>,
    /// When time will change it, and how.
    pub due: Option<Due>,
    /// The key of the page on which the customer acts.
    pub page: Option<String>,
    /// The identifier by which the card can be charged again.
    pub stored_card: Option<String>,
    /// Where the customer is sent back to.
    pub return_to: Option<String>,
    /// The customer's language.
    pub language: Option<String>,
}

/// What time will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// When.
    pub at: Moment,
    /// Whether the payment completes; it expires otherwise.
    pub completes: bool,
}

/// Which payment is meant: by the gateway's number where it is given, by the merchant's otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// The merchant's number.
    pub order_no: Option<String>,
    /// The gateway's number.
    pub trade_no: Option<String>,
}

impl fmt::Debug for Order {
    /// Without the key of its page and the identifier of its card, which give a right to whoever has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order")
            .field("order_no", &self.order_no)
            .field("trade_no", &self.trade_no)
            .field("method", &self.method)
            .field("currency", &self.currency)
            .field("amount", &self.amount)
            .field("captured", &self.captured)
            .field("status", &self.status)
            .field("refunds", &self.refunds)
            .field("history", &self.history)
            .finish_non_exhaustive()
    }
}

impl Order {
    pub(super) fn record(&mut self, at: Moment, what: What, amount: Decimal) {
        let status = self.status;
        self.history.push(Event {
            at,
            what,
            status,
            amount,
        });
    }

    /// The issuer approves.
    pub(super) fn approve(&mut self, at: Moment, authorization_ends: Moment) {
        self.status = Status::Authorized;
        self.record(at, What::Authorized, self.amount);
        self.due = Some(Due {
            at: authorization_ends,
            completes: false,
        });
        self.page = None;
        if self.captures_itself {
            self.capture(at, self.amount);
        }
    }

    pub(super) fn capture(&mut self, at: Moment, amount: Decimal) {
        self.status = Status::Captured;
        self.captured = amount;
        self.due = None;
        self.record(at, What::Captured, amount);
    }

    /// The payment ends without money.
    pub(super) fn end(&mut self, at: Moment, status: Status, what: What) {
        self.status = status;
        self.due = None;
        self.page = None;
        self.record(at, what, self.amount);
    }

    /// What went back or is going back.
    #[must_use]
    pub fn refunded(&self) -> Decimal {
        self.refunds.iter().map(|refund| refund.amount).sum()
    }

    /// What can still be refunded.
    #[must_use]
    pub fn refundable(&self) -> Decimal {
        self.captured - self.refunded()
    }

    /// What is held for the customer's account without being collected.
    #[must_use]
    pub fn held(&self) -> Decimal {
        match self.status {
            Status::Authorized => self.amount,
            _ => Decimal::ZERO,
        }
    }

    /// When it was created.
    #[must_use]
    pub fn created(&self) -> Moment {
        self.history.first().map_or(0, |event| event.at)
    }

    /// The order as it was at a moment; none if it was not there yet.
    #[must_use]
    pub fn as_of(&self, moment: Moment) -> Option<Self> {
        let mut then = self.clone();
        then.history.retain(|event| event.at <= moment);
        then.status = then.history.last()?.status;
        then.captured = if then.status == Status::Captured {
            self.captured
        } else {
            Decimal::ZERO
        };
        then.refunds.retain(|refund| refund.accepted <= moment);
        for refund in &mut then.refunds {
            refund.is_done = refund.is_done && refund.done <= moment;
        }
        Some(then)
    }
}
