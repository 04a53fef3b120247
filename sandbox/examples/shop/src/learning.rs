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
use crate::order::{Order, RefundState};
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

/// What this gateway calls a payment that failed. The reference has no word for it; ask the vendor for yours, and say it to
/// the client as well (`Config::state`).
const FAILED: [&str; 2] = ["failed", "expired"];

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
        let refund = request.field("refundNumber");
        let refund = refund.map(|number| number.into_owned());
        let is_unsent = matches!(resolution, Resolution::NeverSent(_));
        let asks = [CAPTURE_PAYMENT.id, VOID_PAYMENT.id].contains(&request.operation());
        self.orders
            .change(&number, move |order| match refund {
                Some(refund) => drop(order.learn_refund(&refund, refund_state(shown))),
                None if is_unsent && asks => order.open = None,
                None => drop(order.learn(shown)),
            })
            .await?;
        Ok(())
    }

    /// Looks for a payment that the shop has no more of than its number: that of a checkout, or one that an earlier process
    /// may have sent. The gateway finds it only by the method that it was paid with, so that each is asked for.
    async fn look_by_number(&self, order: &Order) -> Result<bool, Trouble> {
        let (mut is_answered, mut may_be_paid) = (true, false);
        for method in METHODS {
            let name = method.as_str().to_owned();
            let query = requests::query(order, method)?;
            let found = match self.client.query_payment(&query).await {
                Ok(found) => found.into_value().order,
                // The gateway knows no such payment.
                Err(Failure::Refused(_)) => None,
                Err(_) => {
                    is_answered = false;
                    None
                }
            };
            match found.map_or(Shown::Nothing, |found| shown(order, &found)) {
                Shown::Decided(class) => {
                    let learn = move |order: &mut Order| {
                        order.method = Some(name);
                        order.learn(class)
                    };
                    self.orders.change(&order.number, learn).await?;
                    return Ok(true);
                }
                Shown::Undecided => may_be_paid = true,
                Shown::Nothing => {}
            }
        }
        // Until its page has ended the customer can still pay. Should it be shown as paid after all, it counts as paid.
        may_be_paid |= self.now().as_secs() <= order.page_ends;
        if is_answered && !may_be_paid {
            self.orders.change(&order.number, Order::fail).await?;
        }
        Ok(is_answered)
    }
}

/// What the gateway shows of an order.
#[derive(Debug, PartialEq, Eq)]
enum Shown {
    /// Where its money is.
    Decided(StateClass),
    /// A payment that can still become paid.
    Undecided,
    /// None, or one that failed: the customer may pay in another way.
    Nothing,
}

fn shown(order: &Order, found: &OrderInfo) -> Shown {
    let amount = found.pay_amount.as_ref().map(Amount::decimal);
    let currency = found.trade_currency.as_ref().map(Currency::as_str);
    let is_ours = amount == Some(order.amount) && currency == Some(CURRENCY);
    match &found.order_status {
        Some(OrderStatus::Authorized) if is_ours => Shown::Decided(StateClass::Authorized),
        Some(OrderStatus::Successed) if is_ours => Shown::Decided(StateClass::Done),
        Some(OrderStatus::Canceled) if is_ours => Shown::Decided(StateClass::Canceled),
        Some(other) if FAILED.contains(&other.as_str()) => Shown::Nothing,
        _ => Shown::Undecided,
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

#[cfg(test)]
mod tests {
    use online_payment_gateway::runtime::Text;

    use super::*;

    #[test]
    fn only_what_is_shown_of_this_order_decides_and_what_may_become_paid_is_waited_for() {
        let order = crate::order::order();
        let found = |amount: &str, currency: &str, status: &str| {
            let mut found = OrderInfo::default();
            found.pay_amount = Some(amount.parse().unwrap());
            found.trade_currency = Some(currency.parse().unwrap());
            found.order_status = Some(OrderStatus::from_wire(status.to_owned()));
            found
        };
        for (amount, currency, status, expected) in [
            (
                "10.00",
                "USD",
                "successed",
                Shown::Decided(StateClass::Done),
            ),
            (
                "10",
                "USD",
                "authorized",
                Shown::Decided(StateClass::Authorized),
            ),
            (
                "10.00",
                "USD",
                "canceled",
                Shown::Decided(StateClass::Canceled),
            ),
            ("10.01", "USD", "successed", Shown::Undecided),
            ("10.00", "EUR", "successed", Shown::Undecided),
            ("10.00", "USD", "processing", Shown::Undecided),
            ("10.00", "USD", "failed", Shown::Nothing),
        ] {
            let shown = shown(&order, &found(amount, currency, status));
            assert_eq!(shown, expected, "{amount} {currency} {status}");
        }
        assert_eq!(shown(&order, &OrderInfo::default()), Shown::Undecided);
    }
}
