//! Two properties of which one has to be given, as one type that cannot hold neither.

use super::docs;
use super::names::{self, Room};
use super::types::Types;
use crate::api::{Either, EitherMember, Field, Limits, Struct, TypeKind, TypeRef};
use crate::extensions::Pair;
use crate::openapi::Pointer;

impl Types<'_> {
    /// Puts one field in the place of two.
    pub(super) fn either(
        &mut self,
        stated: &Pair,
        object: &mut Struct,
        pointer: &Pointer,
    ) -> Result<(), String> {
        let of = &stated.of.0;
        let [first, second] = of;
        let wanted = names::type_name(&stated.rust_name);
        let mut room = Room::with(&["Both"]);
        let mut members = Vec::new();
        let mut told = Vec::new();
        for wire in [first, second] {
            let field = object
                .fields
                .iter()
                .find(|field| field.wire == *wire)
                .ok_or_else(|| format!("there is no property `{wire}`"))?;
            if field.required || field.limits != Limits::default() || field.as_number {
                return Err(format!(
                    "`{wire}` must be optional, and its limits those of its type"
                ));
            }
            members.push(EitherMember {
                wire: field.wire.clone(),
                rust: field.rust.clone(),
                variant: room.claim(&names::type_name(&field.rust)),
                ty: field.ty.clone(),
                class: field.class,
            });
            told.push(docs::first_paragraph(&field.docs).join(" "));
        }
        let either = Either { members };
        let name = match self.made_either(&wanted, &either) {
            Some(name) => name,
            None => {
                let name = self.hoisted_name(&wanted);
                let index = self.reserve(name.clone(), None, pointer);
                let documentation = docs::prose(&format!(
                    "`{first}`, `{second}`, or both: one at least, since without either nothing says what is meant."
                ));
                self.complete(index, documentation, TypeKind::Either(either));
                name
            }
        };
        let at = object
            .fields
            .iter()
            .position(|field| of.contains(&field.wire));
        object.fields.retain(|field| !of.contains(&field.wire));
        let mut documentation = vec![format!("`{first}`, `{second}`, or both.")];
        for (wire, told) in of.iter().zip(told) {
            docs::paragraph(&mut documentation, format!("`{wire}`: {told}"));
        }
        let rust = Room::beside(object.fields.iter()).claim(&names::value_name(&name));
        let field = Field {
            required: true,
            docs: documentation,
            stands_for: of.to_vec(),
            ..Field::new(rust, TypeRef::Named(name))
        };
        object.fields.insert(at.unwrap_or(0), field);
        Ok(())
    }
}
