//! Types that hold one of several things of different JSON types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::{Scope, docs, ident};
use crate::api::{JsonKind, KindVariant, Kinds, TypeDef, TypeRef};

pub(super) fn kinds(ty: &TypeDef, kinds: &Kinds, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&ty.name);
    let docs_of_type = docs(&ty.docs);
    let json = scope.runtime("Json");
    let declared = kinds.variants.iter().map(|variant| {
        let about = docs(&variant.docs);
        let (rust, ty) = (ident(&variant.rust), scope.ty(&variant.ty));
        match is_boxed(&variant.ty) {
            true => quote!(#about #rust(Box<#ty>)),
            false => quote!(#about #rust(#ty)),
        }
    });
    let (read, write) = (read(&name, kinds, scope), write(&name, kinds, scope));
    let check = kinds.request.then(|| check(&name, kinds, scope));
    quote! {
        #docs_of_type
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared,)*
            /// Something that the reference does not list, kept as it is.
            Other(#json),
        }

        #read
        #write
        #check
    }
}

/// Whether a variant holds its value in a box, so that one large object does not make every value large.
pub(super) fn is_boxed(ty: &TypeRef) -> bool {
    matches!(ty, TypeRef::Named(_))
}

fn read(name: &proc_macro2::Ident, kinds: &Kinds, scope: &Scope<'_>) -> TokenStream {
    let own = !kinds.request;
    let [read, json_ref, warnings, kind] =
        scope.half(own, ["Read", "JsonRef", "DecodeWarnings", "Kind"]);
    let server = kinds.request.then(|| quote!(#[cfg(feature = "server")]));
    let value = |variant: &KindVariant| {
        let rust = ident(&variant.rust);
        let boxed = is_boxed(&variant.ty).then(|| quote!(.map(Box::new)));
        quote!(#read::read(json, warnings)#boxed.map(Self::#rust))
    };
    let alike: Vec<&KindVariant> = kinds
        .variants
        .iter()
        .filter(|variant| variant.match_score.is_some())
        .collect();
    let likeliest = (!alike.is_empty()).then(|| {
        let [match_score] = scope.half(own, ["MatchScore"]);
        let match_scores = alike.iter().filter_map(|variant| {
            let known = variant.match_score.as_ref()?;
            let (required, optional) = (&known.required, &known.optional);
            let tags = known.tags.iter();
            let tags = tags.map(|(name, value)| quote!((#name, #value)));
            let kinds = known.kinds.iter().map(|(name, of)| {
                let of = ident(kind_name(*of));
                quote!((#name, #kind::#of))
            });
            Some(quote! {
                #match_score {
                    required: &[#(#required),*],
                    optional: &[#(#optional),*],
                    tags: &[#(#tags),*],
                    kinds: &[#(#kinds),*],
                }
            })
        });
        let arms = alike.iter().enumerate().map(|(index, variant)| {
            let (index, value) = (Literal::usize_unsuffixed(index), value(variant));
            quote!(Some(#index) => #value)
        });
        quote! {
            #kind::Object => {
                match json.likeliest(&[#(#match_scores),*]) {
                    #(#arms,)*
                    _ => #read::read(json, warnings).map(Self::Other),
                }
            }
        }
    });
    let told = kinds
        .variants
        .iter()
        .filter(|variant| variant.match_score.is_none());
    let arms = told.map(|variant| {
        let kind_of = ident(kind_name(variant.kind));
        let value = value(variant);
        quote!(#kind::#kind_of => #value)
    });
    // A text may stand for a number or a truth value, where the document has no text in this place.
    let has = |kind: JsonKind| kinds.variants.iter().find(|variant| variant.kind == kind);
    let text = match (
        has(JsonKind::Text),
        has(JsonKind::Number).or(has(JsonKind::Boolean)),
    ) {
        (None, Some(variant)) => {
            let value = value(variant);
            Some(quote! {
                #kind::String => match #value {
                    Some(value) => Some(value),
                    None => #read::read(json, warnings).map(Self::Other),
                },
            })
        }
        _ => None,
    };
    quote! {
        #server
        impl #read for #name {
            fn read(json: #json_ref<'_>, warnings: &mut #warnings) -> Option<Self> {
                match json.kind() {
                    #(#arms,)*
                    #likeliest
                    #text
                    _ => #read::read(json, warnings).map(Self::Other),
                }
            }
        }
    }
}

fn write(name: &proc_macro2::Ident, kinds: &Kinds, scope: &Scope<'_>) -> TokenStream {
    let [write, writer] = scope.half(kinds.request, ["Write", "JsonWriter"]);
    let server = (!kinds.request).then(|| quote!(#[cfg(feature = "server")]));
    let arms = kinds.variants.iter().map(|variant| {
        let (rust, value) = (ident(&variant.rust), held(variant));
        quote!(Self::#rust(value) => #write::write(#value, out))
    });
    quote! {
        #server
        impl #write for #name {
            fn write(&self, out: &mut #writer) {
                match self {
                    #(#arms,)*
                    Self::Other(value) => #write::write(value, out),
                }
            }
        }
    }
}

/// What a variant holds, where `value` is bound to what it has.
fn held(variant: &KindVariant) -> TokenStream {
    match is_boxed(&variant.ty) {
        true => quote!(&**value),
        false => quote!(value),
    }
}

fn check(name: &proc_macro2::Ident, kinds: &Kinds, scope: &Scope<'_>) -> TokenStream {
    let (check, rules) = (scope.runtime("Check"), scope.runtime("Rules"));
    let arms = kinds.variants.iter().map(|variant| {
        let (rust, value) = (ident(&variant.rust), held(variant));
        quote!(Self::#rust(value) => #check::check(#value, rules))
    });
    quote! {
        impl #check for #name {
            fn check(&self, rules: &mut #rules<'_>) {
                match self {
                    #(#arms,)*
                    Self::Other(_) => {}
                }
            }
        }
    }
}

/// What the runtime calls a JSON type.
fn kind_name(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Text => "String",
        JsonKind::Number => "Number",
        JsonKind::Boolean => "Boolean",
        JsonKind::List => "List",
        JsonKind::Object => "Object",
    }
}
