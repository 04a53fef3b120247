//! What a merchant does with an order: collect, give up, give back, ship.
//!
//! Pressing a button twice does it once. What is asked for is written down first, so that the second press, or a process that
//! starts anew, sees it; and a refund has a number that comes with the form.

use std::time::Duration;

use online_payment_gateway::runtime::Decimal;
use online_payment_gateway::{Failure, Reconcile, StateClass};

use crate::Shop;
use crate::learning::{Came, refund_state};
use crate::order::{Order, RefundState, Request, State};
use crate::refund::Asked;
use crate::requests;
use crate::trouble::Trouble;

impl Shop {
    /// Collects what is reserved.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if nothing was asked for.
    pub async fn capture(&self, number: &str) -> Result<(), Trouble> {
        let order = self.ask(number, Request::Capture).await?;
        let captured = self
            .client
            .capture_payment(&requests::capture(&order)?)
            .await;
        self.asked(number, Came::of(&captured)).await
    }

    /// Gives up what is reserved.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if nothing was asked for.
    pub async fn cancel(&self, number: &str) -> Result<(), Trouble> {
        let order = self.ask(number, Request::Cancel).await?;
        let canceled = self.client.void_payment(&requests::cancel(&order)?).await;
        self.asked(number, Came::of(&canceled)).await
    }

    /// Gives money back, all of it or a part, under a number of the merchant's. The same number again does nothing.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if nothing was asked for.
    pub async fn refund(&self, number: &str, refund: &str, amount: Decimal) -> Result<(), Trouble> {
        let order = self.order(number).await?;
        let request = requests::refund(&order, refund, amount)?;
        let own = refund.to_owned();
        let asked = self
            .orders
            .change(number, move |order| order.ask_refund(&own, amount))
            .await?;
        match asked.ok_or(Trouble::NoSuchOrder)? {
            Ok(Asked::Now) => {}
            Ok(Asked::Before) => return Ok(()),
            Err(why) => return Err(Trouble::NotNow(why)),
        }
        let state = match Came::of(&self.client.refund_payment(&request).await) {
            Came::Accepted(shown, _) => refund_state(shown),
            Came::Open(_) => RefundState::Asked,
            Came::NotDone => RefundState::Refused,
        };
        let own = refund.to_owned();
        self.orders
            .change(number, move |order| order.learn_refund(&own, state))
            .await?;
        Ok(())
    }

    /// Tells the gateway that the goods are on their way.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if the gateway does not know it now.
    pub async fn ship(&self, number: &str, tracking: &str) -> Result<(), Trouble> {
        let order = self.order(number).await?;
        if order.state != State::Paid {
            return Err(Trouble::NotNow("only what is paid is shipped"));
        }
        if order.parcels.iter().any(|known| known == tracking) {
            return Ok(());
        }
        let request = requests::parcel(&order, tracking)?;
        let is_told = match self.client.add_tracking(&request).await {
            Ok(_) => true,
            Err(Failure::Indeterminate(open)) => {
                let once = Reconcile::new().patience(Duration::ZERO);
                self.client
                    .reconcile(&open.handle(), &once)
                    .await
                    .is_found()
            }
            Err(_) => false,
        };
        if !is_told {
            return Err(Trouble::NotNow("the gateway did not take it; try again"));
        }
        let own = tracking.to_owned();
        self.orders
            .change(number, move |order| order.parcels.push(own))
            .await?;
        Ok(())
    }

    /// Writes down what is asked of the gateway about an order, if the order is reserved and nothing is asked yet.
    async fn ask(&self, number: &str, request: Request) -> Result<Order, Trouble> {
        let asked = self.orders.change(number, move |order| {
            if order.state != State::Authorized {
                return Err("only what is reserved can be collected or given up");
            }
            if order.open.is_some() {
                return Err("the gateway is being asked; its answer has to be waited for");
            }
            order.open = Some(request);
            Ok(order.clone())
        });
        let asked = asked.await?.ok_or(Trouble::NoSuchOrder)?;
        asked.map_err(Trouble::NotNow)
    }

    /// What came of it. Where nobody knows, it stays asked for until a look-up tells.
    async fn asked(&self, number: &str, came: Came) -> Result<(), Trouble> {
        self.orders
            .change(number, move |order| match came {
                Came::Open(_) | Came::Accepted(StateClass::Pending, _) => {}
                Came::Accepted(shown, _) => {
                    order.learn(shown);
                    order.open = None;
                }
                Came::NotDone => order.open = None,
            })
            .await?;
        Ok(())
    }
}
