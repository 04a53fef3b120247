//! What the overlay says of an object as a whole: properties that belong together.

use serde_json::Value;

use super::docs;
use super::names::{self, Room};
use super::types::Types;
use crate::api::{Choice, ChoiceVariant, Field, Limits, Struct, TypeKind, TypeRef};
use crate::openapi::{Pointer, SchemaId};

impl<'a> Types<'a> {
    /// Applies `x-one-of-required`, `x-either`, `x-together` and `x-choice`.
    pub(super) fn overlay_shape(&mut self, id: SchemaId, object: &mut Struct, owner: &str) {
        let schema = self.schema(id);
        let (extensions, pointer) = (&schema.notes.extensions, &schema.notes.pointer);
        for names in extensions
            .get("x-one-of-required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let names: Vec<String> = texts(names);
            match names
                .iter()
                .find(|name| !object.fields.iter().any(|field| field.wire == **name))
            {
                Some(unknown) => {
                    let text = format!(
                        "`x-one-of-required` names `{unknown}`, which `{owner}` does not have"
                    );
                    self.problem("unknown-property", pointer, text);
                }
                None => object.one_of_required.push(names),
            }
        }
        for either in extensions
            .get("x-either")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if let Err(text) = self.either(either, object, pointer) {
                self.problem(
                    "either",
                    pointer,
                    format!("`x-either` of `{owner}`: {text}"),
                );
            }
        }
        for together in extensions
            .get("x-together")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if let Err(text) = self.together(together, object, pointer) {
                let text = format!("`x-together` of `{owner}`: {text}");
                self.problem("together", pointer, text);
            }
        }
        for choice in extensions
            .get("x-choice")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if let Err(text) = self.choice(choice, object, pointer, owner) {
                self.problem(
                    "choice",
                    pointer,
                    format!("`x-choice` of `{owner}`: {text}"),
                );
            }
        }
    }

    /// Puts one field in the place of the naming property and its blocks.
    fn choice(
        &mut self,
        choice: &Value,
        object: &mut Struct,
        pointer: &Pointer,
        owner: &str,
    ) -> Result<(), String> {
        let by = choice
            .get("by")
            .and_then(Value::as_str)
            .ok_or("it does not say `by` which property")?;
        let at = position(object, by).ok_or_else(|| format!("there is no property `{by}`"))?;
        let rust = choice
            .get("rust-name")
            .and_then(Value::as_str)
            .map_or_else(|| names::type_name(by), names::type_name);
        let name = self.hoisted_name(&rust);
        let index = self.reserve(name.clone(), None, pointer);
        let mut room = Room::with(&["Other"]);
        let mut variants = Vec::new();
        let mut stands_for = vec![by.to_owned()];
        for (value, property) in choice
            .get("blocks")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let property = property
                .as_str()
                .ok_or_else(|| format!("the block of `{value}` is no property name"))?;
            let field = position(object, property)
                .and_then(|position| object.fields.get(position))
                .ok_or_else(|| format!("there is no property `{property}`"))?;
            stands_for.push(property.to_owned());
            variants.push(ChoiceVariant {
                value: value.clone(),
                rust: room.claim(&names::variant_name(value)),
                block: Some((property.to_owned(), field.ty.clone())),
                // The first paragraph; what follows, such as the sample, is told where the block is.
                docs: field
                    .docs
                    .iter()
                    .take_while(|line| !line.is_empty())
                    .cloned()
                    .collect(),
            });
        }
        for value in choice.get("without-block").map(texts).unwrap_or_default() {
            let docs = docs::prose(&format!(
                "`{value}`, for which the reference documents no block."
            ));
            variants.push(ChoiceVariant {
                rust: room.claim(&names::variant_name(&value)),
                value,
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
        let field = Field {
            wire: String::new(),
            rust: room.claim(&names::value_name(&name)),
            ty: TypeRef::Named(name.clone()),
            required: naming.required,
            nullable: false,
            null_when_absent: false,
            docs: naming.docs.clone(),
            class: naming.class.clone(),
            limits: Limits::default(),
            as_number: false,
            currency_from: None,
            stands_for,
            sample: naming.sample.clone(),
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

fn texts(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
