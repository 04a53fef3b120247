//! One of the two documents, with what is needed to find one's way in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::findings::pointer_token;
use crate::restrict::{self, Reading};

/// How many references are followed in a row before they count as running in a circle.
const DEEPEST: usize = 32;

/// A node with its place.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Value,
    pub(super) pointer: String,
}

impl<'a> Node<'a> {
    pub(super) fn new(value: &'a Value, pointer: impl Into<String>) -> Self {
        Self {
            value,
            pointer: pointer.into(),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name)?;
        Some(Self::new(value, self.at(name)))
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.value.get(name).and_then(Value::as_str)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.value.get(name) == Some(&Value::Bool(true))
    }

    /// The pointer of a member.
    pub(super) fn at(&self, name: &str) -> String {
        format!("{}/{}", self.pointer, pointer_token(name))
    }

    /// The members of an object with their nodes; nothing for anything else.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let pointer = self.pointer.clone();
        self.value
            .as_object()
            .into_iter()
            .flatten()
            .map(move |(name, value)| {
                let at = format!("{pointer}/{}", pointer_token(name));
                (name.as_str(), Self::new(value, at))
            })
    }

    /// The entries of a list with their nodes; nothing for anything else.
    pub(super) fn entries(&self) -> impl Iterator<Item = Self> + use<'a> {
        let pointer = self.pointer.clone();
        self.value
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
            .map(move |(index, value)| Self::new(value, format!("{pointer}/{index}")))
    }

    /// Whether the document says that it cannot show this member here.
    pub(super) fn is_unknown(&self, name: &str) -> bool {
        lists(self.value, "x-unknown", name)
    }
}

/// One document.
pub(super) struct Side<'a> {
    pub(super) root: Node<'a>,
    /// What this kind of document cannot show anywhere.
    unseen: BTreeSet<&'a str>,
    /// The tokens by the pointer of the node that states them.
    tokens: BTreeMap<String, Vec<(String, Reading)>>,
}

impl<'a> Side<'a> {
    pub(super) fn new(document: &'a Value) -> Self {
        let unseen = document
            .pointer("/info/x-unknown")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut tokens: BTreeMap<String, Vec<(String, Reading)>> = BTreeMap::new();
        for stated in restrict::tokens(document) {
            let at = stated
                .pointer
                .strip_suffix("/x-restriction")
                .unwrap_or(&stated.pointer);
            tokens
                .entry(at.to_owned())
                .or_default()
                .push((stated.text, stated.reading));
        }
        Self {
            root: Node::new(document, ""),
            unseen,
            tokens,
        }
    }

    /// Whether this document cannot show such a thing anywhere.
    pub(super) fn cannot_show(&self, name: &str) -> bool {
        self.unseen.contains(name)
    }

    /// The tokens that a node states, as they are understood.
    pub(super) fn tokens(&self, pointer: &str) -> &[(String, Reading)] {
        self.tokens.get(pointer).map_or(&[], Vec::as_slice)
    }

