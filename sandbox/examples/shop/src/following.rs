//! What goes on by itself, from the start of a process to its end.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

use online_payment_gateway::runtime::{Follow, Followed, Retention};
use online_payment_gateway::{Handle, LookUpAnswers, Reconcile};
use tokio::sync::mpsc;

use crate::Shop;
use crate::order::Order;
use crate::trouble::Trouble;

/// How often one looks for payments of checkouts, which no journal knows of.
const LOOKS: Duration = Duration::from_secs(10);

/// How long a payment can be disputed, which the contract with the acquirer says, and is kept in the journal.
const DISPUTED_FOR: Duration = Duration::from_secs(540 * 24 * 3_600);

impl Shop {
    /// Takes up what an earlier process left behind: what its journal holds is looked up, and so is what it was about to ask
    /// or to write down when it ended.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if journal or database failed.
    pub async fn recover(&self) -> Result<(), Trouble> {
        let once = self.how_to_look().patience(Duration::ZERO);
        let (mut orders, mut refunds) = (BTreeSet::new(), BTreeSet::new());
        for recovered in self.client.recover(&once).await? {
            let request = &recovered.handle;
            self.learn(request, &recovered.resolution).await?;
            match request.field("refundNumber") {
                Some(number) => drop(refunds.insert(number.into_owned())),
                None => orders.extend(number_of(request)),
            }
        }
        for order in self.orders.all().await? {
            // Nothing is under way in this process yet, so that what the journal does not hold was decided or never sent.
            let is_left = order.is_open() && !orders.contains(&order.number);
            let is_known = is_left && self.look(&order.number).await?;
            let held = refunds.clone();
            let left = move |order: &mut Order| {
                if is_known {
                    order.open = None;
                }
                order.leave_refunds(|number| held.contains(number));
            };
            self.orders.change(&order.number, left).await?;
        }
        Ok(())
    }

    /// Follows what is open to its end, for as long as the process lives.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if journal or database failed.
    pub async fn follow(&self) -> Result<Infallible, Trouble> {
        tokio::try_join!(self.follow_payments(), self.follow_checkouts()).map(|(never, _)| never)
    }

    /// What the journal holds: payments, captures, voids and refunds.
    async fn follow_payments(&self) -> Result<Infallible, Trouble> {
        let (tell, mut told) = mpsc::unbounded_channel();
        let follow = Follow::new(self.how_to_look()).forgetting(Retention::new(DISPUTED_FOR));
        let gateway = self.client.gateway();
        let following = gateway.follow(&follow, |followed| drop(tell.send(followed)));
        let mut following = pin!(following);
        loop {
            tokio::select! {
                never = &mut following => return Ok(never?),
                Some(followed) = told.recv() => self.followed(followed).await?,
            }
        }
    }

    async fn followed(&self, followed: Followed) -> Result<(), Trouble> {
        match followed {
            Followed::Looked(looked) => self.learn(&looked.handle, &looked.resolution).await,
            Followed::ForPeople(handle) => {
                let note = format!("what became of {} is not known", handle.operation());
                self.wants_attention(&handle, note).await
            }
            Followed::PaidLate(late) => {
                let note = "it was called off, or had failed, and is paid: deliver it or give the money back";
                self.wants_attention(&late.handle, note.to_owned()).await
            }
            Followed::AuthorizationAges(handle) => {
                let note = "it is authorized for days, and neither captured nor called off";
                self.wants_attention(&handle, note.to_owned()).await
            }
            // The journal is asked again, and until it is back, nothing is sent. What it has forgotten the shop needs no more.
            _ => Ok(()),
        }
    }

    /// Notes on an order what a person has to see to.
    async fn wants_attention(&self, handle: &Handle, note: String) -> Result<(), Trouble> {
        if let Some(number) = number_of(handle) {
            self.orders
                .change(&number, |order| order.attention = Some(note))
                .await?;
        }
        Ok(())
    }

    /// What the journal does not hold, since nothing was charged: customers on a page of the gateway.
    async fn follow_checkouts(&self) -> Result<Infallible, Trouble> {
        loop {
            for order in self.orders.all().await? {
                if order.is_open() && order.payment.is_none() {
                    self.look(&order.number).await?;
                }
            }
            self.clock.sleep(LOOKS).await;
        }
    }

    /// A refund is looked up by the method that its order was paid with, which the order knows and the refund does not.
    fn how_to_look(&self) -> Reconcile {
        let orders = self.orders.clone();
        Reconcile::new().ask_payment_method_type(move |handle| {
            let order = orders.get_now(&number_of(handle)?).ok()??;
            order.method?.parse().ok()
        })
    }
}

fn number_of(handle: &Handle) -> Option<String> {
    handle.field("orderNo").map(|number| number.into_owned())
}
