//! Values for the examples in the documentation, which compile but are not run.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use serde_json::Value;

use super::kinds::is_boxed;
use super::scope::ident;
use crate::api::{Api, Field, Struct, TypeDef, TypeKind, TypeRef};

/// How deep an example goes before it gives up on a type that needs itself.
const DEPTH: usize = 8;

/// An expression that builds a value of a type, as a request needs it.
pub(super) fn value(
    api: &Api,
    ty: &TypeRef,
    sample: Option<&Value>,
    depth: usize,
) -> Option<TokenStream> {
    if depth > DEPTH {
        return None;
    }
    let text = |fallback: &str| {
        sample
            .and_then(Value::as_str)
            .unwrap_or(fallback)
            .to_owned()
    };
    Some(match ty {
        TypeRef::Unit => quote!(()),
        TypeRef::Text => {
            let text = text("text");
            quote!(#text.into())
        }
        TypeRef::Boolean => quote!(true),
        TypeRef::Int32 | TypeRef::Int64 | TypeRef::UInt64 => {
            let number = sample
                .and_then(Value::as_i64)
                .and_then(|number| i32::try_from(number).ok())
                .unwrap_or(1);
            let number = Literal::i32_unsuffixed(number);
            quote!(#number)
        }
        TypeRef::Decimal | TypeRef::Amount => {
            let text = match sample {
                Some(Value::Number(number)) => number.to_string(),
                _ => text("10.00"),
            };
            quote!(#text.parse()?)
        }
        TypeRef::Timestamp | TypeRef::Date | TypeRef::Pan | TypeRef::SecurityCode => {
            let text = text(match ty {
                TypeRef::Timestamp => "2025-05-08T12:00:00+08:00",
                TypeRef::Date => "2025-05-08",
                TypeRef::Pan => "4242424242424242",
                _ => "123",
            });
            quote!(#text.parse()?)
        }
        TypeRef::Json => quote!(Default::default()),
        TypeRef::PlainText => quote!("text".into()),
        TypeRef::Binary | TypeRef::Upload => quote!(b"bytes".to_vec().into()),
        TypeRef::Map(_) => quote!(Default::default()),
        TypeRef::List(item) => {
            let sample = sample
                .and_then(Value::as_array)
                .and_then(|items| items.first());
            let item = value(api, item, sample, depth + 1)?;
            quote!(Vec::from([#item]))
        }
        TypeRef::Sensitive(inner) => match &**inner {
            TypeRef::Map(_) | TypeRef::Json => quote!(Default::default()),
            TypeRef::Text => value(api, inner, sample, depth)?,
            TypeRef::Named(name) if matches!(api.types.named(name)?.kind, TypeKind::Scalar(_)) => {
                value(api, inner, sample, depth)?
            }
            TypeRef::Named(_)
            | TypeRef::List(_)
            | TypeRef::Boolean
            | TypeRef::Int32
            | TypeRef::Int64
            | TypeRef::UInt64 => {
                let value = value(api, inner, sample, depth)?;
                quote!(#value.into())
            }
            _ => value(api, inner, sample, depth)?,
        },
        TypeRef::Nullable(inner) => {
            let value = value(api, inner, sample, depth)?;
            quote!(Some(#value))
        }
        TypeRef::Named(name) => named(api, api.types.named(name)?, sample, depth)?,
    })
}

fn named(api: &Api, ty: &TypeDef, sample: Option<&Value>, depth: usize) -> Option<TokenStream> {
    let name = ident(&ty.name);
    Some(match &ty.kind {
        TypeKind::Scalar(scalar) => {
            let text = sample
                .and_then(Value::as_str)
                .or(scalar.sample.as_deref())
                .unwrap_or("text");
            quote!(#text.parse()?)
        }
        TypeKind::Enumeration(enumeration) => {
            let sampled = enumeration
                .values
                .iter()
                .find(|value| Some(value.wire.as_str()) == sample.and_then(Value::as_str));
            let variant = ident(&sampled.or(enumeration.values.first())?.rust);
            quote!(#name::#variant)
        }
        TypeKind::Request(object)
        | TypeKind::Parameters(object, _)
        | TypeKind::Multipart(object, _) => {
            let required = fields(api, object, |field| field.required, depth)?;
            let start = if required.is_empty() {
                quote!(#name::new())
            } else {
                let holder = ident(&object.required_name);
                quote!(#name::new(#holder { #(#required),* }))
            };
            let chosen = chosen(api, object, depth);
            // An example that would show nothing shows what the document sends always, or else one value.
            if required.is_empty() && chosen.is_empty() {
                if let Some(preset) = object.presets.first() {
                    let preset = ident(&preset.rust);
                    return Some(quote!(#name::#preset()));
                }
                let shown = object.fields.iter().find_map(|field| first(api, field));
                return Some(quote!(#name::new() #shown));
            }
            quote!(#start #chosen)
        }
        TypeKind::Choice(choice) => {
            let variant = choice
                .variants
                .iter()
                .find(|variant| variant.block.is_some())?;
            let (_, block) = variant.block.as_ref()?;
            let value = value(api, block, None, depth + 1)?;
            quote!(#name::from(#value))
        }
        TypeKind::Either(either) => {
            let first = either.members.first()?;
            let variant = ident(&first.variant);
            let value = value(api, &first.ty, None, depth + 1)?;
            quote!(#name::#variant(#value))
        }
        TypeKind::Together(object) => {
            let fields = fields(api, object, |_| true, depth)?;
            quote!(#name { #(#fields),* })
        }
        TypeKind::Union(union) => {
            let variant = union.variants.first()?;
            let rust = ident(&variant.rust);
            let value = value(api, &variant.ty, None, depth + 1)?;
            quote!(#name::#rust(Box::new(#value)))
        }
        TypeKind::Kinds(kinds) => {
            let mut variants = kinds.variants.iter();
            let (variant, value) = variants
                .find_map(|variant| Some((variant, value(api, &variant.ty, None, depth + 1)?)))?;
            let rust = ident(&variant.rust);
            match is_boxed(&variant.ty) {
                true => quote!(#name::#rust(Box::new(#value))),
                false => quote!(#name::#rust(#value)),
            }
        }
        TypeKind::Alias(inner) => value(api, inner, sample, depth + 1)?,
        TypeKind::Answer(_) | TypeKind::Statuses(_) => return None,
    })
}

/// The fields of an object that are given, each with its value.
fn fields(
    api: &Api,
    object: &Struct,
    is_given: impl Fn(&Field) -> bool,
    depth: usize,
) -> Option<Vec<TokenStream>> {
    let fields = object.fields.iter().filter(|field| is_given(field));
    let given = fields.map(|field| {
        let rust = ident(&field.rust);
        let value = value(api, &field.ty, field.sample.as_ref(), depth + 1)?;
        Some(quote!(#rust: #value))
    });
    given.collect()
}

/// The setters for what must be given of properties that are optional one by one.
fn chosen(api: &Api, object: &Struct, depth: usize) -> TokenStream {
    let setters = object.one_of_required.iter().filter_map(|names| {
        let field = object
            .fields
            .iter()
            .find(|field| names.contains(&field.wire) && !field.required)?;
        let rust = ident(&field.rust);
        let value = set(api, field, depth + 1)?;
        Some(quote!(.#rust(#value)))
    });
    quote!(#(#setters)*)
}

/// The setter of an optional field, for an example that would show none: of one that holds a single value.
fn first(api: &Api, field: &Field) -> Option<TokenStream> {
    if field.rest.is_some() || !field.stands_for.is_empty() {
        return None;
    }
    let sample = field.sample.as_ref();
    let number = sample.and_then(Value::as_i64).unwrap_or(1);
    let ty = field.ty.plain();
    let value = match ty {
        TypeRef::Text => {
            let text = sample.and_then(Value::as_str).unwrap_or("text");
            quote!(#text)
        }
        TypeRef::Boolean => quote!(true),
        // What a setter takes says nothing of a number that has no type.
        TypeRef::Int32 => {
            Literal::i32_suffixed(i32::try_from(number).unwrap_or(1)).into_token_stream()
        }
        TypeRef::Int64 => Literal::i64_suffixed(number).into_token_stream(),
        TypeRef::UInt64 => {
            Literal::u64_suffixed(u64::try_from(number).unwrap_or(1)).into_token_stream()
        }
        TypeRef::Named(name) => match &api.types.named(name)?.kind {
            TypeKind::Enumeration(_) => value(api, ty, sample, 0)?,
            _ => return None,
        },
        _ => return None,
    };
    let rust = ident(&field.rust);
    Some(quote!(.#rust(#value)))
}

/// An expression for what a call takes: an array for a list, and for everything else its value.
pub(super) fn argument(api: &Api, ty: &TypeRef) -> Option<TokenStream> {
    match ty {
        TypeRef::List(item) => {
            let item = value(api, item, None, 0)?;
            Some(quote!([#item]))
        }
        ty => value(api, ty, None, 0),
    }
}

/// A value for a setter, which converts: a parsed one must name its type.
fn set(api: &Api, field: &Field, depth: usize) -> Option<TokenStream> {
    let sample = field.sample.as_ref();
    let expression = value(api, &field.ty, sample, depth)?;
    let text = sample.and_then(Value::as_str).unwrap_or("text");
    Some(match &field.ty {
        TypeRef::Named(name) if matches!(api.types.named(name)?.kind, TypeKind::Scalar(_)) => {
            let name = ident(name);
            quote!(#name::new(#text)?)
        }
        TypeRef::Text => quote!(#text),
        _ => expression,
    })
}

/// Prints statements, as an example in documentation shows them.
pub(super) fn printed(tokens: &TokenStream) -> Option<String> {
    let file = syn::parse2::<syn::File>(quote::quote!(fn example() { #tokens })).ok()?;
    let text = prettyplease::unparse(&file);
    let inner = text
        .strip_prefix("fn example() {\n")?
        .trim_end()
        .strip_suffix('}')?;
    let lines: Vec<&str> = inner
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    Some(lines.join("\n").trim_end().to_owned())
}
