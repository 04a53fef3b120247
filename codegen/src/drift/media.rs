//! Bodies by their media types.

use super::requests::is_same;
use super::schema::{anything, compare as compare_schema, describe as describe_schema};
use super::side::{Node, Side};
use super::walk::{Place, Walk};
use super::words;

const KNOWN: &[&str] = &["schema", "example", "examples", "encoding"];

/// The media types of a body with what each holds.
pub(super) fn describe(side: &Side<'_>, body: &Node<'_>) -> String {
    let Some(content) = body.get("content") else {
        return "nothing".to_owned();
    };
    let types: Vec<String> = content
        .members()
        .map(|(name, media)| one(side, name, &media))
        .collect();
    types.join(", ")
}

fn one(side: &Side<'_>, name: &str, media: &Node<'_>) -> String {
    match media.get("schema") {
        Some(schema) => format!("{} as {name}", describe_schema(&side.view(&schema))),
        None => name.to_owned(),
    }
}

/// Compares the media types of two bodies, and what each holds.
pub(super) fn content<'a>(walk: &mut Walk<'a>, place: &Place<'a>) {
    let list = |node: &Node<'a>| -> Vec<(&'a str, Node<'a>)> {
        let content = node.get("content");
        content.iter().flat_map(Node::members).collect()
    };
    let mut gone = list(&place.old);
    let mut added = list(&place.new);
    let mut kept = Vec::new();
    gone.retain(
        |(name, left)| match added.iter().position(|(other, _)| other == name) {
            Some(index) => {
                let (name, right) = added.remove(index);
                kept.push((name, left.clone(), right));
                false
            }
            None => true,
        },
    );
    // A range that is made precise, or the other way round.
    if let ([(from, left)], [(to, right)]) = (gone.as_slice(), added.as_slice()) {
        let rule = if covers(from, to) {
            Some("media-type-narrowed")
        } else if covers(to, from) {
            Some("media-type-widened")
        } else {
            None
        };
        if let Some(rule) = rule {
            let within = place.within(place.path.clone(), left.clone(), right.clone());
            let (was, is) = ((*from).to_owned(), (*to).to_owned());
            walk.differs(&within, rule, "", Some(was), Some(is));
            kept.push((to, left.clone(), right.clone()));
            gone.clear();
            added.clear();
        }
    }
    let several = kept.len() + gone.len().max(added.len()) > 1;
    for (name, left, right) in kept {
        let path = if several {
            format!("{} {name}", place.path)
        } else {
            place.path.clone()
        };
        media(walk, &place.within(path, left, right));
    }
    let hidden = walk.is_hidden("further media types");
    for (name, node) in gone {
        if !hidden.1 {
            let shown = one(&walk.old, name, &node);
            walk.removed(
                place,
                "media-type-removed",
                place.path.clone(),
                &node,
                Some(shown),
            );
        }
    }
    for (name, node) in added {
        if !hidden.0 {
            let shown = one(&walk.new, name, &node);
            walk.added(
                place,
                "media-type-added",
                place.path.clone(),
                &node,
                Some(shown),
            );
        }
    }
}

/// Whether a range of media types holds another one.
fn covers(range: &str, name: &str) -> bool {
    if range == "*/*" {
        return name != range;
    }
    range.strip_suffix("/*").is_some_and(|kind| {
        name.strip_prefix(kind)
            .is_some_and(|rest| rest.starts_with('/'))
    }) && name != range
}

fn media<'a>(walk: &mut Walk<'a>, place: &Place<'a>) {
    words::compare(walk, place, &words::VALUE);
    words::others(walk, place, KNOWN);
    let encoding = |node: &Node<'a>| node.value.get("encoding");
    let (was, is) = (encoding(&place.old), encoding(&place.new));
    if !is_same(was, is) {
        words::member(walk, place, "encoding-changed", "encoding", was, is);
    }
    let schema = |node: &Node<'a>| node.get("schema");
    let (old, new) = (schema(&place.old), schema(&place.new));
    if old.is_none() && new.is_none() {
        return;
    }
    let old = old.unwrap_or_else(|| anything(place.old.at("schema")));
    let new = new.unwrap_or_else(|| anything(place.new.at("schema")));
    let within = place.within(place.path.clone(), old, new);
    compare_schema(walk, &within);
}
