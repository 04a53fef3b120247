//! The plain model laid out as Rust: one type a file, short paths, nothing decided here.

mod client;
mod either;
mod example;
mod found_by;
mod kinds;
mod object;
mod operations;
mod preset;
mod questions;
mod rules;
mod scope;
mod security;
mod server;
mod shaped;
mod source;
mod taken;
mod text;
mod together;
mod variants;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Api, TypeDef, TypeKind, TypeRef};
use crate::lower::in_line;
use crate::models::{FieldShape, Shapes};

pub use source::SourceFile;

use scope::{Scope, docs, ident};

/// A crate of an API, laid out file by file. A file is made when it is asked for, so that those of a large document need
/// not all be there at once.
#[derive(Debug)]
pub struct Layout<'a> {
    api: &'a Api,
    shapes: &'a Shapes,
    crate_name: &'a str,
    /// The names that no type of the runtime has in a file of models.
    taken: BTreeSet<String>,
    /// The types that some model holds in a box.
    boxed: BTreeSet<String>,
}

impl<'a> Layout<'a> {
    /// Lays out an API for a crate of this name.
    #[must_use]
    pub fn new(api: &'a Api, shapes: &'a Shapes, crate_name: &'a str) -> Self {
        let own = api.types.iter().filter(|ty| !names_runtime_type(ty));
        Self {
            api,
            shapes,
            crate_name,
            taken: own.map(|ty| ty.name.clone()).collect(),
            boxed: boxed(shapes),
        }
    }

    /// How many files there are.
    #[must_use]
    pub fn files(&self) -> usize {
        FIRST.len() + self.api.types.len()
    }

    /// A file by its number, in an order that depends on the document alone.
    #[must_use]
    pub fn file(&self, number: usize) -> Option<SourceFile> {
        let Some((path, tokens)) = FIRST.get(number) else {
            let ty = self.api.types.get(number.checked_sub(FIRST.len())?)?;
            return Some(self.model(ty));
        };
        Some(SourceFile {
            path: (*path).to_owned(),
            tokens: tokens(self),
        })
    }

