//! Properties that are one thing, as one type that is kept and handed on as a whole.

use super::docs;
use super::names::{self, Room};
use super::types::Types;
use crate::api::{Field, Struct, TypeKind, TypeRef};
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
        let is_member = |field: &Field| of.contains(&field.wire);
        let at = object.fields.iter().position(is_member);
        let members = object.fields.extract_if(.., |field| is_member(field));
        let members = members.collect();
        let name = self.hoisted_name(&names::type_name(&stated.rust_name));
        let index = self.reserve(name.clone(), None, pointer);
        let documentation = docs::prose(&stated.description);
        let rust = Room::beside(object.fields.iter()).claim(&names::value_name(&name));
        let field = Field {
            required: true,
            docs: documentation.clone(),
            stands_for: of.clone(),
            ..Field::new(rust, TypeRef::Named(name.clone()))
        };
        let whole = Struct {
            required_name: name,
            fields: members,
            ..Struct::default()
        };
        self.complete(index, documentation, TypeKind::Together(whole));
        object.fields.insert(at.unwrap_or(0), field);
        Ok(())
    }
}
