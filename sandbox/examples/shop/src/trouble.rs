use std::fmt;

use online_payment_gateway::ValidationError;
use online_payment_gateway::runtime::JournalError;

use crate::orders::OrdersError;

/// Why the shop did nothing.
#[derive(Debug)]
pub enum Trouble {
    /// What was typed, or what would be sent, breaks these rules.
    Invalid(ValidationError),
    /// A field of the form is missing.
    Missing(&'static str),
    /// There is no such order.
    NoSuchOrder,
    /// The order is not as far, or further, in words.
    NotNow(&'static str),
    /// The form is none of a page that this browser was shown.
    Forged,
    /// The database failed.
    Orders(OrdersError),
    /// The journal failed.
    Journal(JournalError),
    /// The system has no randomness.
    Random,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(f),
            Self::Missing(name) => write!(f, "the field {name} is missing"),
            Self::NoSuchOrder => f.write_str("there is no such order"),
            Self::NotNow(why) => f.write_str(why),
            Self::Forged => f.write_str(
                "the form is not of a page that the shop showed to this browser; open the page again",
            ),
            Self::Orders(error) => error.fmt(f),
            Self::Journal(error) => error.fmt(f),
            Self::Random => f.write_str("the system has no randomness"),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<ValidationError> for Trouble {
    fn from(error: ValidationError) -> Self {
        Self::Invalid(error)
    }
}

impl From<JournalError> for Trouble {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

impl From<OrdersError> for Trouble {
    fn from(error: OrdersError) -> Self {
        Self::Orders(error)
    }
}
