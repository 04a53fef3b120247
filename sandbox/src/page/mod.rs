//! What people look at: the live page of the sandbox, and the pages on which a customer pays.

mod board;
mod cashier;
mod events;
pub(crate) mod example;
mod form;
mod html;
mod live;
mod statement;
mod trying;
mod values;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::shared::Shared;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(live::page))
        .route("/_sandbox/events", get(events::events))
        .route("/_sandbox/live.js", get(live::script))
        .route("/_sandbox/statement.csv", get(statement::statement))
        .route("/_sandbox/style.css", get(live::style))
        .route("/_sandbox/try", post(trying::act))
        .route("/_sandbox/values", get(values::values))
        .route("/pay/{key}", get(cashier::page).post(cashier::act))
        .with_state(shared)
}
