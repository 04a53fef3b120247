//! Takes money.
//!
//! Each way begins alike: the order is written down, then the gateway is asked, and then the order learns what is known. A
//! process that ends in between leaves an order that waits, and an entry in the journal from which it learns the rest.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use online_payment_gateway::models::{PaymentMethod, PaymentResponse, SubscriptionPaymentResponse};
use online_payment_gateway::operations::{CREATE_PAYMENT, CREATE_SUBSCRIPTION_PAYMENT};
use online_payment_gateway::runtime::{Attempt, Call, Decimal};
use online_payment_gateway::{Accepted, Failure, Sensitive};

use crate::Shop;
use crate::learning::Came;
use crate::numbers::fresh;
use crate::order::{Order, State, Way};
use crate::requests::{self, Customer, PAGE_MINUTES};
use crate::trouble::Trouble;

/// Where a customer who pays goes next.
pub enum Goes {
    /// To a page of the gateway.
    ToPage(Sensitive<String>),
    /// To the page of the order, by its session.
    ToOrder(String),
}

impl Shop {
    /// Lets a customer choose a method and pay on a page of the gateway. No card number passes through the shop.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if nothing was begun.
    pub async fn check_out(&self, purchase: &str, amount: Decimal) -> Result<Goes, Trouble> {
        let order = self.new_order(purchase, amount, Way::Checkout)?;
        let request = requests::checkout(&order, &self.back(&order))?;
        request.validate()?;
        if let Some(other) = self.orders.begin(order.clone()).await? {
            return Ok(goes_on(other));
        }
        let opened = self.client.create_checkout_session(&request).await;
        let page = match opened {
            Ok(opened) => opened.value.redirect_url,
            // Nobody learns the address of a page whose answer was lost, so that nobody can pay on it.
            Err(_) => None,
        };
        self.show(order, page).await
    }

    /// Takes a payment by a method that the customer chose in the shop: a card, which may lead to 3-D Secure, or a wallet.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if nothing was begun.
    pub async fn pay(
        &self,
        purchase: &str,
        amount: Decimal,
        customer: &Customer,
        method: PaymentMethod,
        stores: bool,
    ) -> Result<Goes, Trouble> {
        let way = match method {
            PaymentMethod::Card(_) => Way::Card,
            _ => Way::Wallet,
        };
        let mut order = self.new_order(purchase, amount, way)?;
        order.method = Some(method.as_str().to_owned());
        let mut request = requests::payment(&order, &self.back(&order), customer, method)?;
        if stores {
            request = requests::stored(request)?;
        }
        request.validate()?;
        if let Some(other) = self.orders.begin(order.clone()).await? {
            return Ok(goes_on(other));
        }
        let call = Call::new()
            .body(&request)
            .attempt(Attempt::of(&order.purchase));
        let gateway = self.client.gateway();
        let paid: Result<Accepted<PaymentResponse>, Failure> =
            gateway.call(&CREATE_PAYMENT, call).await;
        let (page, card) = match &paid {
            Ok(paid) => (
                paid.value.pay_url.clone(),
                paid.value.transaction_identifier.clone(),
            ),
            Err(_) => (None, None),
        };
        let card = card.map(|card| card.expose().as_str().to_owned());
        self.took(&order.number, Came::of(&paid), card).await?;
        match page {
            Some(page) => self.show(order, Some(page)).await,
            None => Ok(Goes::ToOrder(order.session)),
        }
    }

    /// Charges the card that was stored with an earlier order, without its customer.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if nothing was begun, for instance since no card was stored.
    pub async fn charge_again(&self, number: &str, purchase: &str) -> Result<Goes, Trouble> {
        let earlier = self.order(number).await?;
        let card = earlier.stored_card;
        let card = card.ok_or(Trouble::NotNow("no card was stored with this order"))?;
        let mut order = self.new_order(purchase, earlier.amount, Way::StoredCard)?;
        order.method = Some("card".to_owned());
        let request = requests::again(&order, &card)?;
        request.validate()?;
        if let Some(other) = self.orders.begin(order.clone()).await? {
            return Ok(goes_on(other));
        }
        let call = Call::new()
            .body(&request)
            .attempt(Attempt::of(&order.purchase));
        let gateway = self.client.gateway();
        let paid: Result<Accepted<SubscriptionPaymentResponse>, Failure> =
            gateway.call(&CREATE_SUBSCRIPTION_PAYMENT, call).await;
        self.took(&order.number, Came::of(&paid), None).await?;
        Ok(Goes::ToOrder(order.session))
    }

    /// An order that is there.
    pub(crate) async fn order(&self, number: &str) -> Result<Order, Trouble> {
        self.orders.get(number).await?.ok_or(Trouble::NoSuchOrder)
    }

    fn new_order(&self, purchase: &str, amount: Decimal, way: Way) -> Result<Order, Trouble> {
        let now = self.now();
        Ok(Order {
            number: fresh(&format!("{:016}", now.as_micros()))?,
            purchase: purchase.to_owned(),
            session: fresh("")?,
            amount,
            way,
            state: State::Waiting,
            page: None,
            page_ends: (now + Duration::from_secs(60 * PAGE_MINUTES)).as_secs(),
            method: None,
            payment: None,
            open: None,
            refunds: BTreeMap::new(),
            stored_card: None,
            parcels: Vec::new(),
            attention: None,
        })
    }

    /// The time since 1970.
    pub(crate) fn now(&self) -> Duration {
        let since = self.clock.wall().duration_since(UNIX_EPOCH);
        since.unwrap_or_default()
    }

    /// Where the customer comes back to. What stands in its query by then was written by whoever had the browser.
    fn back(&self, order: &Order) -> String {
        format!("{}/return/{}", self.address, order.session)
    }

    /// What came of a payment.
    async fn took(&self, number: &str, came: Came, card: Option<String>) -> Result<(), Trouble> {
        self.orders
            .change(number, move |order| {
                order.stored_card = card;
                match came {
                    Came::Accepted(shown, payment) => {
                        order.payment = Some(payment);
                        order.learn(shown);
                    }
                    Came::Open(payment) => order.payment = Some(payment),
                    Came::NotDone => order.fail(),
                }
            })
            .await?;
        Ok(())
    }

    /// Sends the customer to a page of the gateway, and remembers it for when they come again; without one, nobody can pay.
    async fn show(&self, order: Order, page: Option<Sensitive<String>>) -> Result<Goes, Trouble> {
        let gateway = self.client.gateway();
        // The address can be relative to the gateway, and is only followed if it is encrypted or on this machine.
        let page = page.and_then(|page| gateway.page_address(page.expose()).ok());
        let kept = page.as_ref().map(|page| page.expose().clone());
        self.orders
            .change(&order.number, move |order| {
                if kept.is_none() && order.way == Way::Checkout {
                    order.fail();
                }
                order.page = kept;
            })
            .await?;
        Ok(page.map_or(Goes::ToOrder(order.session), Goes::ToPage))
    }
}

/// Where a customer goes whose purchase is being paid already.
fn goes_on(order: Order) -> Goes {
    match order.page {
        Some(page) if order.state == State::Waiting => Goes::ToPage(Sensitive::new(page)),
        _ => Goes::ToOrder(order.session),
    }
}
