//! How the shop learns what became of what it asked for.
//!
//! The gateway's answers and look-ups are believed, and nothing else is: neither the customer's browser nor a notice. Those
//! only say that it is time to look ([`Shop::look`]).

use std::time::Duration;

use online_payment_gateway::models::{Currency, OrderInfo, OrderStatus, QueryPaymentMethodType};
use online_payment_gateway::operations::{CAPTURE_PAYMENT, VOID_PAYMENT};
use online_payment_gateway::runtime::{Unresolved, Why};
use online_payment_gateway::{
    Accepted, Amount, Failure, Handle, Reconcile, Resolution, StateClass,
};

use crate::Shop;
use crate::order::Order;
use crate::refund::RefundState;
use crate::requests::{self, CURRENCY};
use crate::trouble::Trouble;

/// The methods that a customer can have chosen on a page of the gateway and that can be looked up.
const METHODS: [QueryPaymentMethodType; 8] = [
    QueryPaymentMethodType::Card,
    QueryPaymentMethodType::Alipay,
    QueryPaymentMethodType::AlipayPlus,
    QueryPaymentMethodType::Wechat,
    QueryPaymentMethodType::PayNow,
    QueryPaymentMethodType::ShopeePay,
    QueryPaymentMethodType::Upay,
    QueryPaymentMethodType::Upi,
];

/// What a call came to, as far as an order cares, with what takes up a look-up of it later.
pub(crate) enum Came {
    /// The gateway did it, or has begun to.
    Accepted(StateClass, String),
    /// Nobody knows. It is looked up and never sent again.
    Open(String),
    /// It was not done, and will not be.
    NotDone,
}

impl Came {
    pub(crate) fn of<A>(outcome: &Result<Accepted<A>, Failure>) -> Self {
        match outcome {
            Ok(accepted) => {
                let shown = accepted.handle.seen().class;
                Self::Accepted(shown.unwrap_or(StateClass::Pending), text(&accepted.handle))
            }
            Err(Failure::Indeterminate(open)) => Self::Open(text(&open.handle())),
            Err(_) => Self::NotDone,
        }
    }
}

impl Shop {
    /// Looks an order up, if there can be anything left to know of it, and says whether the gateway answered. Who looks at
    /// the same time shares one look.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if the database failed. A gateway that does not answer is none, since the order just stays as it is.
    pub async fn look(&self, number: &str) -> Result<bool, Trouble> {
        self.looks.once(number, self.look_alone(number)).await
    }

    async fn look_alone(&self, number: &str) -> Result<bool, Trouble> {
        let order = self.orders.get(number).await?;
        let Some(order) = order.filter(|order| !order.is_settled()) else {
            return Ok(true);
        };
        let payment = order.payment.as_deref().map(Handle::from_json);
        let Some(Ok(payment)) = payment else {
            return self.look_by_number(&order).await;
        };
        let once = Reconcile::new().patience(Duration::ZERO);
        let resolution = self.client.reconcile(&payment, &once).await;
        self.learn(&payment, &resolution).await?;
        let unresolved = resolution.unresolved();
        let is_unanswered = |open: &&Unresolved| matches!(open.why(), Why::Failed(_));
        Ok(!unresolved.iter().any(is_unanswered))
    }

    /// Takes in what a look-up of a request came to.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if it could not be written down; it is found again with the next look.
    pub async fn learn(&self, request: &Handle, resolution: &Resolution) -> Result<(), Trouble> {
        let Some(number) = request.field("orderNo") else {
            return Ok(());
        };
        let shown = match resolution {
            Resolution::Found(found) | Resolution::Denied(found) => found.state_class(),
            Resolution::NeverSent(_) => Some(StateClass::Failed),
            _ => None,
        };
        let Some(shown) = shown else {
            return Ok(());
        };
        let is_unsent = matches!(resolution, Resolution::NeverSent(_));
        let operation = request.operation().to_owned();
        let refund = request
            .field("refundNumber")
            .map(|number| number.into_owned());
        self.orders
            .change(&number, move |order| {
                if let Some(refund) = refund {
                    order.learn_refund(&refund, refund_state(shown));
                } else if is_unsent
                    && (operation == CAPTURE_PAYMENT.id || operation == VOID_PAYMENT.id)
                {
                    order.open = None;
                } else {
                    order.learn(shown);
                }
            })
            .await?;
        Ok(())
    }

    /// Looks for a payment that the shop has no more of than its number: that of a checkout, or one that an earlier process
    /// may have sent. The gateway finds it only by the method that it was paid with, so that each is asked for.
    async fn look_by_number(&self, order: &Order) -> Result<bool, Trouble> {
        let (mut shown, mut is_answered) = (None, true);
        for method in METHODS {
            let name = method.as_str().to_owned();
            let query = requests::query(order, method)?;
            match self.client.query_payment(&query).await {
                Ok(found) => {
                    shown = found
                        .into_value()
                        .order
                        .and_then(|found| shown_of(order, &found));
                }
                // The gateway knows no such payment.
                Err(Failure::Refused(_)) => {}
                Err(_) => is_answered = false,
            }
            if let Some(shown) = shown {
                let learn = move |order: &mut Order| {
                    order.method = Some(name);
                    order.learn(shown)
                };
                self.orders.change(&order.number, learn).await?;
                return Ok(true);
            }
        }
        // Until its page has ended the customer can still pay. Should it be shown as paid after all, it counts as paid.
        if is_answered && self.now().as_secs() > order.page_ends {
            self.orders.change(&order.number, Order::fail).await?;
        }
        Ok(is_answered)
    }
}

/// What the gateway shows of an order, if it is this one. A state that the reference does not list decides nothing.
fn shown_of(order: &Order, found: &OrderInfo) -> Option<StateClass> {
    let amount = found.pay_amount.as_ref().map(Amount::decimal);
    let currency = found.trade_currency.as_ref().map(Currency::as_str);
    if amount != Some(order.amount) || currency != Some(CURRENCY) {
        return None;
    }
    match found.order_status.as_ref()? {
        OrderStatus::Authorized => Some(StateClass::Authorized),
        OrderStatus::Successed => Some(StateClass::Done),
        OrderStatus::Canceled => Some(StateClass::Canceled),
        _ => None,
    }
}

/// How far a refund is.
pub(crate) fn refund_state(shown: StateClass) -> RefundState {
    match shown {
        StateClass::Done => RefundState::Done,
        StateClass::Failed | StateClass::Canceled => RefundState::Refused,
        _ => RefundState::Accepted,
    }
}

fn text(handle: &Handle) -> String {
    handle.to_json().expose().to_owned()
}
