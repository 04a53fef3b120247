//! Clocks, stores and contracts for tests.

pub(crate) mod around;
pub(crate) mod clock;
pub(crate) mod contract;
pub(crate) mod forgetful;
pub(crate) mod journal_contract;
pub(crate) mod memory;
pub(crate) mod token_contract;
pub(crate) mod tokens;
mod tried;
