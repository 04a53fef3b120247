//! Names that a document gives to places: `$id`, `$anchor` and `$dynamicAnchor`.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::pointer::Pointer;
use super::references::locate_within;

/// A place with what stands there.
type Found<'a> = (&'a Value, Pointer);

/// A schema with an `$id`: a document of its own, within which references begin at it.
struct Resource<'a> {
    id: String,
    value: &'a Value,
}

/// The places of a document that have a name of their own.
pub(super) struct Names<'a> {
    root: &'a Value,
    anchors: BTreeMap<&'a str, Found<'a>>,
    /// How often each `$dynamicAnchor` stands there.
    dynamic: BTreeMap<&'a str, usize>,
    resources: HashMap<Pointer, Resource<'a>>,
    by_id: BTreeMap<String, Pointer>,
}

impl<'a> Names<'a> {
    pub(super) fn of(root: &'a Value) -> Self {
        let mut names = Self {
            root,
            anchors: BTreeMap::new(),
            dynamic: BTreeMap::new(),
            resources: HashMap::new(),
            by_id: BTreeMap::new(),
        };
        // Most documents have none, and need no pointer to all that stands in them.
        if has_names(root) {
            names.walk();
        }
        names
    }

    fn walk(&mut self) {
        let mut open = vec![(self.root, Pointer::root(), String::new())];
        while let Some((value, at, base)) = open.pop() {
            match value {
                Value::Object(members) => {
                    let mut base = base;
                    if let Some(id) = text(value, "$id") {
                        base = absolute(&base, id);
                        let id = base.clone();
                        self.by_id.entry(id.clone()).or_insert_with(|| at.clone());
                        self.resources.insert(at.clone(), Resource { id, value });
                    }
                    if let Some(name) = text(value, "$dynamicAnchor") {
                        *self.dynamic.entry(name).or_default() += 1;
                    }
                    for name in ["$anchor", "$dynamicAnchor"] {
                        if let Some(name) = text(value, name) {
                            let found = (value, at.clone());
                            self.anchors.entry(name).or_insert(found);
                        }
                    }
                    let inner = members
                        .iter()
                        .filter(|(_, inner)| inner.is_object() || inner.is_array());
                    open.extend(inner.map(|(name, inner)| (inner, at.member(name), base.clone())));
                }
                Value::Array(entries) => {
                    let inner = entries
                        .iter()
                        .enumerate()
                        .filter(|(_, inner)| inner.is_object() || inner.is_array());
                    open.extend(inner.map(|(index, inner)| (inner, at.entry(index), base.clone())));
                }
                _ => {}
            }
        }
    }

    /// What a reference leads to that stands at a place.
    pub(super) fn find(&self, reference: &str, from: &Pointer) -> Option<Found<'a>> {
        let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if reference.is_empty() {
            return None;
        }
        let around = self.around(from);
        let resource = if document.is_empty() {
            around
        } else {
            let base = around.and_then(|at| self.resources.get(at));
            let id = absolute(base.map_or("", |base| &base.id), document);
            Some(self.by_id.get(&id)?)
        };
        if let Some(named) = self.anchors.get(fragment).filter(|_| !fragment.is_empty()) {
            return Some(named.clone());
        }
        let within = resource.and_then(|at| {
            let value = self.resources.get(at)?.value;
            locate_within((value, at.clone()), fragment)
        });
        // A reference within the whole document is one as well, since that is how most are meant.
        within.or_else(|| {
            let whole = (self.root, Pointer::root());
            document
                .is_empty()
                .then(|| locate_within(whole, fragment))?
        })
    }

    /// Whether one place alone has a `$dynamicAnchor`, so that it means the same wherever it is met.
    pub(super) fn is_sole(&self, anchor: &str) -> bool {
        self.dynamic.get(anchor) == Some(&1)
    }

    /// The innermost schema with an `$id` around a place.
    fn around(&self, place: &Pointer) -> Option<&Pointer> {
        if self.resources.is_empty() {
            return None;
        }
        let mut here = Some(place);
        while let Some(at) = here {
            if let Some((known, _)) = self.resources.get_key_value(at) {
                return Some(known);
            }
            here = at.before();
        }
        None
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

/// A reference as it is meant at a base.
fn absolute(base: &str, reference: &str) -> String {
    let reference = reference.trim_end_matches('#');
    let is_whole = reference.contains("://") || reference.starts_with("urn:");
    if is_whole || base.is_empty() {
        return reference.to_owned();
    }
    let (host, path) = match base.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (format!("{scheme}://{host}"), path)
        }
        None => (String::new(), base),
    };
    let folder = path.rfind('/').and_then(|at| path.get(..=at));
    let folder = folder.unwrap_or(if host.is_empty() { "" } else { "/" });
    let whole = match reference.starts_with('/') {
        true => reference.to_owned(),
        false => format!("{folder}{reference}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "." => {}
            ".." if parts.len() > 1 => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("{host}{}", parts.join("/"))
}

fn has_names(root: &Value) -> bool {
    const NAMES: [&str; 3] = ["$anchor", "$dynamicAnchor", "$id"];
    any_object(root, |members| {
        NAMES.iter().any(|name| members.contains_key(*name))
    })
}

/// Whether something holds of one of the objects in a tree.
pub(super) fn any_object(root: &Value, holds: impl Fn(&Map<String, Value>) -> bool) -> bool {
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) if holds(members) => return true,
            Value::Object(members) => open.extend(members.values()),
            Value::Array(entries) => open.extend(entries),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn references_are_meant_at_their_base() {
        let base = "https://x.example/schemas/tree";
        for (reference, meant) in [
            ("leaf", "https://x.example/schemas/leaf"),
            ("./leaf", "https://x.example/schemas/leaf"),
            ("../leaf", "https://x.example/leaf"),
            ("/leaf", "https://x.example/leaf"),
            ("https://y.example/leaf", "https://y.example/leaf"),
            ("urn:leaf", "urn:leaf"),
        ] {
            assert_eq!(absolute(base, reference), meant);
        }
        assert_eq!(absolute("", "leaf"), "leaf");
        assert_eq!(absolute("tree", "leaf"), "leaf");
    }
}
