//! A payment gateway to develop and test against: stateful, on this machine only, and able to go wrong on demand.
//!
//! It answers the operations of the reference, keeps what a gateway keeps, and shows it on a page. What the reference
//! leaves open is decided in one place, [`Refusal`] and the table of its module, and none of that is the vendor's.
//!
//! ```
//! use gateway_sandbox::Sandbox;
//! use online_payment_gateway::Client;
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let sandbox = Sandbox::start().await?;
//! let client = Client::new(sandbox.config())?;
//! # let _ = client;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cards;
mod clock;
pub mod codes;
mod durable;
mod faults;
mod held;
mod http;
mod ids;
mod origin;
mod page;
mod reach;
mod sandbox;
mod shared;
pub mod state;
mod store;
mod strictness;
mod times;

pub use cards::{CardOutcome, TEST_CARDS, TestCard};
pub use clock::MovableClock;
pub use codes::{Codes, Refusal};
pub use faults::{FAULT_HEADER, Fault, FaultRun, LONG_DELAY, NoFault};
pub use sandbox::{Builder, Sandbox, StartError};
pub use shared::CallSeen;
pub use state::{Choice, Modes, Rules};
pub use store::StoreError;
pub use strictness::{NoStrictness, Strictness};

/// The programs of the page for production are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../docs/PRODUCTION.md")]
mod production {}

/// And those of the page for programs without tokio.
#[cfg(doctest)]
#[doc = include_str!("../../docs/WITHOUT_TOKIO.md")]
mod without_tokio {}
