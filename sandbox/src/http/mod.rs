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

pub(crate) use answers::time;
pub(crate) use api::Api;
pub(crate) use guard::is_own_page;
pub(crate) use listen::serve;

/// The time of day of a moment in UTC, for people.
pub(crate) fn clock_time(moment: crate::state::Moment) -> String {
    let second = moment / 1000 % 86_400;
    format!(
        "{:02}:{:02}:{:02}",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// Everything that the sandbox answers to.
pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let api = online_payment_gateway::server::router(Arc::new(Api(Arc::clone(shared))));
    api.merge(page::router(Arc::clone(shared)))
        .merge(control::router(Arc::clone(shared)))
        .layer(from_fn_with_state(Arc::clone(shared), guard::guard))
        .layer(from_fn_with_state(Arc::clone(shared), guard::dated))
}
