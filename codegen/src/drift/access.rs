//! Who may call, and where: security and servers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::pairing::Operation;
use super::side::{Node, Side, bare};
use super::walk::{Found, Place, Walk};
use super::words;

/// What applies to an operation, with the node that states it.
struct Applied<'a> {
    node: Node<'a>,
    /// One entry for each alternative.
    stated: BTreeSet<String>,
}

/// Compares what an operation needs and where it is.
pub(super) fn of_operation<'a>(
    walk: &mut Walk<'a>,
    place: &Place<'a>,
    old: &Operation<'a>,
    new: &Operation<'a>,
) {
    let left = security(&walk.old, old);
    let right = security(&walk.new, new);
    compare(
        walk,
        place,
        &left,
        &right,
        ["security-alternative-added", "security-alternative-removed"],
        |was, is| {
            let open = |all: &BTreeSet<String>| all.len() == 1 && all.contains(OPEN);
            match (open(was), open(is)) {
                (true, false) if !is.contains(OPEN) => Some("security-required"),
                (false, true) if !was.contains(OPEN) => Some("security-dropped"),
                _ => None,
            }
        },
        (false, false),
    );
    let left = servers(&walk.old, old);
    let right = servers(&walk.new, new);
    let hidden = walk.is_hidden("further servers");
    compare(
        walk,
        place,
        &left,
        &right,
        ["server-added", "server-removed"],
        |was, is| (was.len() == 1 && is.len() == 1).then_some("server-changed"),
        hidden,
    );
}

/// Reports alternatives that came and went. `instead` names the rule for a whole that is replaced.
fn compare<'a>(
    walk: &mut Walk<'a>,
    place: &Place<'a>,
    old: &Applied<'a>,
    new: &Applied<'a>,
    rules: [&'static str; 2],
    instead: impl Fn(&BTreeSet<String>, &BTreeSet<String>) -> Option<&'static str>,
    hidden: (bool, bool),
) {
    let [added, removed] = rules;
    if old.stated == new.stated {
        return;
    }
    let found = |rule, was: Option<&String>, is: Option<&String>| Found {
        rule,
        only: None,
        path: place.path.clone(),
        former: Some(old.node.pointer.clone()),
        pointer: Some(new.node.pointer.clone()),
        was: was.cloned(),
        is: is.cloned(),
    };
    if let Some(rule) = instead(&old.stated, &new.stated) {
        let all = |stated: &BTreeSet<String>| {
            let stated: Vec<&str> = stated.iter().map(String::as_str).collect();
            stated.join(" or ")
        };
        let (was, is) = (all(&old.stated), all(&new.stated));
        return walk.found(place.unit, found(rule, Some(&was), Some(&is)));
    }
    for gone in old.stated.difference(&new.stated) {
        if !hidden.1 {
            walk.found(place.unit, found(removed, Some(gone), None));
        }
    }
    for new in new.stated.difference(&old.stated) {
        if !hidden.0 {
            walk.found(place.unit, found(added, None, Some(new)));
        }
    }
}

/// The alternative that needs nothing.
const OPEN: &str = "none";

fn security<'a>(side: &Side<'a>, operation: &Operation<'a>) -> Applied<'a> {
    let node = operation
        .node
        .get("security")
        .or_else(|| side.root.get("security"))
        .unwrap_or_else(|| side.root.clone());
    let alternative = |entry: &Value| {
        let schemes: Vec<String> = entry
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, scopes)| {
                let scopes: Vec<&str> = scopes
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect();
                if scopes.is_empty() {
                    name.clone()
                } else {
                    format!("{name} ({})", scopes.join(", "))
                }
            })
            .collect();
        if schemes.is_empty() {
            OPEN.to_owned()
        } else {
            schemes.join(" and ")
        }
    };
    let mut stated: BTreeSet<String> = node
        .value
        .as_array()
        .into_iter()
        .flatten()
        .map(alternative)
        .collect();
    if stated.is_empty() {
        stated.insert(OPEN.to_owned());
    }
    Applied { node, stated }
}

fn servers<'a>(side: &Side<'a>, operation: &Operation<'a>) -> Applied<'a> {
    let node = operation
        .node
        .get("servers")
        .or_else(|| operation.item.get("servers"))
        .or_else(|| side.root.get("servers"))
        .unwrap_or_else(|| side.root.clone());
    let stated = node
        .value
        .as_array()
        .into_iter()
        .flatten()
        .map(|server| {
            let url = server.get("url").and_then(Value::as_str).unwrap_or("/");
            match server.get("variables") {
                Some(variables) => format!("{url} with {}", bare(variables)),
                None => url.to_owned(),
            }
        })
        .collect();
    Applied { node, stated }
}

/// Compares the security schemes themselves.
pub(super) fn schemes<'a>(walk: &mut Walk<'a>, place: &Place<'a>, every: usize) {
    let list = |node: &Node<'a>| -> Vec<(&'a str, Node<'a>)> {
        let schemes = node
            .get("components")
            .and_then(|components| components.get("securitySchemes"));
        schemes.iter().flat_map(Node::members).collect()
    };
    let (old, new) = (list(&place.old), list(&place.new));
    for (name, left) in &old {
        let path = format!("security scheme {name}");
        let Some((_, right)) = new.iter().find(|(other, _)| other == name) else {
            walk.removed(place, "security-scheme-removed", path, left, None);
            continue;
        };
        let mut within = place.within(path, left.clone(), right.clone());
        words::compare(walk, &within, &words::VALUE);
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in left.members().chain(right.members()) {
            if !names.contains(&name)
                && !matches!(name, "description" | "x-fingerprint" | "x-unknown")
            {
                names.push(name);
            }
        }
        for name in names {
            let (was, is) = (left.value.get(name), right.value.get(name));
            if was != is {
                let judged = name.starts_with("x-");
                let rule = if judged {
                    "extension-changed"
                } else {
                    "security-scheme-changed"
                };
                within.unit = if judged { place.unit } else { every };
                words::member(walk, &within, rule, name, was, is);
            }
        }
    }
    for (name, right) in &new {
        if !old.iter().any(|(other, _)| other == name) {
            let path = format!("security scheme {name}");
            walk.added(place, "security-scheme-added", path, right, None);
        }
    }
}
