//! Values: types of money, text that is checked, JSON, and memory that is wiped. Nothing here sends or waits.

pub(crate) mod basic;
pub(crate) mod boxed;
pub(crate) mod check;
pub(crate) mod echo;
pub(crate) mod form;
pub mod forms;
pub(crate) mod json;
pub(crate) mod locked;
pub(crate) mod multipart;
pub(crate) mod plain;
pub(crate) mod pointer;
pub(crate) mod random;
pub(crate) mod returned;
#[cfg(feature = "serde")]
pub mod serde;
pub(crate) mod serialized;
pub(crate) mod text;
pub(crate) mod types;
pub(crate) mod wipe;
