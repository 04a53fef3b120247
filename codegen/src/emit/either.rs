//! Two properties of which one at least is there, as one enumeration.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Scope, doc, docs, ident};
use crate::api::{Either, EitherMember, TypeDef};

pub(super) fn either(ty: &TypeDef, either: &Either, scope: &Scope<'_>) -> TokenStream {
    let [first, second] = either.members.as_slice() else {
        return TokenStream::new();
    };
    let name = ident(&ty.name);
    let docs_of_type = docs(&ty.docs);
    let [check, rules, object] = scope.runtimes(["Check", "Rules", "ObjectWriter"]);
    let (first_ty, second_ty) = (scope.ty(&first.ty), scope.ty(&second.ty));
    let alone = |member: &EitherMember| doc(&format!("`{}` alone.", member.wire));
    let (first_alone, second_alone) = (alone(first), alone(second));
    let own = |member: &EitherMember| doc(&format!("`{}`.", member.wire));
    let (first_docs, second_docs) = (own(first), own(second));
    let (one, other) = (ident(&first.variant), ident(&second.variant));
    let (first_name, second_name) = (ident(&first.rust), ident(&second.rust));
    let (first_wire, second_wire) = (&first.wire, &second.wire);
    let accessor = |member: &EitherMember, alone: TokenStream, absent: TokenStream| {
        let about = doc(&format!("`{}`, if it is given.", member.wire));
        let (rust, ty) = (ident(&member.rust), scope.ty(&member.ty));
        quote! {
            #about
            #[must_use]
            pub fn #rust(&self) -> Option<&#ty> {
                match self {
                    #alone(value) | Self::Both { #rust: value, .. } => Some(value),
                    #absent(_) => None,
                }
            }
        }
    };
    let first_accessor = accessor(first, quote!(Self::#one), quote!(Self::#other));
    let second_accessor = accessor(second, quote!(Self::#other), quote!(Self::#one));
    let froms = (first.ty != second.ty).then(|| {
        quote! {
            impl From<#first_ty> for #name {
                fn from(value: #first_ty) -> Self {
                    Self::#one(value)
                }
            }

            impl From<#second_ty> for #name {
                fn from(value: #second_ty) -> Self {
                    Self::#other(value)
                }
            }
        }
    });
    quote! {
        #docs_of_type
        #[derive(Debug, Clone, PartialEq)]
        pub enum #name {
            #first_alone
            #one(#first_ty),
            #second_alone
            #other(#second_ty),
            /// Both, which have to mean the same.
            Both {
                #first_docs
                #first_name: #first_ty,
                #second_docs
                #second_name: #second_ty,
            },
        }

        impl #name {
            #first_accessor

            #second_accessor

            pub(crate) fn write_fields(&self, object: &mut #object<'_>) {
                if let Some(value) = self.#first_name() {
                    object.field(#first_wire, value);
                }
                if let Some(value) = self.#second_name() {
                    object.field(#second_wire, value);
                }
            }

            #[cfg(feature = "server")]
            pub(crate) fn read_fields(object: &mut gateway_runtime::Object<'_, '_>) -> Option<Self> {
                match (object.take(#first_wire), object.take(#second_wire)) {
                    (Some(#first_name), Some(#second_name)) => {
                        Some(Self::Both { #first_name, #second_name })
                    }
                    (Some(alone), None) => Some(Self::#one(alone)),
                    (None, Some(alone)) => Some(Self::#other(alone)),
                    (None, None) => object.require(#first_wire).map(Self::#one),
                }
            }
        }

        #froms

        impl #check for #name {
            fn check(&self, rules: &mut #rules<'_>) {
                if let Some(value) = self.#first_name() {
                    rules.field(#first_wire, value);
                }
                if let Some(value) = self.#second_name() {
                    rules.field(#second_wire, value);
                }
            }
        }
    }
}
