//! What a schema says and its type does not hold: it is documented, and named in a finding.

use openapiv3::{AdditionalProperties, SchemaKind, Type};

use super::shape::{Node, Property, resolved};
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
            let own = property
                .node
                .data()
                .and_then(|data| data.description.as_ref());
            own.is_some()
                || resolved(self.document, property.node)
                    .is_some_and(|schema| schema.schema_data.description.is_some())
        };
        let missing = properties.len() - properties.iter().filter(described).count();
        if missing > 0 && !self.strict {
            let text = format!(
                "{missing} of {} properties have no description",
                properties.len()
            );
            self.problem("missing-description", pointer, text);
        }
    }

    /// Says what stands beside the properties of an object and has no place in its type.
    pub(super) fn note_beside_properties(&mut self, node: Node<'a>, pointer: &str) {
        let Node::Schema(schema) = node else { return };
        let (additional, alternatives) = match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                (object.additional_properties.as_ref(), false)
            }
            SchemaKind::Any(any) => (
                any.additional_properties.as_ref(),
                !any.one_of.is_empty() || !any.any_of.is_empty() || any.not.is_some(),
            ),
            _ => (None, false),
        };
        if matches!(additional, Some(AdditionalProperties::Schema(_))) {
            let text = "members beyond its properties are left out of its type".to_owned();
            self.note("additional-properties-left-out", pointer, text);
        }
        if alternatives {
            let text =
                "`oneOf`, `anyOf` or `not` beside its properties is documented but not checked"
                    .to_owned();
            self.note("combinator-not-checked", pointer, text);
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
