//! The fields of an object with their Rust types.

use proc_macro2::TokenStream;

use super::scope::Scope;
use crate::api::{Field, Struct};
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
