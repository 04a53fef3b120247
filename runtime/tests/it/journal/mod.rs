//! The journal on disk by itself.

mod contract;
#[allow(dead_code, reason = "the tests across rooms take the rest")]
mod place;
mod torn;
mod written_before;

use place::{Folder, accepted, handle, order_of, random};
