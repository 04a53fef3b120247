//! Constructors of requests that are always the same in a part.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Scope, docs, ident};
use super::shaped::Shaped;
use crate::api::{Given, Preset, PresetValue, Struct};

/// The constructors of an object.
pub(super) fn presets(
    object: &Struct,
    fields: &[Shaped<'_>],
    scope: &Scope<'_>,
) -> Vec<TokenStream> {
    let one = |preset: &Preset| {
        let (docs, name) = (docs(&preset.docs), ident(&preset.rust));
        let field = |rust: &String| fields.iter().find(|each| each.field.rust == *rust);
        let taken: Vec<&Shaped<'_>> = preset.taken.iter().filter_map(field).collect();
        let parameters = taken.iter().map(|Shaped { field, ty }| {
            let rust = ident(&field.rust);
            quote!(#rust: impl Into<#ty>)
        });
        let passed = taken.iter().map(|each| {
            let rust = ident(&each.field.rust);
            quote!(#rust: #rust.into())
        });
        let holder = ident(&object.required_name);
        let new = made(
            &quote!(Self),
            &quote!(#holder),
            passed,
            &preset.given,
            scope,
        );
        quote! {
            #docs
            #[must_use]
            pub fn #name(#(#parameters),*) -> Self {
                #new
            }
        }
    };
    object.presets.iter().map(one).collect()
}

/// An object with what it requires, and a setter for each other property that is given.
fn made(
    ty: &TokenStream,
    holder: &TokenStream,
    passed: impl Iterator<Item = TokenStream>,
    given: &[Given],
    scope: &Scope<'_>,
) -> TokenStream {
    let required = given.iter().filter(|given| given.required).map(|given| {
        let (rust, value) = (ident(&given.rust), value(&given.value, scope));
        match (&given.value, given.hidden) {
            (PresetValue::Text(text), true) => quote!(#rust: #text.into()),
            (_, true) => quote!(#rust: #value.into()),
            (_, false) => quote!(#rust: #value),
        }
    });
    let required: Vec<TokenStream> = passed.chain(required).collect();
    let start = if required.is_empty() {
        quote!(#ty::new())
    } else {
        quote!(#ty::new(#holder { #(#required),* }))
    };
    let setters = given.iter().filter(|given| !given.required).map(|given| {
        let rust = ident(&given.rust);
        match &given.value {
            PresetValue::Text(text) => quote!(.#rust(#text)),
            other => {
                let value = value(other, scope);
                quote!(.#rust(#value))
            }
        }
    });
    quote!(#start #(#setters)*)
}

fn value(stated: &PresetValue, scope: &Scope<'_>) -> TokenStream {
    match stated {
        PresetValue::Text(text) => quote!(#text.to_owned()),
        PresetValue::Known(ty, variant) => {
            let (ty, variant) = (scope.sibling(ty), ident(variant));
            quote!(#ty::#variant)
        }
        PresetValue::List(items) => {
            let items = items.iter().map(|item| value(item, scope));
            quote!(Vec::from([#(#items),*]))
        }
        PresetValue::Object {
            ty,
            required_name,
            given,
        } => {
            // What is not used must not be imported.
            let is_required = given.iter().any(|each| each.required);
            let holder = is_required.then(|| scope.sibling(required_name));
            let ty = scope.sibling(ty);
            made(&ty, &quote!(#holder), std::iter::empty(), given, scope)
        }
    }
}
