//! What the overlay says of an object as a whole: properties that belong together.

use super::docs;
use super::names::{self, Room};
use super::types::Types;
use crate::api::{Choice, ChoiceVariant, Field, Struct, TypeKind, TypeRef};
use crate::extensions::Choice as Stated;
use crate::findings::Id;
use crate::openapi::{Pointer, SchemaId};

impl<'a> Types<'a> {
    /// Applies `x-one-of-required`, `x-either`, `x-together` and `x-choice`.
    pub(super) fn overlay_shape(&mut self, id: SchemaId, object: &mut Struct, owner: &str) {
        let said = self.extensions.schema(id);
        let pointer = &self.schema(id).notes.pointer;
        for names in &said.one_of_required {
            let is_there = |name: &str| object.fields.iter().any(|field| field.wire == name);
            match names.0.iter().find(|name| !is_there(name)) {
                Some(unknown) => {
                    let text = format!(
                        "`x-one-of-required` names `{unknown}`, which `{owner}` does not have"
                    );
                    self.problem(Id::UnknownProperty, pointer, text);
                }
                None => object.one_of_required.push(names.0.clone()),
            }
        }
        for pair in &said.either {
            if let Err(text) = self.either(pair, object, pointer) {
                let text = format!("`x-either` of `{owner}`: {text}");
                self.problem(Id::Either, pointer, text);
            }
        }
        for group in &said.together {
            if let Err(text) = self.together(group, object, pointer) {
                let text = format!("`x-together` of `{owner}`: {text}");
                self.problem(Id::Together, pointer, text);
            }
        }
        for choice in &said.choice {
            if let Err(text) = self.choice(choice, object, pointer, owner) {
                let text = format!("`x-choice` of `{owner}`: {text}");
                self.problem(Id::Choice, pointer, text);
            }
        }
    }

    /// Puts one field in the place of the naming property and its blocks.
    fn choice(
        &mut self,
        choice: &Stated,
        object: &mut Struct,
        pointer: &Pointer,
        owner: &str,
    ) -> Result<(), String> {
        let by = choice.by.as_str();
        let at = position(object, by).ok_or_else(|| format!("there is no property `{by}`"))?;
        let name = self.hoisted_name(&names::type_name(&choice.rust_name));
        let index = self.reserve(name.clone(), None, pointer);
        let mut room = Room::with(&["Other"]);
        let mut variants = Vec::new();
        let mut stands_for = vec![by.to_owned()];
        for (value, property) in &choice.blocks {
            let field = position(object, property)
                .and_then(|position| object.fields.get(position))
                .ok_or_else(|| format!("there is no property `{property}`"))?;
            stands_for.push(property.clone());
            variants.push(ChoiceVariant {
                value: value.clone(),
                rust: room.claim(&names::variant_name(value)),
                block: Some((property.clone(), field.ty.clone())),
                // The first paragraph; what follows, such as the sample, is told where the block is.
                docs: docs::first_paragraph(&field.docs).to_vec(),
            });
        }
        for value in &choice.without_block {
            let docs = docs::prose(&format!(
                "`{value}`, for which the reference documents no block."
            ));
            variants.push(ChoiceVariant {
                value: value.clone(),
                rust: room.claim(&names::variant_name(value)),
                block: None,
                docs,
            });
        }
        let Some(naming) = object.fields.get(at).cloned() else {
            return Err(format!("there is no property `{by}`"));
        };
        object
            .fields
            .retain(|field| field.wire == by || !stands_for.contains(&field.wire));
        let at = position(object, by).unwrap_or(0);
        let others = object.fields.iter().filter(|field| field.wire != by);
        let mut room = Room::beside(others);
        let rust = room.claim(&names::value_name(&name));
        let field = Field {
            required: naming.required,
            docs: naming.docs.clone(),
            class: naming.class,
            stands_for,
            sample: naming.sample.clone(),
            ..Field::new(rust, TypeRef::Named(name.clone()))
        };
        if let Some(slot) = object.fields.get_mut(at) {
            *slot = field;
        }
        let mut documentation = vec![format!(
            "What `{by}` of `{owner}` names, together with the block that goes with it."
        )];
        docs::paragraph(
            &mut documentation,
            "The two are one type, so that they cannot disagree.".to_owned(),
        );
        let kind = TypeKind::Choice(Choice {
            by: by.to_owned(),
            by_type: naming.ty,
            limits: naming.limits,
            variants,
        });
        self.complete(index, documentation, kind);
        Ok(())
    }
}

fn position(object: &Struct, wire: &str) -> Option<usize> {
    object.fields.iter().position(|field| field.wire == wire)
}