    fn model(&self, ty: &TypeDef) -> SourceFile {
        let scope = Scope::new(&self.taken, &ty.name);
        let tokens = type_tokens(self.api, ty, self.shapes, &scope);
        let lints = lints_of_names(ty);
        let boxed = self.boxed.contains(&ty.name).then(|| boxes(ty));
        let imports = scope.imports(&quote!(super));
        SourceFile {
            path: format!("models/{}.rs", ty.module),
            tokens: quote!(#imports #lints #tokens #boxed),
        }
    }

    /// A file beside the models, which takes them from there.
    fn beside_models(
        &self,
        about: &str,
        own: &str,
        tokens: impl FnOnce(&Scope<'_>) -> TokenStream,
    ) -> TokenStream {
        let scope = Scope::new(&self.taken, own);
        let tokens = tokens(&scope);
        let imports = scope.imports(&quote!(super::models));
        quote!(#![doc = #about] #imports #tokens)
    }
}

/// What makes a file of a layout.
type Make = fn(&Layout<'_>) -> TokenStream;

/// The files that every crate has.
const FIRST: [(&str, Make); 7] = [
    ("lib.rs", |layout| root(layout.api)),
    ("client.rs", |layout| {
        layout.beside_models(" The client.", "Client", |scope| {
            client::client(layout.api, layout.crate_name, scope)
        })
    }),
    ("operations.rs", |layout| {
        layout.beside_models(" The operations as data.", "", |scope| {
            operations::operations(layout.api, scope)
        })
    }),
    ("server/mod.rs", |layout| server::service(layout.api)),
    ("server/call.rs", |layout| server::calls(layout.api)),
    ("server/handle.rs", |layout| server::handlers(layout.api)),
    ("models/mod.rs", |layout| models(layout.api)),
];

fn root(api: &Api) -> TokenStream {
    let mut lines = vec![format!(
        "Client of {}, generated from its API reference.",
        in_line(&api.title)
    )];
    if !api.docs.is_empty() {
        lines.push(String::new());
        lines.extend(api.docs.iter().cloned());
    }
    lines.extend([
        String::new(),
        "Start with [`Client`]; what it sends and receives is in [`models`]. What every program needs of the crate that the client runs on stands here, and the rest in [`runtime`].".to_owned(),
    ]);
    let lines = lines.iter().map(|line| scope::doc_line(line));
    let version = &api.version;
    let reason = "the types are those of the document";
    let lint = is_nested(api).then(|| quote!(#![allow(clippy::type_complexity, reason = #reason)]));
    let exported = match api.questions.is_empty() {
        true => quote!(Client),
        false => {
            let answers = ident(questions::TRAIT);
            quote!({Client, #answers})
        }
    };
    quote! {
        #(#![doc = #lines])*
        #![cfg_attr(docsrs, feature(doc_cfg))]
        #lint

        #[cfg(feature = "client")]
        mod client;
        pub mod models;
        pub mod operations;
        #[cfg(feature = "server")]
        pub mod server;

        #[cfg(feature = "client")]
        pub use client::#exported;
        pub use gateway_runtime as runtime;
        pub use gateway_runtime::{
            Accepted, Amount, Date, Failure, Handle, Pan, Reason, SecurityCode, Sensitive, StateClass, Timestamp,
            ValidationError,
        };
        #[cfg(feature = "client")]
        pub use gateway_runtime::{Config, ConfigError, Reconcile, Resolution};

        /// The release of the reference that this crate was generated from, as the reference shows it.
        pub const SPEC_VERSION: &str = #version;
    }
}

/// Whether clippy, which counts how types are nested, may want names for parts that the document does not name.
fn is_nested(api: &Api) -> bool {
    let types = || api.types.iter().map(|ty| &ty.kind);
    let fields = types().filter_map(TypeKind::object);
    let fields = fields.flat_map(|object| object.fields.iter().map(|field| &field.ty));
    let aliases = types().filter_map(|kind| match kind {
        TypeKind::Alias(inner) => Some(inner),
        _ => None,
    });
    let called = api.operations().flat_map(|operation| {
        let body = operation.body.iter().map(|body| &body.ty);
        body.chain([&operation.answer.ty])
    });
    fields.chain(aliases).chain(called).any(|ty| ty.depth() > 2)
}

fn models(api: &Api) -> TokenStream {
    let modules = api.types.iter().map(|ty| ident(&ty.module));
    let exports = api.types.iter().map(|ty| {
        let (module, name) = (ident(&ty.module), ident(&ty.name));
        match required_name(ty) {
            Some(required) => {
                let required = ident(required);
                quote!(pub use self::#module::{#name, #required};)
            }
            None => quote!(pub use self::#module::#name;),
        }
    });
    quote! {
        #![doc = " What requests and answers hold: objects, scalars and enumerations, in the order of the reference."]

        #(mod #modules;)*

        #(#exports)*
    }
}

/// The name of the type that holds what is required, where a type has one.
fn required_name(ty: &TypeDef) -> Option<&str> {
    match &ty.kind {
        TypeKind::Request(object)
        | TypeKind::Parameters(object, _)
        | TypeKind::Multipart(object, _) => object
            .fields
            .iter()
            .any(|field| field.required)
            .then_some(object.required_name.as_str()),
        _ => None,
    }
}

fn type_tokens(api: &Api, ty: &TypeDef, shapes: &Shapes, scope: &Scope<'_>) -> TokenStream {
    let fields = shapes.get(&ty.name).map(Vec::as_slice).unwrap_or_default();
    match &ty.kind {
        TypeKind::Request(object) => object::request(ty, object, fields, scope),
        TypeKind::Parameters(object, places) => {
            object::parameters(ty, object, places, fields, scope)
        }
        TypeKind::Multipart(object, media_types) => {
            object::multipart(ty, object, media_types, fields, scope)
        }
        TypeKind::Answer(object) => object::answer(ty, object, fields, scope),
        TypeKind::Scalar(scalar) => text::scalar(ty, scalar, scope),
        TypeKind::Enumeration(enumeration) => text::enumeration(ty, enumeration, scope),
        TypeKind::Choice(choice) => variants::choice(ty, choice, scope),
        TypeKind::Either(pair) => either::either(ty, pair, scope),
        TypeKind::Together(object) => together::together(api, ty, object, fields, scope),
        TypeKind::Union(union) => variants::union(ty, union, scope),
        TypeKind::Kinds(kinds) => kinds::kinds(ty, kinds, scope),
        TypeKind::Statuses(answers) => variants::statuses(ty, answers, scope),
        TypeKind::Alias(_) if names_runtime_type(ty) => {
            let (docs, name) = (docs(&ty.docs), ident(&ty.name));
            quote!(#docs pub use gateway_runtime::#name;)
        }
        TypeKind::Alias(inner) => {
            let (docs, name, inner) = (docs(&ty.docs), ident(&ty.name), scope.ty(inner));
            quote!(#docs pub type #name = #inner;)
        }
    }
}

/// The types that some model holds in a box, since they go round in a circle.
fn boxed(shapes: &Shapes) -> BTreeSet<String> {
    fn inner(shape: &FieldShape) -> Option<&str> {
        match shape {
            FieldShape::Boxed(boxed) => match &**boxed {
                FieldShape::Leaf(TypeRef::Named(name)) => Some(name),
                other => inner(other),
            },
            FieldShape::List(item) | FieldShape::Map(item) => inner(item),
            FieldShape::Leaf(_) => None,
        }
    }
    shapes
        .values()
        .flatten()
        .filter_map(inner)
        .map(str::to_owned)
        .collect()
}

/// What makes the box of a type as good as the type.
fn boxes(ty: &TypeDef) -> TokenStream {
    let name = ident(&ty.name);
    match &ty.kind {
        TypeKind::Answer(_) => quote! {
            gateway_runtime::boxed!(answer #name);
            #[cfg(feature = "server")]
            gateway_runtime::boxed!(write #name);
        },
        _ => quote! {
            gateway_runtime::boxed!(request #name);
            #[cfg(feature = "server")]
            gateway_runtime::boxed!(answer #name);
        },
    }
}

/// Whether a type only gives a type of the runtime the name that it has there.
fn names_runtime_type(ty: &TypeDef) -> bool {
    let TypeKind::Alias(inner) = &ty.kind else {
        return false;
    };
    let runtime = match inner.plain() {
        TypeRef::Decimal => "Decimal",
        TypeRef::Amount => "Amount",
        TypeRef::Timestamp => "Timestamp",
        TypeRef::Date => "Date",
        TypeRef::Pan => "Pan",
        TypeRef::SecurityCode => "SecurityCode",
        TypeRef::Json => "Json",
        _ => return false,
    };
    ty.name == runtime
}

/// What clippy holds against the names of people, and these are the document's.
fn lints_of_names(ty: &TypeDef) -> TokenStream {
    let reason = "the names are those of the document";
    let variants = repeats_its_name(ty)
        .then(|| quote!(#[allow(clippy::enum_variant_names, reason = #reason)]));
    let is_loud = ty.name.len() > 2 && !ty.name.contains(|letter: char| letter.is_lowercase());
    let capitals = is_loud.then(|| quote!(#[allow(clippy::upper_case_acronyms, reason = #reason)]));
    quote!(#variants #capitals)
}

/// Whether a variant begins or ends with the name of its enumeration, which clippy holds against people.
fn repeats_its_name(ty: &TypeDef) -> bool {
    fn names<T>(variants: &[T], rust: fn(&T) -> &str) -> Vec<&str> {
        variants.iter().map(rust).collect()
    }
    let variants = match &ty.kind {
        TypeKind::Enumeration(listed) => names(&listed.values, |each| &each.rust),
        TypeKind::Choice(choice) => names(&choice.variants, |each| &each.rust),
        TypeKind::Union(union) => names(&union.variants, |each| &each.rust),
        TypeKind::Kinds(kinds) => names(&kinds.variants, |each| &each.rust),
        TypeKind::Statuses(answers) => names(answers, |each| &each.rust),
        _ => Vec::new(),
    };
    let mut variants = variants.into_iter();
    variants.any(|variant| variant.starts_with(&ty.name) || variant.ends_with(&ty.name))
}
