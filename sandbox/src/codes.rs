//! The sandbox's own choices, in one place. **Nothing here is the vendor's.**
//!
//! The reference lists one code, `0000`, and a few states, and says nothing about refusals. What a sandbox must choose:
//!
//! | Question | Choice |
//! |---|---|
//! | The code of a refusal | `SB` and two digits, [`Refusal::code`]; another by [`Codes::set`] |
//! | The status of a refusal | 200 with the code; a bad or missing token is a 401 without a body, and `WWW-Authenticate` says why |
//! | The required fields of a refusal | those that the request tells, and of a payment that was tried and failed its state and number; with [`Modes::bare_refusals`](crate::Modes) none |
//! | A request that breaks a documented rule | 200, [`Refusal::InvalidRequest`], every finding in `respMsg` and `findings` |
//! | What no client of the reference would send | refused as such a request, unless it is allowed by the name of its [`Strictness`](crate::Strictness) |
//! | A card whose last month is over | declined, as [`Refusal::ExpiredCard`]; a stored card is not charged |
//! | A repeated order number | refused; with [`Modes::duplicates_charge`](crate::Modes) it pays again |
//! | An order number whose payment failed, expired or was cancelled | may be used again |
//! | A repeated refund number | refused, whatever the amount |
//! | Captures of one payment | one, of at most what was authorized; the rest is released |
//! | Refunds of one payment | up to [`MOST_REFUNDS`](crate::state::MOST_REFUNDS), in sum at most what was captured; accepted ones count |
//! | A refund's states | `accepted` at first, `successed` after [`Rules::refund_takes`](crate::Rules) |
//! | States that the reference does not show | `pending`, `failed`, `expired` |
//! | A payment that is queried by another method | not found |
//! | An order number with several payments | a query, capture, void or refund by it means the last |
//! | The currency of a subscription payment | that of the first payment |
//! | An authorization that is never captured | expires after [`Rules::authorization_lives`](crate::Rules) |
//! | The token's place | alone, or after `Bearer` |
//! | What cannot be written to the state file | status 503 with [`Refusal::NotKept`], and nothing of it happened |
//! | More than [`MOST_RECORDS`](crate::state::MOST_RECORDS) payments, pages, refunds and shipments | refused |
//! | A batch of tracking records | what is right is added, `trackings` lists it; the others are told in `desc` |

use std::collections::BTreeMap;

/// Why the sandbox refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// A fault asked for it.
    OnDemand,
    /// The request breaks a documented rule.
    InvalidRequest,
    /// The application id or the secret is wrong.
    WrongCredentials,
    /// The order number was used before.
    DuplicateOrder,
    /// There is no such order.
    UnknownOrder,
    /// The number is none of the test cards.
    NoTestCard,
    /// The issuer declines.
    Declined,
    /// The issuer declines for lack of money.
    InsufficientFunds,
    /// The issuer declines since the card is expired.
    ExpiredCard,
    /// The issuer declines since the security code is wrong.
    WrongSecurityCode,
    /// The sandbox does not know the method.
    UnknownMethod,
    /// The amount is zero, or more than is there.
    WrongAmount,
    /// The payment is in no state to be captured.
    NotCapturable,
    /// The payment is in no state to be voided.
    NotVoidable,
    /// The payment is in no state to be refunded.
    NotRefundable,
    /// The refund number was used before.
    DuplicateRefund,
    /// There is no such refund.
    UnknownRefund,
    /// There is no stored card by that identifier.
    UnknownStoredCard,
    /// There is a tracking record by that number already, or none was taken of a batch.
    DuplicateTracking,
    /// There is no tracking record by that number.
    UnknownTracking,
    /// A change of a tracking record names something that cannot be changed.
    WrongTrackingChange,
    /// The page is over: paid, left or expired.
    PageOver,
    /// The state file cannot be written. It comes with status 503, and nothing was done.
    NotKept,
    /// The sandbox has as much as it keeps.
    Full,
}

/// The code of an answer that accepts.
pub(crate) const ACCEPTED: &str = "0000";

impl Refusal {
    /// Every refusal.
    pub const ALL: [Self; 24] = [
        Self::OnDemand,
        Self::InvalidRequest,
        Self::WrongCredentials,
        Self::DuplicateOrder,
        Self::UnknownOrder,
        Self::NoTestCard,
        Self::Declined,
        Self::InsufficientFunds,
        Self::ExpiredCard,
        Self::WrongSecurityCode,
        Self::UnknownMethod,
        Self::WrongAmount,
        Self::NotCapturable,
        Self::NotVoidable,
        Self::NotRefundable,
        Self::DuplicateRefund,
        Self::UnknownRefund,
        Self::UnknownStoredCard,
        Self::DuplicateTracking,
        Self::UnknownTracking,
        Self::WrongTrackingChange,
        Self::PageOver,
        Self::NotKept,
        Self::Full,
    ];

