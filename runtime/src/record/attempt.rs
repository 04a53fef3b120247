//! Which purchase of the shop a payment is an attempt of.

/// That a payment is an attempt of a purchase. The usual double charge is a second attempt under a fresh order number, and
/// only the shop knows which attempts are one purchase.
///
/// ```
/// use gateway_runtime::{Attempt, Call};
///
/// let call = Call::new().attempt(Attempt::of("basket-17"));
/// let again = Call::new().attempt(Attempt::of("basket-17").despite_others("the customer paid twice on purpose"));
/// # let _ = (call, again);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub(crate) purchase: String,
    pub(crate) despite: Option<String>,
}

impl Attempt {
    /// An attempt of the purchase that the shop calls so. The name is written down and may be shown, so it should be none
    /// of a person.
    pub fn of(purchase: impl Into<String>) -> Self {
        Self {
            purchase: purchase.into(),
            despite: None,
        }
    }

    /// Sends it although another attempt may have been paid. Why is written down beside it.
    #[must_use]
    pub fn despite_others(mut self, why: impl Into<String>) -> Self {
        self.despite = Some(why.into());
        self
    }
}
