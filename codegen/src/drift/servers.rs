//! Where a service is.

use std::collections::BTreeSet;

use super::alternatives::{Stated, compare};
use super::comparison::{Comparison, Place};
use super::words;
use crate::openapi::{Server, Servers};

/// Compares where an operation is.
pub(super) fn of_operation(
    c: &mut Comparison<'_>,
    place: &Place,
    (old, new): (&Servers, &Servers),
) {
    let hidden = c.is_hidden("further servers");
    let place = place.within(place.path.clone(), &old.pointer, &new.pointer);
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
    let told = servers.list.iter().map(shown);
    told.map(|shown| (shown.clone(), shown)).collect()
}

/// A server with its variables, in the order of their names.
fn shown(server: &Server) -> String {
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
        return server.url.clone();
    }
    variables.sort();
    format!("{} with {}", server.url, variables.join("; "))
}

/// The words about the servers of the document; which there are is a matter of the operations.
pub(super) fn of_document<'a>(
    c: &mut Comparison<'a>,
    root: &Place,
    (old, new): (&'a Servers, &'a Servers),
) {
    for left in &old.list {
        if let Some(right) = new.list.iter().find(|right| right.url == left.url) {
            let path = format!("server {}", left.url);
            let place = root.within(path, &left.notes.pointer, &right.notes.pointer);
            words::compare(c, &place, &left.notes, &right.notes);
        }
    }
}
