use std::time::Duration;

use gateway_runtime::Decimal;

use super::gateway::State;
use super::goods::Goods;
use super::limits;
use super::moment::{Moment, later};
use super::order::{Due, Order, Status, What, Which};
use super::refused::Refused;
use super::rules::Rules;
use crate::cards::CardOutcome;
use crate::codes::Refusal;

/// A payment that a merchant asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pay {
    /// The merchant's number.
    pub order_no: String,
    /// How much.
    pub amount: Decimal,
    /// In which currency.
    pub currency: String,
    /// The method, as the merchant named it.
    pub method: String,
    /// Whether the money is collected without a capture.
    pub captures_itself: bool,
    /// What it is paid with.
    pub instrument: Instrument,
    /// Whether the card may be charged again.
    pub store: bool,
    /// Where the customer is sent back to.
    pub return_to: Option<String>,
    /// The customer's language.
    pub language: Option<String>,
    /// How long the customer has for a page.
    pub page_lives: Option<Duration>,
    /// What it is for, which a page shows.
    pub goods: Goods,
}

/// What a payment is paid with, without anything that must not be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instrument {
    /// A test card.
    Card {
        /// What becomes of it.
        outcome: CardOutcome,
        /// Its brand.
        brand: &'static str,
        /// Its first six digits.
        bin: String,
    },
    /// A card that is none of the test cards.
    OtherCard,
    /// A wallet, in which the customer agrees on a page.
    Wallet,
    /// A wallet whose code the merchant scanned: the customer agreed.
    ScannedWallet,
}

/// A charge of a stored card.
#[derive(Clone, PartialEq, Eq)]
pub struct Charge {
    /// The merchant's number.
    pub order_no: String,
    /// How much, in the currency of the first payment.
    pub amount: Decimal,
    /// The identifier that the first payment gave.
    pub stored_card: String,
    /// Whether the card is over, as the merchant's record of it says.
    pub is_expired: bool,
}

impl State {
    /// Takes a payment. A declined one is kept, so that a query finds it.
    ///
    /// # Errors
    ///
    /// Why nothing was paid.
    pub fn pay(&mut self, rules: &Rules, now: Moment, pay: Pay) -> Result<Order, Refused> {
        limits::texts([&pay.order_no, &pay.currency, &pay.method])?;
        limits::texts(&pay.return_to)?;
        limits::texts(&pay.language)?;
        self.may_pay(rules, &pay.order_no, pay.amount)?;
        let mut order = self.new_order(&pay);
        let page_ends = later(now, pay.page_lives.unwrap_or(rules.page_lives));
        let declined = match pay.instrument {
            Instrument::OtherCard => {
                let detail = "this number is none of the sandbox's test cards, such as 4242 4242 4242 4242; \
                              never send a real card here";
                return Err(Refused::new(Refusal::NoTestCard, detail));
            }
            Instrument::Card { outcome, .. } => match outcome {
                CardOutcome::Approved | CardOutcome::Slow => None,
                CardOutcome::Declined => Some(Refusal::Declined),
                CardOutcome::InsufficientFunds => Some(Refusal::InsufficientFunds),
                CardOutcome::Expired => Some(Refusal::ExpiredCard),
                CardOutcome::WrongSecurityCode => Some(Refusal::WrongSecurityCode),
                CardOutcome::Pending => {
                    let due = Due {
                        at: later(now, rules.pending_takes),
                        completes: true,
                    };
                    return Ok(self.wait(order, now, due));
                }
                CardOutcome::Challenge | CardOutcome::DeviceData => {
                    return Ok(self.wait_for_customer(order, pay.goods, now, page_ends));
                }
            },
            Instrument::Wallet => {
                return Ok(self.wait_for_customer(order, pay.goods, now, page_ends));
            }
            Instrument::ScannedWallet => None,
        };
        order.record(now, What::Created, pay.amount);
        if let Some(why) = declined {
            order.end(now, Status::Failed, What::Declined);
            order.stored_card = None;
            self.put(order.clone());
            return Err(Refused::from(why).about(&order));
        }
        order.approve(now, later(now, rules.authorization_lives));
        self.put(order.clone());
        Ok(order)
    }