    /// The code, unless [`Codes`] say otherwise.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// What it means, for people.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.row().1
    }

    /// Whether it is the issuer of a card that refuses.
    fn is_decline(self) -> bool {
        use Refusal::{Declined, ExpiredCard, InsufficientFunds, WrongSecurityCode};
        matches!(
            self,
            Declined | InsufficientFunds | ExpiredCard | WrongSecurityCode
        )
    }

    fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::OnDemand => ("SB01", "Refused on demand"),
            Self::InvalidRequest => ("SB02", "The request breaks a documented rule"),
            Self::WrongCredentials => ("SB03", "The application id or the secret is wrong"),
            Self::DuplicateOrder => ("SB10", "The order number was used before"),
            Self::UnknownOrder => ("SB11", "There is no such order"),
            Self::NoTestCard => ("SB20", "Only test cards are taken here"),
            Self::Declined => ("SB21", "The issuer declines"),
            Self::InsufficientFunds => ("SB22", "The issuer declines: insufficient funds"),
            Self::ExpiredCard => ("SB23", "The issuer declines: the card is expired"),
            Self::WrongSecurityCode => ("SB24", "The issuer declines: wrong security code"),
            Self::UnknownMethod => ("SB25", "The payment method is not known here"),
            Self::WrongAmount => ("SB30", "The amount is zero or more than is there"),
            Self::NotCapturable => ("SB31", "The payment cannot be captured"),
            Self::NotVoidable => ("SB32", "The payment cannot be voided"),
            Self::NotRefundable => ("SB33", "The payment cannot be refunded"),
            Self::DuplicateRefund => ("SB34", "The refund number was used before"),
            Self::UnknownRefund => ("SB35", "There is no such refund"),
            Self::UnknownStoredCard => ("SB40", "There is no stored card by that identifier"),
            Self::DuplicateTracking => ("SB50", "The tracking number was given before"),
            Self::UnknownTracking => ("SB51", "There is no such tracking record"),
            Self::WrongTrackingChange => {
                ("SB52", "The change of the tracking record is not possible")
            }
            Self::PageOver => ("SB60", "The payment page is over"),
            Self::NotKept => ("SB70", "The state file cannot be written"),
            Self::Full => ("SB71", "The sandbox keeps no more"),
        }
    }
}

/// The states of this sandbox in which a payment has failed.
pub(crate) const FAILED_STATES: [&str; 2] = ["failed", "expired"];

/// Codes other than the sandbox's own.
#[derive(Debug, Clone, Default)]
pub struct Codes(BTreeMap<Refusal, String>);

impl Codes {
    /// Gives a refusal another code.
    #[must_use]
    pub fn set(mut self, refusal: Refusal, code: impl Into<String>) -> Self {
        self.0.insert(refusal, code.into());
        self
    }

    /// The code of a refusal.
    #[must_use]
    pub fn code(&self, refusal: Refusal) -> &str {
        self.0.get(&refusal).map_or(refusal.code(), String::as_str)
    }

    /// The codes that refuse a request for good: every one but that of what was not kept, whose status decides nothing.
    pub(crate) fn refused(&self) -> Vec<&str> {
        let refusals = Refusal::ALL.into_iter();
        let refusals = refusals.filter(|refusal| *refusal != Refusal::NotKept);
        refusals.map(|refusal| self.code(refusal)).collect()
    }

    /// Whether a code says that an issuer declines, and nothing else.
    pub(crate) fn is_decline(&self, code: &str) -> bool {
        let all = Refusal::ALL.into_iter();
        let mut meant = all.filter(|refusal| self.code(*refusal) == code).peekable();
        meant.peek().is_some() && meant.all(Refusal::is_decline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_refusals_share_a_code() {
        let codes: std::collections::BTreeSet<&str> =
            Refusal::ALL.iter().map(|refusal| refusal.code()).collect();
        assert_eq!(codes.len(), Refusal::ALL.len());
    }

    #[test]
    fn a_code_that_means_other_refusals_too_says_no_decline() {
        let codes = Codes::default().set(Refusal::Declined, "05");
        assert!(codes.is_decline("05") && codes.is_decline(Refusal::ExpiredCard.code()));
        for code in [
            Refusal::Declined.code(),
            Refusal::WrongAmount.code(),
            "0000",
        ] {
            assert!(!codes.is_decline(code), "{code}");
        }
        assert!(!codes.set(Refusal::WrongAmount, "05").is_decline("05"));
    }
}
