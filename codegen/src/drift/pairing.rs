//! Which operations and schemas of the two documents are the same ones, even under other names.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::side::{Node, Side, bare, component};
use super::similar;
use crate::findings::pointer_token;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// An operation with the path that it belongs to.
#[derive(Clone)]
pub(super) struct Operation<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) item: Node<'a>,
    pub(super) node: Node<'a>,
}

impl Operation<'_> {
    /// Its name in reports.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// The path without the names of its parameters, which are not sent.
    fn template(&self) -> String {
        let mut template = String::new();
        let mut inside = false;
        for letter in self.path.chars() {
            match letter {
                '{' => {
                    inside = true;
                    template.push_str("{}");
                }
                '}' => inside = false,
                _ if inside => {}
                other => template.push(other),
            }
        }
        template
    }

    /// The named schemas of the body and of the answers.
    fn references(&self) -> BTreeSet<String> {
        let mut found = BTreeMap::new();
        for name in ["requestBody", "responses"] {
            if let Some(part) = self.node.value.get(name) {
                references(part, name, &mut found);
            }
        }
        found.into_values().collect()
    }
}

/// All operations of a document, in its order.
pub(super) fn operations<'a>(side: &Side<'a>) -> Vec<Operation<'a>> {
    let paths = side.root.get("paths");
    let mut operations = Vec::new();
    for (path, item) in paths.iter().flat_map(Node::members) {
        if path.starts_with("x-") {
            continue;
        }
        let item = side.follow(item);
        for (method, node) in item.members() {
            if METHODS.contains(&method) && node.value.is_object() {
                operations.push(Operation {
                    method,
                    path,
                    item: item.clone(),
                    node,
                });
            }
        }
    }
    operations
}

/// How an operation was found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    AsItWas,
    OtherMethod,
    OtherPath,
}

/// Pairs of operations, and those that are alone.
pub(super) struct Operations<'a> {
    pub(super) kept: Vec<(Operation<'a>, Operation<'a>, Kept)>,
    pub(super) gone: Vec<Operation<'a>>,
    pub(super) new: Vec<Operation<'a>>,
}

pub(super) fn pair_operations<'a>(old: &Side<'a>, new: &Side<'a>) -> Operations<'a> {
    let mut gone = operations(old);
    let mut added = operations(new);
    let mut kept = Vec::new();
    let same = |old: &Operation<'_>, new: &Operation<'_>| {
        old.method == new.method && old.template() == new.template()
    };
    take_pairs(
        &mut gone,
        &mut added,
        &mut kept,
        Kept::AsItWas,
        |old, new| same(old, new).then_some(1.0),
    );
    take_pairs(
        &mut gone,
        &mut added,
        &mut kept,
        Kept::OtherMethod,
        |old, new| (old.template() == new.template()).then_some(1.0),
    );
    take_pairs(&mut gone, &mut added, &mut kept, Kept::OtherPath, moved);
    Operations {
        kept,
        gone,
        new: added,
    }
}

fn take_pairs<'a>(
    gone: &mut Vec<Operation<'a>>,
    added: &mut Vec<Operation<'a>>,
    kept: &mut Vec<(Operation<'a>, Operation<'a>, Kept)>,
    how: Kept,
    score: impl Fn(&Operation<'a>, &Operation<'a>) -> Option<f64>,
) {
    let pairs = similar::pairs(gone.len(), added.len(), |left, right| {
        score(gone.get(left)?, added.get(right)?)
    });
    for (left, right) in &pairs {
        if let (Some(old), Some(new)) = (gone.get(*left), added.get(*right)) {
            kept.push((old.clone(), new.clone(), how));
        }
    }
    let (lefts, rights): (BTreeSet<usize>, BTreeSet<usize>) = pairs.into_iter().unzip();
    retain(gone, &lefts);
    retain(added, &rights);
}

fn retain<T>(list: &mut Vec<T>, without: &BTreeSet<usize>) {
    let mut index = 0;
    list.retain(|_| {
        index += 1;
        !without.contains(&(index - 1))
    });
}

/// How sure it is that one operation is the other under another path; nothing where it is not.
fn moved(old: &Operation<'_>, new: &Operation<'_>) -> Option<f64> {
    if old.method != new.method {
        return None;
    }
    let alike = similar::names(old.path, new.path);
    let same = |pointer: &str| {
        let (old, new) = (
            old.node.value.pointer(pointer),
            new.node.value.pointer(pointer),
        );
        old.is_some() && old == new
    };
    let last = |path: &str| path.rsplit('/').next().map(str::to_lowercase);
    let same_last = last(old.path) == last(new.path);
    let (ours, theirs) = (old.references(), new.references());
    let same_schemas = !ours.is_empty() && ours == theirs;
    let same_words = same("/summary") || same("/x-fingerprint/summary");
    let sure = same("/operationId")
        || same_schemas && (same_last || alike >= 0.6 || same_words)
        || same_words && same_last;
    let weight = |holds: bool| if holds { 1.0 } else { 0.0 };
    sure.then(|| {
        alike
            + weight(same("/operationId"))
            + weight(same_schemas)
            + weight(same_words)
            + weight(same_last) / 2.0
    })
}

