//! The properties of objects.

use serde_json::Value;

use super::change::Direction;
use super::schema;
use super::side::{Node, Side, View, bare};
use super::similar;
use super::walk::{Found, Place, Walk};

/// A property with what decides about it.
#[derive(Clone)]
struct Property<'a> {
    name: &'a str,
    node: Node<'a>,
    required: bool,
    /// The sides on which it can be seen.
    request: bool,
    answer: bool,
}

impl Property<'_> {
    fn is_seen(&self, direction: Direction) -> bool {
        match direction {
            Direction::Request => self.request,
            Direction::Answer => self.answer,
        }
    }

    fn rule(&self, required: &'static str, optional: &'static str) -> &'static str {
        if self.required { required } else { optional }
    }
}

/// Compares properties, requiredness and the values of maps.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &View<'a>, new: &View<'a>) {
    let mut gone = properties(&walk.old, old);
    let mut added = properties(&walk.new, new);
    let mut kept = Vec::new();
    gone.retain(
        |left| match added.iter().position(|right| right.name == left.name) {
            Some(index) => {
                kept.push((left.clone(), added.remove(index)));
                false
            }
            None => true,
        },
    );
    for (left, right) in kept {
        both(walk, place, &left, &right);
    }
    let pairs = similar::pairs(gone.len(), added.len(), |left, right| {
        renamed(walk, gone.get(left)?, added.get(right)?, &gone)
    });
    for (left, right) in &pairs {
        let (Some(left), Some(right)) = (gone.get(*left), added.get(*right)) else {
            continue;
        };
        let within = place.within(
            path(place, right.name),
            left.node.clone(),
            right.node.clone(),
        );
        let (was, is) = (left.name.to_owned(), right.name.to_owned());
        walk.differs(&within, "property-renamed", "", Some(was), Some(is));
        both(walk, place, left, right);
    }
    for (index, left) in gone.iter().enumerate() {
        if !pairs.iter().any(|(paired, _)| *paired == index) {
            let rule = left.rule("required-property-removed", "optional-property-removed");
            let shown = describe(&walk.old, left);
            walk.removed(place, rule, path(place, left.name), &left.node, Some(shown));
        }
    }
    for (index, right) in added.iter().enumerate() {
        if !pairs.iter().any(|(_, paired)| *paired == index) {
            let rule = right.rule("required-property-added", "optional-property-added");
            let shown = describe(&walk.new, right);
            walk.added(
                place,
                rule,
                path(place, right.name),
                &right.node,
                Some(shown),
            );
        }
    }
    without_schema(walk, place, old, new);
    map_values(walk, place, old, new);
}

fn path(place: &Place<'_>, name: &str) -> String {
    format!("{}.{name}", place.path)
}

fn properties<'a>(side: &Side<'a>, view: &View<'a>) -> Vec<Property<'a>> {
    let required = view.required();
    view.properties()
        .into_iter()
        .map(|(name, node)| {
            let own = side.view(&node);
            Property {
                name,
                required: required.contains(name),
                request: !own.flag("readOnly"),
                answer: !own.flag("writeOnly"),
                node,
            }
        })
        .collect()
}

fn describe(side: &Side<'_>, property: &Property<'_>) -> String {
    let ty = schema::describe(&side.view(&property.node));
    let word = if property.required {
        "required"
    } else {
        "optional"
    };
    format!("{ty}, {word}")
}

/// A property that both documents have. On a side where only one of them shows it, it is new or has gone.
fn both<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &Property<'a>, new: &Property<'a>) {
    let path = path(place, new.name);
    let sides = || {
        Direction::ALL
            .into_iter()
            .filter(|side| place.only.is_none_or(|only| only == *side))
    };
    for side in sides() {
        let (rule, former, pointer) = match (old.is_seen(side), new.is_seen(side)) {
            (true, false) => (
                old.rule("required-property-removed", "optional-property-removed"),
                Some(old.node.pointer.clone()),
                None,
            ),
            (false, true) => (
                new.rule("required-property-added", "optional-property-added"),
                None,
                Some(new.node.pointer.clone()),
            ),
            _ => continue,
        };
        let found = Found {
            rule,
            only: Some(side),
            path: path.clone(),
            was: former.as_ref().map(|_| describe(&walk.old, old)),
            is: pointer.as_ref().map(|_| describe(&walk.new, new)),
            former,
            pointer,
        };
        walk.found(place.unit, found);
    }
    let seen: Vec<Direction> = sides()
        .filter(|side| old.is_seen(*side) && new.is_seen(*side))
        .collect();
    let mut within = place.within(path, old.node.clone(), new.node.clone());
    within.only = match seen.as_slice() {
        [] => return,
        [single] => Some(*single),
        _ => place.only,
    };
    requiredness(walk, &within, old.required, new.required);
    schema::compare(walk, &within);
}

