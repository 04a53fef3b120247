//! JSON as this client reads and writes it: strict in what leaves, lenient in what comes back.
//!
//! One pass over a text finds where each value begins and ends ([`index`]); what a value means is decided from its text
//! when somebody asks for it, and no byte is looked through again for that. So money never passes through a float, one anomalous field never costs the whole answer, and a card cannot be serialised into
//! a log by accident, because nothing implements serde's traits.

pub(crate) mod budget;
pub(crate) mod containers;
pub(crate) mod everywhere;
pub(crate) mod further;
pub(crate) mod index;
pub(crate) mod kind;
pub(crate) mod match_score;
pub(crate) mod name_filter;
pub(crate) mod object;
pub(crate) mod paths;
pub(crate) mod read;
pub(crate) mod reference;
pub(crate) mod scalar;
pub(crate) mod scalars;
#[cfg(test)]
mod tests;
pub(crate) mod untyped;
pub(crate) mod warning;
pub(crate) mod writer;
pub(crate) mod writing;
