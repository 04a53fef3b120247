//! The names in Rust that an operation goes by.

use std::collections::BTreeSet;

use super::Api;
use super::operations::Operation;
use super::refs::TypeRef;
use super::types::{TypeDef, TypeKind};

impl Api {
    /// The names of the types that the request and all answers of an operation hold, however far in.
    #[must_use]
    pub fn types_of<'a>(&'a self, operation: &'a Operation) -> BTreeSet<&'a str> {
        let mut open: Vec<&str> = operation.parameters.iter().map(String::as_str).collect();
        let body = operation.body.iter().map(|body| &body.ty);
        let failures = operation.failures.iter().map(|body| &body.ty);
        open.extend(
            body.chain([&operation.answer.ty])
                .chain(failures)
                .filter_map(TypeRef::named),
        );
        let mut names = BTreeSet::new();
        while let Some(name) = open.pop() {
            if names.insert(name) {
                let types = self.types.iter().filter(|ty| ty.name == name);
                open.extend(types.flat_map(held).filter_map(TypeRef::named));
            }
        }
        names
    }
}

/// What a type holds.
fn held(ty: &TypeDef) -> Vec<&TypeRef> {
    match &ty.kind {
        TypeKind::Request(object)
        | TypeKind::Answer(object)
        | TypeKind::Parameters(object, _)
        | TypeKind::Multipart(object, _)
        | TypeKind::Together(object) => object.fields.iter().map(|field| &field.ty).collect(),
        TypeKind::Alias(other) => vec![other],
        TypeKind::Choice(choice) => {
            let blocks = choice.variants.iter().filter_map(|it| it.block.as_ref());
            blocks.map(|(_, ty)| ty).chain([&choice.by_type]).collect()
        }
        TypeKind::Either(either) => either.members.iter().map(|it| &it.ty).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|it| &it.ty).collect(),
        TypeKind::Kinds(kinds) => kinds.variants.iter().map(|it| &it.ty).collect(),
        TypeKind::Statuses(answers) => answers.iter().map(|it| &it.body.ty).collect(),
        TypeKind::Scalar(_) | TypeKind::Enumeration(_) => Vec::new(),
    }
}
