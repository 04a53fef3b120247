//! The kinds of value that every payment API has.

pub(crate) mod amount;
pub(crate) mod card;
pub(crate) mod currency;
pub(crate) mod date;
pub(crate) mod decimal;
pub(crate) mod nullable;
pub(crate) mod sensitive;
pub(crate) mod timestamp;
pub(crate) mod upload;
pub(crate) mod whole;
