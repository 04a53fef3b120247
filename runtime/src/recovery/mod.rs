//! Finding out what became of a request whose outcome nobody knows.
//!
//! A look-up asks the gateway as the document says for the operation, with the numbers of the request. Only a positive
//! match counts: the answer names the same numbers, shows a state that proves that the request was carried out, and shows
//! whatever else tells the request from another one of the same number. A value that surely is another's says that it is
//! another one. Whatever lies between is "cannot tell". Not having been found is never taken for a proof, since a gateway
//! may show a payment later than it takes it.
//!
//! Nothing here sends a payment again or calls one off. [`Gateway::resend`](crate::Gateway::resend) repeats a request where the document allows
//! that, only when the caller hands it in anew; a void is an operation like any other, and the caller's to send.

pub(crate) mod aging;
#[cfg(feature = "journal")]
pub(crate) mod disk;
pub(crate) mod follow;
pub(crate) mod look;
pub(crate) mod matching;
pub(crate) mod noted;
pub(crate) mod options;
pub(crate) mod pace;
pub(crate) mod page;
pub(crate) mod reconcile;
pub(crate) mod recover;
pub(crate) mod recovered;
pub(crate) mod resend;
pub(crate) mod resolution;
pub(crate) mod retention;
#[cfg(all(test, feature = "testing"))]
mod tests;
pub(crate) mod together;
