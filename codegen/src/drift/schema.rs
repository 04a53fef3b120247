//! What a schema says: its type, its parts, and what it is combined of.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::members;
use super::pairing::shapes;
use super::side::{Node, Side, View, bare, component};
use super::walk::{Place, Walk};
use super::{limits, restrictions, words};

/// Places deeper than this are walked as units of their own, so that the walk needs little stack.
const DEEPEST: usize = 48;

/// Two object schemas have to have this much in common for one to stand in for the other.
const ALIKE: f64 = 0.4;

/// What is not stated says nothing.
static NOTHING: LazyLock<Value> = LazyLock::new(|| Value::Object(Map::new()));

/// What a list without `items` holds.
pub(super) fn anything<'a>(pointer: String) -> Node<'a> {
    Node::new(&NOTHING, pointer)
}

/// Compares the schemas at a place.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, place: &Place<'a>) {
    if !walk.first_time(place) {
        return;
    }
    if place.depth > DEEPEST {
        walk.lead(
            place,
            place.path.clone(),
            place.old.clone(),
            place.new.clone(),
        );
        return;
    }
    let mut old = walk.old.view(&place.old);
    let mut new = walk.new.view(&place.new);
    if old.is_unknown() || new.is_unknown() {
        return;
    }
    words::compare(walk, place, &words::SCHEMA);
    words::others(walk, place, KNOWN);
    if parts(walk, place, &mut old, &mut new) && types(walk, place, &old, &new) {
        contents(walk, place, &old, &new);
    }
}

/// The members of a schema that some rule knows.
const KNOWN: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
    "x-fingerprint",
    "x-fraction-digits",
    "x-integer-digits",
    "x-maximum",
    "x-minimum",
    "x-restriction",
    "x-unknown",
];

/// The named schemas that both sides are composed of. Gives whether there is anything left to compare.
fn parts<'a>(
    walk: &mut Walk<'a>,
    place: &Place<'a>,
    old: &mut View<'a>,
    new: &mut View<'a>,
) -> bool {
    if old.lost != new.lost {
        let shown = |lost: &[&str]| (!lost.is_empty()).then(|| lost.join(", "));
        walk.differs(
            place,
            "type-changed",
            "",
            shown(&old.lost),
            shown(&new.lost),
        );
        return false;
    }
    let mut matched: Vec<(Node<'a>, Node<'a>)> = Vec::new();
    for part in &old.parts {
        let name = new_name(walk, &part.pointer);
        if let Some(other) = new.parts.iter().find(|other| name == other.pointer) {
            matched.push((part.clone(), other.clone()));
        }
    }
    let alone = |view: &View<'a>, taken: &dyn Fn(&str) -> bool| -> Vec<Node<'a>> {
        let parts = view.parts.iter();
        parts
            .filter(|part| !taken(&part.pointer))
            .cloned()
            .collect()
    };
    let old_alone = alone(old, &|at| matched.iter().any(|(old, _)| old.pointer == at));
    let new_alone = alone(new, &|at| matched.iter().any(|(_, new)| new.pointer == at));
    if let ([left], [right]) = (old_alone.as_slice(), new_alone.as_slice()) {
        let objects = is_object(&walk.old, left) && is_object(&walk.new, right);
        let (was, is) = (name_of(left), name_of(right));
        if objects && shapes(&walk.old, left, &walk.new, right) < ALIKE {
            walk.differs(place, "type-changed", "", Some(was), Some(is));
            return false;
        }
        if objects {
            walk.differs(place, "reference-changed", "", Some(was), Some(is));
            matched.push((left.clone(), right.clone()));
        } else {
            walk.old.expand(old, std::slice::from_ref(&left.pointer));
            walk.new.expand(new, std::slice::from_ref(&right.pointer));
        }
    } else {
        let pointers = |parts: &[Node<'a>]| -> Vec<String> {
            parts.iter().map(|part| part.pointer.clone()).collect()
        };
        walk.old.expand(old, &pointers(&old_alone));
        walk.new.expand(new, &pointers(&new_alone));
    }
    for (left, right) in matched {
        let path = component(&right.pointer).unwrap_or_else(|| place.path.clone());
        walk.lead(place, path, left, right);
    }
    true
}