    /// The node behind a reference within the document.
    pub(super) fn target(&self, reference: &str) -> Option<Node<'a>> {
        let pointer = reference.strip_prefix('#')?;
        self.root
            .value
            .pointer(pointer)
            .map(|value| Node::new(value, pointer))
    }

    /// The node itself, or what its references lead to.
    pub(super) fn follow(&self, node: Node<'a>) -> Node<'a> {
        let mut node = node;
        for _ in 0..DEEPEST {
            match node
                .text("$ref")
                .and_then(|reference| self.target(reference))
            {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }

    /// The named schemas.
    pub(super) fn schemas(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let components = self
            .root
            .get("components")
            .and_then(|components| components.get("schemas"));
        components.into_iter().flat_map(|schemas| schemas.members())
    }

    /// What a schema says, with what it is composed of.
    pub(super) fn view(&self, node: &Node<'a>) -> View<'a> {
        let mut view = View::default();
        self.lay(node.clone(), &mut view, 0);
        view
    }

    fn lay(&self, node: Node<'a>, view: &mut View<'a>, depth: usize) {
        if let Some(reference) = node.text("$ref") {
            match self.target(reference) {
                Some(target) => view.parts.push(target),
                None => view.lost.push(reference),
            }
            view.layers.push(node);
            return;
        }
        let parts: Vec<Node<'a>> = node
            .get("allOf")
            .map(|parts| parts.entries().collect())
            .unwrap_or_default();
        view.layers.push(node);
        if depth < DEEPEST {
            for part in parts {
                self.lay(part, view, depth + 1);
            }
        }
    }

    /// Puts in place of some references what they lead to.
    pub(super) fn expand(&self, view: &mut View<'a>, which: &[String]) {
        let mut expanded: BTreeSet<String> = BTreeSet::new();
        let mut waiting: Vec<String> = which.to_vec();
        while let Some(pointer) = waiting.pop() {
            let Some(index) = view.parts.iter().position(|part| part.pointer == pointer) else {
                continue;
            };
            let part = view.parts.remove(index);
            if expanded.insert(pointer) {
                let before = view.parts.len();
                self.lay(part, view, 0);
                waiting.extend(
                    view.parts
                        .iter()
                        .skip(before)
                        .map(|part| part.pointer.clone()),
                );
            }
        }
    }
}

/// A schema taken apart: what it says itself, and the named schemas that it also is.
#[derive(Default)]
pub(super) struct View<'a> {
    /// The schema and the parts of its `allOf`, the outermost first.
    pub(super) layers: Vec<Node<'a>>,
    /// The named schemas that it refers to.
    pub(super) parts: Vec<Node<'a>>,
    /// References that lead nowhere.
    pub(super) lost: Vec<&'a str>,
}

impl<'a> View<'a> {
    /// The outermost layer's value of a member, or the next one's.
    pub(super) fn get(&self, name: &str) -> Option<Node<'a>> {
        self.layers.iter().find_map(|layer| layer.get(name))
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.layers.iter().find_map(|layer| layer.text(name))
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.layers.iter().any(|layer| layer.flag(name))
    }

    /// The type as stated, or as it follows from what is stated.
    pub(super) fn ty(&self) -> Option<&'a str> {
        let has = |name: &str| self.get(name).is_some();
        match self.text("type") {
            Some(ty) => Some(ty),
            None if has("properties") => Some("object"),
            None if has("items") => Some("array"),
            None => None,
        }
    }

    /// The properties, each once.
    pub(super) fn properties(&self) -> Vec<(&'a str, Node<'a>)> {
        let mut properties: Vec<(&'a str, Node<'a>)> = Vec::new();
        for layer in &self.layers {
            for (name, node) in layer.get("properties").iter().flat_map(Node::members) {
                if !properties.iter().any(|(known, _)| *known == name) {
                    properties.push((name, node));
                }
            }
        }
        properties
    }

    /// The names of the required properties.
    pub(super) fn required(&self) -> BTreeSet<&'a str> {
        self.layers
            .iter()
            .filter_map(|layer| layer.value.get("required")?.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// Whether the document says that it cannot show what this is.
    pub(super) fn is_unknown(&self) -> bool {
        self.layers.iter().any(|layer| layer.is_unknown("schema"))
    }
}

fn lists(value: &Value, member: &str, name: &str) -> bool {
    value
        .get(member)
        .and_then(Value::as_array)
        .is_some_and(|names| names.iter().any(|listed| listed == name))
}

/// The name of a component by its pointer.
pub(super) fn component(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}

/// A value without its words and samples, for telling whether two say the same.
pub(super) fn bare(value: &Value) -> Value {
    const WORDS: [&str; 7] = [
        "title",
        "description",
        "example",
        "examples",
        "x-fingerprint",
        "x-unknown",
        "x-page-name",
    ];
    match value {
        Value::Object(members) => {
            // A property may bear one of these names; then its value is an object.
            let kept: Map<String, Value> = members
                .iter()
                .filter(|(name, value)| {
                    !WORDS.contains(&name.as_str()) || value.get("type").is_some()
                })
                .map(|(name, value)| (name.clone(), bare(value)))
                .collect();
            Value::Object(kept)
        }
        Value::Array(entries) => Value::Array(entries.iter().map(bare).collect()),
        other => other.clone(),
    }
}
