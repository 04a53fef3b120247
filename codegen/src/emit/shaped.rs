//! The fields of an object with their Rust types.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use crate::api::{Field, Struct, TypeRef};
use crate::models::FieldShape;

/// One field with its Rust type.
pub(super) struct Shaped<'a> {
    pub(super) field: &'a Field,
    pub(super) ty: TokenStream,
}

pub(super) fn shaped<'a>(
    object: &'a Struct,
    shapes: &[FieldShape],
    scope: &Scope<'_>,
) -> Vec<Shaped<'a>> {
    object
        .fields
        .iter()
        .zip(shapes)
        .map(|(field, shape)| Shaped {
            field,
            ty: scope.shaped(shape),
        })
        .collect()
}

/// What leads from the value of a field to what it holds, where it is redacted.
pub(super) fn exposed(field: &Field) -> Option<TokenStream> {
    matches!(field.ty, TypeRef::Sensitive(_)).then(|| quote!(.expose()))
}

/// Whether a field holds members that the document says nothing of.
pub(super) fn is_undocumented(field: &Field) -> bool {
    field.rest.as_ref().is_some_and(|rest| rest.is_undocumented)
}
