//! Where a service is.

use std::collections::BTreeSet;

use super::alternatives::{Stated, compare};
use super::comparison::Diff;
use super::found::{Both, Place};
use super::matching::Matching;
use super::words;
use crate::openapi::{Server, Servers};

/// Compares where an operation is.
pub(super) fn of_operation(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Servers>) {
    let hidden = c.is_hidden("further servers");
    let place = place.within(place.path.clone(), (&old.pointer, &new.pointer));
    let instead = |was: &BTreeSet<&str>, is: &BTreeSet<&str>| {
        (was.len() == 1 && is.len() == 1).then_some("server-changed")
    };
    let rules = ["server-added", "server-removed"];
    compare(
        c,
        &place,
        (stated(old), stated(new)),
        rules,
        instead,
        hidden,
    );
}

fn stated(servers: &Servers) -> Stated {
    let told = servers.list.iter().map(|server| {
        let variables = variables(server);
        let key = format!("{}{variables}", same(&server.url));
        (key, format!("{}{variables}", server.url))
    });
    told.collect()
}

/// A URL as it is the same as another: without the case of its host, and without a slash at its end.
fn same(url: &str) -> String {
    let url = url.trim_end_matches('/');
    let Some((scheme, rest)) = url.split_once("://").filter(|_| !url.contains('{')) else {
        return url.to_owned();
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    format!("{scheme}://{host}{path}")
}

/// The variables of a server in words, in the order of their names.
fn variables(server: &Server) -> String {
    let mut variables: Vec<String> = server
        .variables
        .iter()
        .map(|(name, variable)| {
            let mut values: Vec<&str> = variable.values.iter().map(String::as_str).collect();
            values.sort_unstable();
            let values = if values.is_empty() {
                String::new()
            } else {
                format!(" of {}", values.join(", "))
            };
            format!("{name} {}{values}", variable.default)
        })
        .collect();
    if variables.is_empty() {
        return String::new();
    }
    variables.sort();
    format!(" with {}", variables.join("; "))
}

/// The words about the servers of the document; which there are is a matter of the operations.
pub(super) fn of_document<'a>(c: &mut Diff<'a>, root: &Place, (old, new): Both<&'a Servers>) {
    let mut all = Matching::of(&old.list, &new.list);
    for (left, right) in all.same(|left, right| left.url == right.url) {
        let place = root.of(format!("server {}", left.url), (&left.notes, &right.notes));
        words::compare(c, &place, (&left.notes, &right.notes));
    }
}
