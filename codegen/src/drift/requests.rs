//! What an operation takes: parameters and a body.

use serde_json::Value;

use super::pairing::Operation;
use super::schema::{anything, describe};
use super::side::{Node, Side, bare};
use super::walk::{Place, Walk};
use super::{media, restrictions, schema, similar, words};

const KNOWN: &[&str] = &[
    "name",
    "in",
    "required",
    "description",
    "deprecated",
    "schema",
    "content",
    "style",
    "explode",
    "allowReserved",
    "allowEmptyValue",
    "example",
    "examples",
];

/// A parameter with what identifies it.
#[derive(Clone)]
struct Parameter<'a> {
    name: &'a str,
    place: &'a str,
    node: Node<'a>,
}

impl Parameter<'_> {
    fn is_required(&self) -> bool {
        self.node.flag("required")
    }

    /// Names of headers are the same in any case.
    fn is(&self, other: &Self) -> bool {
        self.place == other.place
            && if self.place == "header" {
                self.name.eq_ignore_ascii_case(other.name)
            } else {
                self.name == other.name
            }
    }

    fn path(&self, operation: &str) -> String {
        format!("{operation} {} {}", self.place, self.name)
    }
}

/// The parameters of the operation and those of its path that it does not replace.
fn of<'a>(side: &Side<'a>, operation: &Operation<'a>) -> Vec<Parameter<'a>> {
    let mut all: Vec<Parameter<'a>> = Vec::new();
    for owner in [&operation.node, &operation.item] {
        let list = owner.get("parameters");
        for node in list.iter().flat_map(Node::entries) {
            let node = side.follow(node);
            let (Some(name), Some(place)) = (node.text("name"), node.text("in")) else {
                continue;
            };
            let parameter = Parameter { name, place, node };
            if !all.iter().any(|known| known.is(&parameter)) {
                all.push(parameter);
            }
        }
    }
    all
}

/// Compares the parameters of an operation.
pub(super) fn parameters<'a>(
    walk: &mut Walk<'a>,
    place: &Place<'a>,
    old: &Operation<'a>,
    new: &Operation<'a>,
) {
    let mut gone = of(&walk.old, old);
    let mut added = of(&walk.new, new);
    let mut kept = Vec::new();
    gone.retain(|left| match added.iter().position(|right| right.is(left)) {
        Some(index) => {
            kept.push((left.clone(), added.remove(index)));
            false
        }
        None => true,
    });
    for (left, right) in &kept {
        parameter(walk, place, left, right);
    }
    let pairs = similar::pairs(gone.len(), added.len(), |left, right| {
        renamed(walk, gone.get(left)?, added.get(right)?, old, new)
    });
    for (left, right) in &pairs {
        let (Some(left), Some(right)) = (gone.get(*left), added.get(*right)) else {
            continue;
        };
        let rule = if left.place == "path" {
            "path-parameter-renamed"
        } else {
            "parameter-renamed"
        };
        let within = place.within(
            right.path(&place.path),
            left.node.clone(),
            right.node.clone(),
        );
        let (was, is) = (left.name.to_owned(), right.name.to_owned());
        walk.differs(&within, rule, "name", Some(was), Some(is));
        parameter(walk, place, left, right);
    }
    for (index, left) in gone.iter().enumerate() {
        if !pairs.iter().any(|(paired, _)| *paired == index) {
            let rule = if left.is_required() {
                "required-parameter-removed"
            } else {
                "optional-parameter-removed"
            };
            let shown = shown(&walk.old, left);
            walk.removed(place, rule, left.path(&place.path), &left.node, Some(shown));
        }
    }
    for (index, right) in added.iter().enumerate() {
        if !pairs.iter().any(|(_, paired)| *paired == index) {
            let rule = if right.is_required() {
                "required-parameter-added"
            } else {
                "optional-parameter-added"
            };
            let shown = shown(&walk.new, right);
            walk.added(
                place,
                rule,
                right.path(&place.path),
                &right.node,
                Some(shown),
            );
        }
    }
}

fn shown(side: &Side<'_>, parameter: &Parameter<'_>) -> String {
    let ty = parameter
        .node
        .get("schema")
        .map_or_else(|| "any".to_owned(), |schema| describe(&side.view(&schema)));
    let word = if parameter.is_required() {
        "required"
    } else {
        "optional"
    };
    format!("{ty}, {word}")
}

