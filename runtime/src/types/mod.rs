//! The kinds of value that every payment API has.

mod amount;
mod card;
mod currency;
mod date;
pub(crate) mod decimal;
mod sensitive;
mod timestamp;

pub use amount::Amount;
pub use card::{Pan, SecurityCode};
pub use currency::currency_digits;
pub use date::Date;
pub use sensitive::Sensitive;
pub use timestamp::Timestamp;
