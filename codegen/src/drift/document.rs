//! The document as a whole: its information, tags, security schemes and named schemas.

use super::change::{Direction, Reached};
use super::pairing::Operations;
use super::schema;
use super::side::Node;
use super::walk::{Place, Walk};
use super::{access, words};

const KNOWN: &[&str] = &[
    "openapi",
    "info",
    "servers",
    "security",
    "tags",
    "paths",
    "components",
];

/// Compares what belongs to no single operation.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, operations: &Operations<'a>) {
    let root = Place {
        unit: walk.unit([]),
        path: String::new(),
        only: None,
        old: walk.old.root.clone(),
        new: walk.new.root.clone(),
        depth: 0,
    };
    words::others(walk, &root, KNOWN);
    info(walk, &root);
    tags(walk, &root);
    let every = operations
        .kept
        .iter()
        .map(|(_, operation, _)| Reached {
            operation: operation.name(),
            direction: Direction::Request,
        })
        .collect::<Vec<_>>();
    let every = walk.unit(every);
    access::schemes(walk, &root, every);
    servers(walk, &root);
}

fn info<'a>(walk: &mut Walk<'a>, root: &Place<'a>) {
    let node = |node: &Node<'a>| {
        node.get("info")
            .unwrap_or_else(|| schema::anything(node.at("info")))
    };
    let place = root.within("info".to_owned(), node(&root.old), node(&root.new));
    words::compare(walk, &place, &words::VALUE);
    for name in ["title", "termsOfService", "contact", "license", "summary"] {
        let hidden = place.old.is_unknown(name) || place.new.is_unknown(name);
        let (was, is) = (place.old.value.get(name), place.new.value.get(name));
        let plain = |value: Option<&serde_json::Value>| value.map(without_unknown);
        if !hidden && plain(was) != plain(is) {
            words::member(walk, &place, "info-changed", name, was, is);
        }
    }
    let known = [
        "title",
        "version",
        "description",
        "termsOfService",
        "contact",
        "license",
        "summary",
    ];
    words::others(walk, &place, &known);
}

/// A value without the members that it says it cannot show.
fn without_unknown(value: &serde_json::Value) -> serde_json::Value {
    let mut value = value.clone();
    if let Some(members) = value.as_object_mut() {
        members.remove("x-unknown");
        members.remove("url");
    }
    value
}

fn tags<'a>(walk: &mut Walk<'a>, root: &Place<'a>) {
    let list = |node: &Node<'a>| -> Vec<(&'a str, Node<'a>)> {
        let tags = node.get("tags");
        tags.iter()
            .flat_map(Node::entries)
            .filter_map(|tag| Some((tag.text("name")?, tag)))
            .collect()
    };
    let (old, new) = (list(&root.old), list(&root.new));
    for (name, left) in &old {
        let path = format!("tag {name}");
        match new.iter().find(|(other, _)| other == name) {
            Some((_, right)) => {
                let place = root.within(path, left.clone(), right.clone());
                words::compare(walk, &place, &words::VALUE);
                words::others(walk, &place, &["name", "description"]);
            }
            None => walk.removed(root, "tags-changed", path, left, Some((*name).to_owned())),
        }
    }
    for (name, right) in &new {
        if !old.iter().any(|(other, _)| other == name) {
            let path = format!("tag {name}");
            walk.added(root, "tags-changed", path, right, Some((*name).to_owned()));
        }
    }
}

/// The words about the servers; which there are is a matter of the operations.
fn servers<'a>(walk: &mut Walk<'a>, root: &Place<'a>) {
    let list = |node: &Node<'a>| -> Vec<(&'a str, Node<'a>)> {
        let servers = node.get("servers");
        servers
            .iter()
            .flat_map(Node::entries)
            .filter_map(|server| Some((server.text("url")?, server)))
            .collect()
    };
    let (old, new) = (list(&root.old), list(&root.new));
    for (url, left) in &old {
        if let Some((_, right)) = new.iter().find(|(other, _)| other == url) {
            let place = root.within(format!("server {url}"), left.clone(), right.clone());
            words::compare(walk, &place, &words::VALUE);
            words::others(walk, &place, &["url", "description", "variables"]);
        }
    }
}

/// Reports named schemas that came, went or have another name, and has those that stayed compared even if nothing leads to them.
pub(super) fn schemas<'a>(walk: &mut Walk<'a>, operations: &Operations<'a>) {
    let old: Vec<(&'a str, Node<'a>)> = walk.old.schemas().collect();
    let new: Vec<(&'a str, Node<'a>)> = walk.new.schemas().collect();
    for (name, left) in &old {
        let renamed = walk.renamed.get(*name).cloned();
        let wanted = renamed.as_deref().unwrap_or(name);
        match new.iter().find(|(other, _)| *other == wanted) {
            Some((other, right)) => {
                let unit = walk.pair((*other).to_owned(), left.clone(), right.clone());
                if renamed.is_some() {
                    let place = Place {
                        unit,
                        path: (*other).to_owned(),
                        only: None,
                        old: left.clone(),
                        new: right.clone(),
                        depth: 0,
                    };
                    let (was, is) = ((*name).to_owned(), (*other).to_owned());
                    walk.differs(&place, "schema-renamed", "", Some(was), Some(is));
                }
            }
            None => {
                let place = alone(walk, left, operations, true);
                walk.removed(&place, "schema-removed", (*name).to_owned(), left, None);
            }
        }
    }
    for (name, right) in &new {
        let known = old.iter().any(|(other, _)| other == name)
            || walk.renamed.values().any(|other| other == name);
        if !known {
            let place = alone(walk, right, operations, false);
            walk.added(&place, "schema-added", (*name).to_owned(), right, None);
        }
    }
}

/// A place for a schema that only one document has, reached by the operations of that document.
fn alone<'a>(
    walk: &mut Walk<'a>,
    schema: &Node<'a>,
    operations: &Operations<'a>,
    is_old: bool,
) -> Place<'a> {
    let side = if is_old { &walk.old } else { &walk.new };
    let all: Vec<_> = if is_old {
        let kept = operations
            .kept
            .iter()
            .map(|(old, new, _)| (old, new.name()));
        kept.chain(operations.gone.iter().map(|gone| (gone, gone.name())))
            .collect()
    } else {
        let kept = operations.kept.iter().map(|(_, new, _)| (new, new.name()));
        kept.chain(operations.new.iter().map(|new| (new, new.name())))
            .collect()
    };
    let mut reach = Vec::new();
    for (operation, name) in all {
        for direction in super::reach::of(side, operation, &schema.pointer) {
            reach.push(Reached {
                operation: name.clone(),
                direction,
            });
        }
    }
    Place {
        unit: walk.unit(reach),
        path: String::new(),
        only: None,
        old: schema.clone(),
        new: schema.clone(),
        depth: 0,
    }
}