fn is_object<'a>(side: &Side<'a>, node: &Node<'a>) -> bool {
    side.view(node).ty() == Some("object")
}

/// The pointer that a named schema of the old document has in the new one.
fn new_name(walk: &Walk<'_>, pointer: &str) -> String {
    component(pointer)
        .and_then(|name| walk.renamed.get(&name))
        .map_or_else(
            || pointer.to_owned(),
            |name| {
                let name = crate::findings::pointer_token(name);
                format!("/components/schemas/{name}")
            },
        )
}

fn name_of(node: &Node<'_>) -> String {
    component(&node.pointer).unwrap_or_else(|| node.pointer.clone())
}

/// Compares the types. Gives whether what is within can be compared.
fn types<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &View<'a>, new: &View<'a>) -> bool {
    let (was, is) = (Some(describe(old)), Some(describe(new)));
    let (old_ty, new_ty) = (old.ty(), new.ty());
    let combined = |view: &View<'a>| {
        !view.parts.is_empty()
            || ["oneOf", "anyOf"]
                .iter()
                .any(|name| view.get(name).is_some())
    };
    // A named schema can have the type.
    let rule = match (old_ty, new_ty) {
        (old_ty, new_ty) if old_ty == new_ty => None,
        (None, Some(_)) if combined(old) && combined(new) => None,
        (Some(_), None) if combined(old) && combined(new) => None,
        (None, Some(_)) if !combined(old) => Some("type-narrowed"),
        (Some(_), None) if !combined(new) => Some("type-widened"),
        (Some("integer"), Some("number")) => Some("type-widened"),
        (Some("number"), Some("integer")) => Some("type-narrowed"),
        _ => Some("type-changed"),
    };
    if let Some(rule) = rule {
        walk.differs(place, rule, "type", was, is);
        return false;
    }
    if old.flag("nullable") != new.flag("nullable") {
        let rule = if new.flag("nullable") {
            "became-nullable"
        } else {
            "became-not-nullable"
        };
        let shown = |view: &View<'a>| {
            let word = if view.flag("nullable") {
                "may be null"
            } else {
                "not null"
            };
            Some(word.to_owned())
        };
        walk.differs(place, rule, "nullable", shown(old), shown(new));
    }
    format(walk, place, old.text("format"), new.text("format"));
    true
}

fn format<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: Option<&str>, new: Option<&str>) {
    /// Each holds all that the ones before it hold.
    const NUMBERS: [&[&str]; 2] = [&["int32", "int64"], &["float", "double"]];
    let wider = |from: &str, to: &str| {
        NUMBERS.iter().any(|order| {
            let place = |name: &str| order.iter().position(|listed| *listed == name);
            matches!((place(from), place(to)), (Some(from), Some(to)) if from < to)
        })
    };
    let rule = match (old, new) {
        (old, new) if old == new => return,
        (None, Some(_)) => "format-narrowed",
        (Some(_), None) => "format-widened",
        (Some(old), Some(new)) if wider(old, new) => "format-widened",
        (Some(old), Some(new)) if wider(new, old) => "format-narrowed",
        _ => "format-changed",
    };
    let shown = |format: Option<&str>| format.map(str::to_owned);
    walk.differs(place, rule, "format", shown(old), shown(new));
}

/// Compares what is within schemas of the same type.
fn contents<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &View<'a>, new: &View<'a>) {
    let before = walk.count(place.unit);
    limits::compare(walk, place, old, new);
    members::compare(walk, place, old, new);
    if old.ty() == Some("array") && new.ty() == Some("array") {
        let items = |view: &View<'a>, node: &Node<'a>| {
            view.get("items")
                .unwrap_or_else(|| anything(node.at("items")))
        };
        let within = place.within(
            format!("{}[]", place.path),
            items(old, &place.old),
            items(new, &place.new),
        );
        compare(walk, &within);
    }
    for word in ["oneOf", "anyOf"] {
        variants(walk, place, old.get(word), new.get(word), word);
    }
    for (word, rule) in [
        ("not", "combination-changed"),
        ("discriminator", "discriminator-changed"),
    ] {
        let (left, right) = (old.get(word), new.get(word));
        let plain = |node: &Option<Node<'a>>| node.as_ref().map(|node| bare(node.value));
        let (left, right) = (plain(&left), plain(&right));
        if left != right {
            let shown = |value: Option<Value>| value.map(|value| value.to_string());
            walk.differs(place, rule, word, shown(left), shown(right));
        }
    }
    restrictions::compare(walk, place, before);
}

