//! A shop that takes payments through the gateway, small enough to be read in one go.
//!
//! `cargo run -p gateway-shop` starts it with a sandbox of its own. Read it in this order:
//!
//! 1. [`order`] and [`refund`]: what a shop knows, and how it takes in what the gateway says of it, however often and in
//!    whatever sequence that comes.
//! 2. [`orders`]: the database. An order is written down before anything is asked of the gateway.
//! 3. [`taking`]: takes money: the hosted checkout first, then a card, a wallet, a card that was stored.
//! 4. [`handling`]: what a merchant does afterwards: capture, cancel, refund, ship.
//! 5. [`learning`]: how the shop learns what became of it all: the one place that believes the gateway, and what wakes it.
//! 6. [`following`]: what goes on by itself, from the start of the process to its end.
//! 7. [`routes`] and [`pages`]: the web.
//!
//! A shop of your own differs in `main`: the address and the credentials of your gateway, and what you know of its codes and
//! states (`docs/PRODUCTION.md`).

pub mod following;
pub mod handling;
pub mod learning;
pub mod order;
pub mod orders;
pub mod pages;
pub mod refund;
pub mod requests;
pub mod routes;
pub mod taking;

mod exact;
mod fields;
mod forged;
mod numbers;
mod shared_look;
mod shop;
mod trouble;

pub use shop::Shop;
pub use trouble::Trouble;
