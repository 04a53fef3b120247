//! The gateway as plain data, and what each request does to it.
//!
//! Nothing here knows of HTTP, of the clock or of the disk: every function takes the moment at which it happens, so that
//! the whole can be held against a model.

mod board;
mod checkout;
mod edits;
mod exact;
mod gateway;
mod goods;
mod kept;
mod limits;
mod moment;
mod order;
mod page;
mod payment;
mod refund;
mod refused;
mod rules;
mod shipment;
mod shipping;
mod token;
mod tokens;

pub(crate) use edits::Edit;
pub(crate) use kept::Kept;
pub(crate) use moment::later;

pub use gateway::State;
pub use goods::{Goods, Line};
pub use limits::{LONGEST_TEXT, MOST_RECORDS, MOST_REFUNDS, MOST_TOKENS};
pub use moment::Moment;
pub use order::{Due, Event, Order, Refund, Status, What, Which};
pub use page::{Checkout, Choice, Ending, Page, Purpose};
pub use payment::{Charge, Instrument, Pay};
pub use refused::Refused;
pub use rules::{Modes, Rules};
pub use shipment::{Change, Shipment};
pub use token::{Token, WrongToken};
