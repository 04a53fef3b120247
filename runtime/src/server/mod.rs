//! The other side, for whoever stands in for a gateway: what every server needs and no document changes.
//!
//! A generated crate states its operations, a trait with a method for each, and which parameters and bodies each has; here
//! [credentials](shown) are found, a request is [taken apart](Received) and an [answer](written) is put together.
//!
//! Nothing here is needed to call a gateway.

mod answers;
mod credential;
mod finding;
mod parameter;
mod path;
mod received;
mod split;
mod tree;
mod urlencoded;
mod values;

pub use answers::{bad_request, bare, binary, json, text, written, written_as};
pub use credential::{Shown, credential, shown};
pub use finding::Finding;
pub use parameter::{Parameter, Source, Wire};
pub use path::is_of;
pub use received::{LARGEST_BODY, Received, call};
