//! Pages on which a customer acts: a checkout, or one payment that waits for its customer.

use std::time::Duration;

use super::gateway::{State, Task};
use super::goods::Goods;
use super::kept::{Kept, Record};
use super::limits;
use super::moment::{Moment, later};
use super::order::{Order, Status, What};
use super::page::{Checkout, Choice, Ending, Page, Purpose};
use super::payment::{Instrument, Pay};
use super::refused::Refused;
use super::rules::Rules;
use crate::codes::Refusal;

impl State {
    /// Opens a checkout.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub fn open_checkout(
        &mut self,
        rules: &Rules,
        now: Moment,
        checkout: Checkout,
        lives: Option<Duration>,
    ) -> Result<Page, Refused> {
        limits::texts([&checkout.order_no, &checkout.currency])?;
        limits::texts(&checkout.return_to)?;
        limits::texts(&checkout.language)?;
        self.may_pay(rules, &checkout.order_no, checkout.amount)?;
        let page = Page {
            key: self.ids.long(""),
            nonce: self.ids.long(""),
            ends: later(now, lives.unwrap_or(rules.page_lives)),
            purpose: Purpose::Checkout(checkout),
            ending: None,
        };
        self.put_page(page.clone());
        Ok(page)
    }

    pub(super) fn open_page(&mut self, trade_no: &str, goods: Goods, ends: Moment) -> String {
        let page = Page {
            key: self.ids.long(""),
            nonce: self.ids.long(""),
            ends,
            purpose: Purpose::Payment {
                trade_no: trade_no.to_owned(),
                goods,
            },
            ending: None,
        };
        let key = page.key.clone();
        self.put_page(page);
        key
    }

    pub(super) fn put_page(&mut self, page: Page) {
        self.link_page(&page);
        let key = page.key.clone();
        let before = self.pages.insert(key.clone(), page);
        self.changed
            .entry(Record::Page(key))
            .or_insert_with(|| before.map(Kept::Page));
    }

    /// Lets a page be found while it is open, and time end it.
    pub(super) fn link_page(&mut self, page: &Page) {
        let (ends, key) = (page.ends, page.key.clone());
        if page.ending.is_some() {
            self.open_checkouts.remove(&(ends, key));
            return;
        }
        if matches!(page.purpose, Purpose::Checkout(_)) {
            self.open_checkouts.insert((ends, key.clone()));
        }
        self.agenda.insert((ends, Task::Page(key)));
    }

    pub(super) fn forget_page(&mut self, key: &str) {
        if let Some(page) = self.pages.remove(key) {
            self.open_checkouts.remove(&(page.ends, page.key));
        }
    }

    /// The page by its key.
    #[must_use]
    pub fn page(&self, key: &str) -> Option<&Page> {
        self.pages.get(key)
    }

    /// The payment by its trade number.
    #[must_use]
    pub fn order(&self, trade_no: &str) -> Option<&Order> {
        self.orders.get(trade_no)
    }

    pub(super) fn page_is_over(&mut self, _at: Moment, key: &str) {
        if let Some(mut page) = self
            .pages
            .get(key)
            .cloned()
            .filter(|page| page.ending.is_none())
        {
            page.ending = Some(Ending::Expired);
            self.put_page(page);
        }
    }

    /// Does what a customer does on a page.
    ///
    /// # Errors
    ///
    /// [`Refusal::PageOver`], or what refuses the payment that begins here.
    pub fn act(
        &mut self,
        rules: &Rules,
        now: Moment,
        key: &str,
        choice: &Choice,
    ) -> Result<Order, Refused> {
        let page = self.pages.get(key).cloned();
        let mut page = page
            .filter(|page| page.ending.is_none())
            .ok_or(Refusal::PageOver)?;
        let mut order = match &page.purpose {
            Purpose::Checkout(checkout) => {
                self.may_pay(rules, &checkout.order_no, checkout.amount)?;
                let mut order = self.new_order(&checkout.payment(choice));
                order.record(now, What::Created, order.amount);
                order
            }
            Purpose::Payment { trade_no, .. } => self
                .orders
                .get(trade_no)
                .filter(|order| order.status == Status::Pending)
                .cloned()
                .ok_or(Refusal::PageOver)?,
        };
        match choice {
            Choice::Pay { .. } => order.approve(now, later(now, rules.authorization_lives)),
            Choice::Decline => order.end(now, Status::Failed, What::Declined),
            Choice::Cancel => order.end(now, Status::Canceled, What::Canceled),
        }
        page.ending = Some(Ending::Acted {
            trade_no: order.trade_no.clone(),
        });
        self.put_page(page);
        self.put(order.clone());
        Ok(order)
    }
}

impl Checkout {
    fn payment(&self, choice: &Choice) -> Pay {
        let method = match choice {
            Choice::Pay { method } => method.clone(),
            _ => "card".to_owned(),
        };
        Pay {
            order_no: self.order_no.clone(),
            amount: self.amount,
            currency: self.currency.clone(),
            method,
            captures_itself: self.captures_itself,
            instrument: Instrument::Wallet,
            store: false,
            return_to: self.return_to.clone(),
            language: self.language.clone(),
            page_lives: None,
            goods: Goods::default(),
        }
    }
}
