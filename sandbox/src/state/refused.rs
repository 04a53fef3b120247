//! What is not done, and why.

use std::fmt;

use super::order::Order;
use crate::codes::Refusal;

/// A refusal, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: Refusal,
    /// What exactly, for people; it holds no card number and no secret.
    pub detail: String,
    /// The payment, where there is one.
    pub order: Option<Box<Order>>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.why)?;
        match self.detail.is_empty() {
            true => Ok(()),
            false => write!(f, ": {}", self.detail),
        }
    }
}

impl std::error::Error for Refused {}

impl Refused {
    pub(crate) fn new(why: Refusal, detail: impl Into<String>) -> Self {
        Self {
            why,
            detail: detail.into(),
            order: None,
        }
    }

    pub(super) fn about(self, order: &Order) -> Self {
        Self {
            order: Some(Box::new(order.clone())),
            ..self
        }
    }
}

impl From<Refusal> for Refused {
    fn from(why: Refusal) -> Self {
        Self::new(why, "")
    }
}
