//! What the shop knows of an order.
//!
//! News of one payment comes twice, late and out of sequence: with the answer to a call, with the customer who comes back, with
//! a notice, with a look-up in the background. [`Order::learn`] takes all of it in: what is known changes nothing, what is
//! outdated changes nothing, and money that moved against what was known is brought before a person.

use std::collections::BTreeMap;

use online_payment_gateway::StateClass;
use online_payment_gateway::runtime::Decimal;
use serde::{Deserialize, Serialize};

use crate::exact;

/// One order: one purchase, paid in one attempt under a number that is never used again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The number, which the gateway knows the payment by.
    pub number: String,
    /// The purchase that it is an attempt of. While one attempt may have been paid, no other is sent.
    pub purchase: String,
    /// Names the order in the address that the customer comes back to. Nobody can guess it.
    pub session: String,
    /// What it costs, in [`CURRENCY`](crate::requests::CURRENCY).
    #[serde(with = "exact")]
    pub amount: Decimal,
    /// How it is paid.
    pub way: Way,
    /// Where the money is.
    pub state: State,
    /// The page of the gateway on which the customer can pay. Whoever has its address can open it.
    pub page: Option<String>,
    /// When that page ends, in seconds since 1970.
    pub page_ends: u64,
    /// The method by which it was paid, as the gateway writes it, once it is known.
    pub method: Option<String>,
    /// The payment, as what takes up a look-up of it later; none for a checkout, which is found by its number.
    pub payment: Option<String>,
    /// What was asked of the gateway and is not known to have been done or not done.
    pub open: Option<Request>,
    /// The refunds, by their numbers.
    pub refunds: BTreeMap<String, Refund>,
    /// By what the card can be charged again. It is as good as the card: a real shop encrypts it.
    pub stored_card: Option<String>,
    /// The numbers of its parcels.
    pub parcels: Vec<String>,
    /// What a person has to look at.
    pub attention: Option<String>,
}

/// How an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// On the gateway's own page, by whatever the customer chooses there.
    Checkout,
    /// By a card whose number passed through the shop.
    Card,
    /// By a wallet, in which the customer agrees on a page.
    Wallet,
    /// By a card that was stored with an earlier order.
    StoredCard,
}

/// Where the money of an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nobody knows yet: the customer has to act, or the gateway has not said it.
    Waiting,
    /// Reserved, and the shop's to capture.
    Authorized,
    /// With the shop.
    Paid,
    /// With the customer: declined, failed or expired.
    Failed,
    /// With the customer: given up before it was captured.
    Canceled,
}

/// Money on its way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// How much.
    #[serde(with = "exact")]
    pub amount: Decimal,
    /// How far it is.
    pub state: RefundState,
}

/// How far a refund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RefundState {
    /// Asked for; the gateway may have it.
    Asked,
    /// The gateway refused it, or never got it.
    Refused,
    /// The gateway has accepted it.
    Accepted,
    /// The customer has the money.
    Done,
}

/// Something that the shop asks of the gateway once an order is paid or reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// To collect what is reserved.
    Capture,
    /// To give up what is reserved.
    Cancel,
}

/// What came of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learned {
    /// The order is another now.
    Changed,
    /// That was known, or is older than what is known.
    Nothing,
}

impl Order {
    /// Takes in where the gateway says that the money is.
    pub fn learn(&mut self, shown: StateClass) -> Learned {
        let Some(shown) = State::shown(shown) else {
            return Learned::Nothing;
        };
        let known = self.state;
        self.state = known.after(shown);
        if known == State::Paid && shown.is_over() {
            self.attention = Some(format!("it was paid, and is shown as {shown:?}"));
        }
        if known.is_over() && self.state == State::Paid {
            self.attention = Some(format!("it was {known:?}, and is shown as paid"));
        }
        if known == self.state {
            return Learned::Nothing;
        }
        self.open = None;
        Learned::Changed
    }

    /// Takes in that no money moved, and none will.
    pub fn fail(&mut self) {
        self.learn(StateClass::Failed);
    }

    /// Whether the shop waits for the gateway to say more.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == State::Waiting || self.open.is_some()
    }

    /// Whether the gateway can have no more to say, whoever asks it.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self.state, State::Paid | State::Canceled) && self.open.is_none()
    }
}

impl State {
    /// What the shop makes of a state of the gateway; nothing of one that decides nothing.
    fn shown(class: StateClass) -> Option<Self> {
        match class {
            StateClass::Authorized => Some(Self::Authorized),
            StateClass::Done => Some(Self::Paid),
            StateClass::Canceled => Some(Self::Canceled),
            StateClass::Failed => Some(Self::Failed),
            _ => None,
        }
    }

    /// What is known once this is shown: a payment goes from waiting over authorized to its end, and paid is paid.
    fn after(self, shown: Self) -> Self {
        match (self, shown) {
            (Self::Waiting, shown) => shown,
            (Self::Authorized, Self::Waiting) => self,
            (Self::Authorized, shown) => shown,
            // An end is an end, unless the money came after all.
            (Self::Failed | Self::Canceled, Self::Paid) => Self::Paid,
            (Self::Paid | Self::Failed | Self::Canceled, _) => self,
        }
    }

    /// Whether the money is the customer's, and stays so.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Failed | Self::Canceled)
    }
}

/// An order that waits, for tests.
#[cfg(test)]
pub(crate) fn order() -> Order {
    Order {
        number: "ORDER-1".to_owned(),
        purchase: "basket".to_owned(),
        session: "session".to_owned(),
        amount: Decimal::TEN,
        way: Way::Card,
        state: State::Waiting,
        page: None,
        page_ends: 0,
        method: None,
        payment: None,
        open: None,
        refunds: BTreeMap::new(),
        stored_card: None,
        parcels: Vec::new(),
        attention: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: [StateClass; 5] = [
        StateClass::Pending,
        StateClass::Authorized,
        StateClass::Done,
        StateClass::Canceled,
        StateClass::Failed,
    ];

    /// Every row of four states that a gateway can show.
    fn rows() -> impl Iterator<Item = [StateClass; 4]> {
        (0..625_usize).map(|row| [1, 5, 25, 125].map(|place| SHOWN[row / place % 5]))
    }

    #[test]
    fn news_that_comes_again_changes_nothing() {
        for row in rows() {
            let mut order = order();
            for shown in row {
                order.learn(shown);
                let known = order.clone();
                assert_eq!(order.learn(shown), Learned::Nothing, "{row:?}");
                assert_eq!(order.state, known.state, "{row:?}");
            }
        }
    }

    #[test]
    fn an_order_that_was_ever_shown_as_paid_is_paid_in_the_end() {
        for row in rows() {
            let mut order = order();
            for shown in row {
                order.learn(shown);
            }
            let is_paid = order.state == State::Paid;
            assert_eq!(is_paid, row.contains(&StateClass::Done), "{row:?}");
        }
    }

    #[test]
    fn money_that_moved_against_what_was_known_is_for_a_person() {
        for over in [StateClass::Failed, StateClass::Canceled] {
            for row in [[over, StateClass::Done], [StateClass::Done, over]] {
                let mut order = order();
                for shown in row {
                    order.learn(shown);
                }
                assert!(order.attention.is_some(), "{row:?}");
            }
        }
        let mut order = order();
        for shown in [
            StateClass::Authorized,
            StateClass::Done,
            StateClass::Authorized,
        ] {
            order.learn(shown);
        }
        assert_eq!(order.attention, None, "what is older is no contradiction");
    }
}
