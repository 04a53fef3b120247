//! The other side, behind the feature `server`: a trait with a method for each operation, and a router that serves it.

mod call;
mod handle;
mod routes;
mod service;

use proc_macro2::TokenStream;

use crate::api::Api;

/// The file of the trait and the router.
pub(super) fn service(api: &Api) -> TokenStream {
    let (routes, gaps) = routes::routes(api);
    service::service(api, &routes, &gaps)
}

/// The file of what makes calls of JSON.
pub(super) fn calls(api: &Api) -> TokenStream {
    call::calls(api)
}

/// The file of the handlers.
pub(super) fn handlers(api: &Api) -> TokenStream {
    let (routes, _) = routes::routes(api);
    handle::handlers(api, &routes)
}