/// Compares the shapes that a value can be of.
fn variants<'a>(
    walk: &mut Walk<'a>,
    place: &Place<'a>,
    old: Option<Node<'a>>,
    new: Option<Node<'a>>,
    word: &str,
) {
    let (old, new) = match (old, new) {
        (None, None) => return,
        (Some(old), Some(new)) => (old, new),
        (old, new) => {
            let shown = |node: Option<Node<'a>>| {
                node.map(|node| format!("{word} {}", count(node.entries().count(), "shape")))
            };
            walk.differs(place, "combination-changed", word, shown(old), shown(new));
            return;
        }
    };
    let mut gone: Vec<Node<'a>> = old.entries().collect();
    let mut added: Vec<Node<'a>> = new.entries().collect();
    let mut kept: Vec<(Node<'a>, Node<'a>)> = Vec::new();
    gone.retain(|left| {
        let same = added
            .iter()
            .position(|right| same_variant(walk, left, right));
        match same {
            Some(index) => {
                kept.push((left.clone(), added.remove(index)));
                false
            }
            None => true,
        }
    });
    // What is left, and as many, was changed rather than replaced.
    if gone.len() == added.len() {
        kept.extend(gone.drain(..).zip(added.drain(..)));
    }
    for (left, right) in kept {
        let path = format!("{} ({})", place.path, describe(&walk.new.view(&right)));
        let within = place.within(path, left, right);
        compare(walk, &within);
    }
    for node in gone {
        let shown = describe(&walk.old.view(&node));
        walk.removed(
            place,
            "variant-removed",
            place.path.clone(),
            &node,
            Some(shown),
        );
    }
    for node in added {
        let shown = describe(&walk.new.view(&node));
        walk.added(
            place,
            "variant-added",
            place.path.clone(),
            &node,
            Some(shown),
        );
    }
}

fn same_variant(walk: &Walk<'_>, old: &Node<'_>, new: &Node<'_>) -> bool {
    match (old.text("$ref"), new.text("$ref")) {
        (Some(left), Some(right)) => {
            let left = left.strip_prefix('#').unwrap_or(left);
            let right = right.strip_prefix('#').unwrap_or(right);
            new_name(walk, left) == right
        }
        (None, None) => bare(old.value) == bare(new.value),
        _ => false,
    }
}

/// A schema in a few words.
pub(super) fn describe(view: &View<'_>) -> String {
    let mut words: Vec<String> = view.parts.iter().map(|part| name_of(part)).collect();
    if let Some(ty) = view.ty() {
        let described = match (ty, view.text("format")) {
            ("array", _) => view.get("items").map_or_else(
                || "array".to_owned(),
                |items| format!("array of {}", item(&items)),
            ),
            (ty, Some(format)) => format!("{ty}({format})"),
            (ty, None) => ty.to_owned(),
        };
        if words.is_empty() || ty != "object" {
            words.push(described);
        }
    }
    for (word, name) in [("oneOf", "one of"), ("anyOf", "any of")] {
        if let Some(variants) = view.get(word) {
            let shapes: Vec<String> = variants.entries().map(|shape| item(&shape)).collect();
            words.push(format!("{name} {}", shapes.join(", ")));
        }
    }
    if words.is_empty() {
        return "any".to_owned();
    }
    words.join(" and ")
}

fn item(node: &Node<'_>) -> String {
    let reference = node
        .text("$ref")
        .and_then(|reference| component(reference.strip_prefix('#')?));
    match (reference, node.text("type"), node.text("format")) {
        (Some(name), _, _) => name,
        (None, Some(ty), Some(format)) => format!("{ty}({format})"),
        (None, Some(ty), None) => ty.to_owned(),
        (None, None, _) => "any".to_owned(),
    }
}

fn count(number: usize, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {what}{ending}")
}
