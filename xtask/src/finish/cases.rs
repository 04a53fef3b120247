//! What a golden case lacks of what it is of.

use std::collections::BTreeSet;

use gateway_codegen::api::{Api, Struct, TypeKind, TypeRef};
use serde_json::Value;

/// The properties that a type has and a value of it does not, as JSON pointers.
pub(super) fn lacks(api: &Api, ty: &TypeRef, value: &Value) -> BTreeSet<String> {
    let mut missing = BTreeSet::new();
    Case { api }.value(ty, value, "", &mut missing);
    missing
}

struct Case<'a> {
    api: &'a Api,
}

impl<'a> Case<'a> {
    fn kind(&self, name: &str) -> Option<&'a TypeKind> {
        let mut types = self.api.types.iter();
        types.find(|ty| ty.name == name).map(|ty| &ty.kind)
    }

    fn value(&self, ty: &TypeRef, value: &Value, at: &str, missing: &mut BTreeSet<String>) {
        match (ty, value) {
            (TypeRef::Sensitive(inner), _) => self.value(inner, value, at, missing),
            (TypeRef::List(item), Value::Array(items)) => {
                for (index, entry) in items.iter().enumerate() {
                    self.value(item, entry, &format!("{at}/{index}"), missing);
                }
            }
            (TypeRef::Named(name), _) => match self.kind(name) {
                Some(TypeKind::Alias(to)) => self.value(to, value, at, missing),
                Some(TypeKind::Request(object) | TypeKind::Answer(object)) => {
                    self.object(object, value, at, missing);
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn object(&self, object: &Struct, value: &Value, at: &str, missing: &mut BTreeSet<String>) {
        for field in &object.fields {
            // One block of a choice at a time, and one of two numbers or both: a test of theirs says which.
            if !field.stands_for.is_empty() || field.wire.is_empty() {
                continue;
            }
            let place = format!("{at}/{}", field.wire);
            match value.get(&field.wire) {
                Some(value) => self.value(&field.ty, value, &place, missing),
                None => {
                    missing.insert(place);
                }
            }
        }
    }
}
