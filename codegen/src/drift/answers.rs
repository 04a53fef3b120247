//! What an operation answers.

use super::requests::is_same;
use super::schema::{self, anything};
use super::side::{Node, Side};
use super::walk::{Place, Walk};
use super::{media, restrictions, words};

const KNOWN: &[&str] = &["description", "content", "headers", "links"];
const KNOWN_OF_HEADER: &[&str] = &[
    "description",
    "required",
    "deprecated",
    "schema",
    "content",
    "style",
    "explode",
    "example",
    "examples",
];

/// Compares the answers of an operation by their status, and what is called back.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, place: &Place<'a>) {
    let list = |side: &Side<'a>, node: &Node<'a>| -> Vec<(&'a str, Node<'a>)> {
        let answers = node.get("responses");
        let answers = answers.iter().flat_map(Node::members);
        answers
            .filter(|(status, _)| !status.starts_with("x-"))
            .map(|(status, answer)| (status, side.follow(answer)))
            .collect()
    };
    let old = list(&walk.old, &place.old);
    let new = list(&walk.new, &place.new);
    for (status, left) in &old {
        let path = format!("{} {status}", place.path);
        match new.iter().find(|(other, _)| other == status) {
            Some((_, right)) => {
                let within = place.within(path, left.clone(), right.clone());
                answer(walk, &within);
            }
            None => {
                let rule = if is_success(status) {
                    "success-answer-removed"
                } else {
                    "error-answer-removed"
                };
                walk.removed(place, rule, path, left, Some((*status).to_owned()));
            }
        }
    }
    for (status, right) in &new {
        if !old.iter().any(|(other, _)| other == status) {
            let rule = if is_success(status) {
                "success-answer-added"
            } else {
                "error-answer-added"
            };
            let path = format!("{} {status}", place.path);
            walk.added(place, rule, path, right, Some((*status).to_owned()));
        }
    }
    let callbacks = |node: &Node<'a>| node.value.get("callbacks");
    let (was, is) = (callbacks(&place.old), callbacks(&place.new));
    if !is_same(was, is) {
        words::member(walk, place, "callbacks-changed", "callbacks", was, is);
    }
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

fn answer<'a>(walk: &mut Walk<'a>, place: &Place<'a>) {
    words::compare(walk, place, &words::VALUE);
    words::others(walk, place, KNOWN);
    let links = |node: &Node<'a>| node.value.get("links");
    let (was, is) = (links(&place.old), links(&place.new));
    if !is_same(was, is) {
        words::member(walk, place, "info-changed", "links", was, is);
    }
    headers(walk, place);
    let bodied = |node: &Node<'a>| {
        node.get("content")
            .filter(|content| content.members().next().is_some())
    };
    match (bodied(&place.old), bodied(&place.new)) {
        (None, None) => {}
        (Some(content), None) => {
            let shown = media::describe(&walk.old, &place.old);
            walk.removed(
                place,
                "answer-body-removed",
                place.path.clone(),
                &content,
                Some(shown),
            );
        }
        (None, Some(content)) => {
            let shown = media::describe(&walk.new, &place.new);
            walk.added(
                place,
                "answer-body-added",
                place.path.clone(),
                &content,
                Some(shown),
            );
        }
        (Some(_), Some(_)) => media::content(walk, place),
    }
}

fn headers<'a>(walk: &mut Walk<'a>, place: &Place<'a>) {
    let list = |side: &Side<'a>, node: &Node<'a>| -> Vec<(&'a str, Node<'a>)> {
        let headers = node.get("headers");
        headers
            .iter()
            .flat_map(Node::members)
            .map(|(name, header)| (name, side.follow(header)))
            .collect()
    };
    let old = list(&walk.old, &place.old);
    let new = list(&walk.new, &place.new);
    for (name, left) in &old {
        let path = format!("{} header {name}", place.path);
        match new
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
        {
            Some((_, right)) => {
                let within = place.within(path, left.clone(), right.clone());
                header(walk, &within);
            }
            None => walk.removed(
                place,
                "header-removed",
                path,
                left,
                Some((*name).to_owned()),
            ),
        }
    }
    for (name, right) in &new {
        if !old
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(name))
        {
            let path = format!("{} header {name}", place.path);
            walk.added(place, "header-added", path, right, Some((*name).to_owned()));
        }
    }
}

fn header<'a>(walk: &mut Walk<'a>, place: &Place<'a>) {
    let (was, is) = (place.old.flag("required"), place.new.flag("required"));
    if was != is {
        let rule = if is {
            "header-became-required"
        } else {
            "header-became-optional"
        };
        let word = |required: bool| {
            let word = if required { "required" } else { "optional" };
            Some(word.to_owned())
        };
        walk.differs(place, rule, "required", word(was), word(is));
    }
    words::compare(walk, place, &words::VALUE);
    words::others(walk, place, KNOWN_OF_HEADER);
    for name in ["style", "explode"] {
        let (was, is) = (place.old.value.get(name), place.new.value.get(name));
        if was != is {
            words::member(walk, place, "parameter-style-changed", name, was, is);
        }
    }
    let before = walk.count(place.unit);
    let schema = |node: &Node<'a>| {
        node.get("schema")
            .unwrap_or_else(|| anything(node.at("schema")))
    };
    let within = place.within(place.path.clone(), schema(&place.old), schema(&place.new));
    schema::compare(walk, &within);
    restrictions::compare(walk, place, before);
    media::content(walk, place);
}
