//! What a schema says and its type does not hold: it is documented, and named in a finding.

use openapiv3::{AdditionalProperties, OpenAPI, SchemaKind, Type};

use super::collected::Property;
use super::node::{DEPTH, Node, resolved};
use super::reach::Side;
use super::types::Types;
use super::{known, limits};
use crate::findings::At;

impl<'a> Types<'a> {
    /// Says something once, however often its place is lowered.
    pub(super) fn note(&mut self, id: &'static str, pointer: &str, text: String) {
        if self.said.insert((id, pointer.to_owned())) {
            let at = At::Pointer(pointer.to_owned());
            self.findings.note(id, at, text);
        }
    }

    /// Says how many properties nobody described; our own document is held to that before it is lowered.
    pub(super) fn note_undescribed(&mut self, properties: &[Property<'a>], pointer: &str) {
        let described = |property: &&Property<'a>| {
            property.data().any(|data| data.description.is_some())
                || resolved(self.document, property.node)
                    .is_some_and(|schema| schema.schema_data.description.is_some())
        };
        let missing = properties.len() - properties.iter().filter(described).count();
        if missing > 0 && !self.strict {
            let text = format!(
                "{missing} of {} properties have no description",
                properties.len()
            );
            self.note("missing-description", pointer, text);
        }
    }

    /// Says what stands beside the properties of an object and has no place in its type.
    pub(super) fn note_beside_properties(&mut self, node: Node<'a>, pointer: &str) {
        let mut beside = Beside::default();
        beside.look(self.document, node, 0);
        if beside.additional {
            let text = "members beyond its properties are left out of its type".to_owned();
            self.note("additional-properties-left-out", pointer, text);
        }
        if beside.alternatives {
            let text = "which members of its alternatives (`oneOf`, `anyOf`, `not`) go together is documented but not checked";
            self.note("combinator-not-checked", pointer, text.to_owned());
        }
    }

    /// Says that a property stands on no side: what only answers have is only in a request, or the other way round.
    pub(super) fn note_hidden(&mut self, property: &Property<'_>, side: Side) {
        let component = property
            .pointer
            .strip_prefix("/components/schemas/")
            .and_then(|rest| rest.split('/').next())
            .map(|token| token.replace("~1", "/").replace("~0", "~"));
        let (other, text) = match side {
            Side::Request => (
                Side::Answer,
                "it is read-only, and only requests have it, so it is left out",
            ),
            Side::Answer => (
                Side::Request,
                "it is write-only, and only answers have it, so it is left out",
            ),
        };
        if !component.is_some_and(|component| self.reaches(other, &component)) {
            self.note("property-left-out", &property.pointer, text.to_owned());
        }
    }

    /// Says where members are stated of what is no object.
    pub(super) fn note_out_of_place(&mut self, node: Node<'_>, pointer: &str) {
        let Node::Schema(schema) = node else { return };
        let SchemaKind::Any(any) = &schema.schema_kind else {
            return;
        };
        let typ = any.typ.as_deref().filter(|typ| *typ != "object");
        if let Some(typ) = typ.filter(|_| !any.properties.is_empty()) {
            let text = format!("properties are left out of what is of the type `{typ}`");
            self.problem("properties-left-out", pointer, text);
        }
    }

    /// Says which limits of a node no check holds.
    pub(super) fn note_unchecked(&mut self, node: Node<'_>, pointer: &str) {
        if let Some(source) = limits::unchecked_pattern(node) {
            let text = format!(
                "the pattern `{source}` is documented but not checked: it is no row of character classes"
            );
            self.note("pattern-not-checked", pointer, text);
        }
        let unchecked = limits::unchecked(node);
        if !unchecked.is_empty() {
            let text = format!("documented but not checked: {}", unchecked.join(", "));
            self.note("limit-not-checked", pointer, text);
        }
    }

    /// Says which known values an enumeration of texts cannot have.
    pub(super) fn note_values_left_out(&mut self, node: Node<'_>, pointer: &str) {
        let others = known::without_text(node);
        if !others.is_empty() {
            let text = format!(
                "of its known values, those that are no texts are left out of its type: {}",
                others.join(", ")
            );
            self.note("value-left-out", pointer, text);
        }
    }

    /// Says that a list or a map may hold null, which its type does not.
    pub(super) fn note_null_elements(&mut self, nullable: bool, pointer: &str) {
        if nullable {
            let text = "null among its elements is left out of its type".to_owned();
            self.note("null-element-left-out", pointer, text);
        }
    }

    /// Says which members an object must have without saying what they are.
    pub(super) fn note_unknown_required(
        &mut self,
        node: Node<'_>,
        properties: &[Property<'_>],
        pointer: &str,
    ) {
        let Node::Schema(schema) = node else { return };
        let required = match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => &object.required,
            SchemaKind::Any(any) => &any.required,
            _ => return,
        };
        for name in required {
            if !properties.iter().any(|property| property.wire == name) {
                let text = format!(
                    "`{name}` is required, but it is no property, so it is left out of the type"
                );
                self.problem("required-left-out", &format!("{pointer}/required"), text);
            }
        }
    }
}

/// What an object says beside its properties.
#[derive(Default)]
struct Beside<'a> {
    additional: bool,
    alternatives: bool,
    /// What was looked into: a base that is reached by two ways says the same both times.
    seen: Vec<&'a str>,
}

impl<'a> Beside<'a> {
    fn look(&mut self, document: &'a OpenAPI, node: Node<'a>, depth: usize) {
        if let Node::Reference(reference) = node {
            if self.seen.contains(&reference) {
                return;
            }
            self.seen.push(reference);
        }
        let Some(schema) = resolved(document, node).filter(|_| depth < DEPTH) else {
            return;
        };
        let all_of = match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                self.additional |= is_schema(object.additional_properties.as_ref());
                return;
            }
            SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } | SchemaKind::Not { .. } => {
                self.alternatives = true;
                return;
            }
            SchemaKind::AllOf { all_of } => all_of,
            SchemaKind::Any(any) => {
                self.additional |= is_schema(any.additional_properties.as_ref());
                // What extends a base is no part of another thing that extends it.
                let is_base = depth > 0 && schema.schema_data.discriminator.is_some();
                self.alternatives |= !is_base
                    && (!any.one_of.is_empty() || !any.any_of.is_empty() || any.not.is_some());
                &any.all_of
            }
            SchemaKind::Type(_) => return,
        };
        for member in all_of {
            self.look(document, member.into(), depth + 1);
        }
    }
}

fn is_schema(additional: Option<&AdditionalProperties>) -> bool {
    matches!(additional, Some(AdditionalProperties::Schema(_)))
}
