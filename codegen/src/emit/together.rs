//! Properties that belong together, as one struct that is written among those of its owner.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::object::written;
use super::rules;
use super::scope::{Scope, docs, ident};
use super::shaped::shaped;
use super::taken::{Taken, all_taken};
use crate::api::{Api, Struct, TypeDef, TypeKind, TypeRef};
use crate::models::FieldShape;

pub(super) fn together(
    api: &Api,
    ty: &TypeDef,
    object: &Struct,
    shapes: &[FieldShape],
    scope: &Scope<'_>,
) -> TokenStream {
    let name = ident(&ty.name);
    let docs_of_type = docs(&ty.docs);
    let declared = shaped(object, shapes, scope).into_iter().map(|each| {
        let (docs, rust, ty) = (docs(&each.field.docs), ident(&each.field.rust), each.ty);
        quote!(#docs pub #rust: #ty)
    });
    let members = object.fields.iter().map(written);
    let statements = rules::statements(object, scope);
    let (check, rules) = (scope.runtime("Check"), scope.runtime("Rules"));
    let (write, writer) = (scope.runtime("Write"), scope.runtime("JsonWriter"));
    let in_object = scope.runtime("ObjectWriter");
    let (kept, read_fields, read) = reading(api, object, &name);
    quote! {
        #docs_of_type
        #kept
        #[derive(Debug, Clone, PartialEq)]
        pub struct #name {
            #(#declared),*
        }

        impl #name {
            pub(crate) fn write_fields(&self, object: &mut #in_object<'_>) {
                #(#members)*
            }

            #read_fields
        }

        impl #check for #name {
            fn check(&self, rules: &mut #rules<'_>) {
                #statements
            }
        }

        impl #write for #name {
            fn write(&self, out: &mut #writer) {
                out.object(|object| self.write_fields(object));
            }
        }

        #read
    }
}

/// What is said of keeping the value, and how it is read. A client reads no objects that requests alone hold, so a value
/// that has such a member is read by a server only.
fn reading(
    api: &Api,
    object: &Struct,
    name: &Ident,
) -> (Option<TokenStream>, TokenStream, TokenStream) {
    let taken = object.fields.iter().map(|field| {
        let (wire, rust) = (&field.wire, ident(&field.rust));
        Taken::needed(&rust, quote!(object.require(#wire)))
    });
    let taken = all_taken(taken);
    let is_kept = object.fields.iter().all(|field| is_leaf(api, &field.ty));
    let server = (!is_kept).then(|| quote!(#[cfg(feature = "server")]));
    let kept = is_kept.then(|| {
        docs(&[
            "",
            "It can be kept: [`Json::of`](gateway_runtime::Json::of) makes text of it, and",
            "[`Json::decode`](gateway_runtime::Json::decode) takes it up again.",
        ])
    });
    let read_fields = quote! {
        #server
        pub(crate) fn read_fields(object: &mut gateway_runtime::Object<'_, '_>) -> Option<Self> {
            #taken
        }
    };
    let read = quote! {
        #server
        impl gateway_runtime::Read for #name {
            fn read(json: gateway_runtime::JsonRef<'_>, warnings: &mut gateway_runtime::DecodeWarnings) -> Option<Self> {
                Self::read_fields(&mut json.object(warnings)?)
            }
        }
    };
    (kept, read_fields, read)
}

fn is_leaf(api: &Api, ty: &TypeRef) -> bool {
    let Some(name) = ty.named() else {
        return true;
    };
    match api.types.named(name).map(|ty| &ty.kind) {
        Some(TypeKind::Scalar(_) | TypeKind::Enumeration(_)) => true,
        Some(TypeKind::Alias(inner)) if inner != ty.innermost() => is_leaf(api, inner),
        _ => false,
    }
}
