use gateway_runtime::Decimal;

use super::gateway::State;
use super::limits::{self, MOST_REFUNDS};
use super::moment::{Moment, later};
use super::order::{Order, Refund, Status, What, Which};
use super::refused::Refused;
use super::rules::Rules;
use crate::codes::Refusal;

impl State {
    /// Accepts a refund; it is done later.
    ///
    /// # Errors
    ///
    /// Why nothing goes back.
    pub fn refund(
        &mut self,
        rules: &Rules,
        now: Moment,
        which: &Which,
        number: &str,
        amount: Decimal,
    ) -> Result<(Order, Refund), Refused> {
        if let Some(former) = self.refunds.get(number).and_then(|of| self.orders.get(of)) {
            return Err(Refused::from(Refusal::DuplicateRefund).about(former));
        }
        let mut order = self.find(which)?.clone();
        if order.status != Status::Captured {
            return Err(Refused::from(Refusal::NotRefundable).about(&order));
        }
        if amount <= Decimal::ZERO || amount > order.refundable() {
            return Err(Refused::from(Refusal::WrongAmount).about(&order));
        }
        limits::texts([number])?;
        self.has_room()?;
        if order.refunds.len() >= MOST_REFUNDS {
            let detail = format!("one payment has {MOST_REFUNDS} refunds at most");
            return Err(Refused::new(Refusal::Full, detail).about(&order));
        }
        let refund = Refund {
            number: number.to_owned(),
            trade_no: self.ids.short("R"),
            amount,
            accepted: now,
            done: later(now, rules.refund_takes),
            is_done: false,
        };
        order.refunds.push(refund.clone());
        order.record(now, What::RefundAccepted(number.to_owned()), amount);
        self.put(order.clone());
        Ok((order, refund))
    }

    pub(super) fn finish_refund(&mut self, at: Moment, trade_no: &str, number: &str) {
        let Some(mut order) = self.orders.get(trade_no).cloned() else {
            return;
        };
        let open = order
            .refunds
            .iter_mut()
            .find(|refund| refund.number == number && refund.done == at && !refund.is_done);
        let Some(refund) = open else {
            return;
        };
        refund.is_done = true;
        refund.done = at;
        let amount = refund.amount;
        order.record(at, What::RefundFinished(number.to_owned()), amount);
        self.put(order);
    }

    /// Looks up the last refund of a payment, as it was when the rules say that queries look.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownOrder`] or [`Refusal::UnknownRefund`].
    pub fn query_refund(
        &self,
        rules: &Rules,
        now: Moment,
        which: &Which,
        method: &str,
    ) -> Result<(Order, Refund), Refused> {
        let order = self.query(rules, now, which, method)?;
        match order.refunds.last().cloned() {
            Some(refund) => Ok((order, refund)),
            None => Err(Refused::from(Refusal::UnknownRefund).about(&order)),
        }
    }
}
