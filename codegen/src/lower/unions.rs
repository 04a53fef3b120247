//! Types that hold one of several things: told apart by a member, by their JSON type, or by what members they have.

use openapiv3::OpenAPI;

use super::alternatives::{Alternative, likeness};
use super::names::{self, Room};
use super::node::{Node, Statement, component_of, resolved};
use super::reach::Side;
use super::shape::{Shape, shape};
use super::types::{Begun, Hint, Meaning, Types};
use super::{docs, limits};
use crate::api::{JsonKind, KindVariant, Kinds, TypeKind, TypeRef, Union, UnionVariant};

impl<'a> Types<'a> {
    pub(super) fn union(
        &mut self,
        node: Node<'a>,
        by: &str,
        variants: &[(String, Statement<'a>)],
        pointer: &str,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let parts = variants.iter().map(|(_, (_, at))| at.clone()).collect();
        let (name, index) = match self.begin(pointer, parts, hint, wire) {
            Begun::New(name, index) => (name, index),
            Begun::Known(ty) => return ty,
        };
        let mut room = Room::with(&["Other"]);
        let mut lowered: Vec<UnionVariant> = Vec::new();
        let mut former: Option<(&Statement<'a>, TypeRef)> = None;
        for (value, statement) in variants {
            if lowered.iter().any(|known| known.value == *value) {
                continue;
            }
            let rust = room.claim(&names::variant_name(value));
            let ty = match former.take().filter(|(known, _)| *known == statement) {
                Some((_, ty)) => ty,
                None => {
                    let inner = Hint {
                        name: &format!("{name}{rust}"),
                        side: hint.side,
                    };
                    let (node, at) = statement;
                    let meaning = self.node(*node, at, inner, None);
                    self.redacted(meaning.ty, meaning.class.as_deref())
                }
            };
            former = Some((statement, ty.clone()));
            lowered.push(UnionVariant {
                value: value.clone(),
                rust,
                ty,
            });
        }
        let documentation = self.type_docs(node, wire, &name);
        let union = Union {
            by: by.to_owned(),
            variants: lowered,
            request: hint.side == Side::Request,
        };
        self.complete(index, documentation, TypeKind::Union(union));
        TypeRef::Named(name)
    }

    pub(super) fn kinds(
        &mut self,
        node: Node<'a>,
        kinds: Vec<(JsonKind, Alternative<'a>)>,
        pointer: &str,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let parts = vec!["by its JSON type".to_owned()];
        let (name, index) = match self.begin(pointer, parts, hint, wire) {
            Begun::New(name, index) => (name, index),
            Begun::Known(ty) => return ty,
        };
        let mut room = Room::with(&["Other"]);
        let mut variants = Vec::new();
        for (kind, alternative) in kinds {
            let rust = room.claim(&variant_name(kind, &alternative));
            let likeness = match &alternative {
                Alternative::Like(statement) => Some(likeness(self.document, statement, hint.side)),
                Alternative::Stated(_) | Alternative::Told(_) => None,
            };
            let inner = format!("{name}{rust}");
            let inner = Hint {
                name: &inner,
                side: hint.side,
            };
            let mut docs = kind_docs(self.document, kind, &alternative);
            let meaning = match alternative {
                Alternative::Stated((stated, at)) | Alternative::Like((stated, at)) => {
                    self.alternative(stated, &at, inner, &mut docs)
                }
                Alternative::Told(told) => {
                    if matches!(*told, Shape::List(None)) {
                        let text = "nothing tells its lists apart, so their elements become untyped values";
                        self.problem("untyped", pointer, text.to_owned());
                    }
                    self.shaped(*told, node, pointer, inner, None)
                }
            };
            variants.push(KindVariant {
                kind,
                rust,
                ty: self.redacted(meaning.ty, meaning.class.as_deref()),
                likeness,
                docs,
            });
        }
        let mut documentation = self.type_docs(node, wire, &name);
        if variants.iter().any(|variant| variant.likeness.is_some()) {
            if self.strict {
                let text = "nothing tells its alternatives apart for sure".to_owned();
                self.problem("untyped", pointer, text);
            }
            let text = "The reference names no member that tells its objects apart: what is read is taken for the one \
                        that knows most of its members.";
            docs::paragraph(&mut documentation, text.to_owned());
        }
        let kinds = Kinds {
            variants,
            request: hint.side == Side::Request,
        };
        self.complete(index, documentation, TypeKind::Kinds(kinds));
        TypeRef::Named(name)
    }

    /// One alternative. No field holds its limits, so a text that has some gets a type of its own.
    fn alternative(
        &mut self,
        node: Node<'a>,
        pointer: &str,
        hint: Hint<'_>,
        docs: &mut Vec<String>,
    ) -> Meaning {
        let own = limits::of(node);
        if own.limits_text() && matches!(shape(self.document, node, pointer), Shape::Text) {
            let name = self.hoisted_name(hint.name);
            let hint = Hint {
                name: &name,
                ..hint
            };
            return self.named(node, pointer, hint, None);
        }
        let meaning = self.node(node, pointer, hint, None);
        if let Some(phrase) = docs::limits_phrase(&own) {
            let text = format!("documented but not checked: {phrase}");
            self.note("limit-not-checked", pointer, text);
            docs::paragraph(docs, format!("Not checked: {phrase}."));
        }
        meaning
    }
}

fn kind_docs(document: &OpenAPI, kind: JsonKind, alternative: &Alternative<'_>) -> Vec<String> {
    let described = match alternative {
        Alternative::Stated((node, _)) | Alternative::Like((node, _)) => {
            resolved(document, *node).and_then(|schema| schema.schema_data.description.as_deref())
        }
        Alternative::Told(_) => None,
    };
    let mut told = described.map(docs::prose).unwrap_or_default();
    // What a reference names says the rest itself.
    if let Alternative::Stated((Node::Reference(_), _))
    | Alternative::Like((Node::Reference(_), _)) = alternative
    {
        let first = told.iter().take_while(|line| !line.is_empty()).count();
        told.truncate(first);
    }
    if !told.is_empty() {
        return told;
    }
    let line = match kind {
        JsonKind::Text => "What a text is.",
        JsonKind::Number => "What a number is.",
        JsonKind::Boolean => "What a truth value is.",
        JsonKind::List => "What a list is.",
        JsonKind::Object => "What an object is.",
    };
    vec![line.to_owned()]
}

/// The component that an alternative is, or its JSON type.
fn variant_name(kind: JsonKind, alternative: &Alternative<'_>) -> String {
    if let Alternative::Stated((Node::Reference(reference), _))
    | Alternative::Like((Node::Reference(reference), _)) = alternative
        && let Some(component) = component_of(reference)
    {
        return names::variant_name(component);
    }
    if let Alternative::Like((node, _)) = alternative
        && let Some(title) = node.data().and_then(|data| data.title.as_deref())
    {
        return names::variant_name(title);
    }
    let name = match kind {
        JsonKind::Text => "Text",
        JsonKind::Number => "Number",
        JsonKind::Boolean => "Boolean",
        JsonKind::List => "List",
        JsonKind::Object => "Object",
    };
    name.to_owned()
}
