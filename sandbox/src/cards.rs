//! The cards that the sandbox takes. All are published test numbers; any other number is refused.
//!
//! A number is looked at once, while the request is decoded, and is kept nowhere; neither is a security code.

use gateway_runtime::Pan;
use serde::{Deserialize, Serialize};

/// What becomes of a payment by card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum CardOutcome {
    /// It is approved.
    Approved,
    /// It is declined.
    Declined,
    /// It is declined for lack of money.
    InsufficientFunds,
    /// It is declined as expired.
    Expired,
    /// It is declined for its security code.
    WrongSecurityCode,
    /// The customer has to pass 3-D Secure on a page (`payUrl`).
    Challenge,
    /// The customer's device has to be looked at first (`ddc`), then as a challenge.
    DeviceData,
    /// It stays pending for [`Rules::pending_takes`](crate::Rules) and is approved then.
    Pending,
    /// It is approved, and the answer takes [`Rules::slow_takes`](crate::Rules).
    Slow,
}

/// One test card.
#[derive(Debug, Clone, Copy)]
pub struct TestCard {
    /// Its published number.
    pub number: &'static str,
    /// Its brand.
    pub brand: &'static str,
    /// What becomes of a payment with it.
    pub outcome: CardOutcome,
}

const fn card(number: &'static str, brand: &'static str, outcome: CardOutcome) -> TestCard {
    TestCard {
        number,
        brand,
        outcome,
    }
}

/// Every card that is taken.
pub const TEST_CARDS: &[TestCard] = &[
    card("4242424242424242", "visa", CardOutcome::Approved),
    card("4111111111111111", "visa", CardOutcome::Approved),
    card("5555555555554444", "mastercard", CardOutcome::Approved),
    card("5105105105105100", "mastercard", CardOutcome::Approved),
    card("378282246310005", "amex", CardOutcome::Approved),
    card("6011111111111117", "discover", CardOutcome::Approved),
    card("3566002020360505", "jcb", CardOutcome::Approved),
    card("4000000000000002", "visa", CardOutcome::Declined),
    card("4000000000009995", "visa", CardOutcome::InsufficientFunds),
    card("4000000000000069", "visa", CardOutcome::Expired),
    card("4000000000000127", "visa", CardOutcome::WrongSecurityCode),
    card("4000000000003220", "visa", CardOutcome::Challenge),
    card("4000000000003063", "visa", CardOutcome::DeviceData),
    card("4000000000000077", "visa", CardOutcome::Pending),
    card("4000000000000259", "visa", CardOutcome::Slow),
];

/// The test card with this number.
pub(crate) fn find(number: &Pan) -> Option<TestCard> {
    let digits = number.expose();
    TEST_CARDS
        .iter()
        .find(|card| card.number == digits)
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_number_is_one_that_a_terminal_would_take() {
        for card in TEST_CARDS {
            let sum: u32 = card
                .number
                .bytes()
                .rev()
                .enumerate()
                .map(|(place, byte)| {
                    let digit = u32::from(byte - b'0') * (1 + u32::try_from(place % 2).unwrap());
                    digit / 10 + digit % 10
                })
                .sum();
            assert_eq!(sum % 10, 0, "{}", card.number);
        }
    }
}