fn requiredness<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: bool, new: bool) {
    let rule = match (old, new) {
        (false, true) => "property-became-required",
        (true, false) => "property-became-optional",
        _ => return,
    };
    let word = |required: bool| {
        let word = if required { "required" } else { "optional" };
        Some(word.to_owned())
    };
    walk.differs(place, rule, "", word(old), word(new));
}

/// How sure it is that a property that has gone is one that is new; nothing where it is not.
fn renamed<'a>(
    walk: &Walk<'a>,
    old: &Property<'a>,
    new: &Property<'a>,
    gone: &[Property<'a>],
) -> Option<f64> {
    let (left, right) = (walk.old.view(&old.node), walk.new.view(&new.node));
    if schema::describe(&left) != schema::describe(&right) {
        return None;
    }
    let print = |node: &Node<'a>| {
        let value = node.value;
        let words = value
            .pointer("/x-fingerprint/description")
            .or_else(|| value.get("description"));
        words.and_then(Value::as_str).map(str::to_owned)
    };
    let words = print(&old.node);
    let said_once = gone
        .iter()
        .filter(|other| print(&other.node) == words)
        .count()
        == 1;
    let same_words = words.is_some() && words == print(&new.node) && said_once;
    let alike = similar::names(old.name, new.name);
    let weight = |holds: bool| if holds { 0.2 } else { 0.0 };
    (alike >= 0.7 || same_words).then(|| {
        alike
            + weight(same_words) * 3.0
            + weight(old.required == new.required)
            + weight(bare(old.node.value) == bare(new.node.value))
    })
}

/// Names that are required although no property has them.
fn without_schema<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &View<'a>, new: &View<'a>) {
    let (ours, theirs) = (old.required(), new.required());
    let has =
        |view: &View<'a>, name: &str| view.properties().iter().any(|(known, _)| *known == name);
    // A composed schema can have the property elsewhere; then both sides agree on the name alone.
    for name in ours.symmetric_difference(&theirs) {
        if has(old, name) || has(new, name) {
            continue;
        }
        let mut within = place.clone();
        within.path = path(place, name);
        let (was, is) = (ours.contains(name), theirs.contains(name));
        let rule = if is {
            "property-became-required"
        } else {
            "property-became-optional"
        };
        let word = |required: bool| {
            let word = if required { "required" } else { "optional" };
            Some(format!("{name}: {word}"))
        };
        walk.differs(&within, rule, "required", word(was), word(is));
    }
}

/// What further properties hold.
enum Further<'a> {
    None,
    Any,
    Of(Node<'a>),
}

impl<'a> Further<'a> {
    fn of(view: &View<'a>) -> Self {
        match view.get("additionalProperties") {
            Some(node) if node.value == &Value::Bool(false) => Self::None,
            Some(node)
                if node
                    .value
                    .as_object()
                    .is_some_and(|members| !members.is_empty()) =>
            {
                Self::Of(node)
            }
            _ => Self::Any,
        }
    }

    fn describe(&self, side: &Side<'a>) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Any => "any".to_owned(),
            Self::Of(node) => schema::describe(&side.view(node)),
        }
    }
}

fn map_values<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &View<'a>, new: &View<'a>) {
    let (left, right) = (Further::of(old), Further::of(new));
    let hidden = walk.is_hidden("additionalProperties without a schema");
    let rule = match (&left, &right) {
        (Further::None, Further::None) | (Further::Any, Further::Any) => return,
        (Further::Of(left), Further::Of(right)) => {
            let path = format!("{}{{*}}", place.path);
            let within = place.within(path, left.clone(), right.clone());
            return schema::compare(walk, &within);
        }
        (Further::Any, Further::None) if hidden.0 => return,
        (Further::None, Further::Any) if hidden.1 => return,
        (_, Further::None) => "map-closed",
        (Further::None, _) => "map-opened",
        (Further::Any, Further::Of(_)) => "map-values-typed",
        (Further::Of(_), Further::Any) => "map-values-untyped",
    };
    let (was, is) = (left.describe(&walk.old), right.describe(&walk.new));
    let mut within = place.clone();
    within.path = format!("{}{{*}}", place.path);
    walk.differs(&within, rule, "additionalProperties", Some(was), Some(is));
}
