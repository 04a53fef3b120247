//! Money that goes back: once for each number, and never more than came.

use online_payment_gateway::runtime::Decimal;

use crate::order::{Learned, Order, Refund, RefundState, State};

/// Whether a refund was asked for just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is new, and is sent.
    Now,
    /// It was asked for before, and is not sent again.
    Before,
}

impl Order {
    /// Takes in a refund that is asked for, if it is a new one and there is so much left.
    ///
    /// # Errors
    ///
    /// Why it is not asked for.
    pub fn ask_refund(&mut self, number: &str, amount: Decimal) -> Result<Asked, &'static str> {
        if self.refunds.contains_key(number) {
            return Ok(Asked::Before);
        }
        if self.state != State::Paid {
            return Err("only what is paid can be given back");
        }
        if amount <= Decimal::ZERO || amount > self.refundable() {
            return Err("so much is not left to be given back");
        }
        let refund = Refund {
            amount,
            state: RefundState::Asked,
        };
        self.refunds.insert(number.to_owned(), refund);
        Ok(Asked::Now)
    }

    /// Brings refunds before a person that an earlier process was about to ask for and that no journal holds.
    pub fn leave_refunds(&mut self, is_held: impl Fn(&str) -> bool) {
        let mut asked = self
            .refunds
            .iter()
            .filter(|(_, refund)| refund.state == RefundState::Asked);
        if let Some((number, _)) = asked.find(|(number, _)| !is_held(number)) {
            self.attention = Some(format!("what became of refund {number} is not known"));
        }
    }

    /// What can still be given back.
    #[must_use]
    pub fn refundable(&self) -> Decimal {
        let refunds = self.refunds.values();
        let going = refunds.filter(|refund| refund.state != RefundState::Refused);
        going.fold(self.amount, |left, refund| left - refund.amount)
    }

    /// Takes in how far a refund is. It only ever gets further.
    pub fn learn_refund(&mut self, number: &str, shown: RefundState) -> Learned {
        match self.refunds.get_mut(number) {
            Some(refund) if refund.state < shown => {
                refund.state = shown;
                Learned::Changed
            }
            _ => Learned::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::order;

    #[test]
    fn a_refund_gets_further_and_never_back() {
        let mut order = order();
        order.state = State::Paid;
        assert_eq!(order.ask_refund("REFUND-1", Decimal::ONE), Ok(Asked::Now));
        for (shown, learned) in [
            (RefundState::Done, Learned::Changed),
            (RefundState::Accepted, Learned::Nothing),
            (RefundState::Refused, Learned::Nothing),
        ] {
            assert_eq!(order.learn_refund("REFUND-1", shown), learned);
            assert_eq!(order.refunds["REFUND-1"].state, RefundState::Done);
        }
        assert_eq!(
            order.learn_refund("REFUND-2", RefundState::Done),
            Learned::Nothing
        );
    }

    #[test]
    fn a_refund_is_asked_for_once_and_no_more_goes_back_than_came() {
        let mut order = order();
        assert!(order.ask_refund("REFUND-1", Decimal::ONE).is_err());
        order.state = State::Paid;
        assert_eq!(
            order.ask_refund("REFUND-1", Decimal::from(4)),
            Ok(Asked::Now)
        );
        assert_eq!(
            order.ask_refund("REFUND-1", Decimal::from(4)),
            Ok(Asked::Before)
        );
        assert!(order.ask_refund("REFUND-2", Decimal::from(7)).is_err());
        order.learn_refund("REFUND-1", RefundState::Refused);
        assert_eq!(
            order.ask_refund("REFUND-2", Decimal::from(7)),
            Ok(Asked::Now)
        );
        assert_eq!(order.refundable(), Decimal::from(3));
    }
}
