//! What people look at: the live page of the sandbox, and the pages on which a customer pays.

mod cashier;
mod html;
mod live;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::shared::Shared;

/// The origin of an address of the web; none for any other, such as `javascript:`.
pub(crate) fn origin(address: &str) -> Option<String> {
    cashier::origin(address)
}

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(live::page))
        .route("/_sandbox/board", get(live::board))
        .route("/_sandbox/live.js", get(live::script))
        .route("/_sandbox/style.css", get(live::style))
        .route("/pay/{key}", get(cashier::page).post(cashier::act))
        .with_state(shared)
}
