//! How much is kept at most, so that no caller fills the memory of the machine.

use super::refused::Refused;
use crate::codes::Refusal;

/// The most payments, pages, refunds and shipments, all together.
pub const MOST_RECORDS: usize = 100_000;
/// The most refunds of one payment.
pub const MOST_REFUNDS: usize = 200;
/// The most tokens that are valid at one time; the oldest gives way to a new one.
pub const MOST_TOKENS: usize = 1_000;
/// The most bytes of one text.
pub const LONGEST_TEXT: usize = 2_048;

/// Refuses texts that are too long to be kept.
pub(super) fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<(), Refused> {
    if texts
        .into_iter()
        .all(|text| text.as_ref().len() <= LONGEST_TEXT)
    {
        return Ok(());
    }
    let detail = format!("a text of more than {LONGEST_TEXT} bytes is not kept");
    Err(Refused::new(Refusal::InvalidRequest, detail))
}

#[cfg(test)]
mod tests {
    use gateway_runtime::Decimal;

    use super::*;
    use crate::state::{Checkout, Goods, Instrument, Pay, Rules, State, Which};

    fn checkout(order_no: &str) -> Checkout {
        Checkout {
            order_no: order_no.to_owned(),
            amount: Decimal::ONE,
            currency: "USD".to_owned(),
            captures_itself: true,
            return_to: None,
            language: None,
            goods: Goods::default(),
        }
    }

    #[test]
    fn neither_a_long_text_nor_one_record_too_many_is_kept() {
        let (rules, mut state) = (Rules::default(), State::new(1));
        let long = checkout(&"x".repeat(LONGEST_TEXT + 1));
        let refused = state.open_checkout(&rules, 0, long, None).unwrap_err();
        assert_eq!(refused.why, Refusal::InvalidRequest);
        for number in 0..MOST_RECORDS {
            let checkout = checkout(&format!("ORDER-{number}"));
            state.open_checkout(&rules, 0, checkout, None).unwrap();
        }
        let refused = state.open_checkout(&rules, 0, checkout("ORDER-LAST"), None);
        assert_eq!(refused.unwrap_err().why, Refusal::Full);
    }

    #[test]
    fn one_payment_has_so_many_refunds_and_no_more() {
        let (rules, mut state) = (Rules::default(), State::new(1));
        let pay = Pay {
            order_no: "ORDER-1".to_owned(),
            amount: Decimal::from(MOST_REFUNDS + 1),
            currency: "USD".to_owned(),
            method: "alipay".to_owned(),
            captures_itself: true,
            instrument: Instrument::ScannedWallet,
            store: false,
            return_to: None,
            language: None,
            page_lives: None,
            goods: Goods::default(),
        };
        state.pay(&rules, 0, pay).unwrap();
        let which = Which {
            order_no: Some("ORDER-1".to_owned()),
            trade_no: None,
        };
        let mut refund = |number: usize| {
            let number = format!("R-{number}");
            state.refund(&rules, 0, &which, &number, Decimal::ONE)
        };
        assert!((0..MOST_REFUNDS).all(|number| refund(number).is_ok()));
        assert_eq!(refund(MOST_REFUNDS).unwrap_err().why, Refusal::Full);
    }

    #[test]
    fn the_oldest_token_gives_way_to_one_too_many() {
        let (mut rules, mut state) = (Rules::default(), State::new(1));
        (rules.app_id, rules.secret) = (Some("a".to_owned()), Some("b".to_owned()));
        let mut issue = |now| state.issue_token(&rules, now, "a", "b").unwrap().text;
        let first = issue(0);
        let others: Vec<String> = (0..MOST_TOKENS).map(|_| issue(1)).collect();
        assert!(!state.is_valid_token(1, &first));
        assert!(others.iter().all(|token| state.is_valid_token(1, token)));
    }
}
