//! From JSON to a call, by the type that each operation takes.

use proc_macro2::TokenStream;
use quote::quote;

use super::service::Whole;
use crate::api::{Api, Body, Encoding, Operation};
use crate::emit::scope::in_rust;

/// The file of what makes calls of JSON.
pub(super) fn calls(api: &Api) -> TokenStream {
    let taken: Vec<_> = api.operations().filter_map(taken).collect();
    let arms = taken.iter().map(|(id, body)| {
        let ty = in_rust(&body.ty, &Whole);
        match body.nullable {
            true => quote!(#id => server::call::<Option<#ty>>(body)),
            false => quote!(#id => server::call::<#ty>(body)),
        }
    });
    let server = (!taken.is_empty()).then(|| {
        quote!(
            use gateway_runtime::server;
        )
    });
    let has_models = taken.iter().any(|(_, body)| body.ty.named().is_some());
    let models = has_models.then(|| {
        quote!(
            use super::super::models;
        )
    });
    let none = quote!(Err(vec![Finding::new("", "is not one body in JSON")]));
    let made = match taken.is_empty() {
        true => quote! {
            let _ = (operation, body);
            #none
        },
        false => quote! {
            match operation.id {
                #(#arms,)*
                _ => #none,
            }
        },
    };
    quote! {
        #![doc = " From JSON to a call, by the type that each operation takes."]

        #models
        #server
        use gateway_runtime::server::Finding;
        use gateway_runtime::{Call, Json, Operation};

        /// The call of an operation with a request in JSON, which is read as the type that the operation takes and held to its
        /// rules: for tools that know operations by name.
        ///
        /// # Errors
        ///
        /// Everything that is wrong with the request, without its values. An operation that takes parameters, or anything but one
        /// body in JSON, has no such call.
        pub fn call(operation: &'static Operation, body: &Json) -> Result<Call, Vec<Finding>> {
            #made
        }
    }
}

/// An operation that takes one body in JSON and nothing else, with that.
fn taken(operation: &Operation) -> Option<(&str, &Body)> {
    let body = operation.body.as_ref()?;
    let is_plain =
        body.encoding == Encoding::Json && body.is_usual() && operation.parameters.is_none();
    is_plain.then_some((&operation.id, body))
}