/// The schemas that have another name in the new document: old name to new name.
pub(super) fn renamed_schemas<'a>(
    old: &Side<'a>,
    new: &Side<'a>,
    operations: &Operations<'a>,
) -> BTreeMap<String, String> {
    let names = |side: &Side<'a>| {
        side.schemas()
            .map(|(name, _)| name)
            .collect::<BTreeSet<_>>()
    };
    let (ours, theirs) = (names(old), names(new));
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    // A schema that is found again can be where another one is used, so a few rounds are gone.
    for _ in 0..4 {
        let gone: Vec<(&str, Node<'a>)> = old
            .schemas()
            .filter(|(name, _)| !theirs.contains(name) && !renamed.contains_key(*name))
            .collect();
        let added: Vec<(&str, Node<'a>)> = new
            .schemas()
            .filter(|(name, _)| {
                !ours.contains(name) && !renamed.values().any(|known| known == name)
            })
            .collect();
        if gone.is_empty() || added.is_empty() {
            break;
        }
        let old_uses = uses(old, operations.kept.iter().map(|(old, _, _)| old), &renamed);
        let new_uses = uses(
            new,
            operations.kept.iter().map(|(_, new, _)| new),
            &BTreeMap::new(),
        );
        let pairs = similar::pairs(gone.len(), added.len(), |left, right| {
            let (old_name, old_node) = gone.get(left)?;
            let (new_name, new_node) = added.get(right)?;
            let alike = shapes(old, old_node, new, new_node);
            let shared = old_uses.iter().any(|(at, name)| {
                name == old_name && new_uses.get(at).is_some_and(|name| name == new_name)
            });
            let by_name = similar::names(old_name, new_name);
            let equal = bare(old_node.value) == bare(new_node.value);
            let sure = shared && alike >= 0.4 || equal && by_name >= 0.5;
            sure.then(|| alike + by_name / 2.0 + if shared { 1.0 } else { 0.0 })
        });
        if pairs.is_empty() {
            break;
        }
        for (left, right) in pairs {
            if let (Some((old, _)), Some((new, _))) = (gone.get(left), added.get(right)) {
                renamed.insert((*old).to_owned(), (*new).to_owned());
            }
        }
    }
    renamed
}

/// How much of the shape two schemas have in common, from 0 to 1.
pub(super) fn shapes<'a>(old: &Side<'a>, left: &Node<'a>, new: &Side<'a>, right: &Node<'a>) -> f64 {
    let names = |side: &Side<'a>, node: &Node<'a>| -> BTreeSet<&'a str> {
        let mut view = side.view(node);
        let parts: Vec<String> = view.parts.iter().map(|part| part.pointer.clone()).collect();
        side.expand(&mut view, &parts);
        view.properties()
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    };
    let (ours, theirs) = (names(old, left), names(new, right));
    if ours.is_empty() && theirs.is_empty() {
        return if bare(left.value) == bare(right.value) {
            1.0
        } else {
            0.0
        };
    }
    similar::ratio(
        ours.intersection(&theirs).count(),
        ours.union(&theirs).count(),
    )
}

/// Which schema is referred to at which place, where a place has the same name in both documents.
fn uses<'a, 'o>(
    side: &Side<'a>,
    operations: impl Iterator<Item = &'o Operation<'a>>,
    renamed: &BTreeMap<String, String>,
) -> BTreeMap<String, String>
where
    'a: 'o,
{
    let mut found = BTreeMap::new();
    for (index, operation) in operations.enumerate() {
        references(
            operation.node.value,
            &format!("operation {index}"),
            &mut found,
        );
    }
    for (name, schema) in side.schemas() {
        let name = renamed.get(name).map_or(name, String::as_str);
        references(schema.value, &format!("schema {name}"), &mut found);
    }
    found
}

fn references(value: &Value, at: &str, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            if let Some(name) = members
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| component(reference.strip_prefix('#')?))
            {
                found.insert(at.to_owned(), name);
            }
            for (name, member) in members {
                references(member, &format!("{at}/{}", pointer_token(name)), found);
            }
        }
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                references(entry, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}
