//! Which operations a router can tell apart.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Api, Operation};

/// An operation that is served, with its path as the router has it.
pub(super) struct Route<'a> {
    pub(super) operation: &'a Operation,
    pub(super) path: String,
}

/// The operations that a router can tell apart, and the others with the reason.
///
/// A router names the parameters of a path by their position, since it refuses two names for one position.
pub(super) fn routes(api: &Api) -> (Vec<Route<'_>>, Vec<String>) {
    let mut taken = BTreeSet::new();
    let (mut routes, mut gaps) = (Vec::new(), Vec::new());
    for operation in api.operations() {
        let gap = match route_path(&operation.path) {
            Some(path) if taken.insert((operation.method.clone(), path.clone())) => {
                routes.push(Route { operation, path });
                continue;
            }
            Some(_) => "another operation answers to the same requests",
            None => "its path has a parameter beside other text in one segment, or no path at all",
        };
        gaps.push(format!("`{}`: {gap}.", operation.id.replace('`', "'")));
    }
    (routes, gaps)
}

/// What a file says that imports more than a small API needs.
pub(super) fn unused() -> TokenStream {
    quote!(#![allow(unused_imports, reason = "not every reference needs all of them")])
}

fn route_path(template: &str) -> Option<String> {
    let segments = template.strip_prefix('/')?.split('/').enumerate();
    let segments = segments.map(|(position, segment)| {
        let inner = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        match inner {
            Some(name) if !name.contains(['{', '}']) => Some(format!("{{p{position}}}")),
            None if !segment.contains(['{', '}', '?', '#']) => Some(segment.to_owned()),
            _ => None,
        }
    });
    let segments: Vec<String> = segments.collect::<Option<_>>()?;
    Some(format!("/{}", segments.join("/")))
}

#[cfg(test)]
mod tests {
    use super::route_path;

    #[test]
    fn parameters_of_a_path_are_named_by_position() {
        assert_eq!(
            route_path("/a/{id}/b/{x}").as_deref(),
            Some("/a/{p1}/b/{p3}")
        );
        assert_eq!(route_path("/").as_deref(), Some("/"));
    }

    #[test]
    fn a_parameter_beside_text_is_a_gap() {
        for path in ["/a/{id}.json", "/{a}-{b}", "/a?x={y}", "a/b"] {
            assert_eq!(route_path(path), None, "{path}");
        }
    }
}
