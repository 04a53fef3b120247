//! The other side, behind the feature `server`: a trait with a method for each operation, and a router that serves it.

mod handle;
mod routes;
mod service;

use super::source::SourceFile;
use crate::api::Api;

/// The files of the server.
pub(super) fn files(api: &Api) -> Vec<SourceFile> {
    let (routes, gaps) = routes::routes(api);
    let file = |path: &str, tokens| SourceFile {
        path: path.to_owned(),
        tokens,
    };
    vec![
        file("server/mod.rs", service::service(api, &routes, &gaps)),
        file("server/handle.rs", handle::handlers(api, &routes)),
    ]
}
