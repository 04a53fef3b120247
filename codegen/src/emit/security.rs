//! What operations ask their caller for, as data.

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use crate::api::{Api, CredentialSet, Security};

/// How a scheme works.
pub(super) fn security(security: &Security, scope: &Scope<'_>) -> TokenStream {
    let ty = scope.runtime("Security");
    match security {
        Security::None => quote!(#ty::None),
        Security::ApiKeyHeader(name) => quote!(#ty::ApiKeyHeader { name: #name }),
        Security::ApiKeyQuery(name) => quote!(#ty::ApiKeyQuery { name: #name }),
        Security::ApiKeyCookie(name) => quote!(#ty::ApiKeyCookie { name: #name }),
        Security::Bearer => quote!(#ty::Bearer),
        Security::Basic => quote!(#ty::Basic),
    }
}

/// What operations ask for beside the credential of the API or in its place, those together that ask for the same.
pub(super) fn requirements(api: &Api, scope: &Scope<'_>) -> TokenStream {
    let mut asked: IndexMap<&[CredentialSet], Vec<&str>> = IndexMap::new();
    for operation in api.operations() {
        if !operation.any_of.is_empty() {
            let by = asked.entry(&operation.any_of).or_default();
            by.push(&operation.id);
        }
    }
    let requirements = asked.iter().map(|(any_of, operations)| {
        let ty = scope.runtime("Requirement");
        let any_of = any_of.iter().map(|together| set(together, scope));
        quote!(#ty { operations: &[#(#operations),*], any_of: &[#(#any_of),*] })
    });
    quote!(&[#(#requirements),*])
}

fn set(together: &CredentialSet, scope: &Scope<'_>) -> TokenStream {
    let ty = scope.runtime("CredentialSet");
    let CredentialSet { own, further } = together;
    let further = further.iter().map(|scheme| {
        let (ty, name) = (scope.runtime("Scheme"), &scheme.name);
        let security = security(&scheme.security, scope);
        quote!(#ty { name: #name, security: #security })
    });
    quote!(#ty { own: #own, further: &[#(#further),*] })
}
