//! What carries one request to the gateway and one answer back, and the clock that bounds it.

pub(crate) mod address;
pub(crate) mod clock;
pub(crate) mod config_error;
pub(crate) mod connect;
pub(crate) mod doubt;
pub(crate) mod ear;
#[cfg(all(test, feature = "testing"))]
mod fake;
pub(crate) mod head;
pub(crate) mod headers;
pub(crate) mod http;
pub(crate) mod io;
pub(crate) mod outgoing;
pub(crate) mod pool;
pub(crate) mod proxy;
pub(crate) mod race;
pub(crate) mod reach;
#[cfg(feature = "testing")]
pub(crate) mod testing;
#[cfg(all(test, feature = "testing"))]
mod tests;
#[cfg(feature = "tls")]
pub(crate) mod tls;
pub(crate) mod transport;
