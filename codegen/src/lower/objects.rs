//! Objects made into structs.

use super::docs;
use super::members::Member;
use super::names::{self, Room};
use super::types::{Begun, Hint, Types};
use crate::api::{Field, Struct, TypeKind, TypeRef};
use crate::openapi::SchemaId;

impl<'a> Types<'a> {
    pub(super) fn object(
        &mut self,
        id: SchemaId,
        members: &[Member<'a>],
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let (name, index) = match self.begin(id, Vec::new(), hint, wire) {
            Begun::New(name, index) => (name, index),
            Begun::Known(ty) => return ty,
        };
        let mut room = Room::with(names::METHODS);
        let mut fields = Vec::new();
        self.note_undescribed(id, members);
        self.note_beside_members(id, members);
        for member in members {
            if let Some(mut field) = self.field(member, &name, hint.side, &mut room) {
                if hint.is_sent() && field.required && field.nullable {
                    write_null(&mut field);
                }
                fields.push(field);
            }
        }
        let mut object = Struct {
            required_name: String::new(),
            fields,
            one_of_required: Vec::new(),
            presets: Vec::new(),
        };
        if hint.is_sent() {
            object.required_name = self.hoisted_name(&format!("{name}Required"));
            self.overlay_shape(id, &mut object, &name);
        }
        let documentation = self.type_docs(id, wire, &name);
        let kind = match object.fields.as_slice() {
            [] => TypeKind::Alias(TypeRef::Json),
            _ if hint.is_sent() => TypeKind::Request(object),
            _ => TypeKind::Answer(object),
        };
        self.complete(index, documentation, kind);
        TypeRef::Named(name)
    }
}

/// Makes a field that a request must have, and that may be null, one that is null where nobody gives it.
fn write_null(field: &mut Field) {
    field.required = false;
    field.null_when_absent = true;
    let sentence = "Sent as `null` where it is not given.".to_owned();
    docs::paragraph(&mut field.docs, sentence);
}
