//! HTTP around the state: the operations, the pages, the faults, and the wire itself.

mod answers;
mod api;
mod basic;
mod carried;
mod control;
mod guard;
mod listen;
mod requests;
mod strict;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::page;
use crate::shared::Shared;

pub(crate) use api::Api;
pub(crate) use listen::serve;

/// Everything that the sandbox answers to.
pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let api = online_payment_gateway::server::router(Arc::new(Api(Arc::clone(shared))));
    api.merge(page::router(Arc::clone(shared)))
        .merge(control::router(Arc::clone(shared)))
        .layer(from_fn_with_state(Arc::clone(shared), guard::guard))
        .layer(from_fn_with_state(Arc::clone(shared), guard::dated))
}
