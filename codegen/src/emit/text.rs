//! Scalars and enumerations: texts with rules or known values.

use heck::ToSnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::found_by;
use super::rules;
use super::scope::{Scope, doc, docs, ident};
use crate::api::{Class, Enumeration, Scalar, TypeDef};

/// A string with rules of its own.
pub(super) fn scalar(ty: &TypeDef, scalar: &Scalar, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&ty.name);
    let docs_of_type = docs(&ty.docs);
    let [text, text_rules, error, validated_text] =
        scope.runtimes(["Text", "TextRules", "ValidationError", "validated_text"]);
    let rules = rules::text_rules(&scalar.limits, scope);
    let words = words(&ty.name);
    let open = scalar.class == Some(Class::Open);
    let (debug, display) = if open {
        let display = quote! {
            impl std::fmt::Display for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(&self.0)
                }
            }
        };
        (
            quote!(#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]),
            Some(display),
        )
    } else {
        (
            quote!(#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]),
            None,
        )
    };
    let redacted = (!open).then(|| {
        let shown = format!("{}([redacted])", ty.name);
        quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(#shown)
                }
            }
        }
    });
    // One that nobody has classed counts as sensitive.
    let serde = serde(&name, scalar.class.is_some_and(Class::may_be_stored));
    let new = doc(&format!(
        "Takes a text that follows the rules of a [`{}`].",
        ty.name
    ));
    quote! {
        #docs_of_type
        #debug
        pub struct #name(String);

        impl #name {
            #new
            ///
            /// # Errors
            ///
            /// The rules that the text breaks, never the text.
            pub fn new(text: impl Into<String>) -> Result<Self, #error> {
                #validated_text(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl #text for #name {
            const NAME: &'static str = #words;

            fn from_wire(text: String) -> Self {
                Self(text)
            }

            fn as_wire(&self) -> &str {
                &self.0
            }

            fn text_mut(&mut self) -> Option<&mut String> {
                Some(&mut self.0)
            }

            fn rules() -> #text_rules {
                #rules
            }
        }

        impl std::str::FromStr for #name {
            type Err = #error;

            fn from_str(text: &str) -> Result<Self, #error> {
                Self::new(text)
            }
        }

        #redacted
        #display
        #serde
    }
}

/// A string with known values.
pub(super) fn enumeration(
    ty: &TypeDef,
    enumeration: &Enumeration,
    scope: &Scope<'_>,
) -> TokenStream {
    let name = ident(&ty.name);
    let docs_of_type = docs(&ty.docs);
    let [text, error, validated_text] =
        scope.runtimes(["Text", "ValidationError", "validated_text"]);
    let variants = enumeration.values.iter();
    let variants: Vec<_> = variants.map(|value| ident(&value.rust)).collect();
    let wires: Vec<_> = enumeration.values.iter().map(|value| &value.wire).collect();
    let about = enumeration.values.iter().map(|value| docs(&value.docs));
    let other = doc(if enumeration.open {
        "A value that the reference does not list, kept as it is."
    } else {
        "A value that the reference does not list; read but never sent."
    });
    let closed = (!enumeration.open).then(|| {
        let text_rules = scope.runtime("TextRules");
        quote! {
            fn rules() -> #text_rules {
                #text_rules { one_of: Some(&[#(#wires),*]), ..#text_rules::ANY }
            }
        }
    });
    let state_class = state_class(enumeration, scope);
    let words = words(&ty.name);
    // Its values are those of the document; where one of them is sensitive, its property is.
    let serde = serde(&name, enumeration.class.is_none_or(Class::may_be_stored));
    quote! {
        #docs_of_type
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#about #variants,)*
            #other
            Other(String),
        }

        impl #name {
            /// The value on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #wires,)*
                    Self::Other(text) => text,
                }
            }

            #state_class
        }

        impl #text for #name {
            const NAME: &'static str = #words;

            fn from_wire(text: String) -> Self {
                match text.as_str() {
                    #(#wires => Self::#variants,)*
                    _ => Self::Other(text),
                }
            }

            fn as_wire(&self) -> &str {
                self.as_str()
            }

            fn text_mut(&mut self) -> Option<&mut String> {
                match self {
                    Self::Other(text) => Some(text),
                    _ => None,
                }
            }

            #closed
        }

        impl std::str::FromStr for #name {
            type Err = #error;

            fn from_str(text: &str) -> Result<Self, #error> {
                #validated_text(text.to_owned())
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #serde
    }
}

/// Lets serde have a text that may be stored, where the crate is built with that.
fn serde(name: &Ident, may_be_stored: bool) -> Option<TokenStream> {
    may_be_stored.then(|| quote!(gateway_runtime::serde_as_text!(#name);))
}

/// What a value of a type is called in a message: `expiry month` for `ExpiryMonth`.
fn words(name: &str) -> String {
    name.to_snake_case().replace('_', " ")
}

/// What the values mean for the money, where they are states of it. An unknown one is pending.
fn state_class(enumeration: &Enumeration, scope: &Scope<'_>) -> Option<TokenStream> {
    if enumeration.state_classes.is_empty() {
        return None;
    }
    let ty = scope.runtime("StateClass");
    let arms = enumeration.values.iter().filter_map(|value| {
        let (_, meaning) = enumeration
            .state_classes
            .iter()
            .find(|(wire, _)| *wire == value.wire)?;
        let (variant, meaning) = (ident(&value.rust), found_by::state_class(*meaning, scope));
        Some(quote!(Self::#variant => #meaning))
    });
    Some(quote! {
        /// What the state means for the money. One that the reference does not list is pending: never paid, never
        /// failed.
        #[must_use]
        pub fn state_class(&self) -> #ty {
            match self {
                #(#arms,)*
                Self::Other(_) => #ty::Pending,
            }
        }
    })
}
