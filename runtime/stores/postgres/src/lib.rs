//! The journal and the token of a fleet in PostgreSQL: many machines, one truth.
//!
//! A shop that runs on containers whose disks vanish with them has no use for a journal on disk. This one is in the
//! database that the shop runs already: each payment is a row before it leaves, whoever lives looks up what another left
//! open, and a payment can be written down in the same transaction as the order ([`prepare_in`]). The
//! [token](Postgres::tokens) of a fleet is one row more.
//!
//! # What is durable
//!
//! Each statement that has to outlive a crash sets `synchronous_commit` for its own transaction, so that no setting of a
//! role or a pool weakens it. A commit without an answer, or with a warning, as a server gives when a standby has not
//! confirmed, is not durable, and what it was for is not sent. Without a synchronous standby a fail-over may lose the last
//! commits: [`Postgres::durability`] says so, the first use warns, and after a fail-over each process that lives writes its
//! own of the last ten minutes again. A process that died in the same moment cannot.
//!
//! # What of PostgreSQL is used
//!
//! For those whose engine only speaks its language: the extended protocol with unnamed statements, one to a transaction, so
//! that a pool between may hand each to another connection; `INSERT … ON CONFLICT DO UPDATE … WHERE`, `UPDATE … FROM`,
//! `RETURNING`, statements that write inside `WITH`, `WITH RECURSIVE`, `LATERAL`, `FOR UPDATE SKIP LOCKED`, partial indexes, a
//! GIN index of `bigint[]` with `&&`, comparison of rows, `COLLATE "C"`, `IS NOT DISTINCT FROM`; `clock_timestamp()`, `set_config`,
//! `current_setting`; and, where they are there, `pg_is_in_recovery`, `pg_walfile_name` and `pg_current_wal_lsn`, by which a
//! fail-over is seen. An engine without these three is never seen to fail over. PostgreSQL 12 and later has all of it.
//!
//! # What stands in the tables
//!
//! Never a card number, a security code or a secret; order and tracking numbers, amounts and times do. The token stands
//! there sealed with a key that the database does not have.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

mod columns;
mod database;
mod forget;
mod history;
mod journal;
mod postgres;
mod recent;
mod rows;
pub mod statements;
#[cfg(feature = "tls")]
pub mod tls;
mod tokens;

pub use crate::columns::Columns;
pub use crate::journal::PostgresJournal;
pub use crate::postgres::{Durability, MIGRATION, Postgres, prepare_in};
pub use crate::tokens::PostgresTokens;
/// What seals the token.
pub use gateway_seal::Seal;
/// The crate whose configuration and connectors are taken.
pub use tokio_postgres;

#[cfg(doctest)]
#[doc = include_str!("../../../../docs/FLEET.md")]
struct Fleet;
