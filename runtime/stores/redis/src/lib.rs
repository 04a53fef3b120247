//! The token of a fleet in Redis, for those who run one: all processes share a token, and one of them fetches the next.
//!
//! A journal does not belong here, since Redis may lose what it has said it had. A token that is lost costs one fetch.
//!
//! # What stands in Redis
//!
//! Three keys for each account, named by a hash of gateway and account, so that they can stand in one slot of a cluster:
//! who may fetch (`SET NX PX`, with a word of the owner's), who could last, and the token, sealed with a key that Redis does
//! not have. What `MONITOR`, a dump or a replica shows opens for nobody. Redis still has to be reachable by the fleet alone: who
//! may write can make it fetch all the time. ACLs want `get`, `set`, `del`, `pttl`, `time`, `eval` and `multi` on `gateway-token:*`.
//! For TLS, switch on `tokio-rustls-comp` of [`redis`] and give a client of a `rediss://` address.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

mod scripts;
mod tokens;

pub use crate::tokens::RedisTokens;
/// What seals the token.
pub use gateway_seal::Seal;
/// The crate whose client is taken.
pub use redis;