    /// Charges a stored card again.
    ///
    /// # Errors
    ///
    /// Why nothing was charged.
    pub fn charge(
        &mut self,
        rules: &Rules,
        now: Moment,
        charge: &Charge,
    ) -> Result<Order, Refused> {
        limits::texts([&charge.order_no])?;
        let first = self
            .stored_cards
            .get(&charge.stored_card)
            .and_then(|trade_no| self.orders.get(trade_no))
            .filter(|first| matches!(first.status, Status::Authorized | Status::Captured))
            .cloned()
            .ok_or(Refusal::UnknownStoredCard)?;
        if charge.is_expired {
            return Err(Refusal::ExpiredCard.into());
        }
        self.may_pay(rules, &charge.order_no, charge.amount)?;
        let mut order = Order {
            trade_no: self.ids.short("T"),
            place: self.next_place(),
            order_no: charge.order_no.clone(),
            amount: charge.amount,
            captured: Decimal::ZERO,
            status: Status::Pending,
            captures_itself: true,
            refunds: Vec::new(),
            history: Vec::new(),
            due: None,
            page: None,
            stored_card: Some(charge.stored_card.clone()),
            ..first
        };
        order.record(now, What::Created, charge.amount);
        order.approve(now, later(now, rules.authorization_lives));
        self.put(order.clone());
        Ok(order)
    }

    /// Collects what was authorized, or less; the rest is released.
    ///
    /// # Errors
    ///
    /// Why nothing was collected.
    pub fn capture(
        &mut self,
        now: Moment,
        which: &Which,
        amount: Decimal,
    ) -> Result<Order, Refused> {
        let mut order = self.find(which)?.clone();
        if order.status != Status::Authorized {
            return Err(Refusal::NotCapturable.into());
        }
        if amount <= Decimal::ZERO || amount > order.amount {
            return Err(Refusal::WrongAmount.into());
        }
        order.capture(now, amount);
        self.put(order.clone());
        Ok(order)
    }

    /// Gives an authorization up.
    ///
    /// # Errors
    ///
    /// Why it was not given up.
    pub fn void(&mut self, now: Moment, which: &Which) -> Result<Order, Refused> {
        let mut order = self.find(which)?.clone();
        if order.status != Status::Authorized {
            return Err(Refusal::NotVoidable.into());
        }
        order.end(now, Status::Canceled, What::Canceled);
        self.put(order.clone());
        Ok(order)
    }

    /// Looks a payment up, as it was when the rules say that queries look.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownOrder`], also where the payment was made by another method.
    pub fn query(
        &self,
        rules: &Rules,
        now: Moment,
        which: &Which,
        method: &str,
    ) -> Result<Order, Refused> {
        let lag = u64::try_from(rules.modes.query_lags.as_millis()).unwrap_or(u64::MAX);
        let then = now.saturating_sub(lag);
        self.find(which)?
            .as_of(then)
            .filter(|order| order.method == method)
            .ok_or_else(|| Refusal::UnknownOrder.into())
    }

    /// Whether there is room, an order number may be used, and an amount paid.
    pub(super) fn may_pay(
        &self,
        rules: &Rules,
        order_no: &str,
        amount: Decimal,
    ) -> Result<(), Refused> {
        self.has_room()?;
        if amount <= Decimal::ZERO {
            return Err(Refusal::WrongAmount.into());
        }
        let former = self
            .orders_of(order_no)
            .find(|order| !order.status.is_over());
        match former {
            Some(_) if !rules.modes.duplicates_charge => Err(Refusal::DuplicateOrder.into()),
            _ => Ok(()),
        }
    }

    fn next_place(&self) -> u64 {
        self.orders.len().try_into().unwrap_or(u64::MAX)
    }

    pub(super) fn new_order(&mut self, pay: &Pay) -> Order {
        let (brand, bin) = match &pay.instrument {
            Instrument::Card { brand, bin, .. } => (Some((*brand).to_owned()), Some(bin.clone())),
            _ => (None, None),
        };
        Order {
            trade_no: self.ids.short("T"),
            place: self.next_place(),
            order_no: pay.order_no.clone(),
            method: pay.method.clone(),
            currency: pay.currency.clone(),
            amount: pay.amount,
            captured: Decimal::ZERO,
            status: Status::Pending,
            captures_itself: pay.captures_itself,
            refunds: Vec::new(),
            history: Vec::new(),
            brand,
            bin,
            due: None,
            page: None,
            stored_card: pay.store.then(|| self.ids.long("tid_")),
            return_to: pay.return_to.clone(),
            language: pay.language.clone(),
        }
    }

    fn wait(&mut self, mut order: Order, now: Moment, due: Due) -> Order {
        order.due = Some(due);
        order.record(now, What::Created, order.amount);
        self.put(order.clone());
        order
    }

    fn wait_for_customer(
        &mut self,
        mut order: Order,
        goods: Goods,
        now: Moment,
        ends: Moment,
    ) -> Order {
        order.page = Some(self.open_page(&order.trade_no, goods, ends));
        let due = Due {
            at: ends,
            completes: false,
        };
        self.wait(order, now, due)
    }
}
