//! Which operations a router can tell apart.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Api, Operation};
use crate::path_template::unnamed;

/// An operation that is served, with its path as the router has it.
pub(super) struct Route<'a> {
    pub(super) operation: &'a Operation,
    pub(super) path: String,
}

/// The operations that can be told apart, and the others with the reason.
///
/// A router names the parameters of a path by their position, since it refuses two names for one position. What their segments
/// have beside them tells apart those that are alike to it.
pub(super) fn routes(api: &Api) -> (Vec<Route<'_>>, Vec<String>) {
    let mut taken = BTreeSet::new();
    let (mut routes, mut gaps) = (Vec::new(), Vec::new());
    for operation in api.operations() {
        let gap = match route_path(&operation.path) {
            Some(path) if taken.insert((operation.method.clone(), unnamed(&operation.path))) => {
                routes.push(Route { operation, path });
                continue;
            }
            Some(_) => "another operation answers to the same requests",
            None => {
                "its path has parameters with nothing between them in one segment or in a query of its own, or is none"
            }
        };
        gaps.push(format!("`{}`: {gap}.", operation.id.replace('`', "'")));
    }
    (routes, gaps)
}

/// What a file says that imports more than a small API needs.
pub(super) fn unused() -> TokenStream {
    quote!(#![allow(unused_imports, reason = "not every reference needs all of them")])
}

/// Each segment that has parameters is one to a router, which knows no query.
fn route_path(template: &str) -> Option<String> {
    let (path, query) = template.split_once('?').unwrap_or((template, ""));
    if query.contains('{') {
        return None;
    }
    let segments = path.strip_prefix('/')?.split('/').enumerate();
    let segments = segments.map(|(position, segment)| {
        let named = unnamed(segment);
        match named.as_str() {
            _ if named.contains('#') || named.contains("{}{}") => None,
            _ if named.replace("{}", "").contains(['{', '}']) => None,
            named if named.contains("{}") => Some(format!("{{p{position}}}")),
            named => Some(named.to_owned()),
        }
    });
    let segments: Vec<String> = segments.collect::<Option<_>>()?;
    Some(format!("/{}", segments.join("/")))
}

/// How much of a path is text, of operations whose paths are alike to a router: whether it has parameters beside text in one
/// segment or a query, and how long its text is.
pub(super) fn text_beside(template: &str) -> Option<usize> {
    let short = unnamed(template);
    let is_mixed = |segment: &str| segment != "{}" && segment.contains("{}");
    (short.contains('?') || short.split('/').any(is_mixed)).then_some(short.len())
}

#[cfg(test)]
mod tests {
    use super::route_path;

    #[test]
    fn parameters_of_a_path_are_named_by_position() {
        for (template, expected) in [
            ("/a/{id}/b/{x}", "/a/{p1}/b/{p3}"),
            ("/", "/"),
            ("/a/{id}.json", "/a/{p1}"),
            ("/{a}-{b}/c", "/{p0}/c"),
            ("/a/{id}?do=it", "/a/{p1}"),
        ] {
            assert_eq!(route_path(template).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_no_path_can_be_told_by_is_a_gap() {
        for path in ["/{a}{b}", "/a?x={y}", "a/b", "/{a", "/a}"] {
            assert_eq!(route_path(path), None, "{path}");
        }
    }
}
