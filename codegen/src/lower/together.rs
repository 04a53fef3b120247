//! Properties that are one thing, as one type that is kept and handed on as a whole.

use super::docs;
use super::names::{self, Room};
use super::types::Types;
use crate::api::{Field, Limits, Null, Struct, TypeKind, TypeRef};
use crate::extensions::Group;
use crate::openapi::Pointer;

impl Types<'_> {
    /// Puts one field in the place of several.
    pub(super) fn together(
        &mut self,
        stated: &Group,
        object: &mut Struct,
        pointer: &Pointer,
    ) -> Result<(), String> {
        let of = &stated.of.0;
        for wire in of {
            match object.fields.iter().find(|field| field.wire == *wire) {
                None => return Err(format!("there is no property `{wire}`")),
                Some(field) if !field.required => {
                    return Err(format!(
                        "`{wire}` must be required, since a part of the whole is not enough"
                    ));
                }
                Some(_) => {}
            }
        }
        let at = object
            .fields
            .iter()
            .position(|field| of.contains(&field.wire));
        let (members, rest) = object
            .fields
            .drain(..)
            .partition(|field| of.contains(&field.wire));
        object.fields = rest;
        let name = self.hoisted_name(&names::type_name(&stated.rust_name));
        let index = self.reserve(name.clone(), None, pointer);
        let documentation = docs::prose(&stated.description);
        let field = Field {
            wire: String::new(),
            rust: Room::beside(object.fields.iter()).claim(&names::value_name(&name)),
            ty: TypeRef::Named(name.clone()),
            required: true,
            nullable: false,
            null: Null::Never,
            rest: None,
            docs: documentation.clone(),
            class: None,
            limits: Limits::default(),
            as_number: false,
            currency_from: None,
            expiry: None,
            stands_for: of.clone(),
            sample: None,
        };
        let whole = Struct {
            required_name: name,
            fields: members,
            min_members: None,
            max_members: None,
            beside: Vec::new(),
            one_of_required: Vec::new(),
            presets: Vec::new(),
        };
        self.complete(index, documentation, TypeKind::Together(whole));
        object.fields.insert(at.unwrap_or(0), field);
        Ok(())
    }
}
