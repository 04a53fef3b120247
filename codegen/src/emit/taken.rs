//! How a server reads the fields of an object: every one before the first that is missing ends it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// A field as a server reads it.
pub(super) struct Taken {
    rust: Ident,
    /// The expression that reads it.
    read: TokenStream,
    /// Whether there is no value without it.
    is_needed: bool,
}

impl Taken {
    /// A field without which there is no value; the expression gives an option.
    pub(super) fn needed(rust: &Ident, read: TokenStream) -> Self {
        Self {
            rust: rust.clone(),
            read,
            is_needed: true,
        }
    }

    /// A field that is what the expression gives.
    pub(super) fn as_it_is(rust: &Ident, read: TokenStream) -> Self {
        Self {
            is_needed: false,
            ..Self::needed(rust, read)
        }
    }
}

/// Reads every field and makes a value of them, so that each one which is missing is named. They are read as a tuple, since a
/// field may have the name of what it is read from.
pub(super) fn all_taken(fields: impl Iterator<Item = Taken>) -> TokenStream {
    let fields: Vec<Taken> = fields.collect();
    if fields.len() == 1 || !fields.iter().any(|field| field.is_needed) {
        let fields = fields.iter().map(|field| {
            let (rust, read) = (&field.rust, &field.read);
            let wanted = field.is_needed.then(|| quote!(?));
            quote!(#rust: #read #wanted)
        });
        return quote!(Some(Self { #(#fields),* }));
    }
    let names = fields.iter().map(|field| &field.rust);
    let reads = fields.iter().map(|field| &field.read);
    let values = fields.iter().map(|field| {
        let rust = &field.rust;
        match field.is_needed {
            true => quote!(#rust: #rust?),
            false => quote!(#rust),
        }
    });
    quote! {
        let (#(#names),*) = (#(#reads),*);
        Some(Self { #(#values),* })
    }
}

/// Reads an object by its fields. It is named in full, since without the feature its imports would be unused.
pub(super) fn read_object(ty: &TokenStream, fields: TokenStream) -> TokenStream {
    quote! {
        impl gateway_runtime::Read for #ty {
            fn read(json: gateway_runtime::JsonRef<'_>, warnings: &mut gateway_runtime::DecodeWarnings) -> Option<Self> {
                let mut object = json.object(warnings)?;
                #fields
            }
        }
    }
}