/// How sure it is that a parameter is another one under a new name; nothing where it is not.
fn renamed<'a>(
    walk: &Walk<'a>,
    old: &Parameter<'a>,
    new: &Parameter<'a>,
    old_of: &Operation<'a>,
    new_of: &Operation<'a>,
) -> Option<f64> {
    if old.place != new.place {
        return None;
    }
    if old.place == "path" {
        // The same gap of the same path is the same parameter, whatever its name.
        let gap = |path: &str, name: &str| {
            path.split('/')
                .position(|part| part.contains(&format!("{{{name}}}")))
        };
        let (left, right) = (gap(old_of.path, old.name), gap(new_of.path, new.name));
        return (left.is_some() && left == right).then_some(1.0);
    }
    let alike = similar::names(old.name, new.name);
    let same = shown(&walk.old, old) == shown(&walk.new, new);
    (same && alike >= 0.7).then_some(alike)
}

fn parameter<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &Parameter<'a>, new: &Parameter<'a>) {
    let within = place.within(new.path(&place.path), old.node.clone(), new.node.clone());
    let (was, is) = (old.is_required(), new.is_required());
    if was != is {
        let rule = if is {
            "parameter-became-required"
        } else {
            "parameter-became-optional"
        };
        let word = |required: bool| {
            let word = if required { "required" } else { "optional" };
            Some(word.to_owned())
        };
        walk.differs(&within, rule, "required", word(was), word(is));
    }
    words::compare(walk, &within, &words::VALUE);
    words::others(walk, &within, KNOWN);
    style(walk, &within, old, new);
    let before = walk.count(within.unit);
    if let Some(schema) = within.member("schema") {
        schema::compare(walk, &schema);
    } else if old.node.get("schema").is_some() || new.node.get("schema").is_some() {
        let node = |node: &Node<'a>| {
            node.get("schema")
                .unwrap_or_else(|| anything(node.at("schema")))
        };
        let either = within.within(within.path.clone(), node(&old.node), node(&new.node));
        schema::compare(walk, &either);
    }
    restrictions::compare(walk, &within, before);
    media::content(walk, &within);
}

/// How the value is written, as stated or as it goes without saying.
fn style<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &Parameter<'a>, new: &Parameter<'a>) {
    let written = |parameter: &Parameter<'a>| {
        let node = &parameter.node;
        let usual = match parameter.place {
            "query" | "cookie" => "form",
            _ => "simple",
        };
        let style = node.text("style").unwrap_or(usual).to_owned();
        let explode = node
            .value
            .get("explode")
            .and_then(Value::as_bool)
            .unwrap_or(style == "form");
        let mut words = vec![style];
        if explode {
            words.push("exploded".to_owned());
        }
        for flag in ["allowReserved", "allowEmptyValue"] {
            if node.flag(flag) {
                words.push(flag.to_owned());
            }
        }
        words.join(", ")
    };
    let (was, is) = (written(old), written(new));
    if was != is {
        walk.differs(
            place,
            "parameter-style-changed",
            "style",
            Some(was),
            Some(is),
        );
    }
}

const KNOWN_OF_BODY: &[&str] = &["description", "content", "required"];

/// Compares the bodies of requests.
pub(super) fn body<'a>(walk: &mut Walk<'a>, place: &Place<'a>) {
    let path = format!("{} body", place.path);
    let follow =
        |side: &Side<'a>, node: &Node<'a>| node.get("requestBody").map(|body| side.follow(body));
    let old = follow(&walk.old, &place.old);
    let new = follow(&walk.new, &place.new);
    let rule = |node: &Node<'a>, required: &'static str, optional: &'static str| {
        if node.flag("required") {
            required
        } else {
            optional
        }
    };
    match (old, new) {
        (None, None) => {}
        (Some(old), None) => {
            let rule = rule(&old, "required-body-removed", "optional-body-removed");
            let shown = media::describe(&walk.old, &old);
            walk.removed(place, rule, path, &old, Some(shown));
        }
        (None, Some(new)) => {
            let rule = rule(&new, "required-body-added", "optional-body-added");
            let shown = media::describe(&walk.new, &new);
            walk.added(place, rule, path, &new, Some(shown));
        }
        (Some(old), Some(new)) => {
            let within = place.within(path, old, new);
            both(walk, &within);
        }
    }
}

fn both<'a>(walk: &mut Walk<'a>, place: &Place<'a>) {
    let (was, is) = (place.old.flag("required"), place.new.flag("required"));
    if was != is {
        let rule = if is {
            "body-became-required"
        } else {
            "body-became-optional"
        };
        let word = |required: bool| {
            let word = if required { "required" } else { "optional" };
            Some(word.to_owned())
        };
        walk.differs(place, rule, "required", word(was), word(is));
    }
    words::compare(walk, place, &words::VALUE);
    words::others(walk, place, KNOWN_OF_BODY);
    media::content(walk, place);
}

/// Whether two nodes say the same but for words.
pub(super) fn is_same(old: Option<&Value>, new: Option<&Value>) -> bool {
    old.map(bare) == new.map(bare)
}
