//! What a generated payment client runs on.

mod address;
mod boxed;
mod call;
mod check;
mod clock;
mod config;
mod evidence;
mod failure;
mod form;
mod gateway;
mod intent;
mod json;
mod operation;
mod raw_answer;
mod retry;
#[cfg(feature = "testing")]
pub mod testing;
mod text;
mod token;
mod transport;
mod types;
mod wipe;

pub use rust_decimal::Decimal;

pub use address::BadAddress;
pub use call::Call;
pub use check::{
    Broken, BrokenRule, Check, NumberRules, Numeric, Pattern, Piece, Rule, Rules, TextRules,
    Textual, checked,
};
pub use clock::{BoxFuture, Clock, SystemClock};
pub use config::{Config, ConfigError, TokenForm};
pub use evidence::{Evidence, Reason};
pub use failure::{Failure, Indeterminate, NotSent, Refused, UnexpectedStatus};
pub use gateway::Gateway;
pub use intent::Intent;
pub use json::{
    Answer, Json, JsonRef, JsonWriter, Kind, ListWriter, NotJson, Object, ObjectWriter, Oddities,
    Oddity, Read, Strangeness, Write, WriteNumber,
};
pub use operation::{
    Api, Effect, Envelope, Method, Operation, Repeat, Security, TimeUnit, TokenFlow, Unauthorized,
};
pub use raw_answer::{Accepted, Code, RawAnswer};
pub use retry::Retries;
pub use text::{Text, checked_text};
pub use token::{StoredToken, TokenStore};
pub use transport::{Incoming, Limits, Outgoing, Transport, TransportError};
pub use types::{Amount, Date, Pan, SecurityCode, Sensitive, Timestamp};
pub use wipe::Wipe;
