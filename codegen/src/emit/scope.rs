//! The names that one emitted file uses, so that its paths are short and its imports exact.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::api::TypeRef;
use crate::lower::constant_name;
use crate::models::FieldShape;

/// What one file refers to outside of itself.
pub(super) struct Scope<'a> {
    /// The names of all emitted types, which runtime names give way to.
    taken: &'a BTreeSet<String>,
    /// The type that this file defines.
    own: &'a str,
    runtime: RefCell<BTreeSet<String>>,
    siblings: RefCell<BTreeSet<String>>,
    map: RefCell<bool>,
}

/// How types are named where they stand.
pub(super) trait Paths {
    /// A type of the runtime.
    fn runtime(&self, name: &str) -> TokenStream;

    /// An emitted type.
    fn emitted(&self, name: &str) -> TokenStream;

    /// The map.
    fn map(&self) -> TokenStream;
}

/// A type in Rust.
pub(super) fn in_rust(ty: &TypeRef, paths: &impl Paths) -> TokenStream {
    match ty {
        TypeRef::Unit => quote!(()),
        TypeRef::Text => quote!(String),
        TypeRef::Boolean => quote!(bool),
        TypeRef::Int32 => quote!(i32),
        TypeRef::Int64 => quote!(i64),
        TypeRef::UInt64 => quote!(u64),
        TypeRef::Decimal => paths.runtime("Decimal"),
        TypeRef::Amount => paths.runtime("Amount"),
        TypeRef::Timestamp => paths.runtime("Timestamp"),
        TypeRef::Date => paths.runtime("Date"),
        TypeRef::Pan => paths.runtime("Pan"),
        TypeRef::SecurityCode => paths.runtime("SecurityCode"),
        TypeRef::Json => paths.runtime("Json"),
        TypeRef::PlainText => paths.runtime("PlainText"),
        TypeRef::Binary => paths.runtime("Binary"),
        TypeRef::Upload => paths.runtime("Upload"),
        TypeRef::Named(name) => paths.emitted(name),
        TypeRef::List(item) => {
            let item = in_rust(item, paths);
            quote!(Vec<#item>)
        }
        TypeRef::Map(value) => {
            let (map, value) = (paths.map(), in_rust(value, paths));
            quote!(#map<String, #value>)
        }
        TypeRef::Sensitive(inner) => {
            let (sensitive, inner) = (paths.runtime("Sensitive"), in_rust(inner, paths));
            quote!(#sensitive<#inner>)
        }
        TypeRef::Nullable(inner) => {
            let inner = in_rust(inner, paths);
            quote!(Option<#inner>)
        }
    }
}

/// What stands in a scope goes by its name alone, and is imported.
impl Paths for Scope<'_> {
    fn runtime(&self, name: &str) -> TokenStream {
        self.runtime(name)
    }

    fn emitted(&self, name: &str) -> TokenStream {
        self.sibling(name)
    }

    fn map(&self) -> TokenStream {
        *self.map.borrow_mut() = true;
        quote!(BTreeMap)
    }
}

/// Documentation shows each type by its name alone, and imports none.
pub(super) struct Shown;

impl Paths for Shown {
    fn runtime(&self, name: &str) -> TokenStream {
        ident(name).into_token_stream()
    }

    fn emitted(&self, name: &str) -> TokenStream {
        ident(name).into_token_stream()
    }

    fn map(&self) -> TokenStream {
        quote!(BTreeMap)
    }
}

impl<'a> Scope<'a> {
    pub(super) fn new(taken: &'a BTreeSet<String>, own: &'a str) -> Self {
        Self {
            taken,
            own,
            runtime: RefCell::default(),
            siblings: RefCell::default(),
            map: RefCell::default(),
        }
    }

    /// A name of the runtime; in full where an emitted type has the same name.
    pub(super) fn runtime(&self, name: &str) -> TokenStream {
        let ident = ident(name);
        if self.taken.contains(name) {
            return quote!(gateway_runtime::#ident);
        }
        self.runtime.borrow_mut().insert(name.to_owned());
        quote!(#ident)
    }

    /// Names of the runtime, each as [`Self::runtime`] has it.
    pub(super) fn runtimes<const N: usize>(&self, names: [&str; N]) -> [TokenStream; N] {
        names.map(|name| self.runtime(name))
    }

    /// Names of the runtime. The other half of a type is named in full, since without the feature its imports would be unused.
    pub(super) fn half<const N: usize>(&self, own: bool, names: [&str; N]) -> [TokenStream; N] {
        names.map(|name| match own {
            true => self.runtime(name),
            false => {
                let name = ident(name);
                quote!(gateway_runtime::#name)
            }
        })
    }

    /// The name of an emitted type.
    pub(super) fn sibling(&self, name: &str) -> TokenStream {
        if name != self.own {
            self.siblings.borrow_mut().insert(name.to_owned());
        }
        let ident = ident(name);
        quote!(#ident)
    }

    /// A type.
    pub(super) fn ty(&self, ty: &TypeRef) -> TokenStream {
        in_rust(ty, self)
    }

    /// The type of a field as progenitor shaped it.
    pub(super) fn shaped(&self, shape: &FieldShape) -> TokenStream {
        match shape {
            FieldShape::Leaf(ty) => self.ty(ty),
            FieldShape::Boxed(inner) => {
                let inner = self.shaped(inner);
                quote!(Box<#inner>)
            }
            FieldShape::List(item) => {
                let item = self.shaped(item);
                quote!(Vec<#item>)
            }
            FieldShape::Map(value) => {
                let value = self.shaped(value);
                let map = Paths::map(self);
                quote!(#map<String, #value>)
            }
        }
    }

    /// The imports of everything that was named, siblings from where `home` says.
    pub(super) fn imports(&self, home: &TokenStream) -> TokenStream {
        let map = self.map.borrow().then(|| {
            quote!(
                use std::collections::BTreeMap;
            )
        });
        let list = |names: &BTreeSet<String>, home: TokenStream| {
            let names: Vec<Ident> = names.iter().map(|name| ident(name)).collect();
            match names.as_slice() {
                [] => None,
                [only] => Some(quote!(use #home::#only;)),
                names => Some(quote!(use #home::{#(#names),*};)),
            }
        };
        let runtime = list(&self.runtime.borrow(), quote!(gateway_runtime));
        let siblings = list(&self.siblings.borrow(), home.clone());
        quote!(#map #runtime #siblings)
    }
}

/// A Rust name; lowering made sure that it is one.
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The constant for an operation.
pub(super) fn constant(rust: &str) -> Ident {
    ident(&constant_name(rust))
}

/// Lines of rustdoc.
pub(super) fn docs(lines: &[impl AsRef<str>]) -> TokenStream {
    let lines = lines.iter().map(|line| doc_line(line.as_ref()));
    quote!(#(#[doc = #lines])*)
}

/// The text of a line of rustdoc. A carriage return, or what turns the direction of text, is no part of a comment in Rust,
/// and is shown by its number.
pub(super) fn doc_line(line: &str) -> String {
    let mut text = String::new();
    for char in line.chars() {
        match char {
            '\t' => text.push_str("    "),
            '\r' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                text.extend(char.escape_unicode());
            }
            char => text.push(char),
        }
    }
    if text.is_empty() {
        text
    } else {
        format!(" {text}")
    }
}

/// One line of rustdoc.
pub(super) fn doc(line: &str) -> TokenStream {
    docs(&[line])
}

/// An optional value as an expression.
pub(super) fn option<T: ToTokens>(value: Option<T>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

/// A member of a constant that has the rest from another one; nothing where it has this from there, too.
pub(super) fn some<T: ToTokens>(name: &str, value: Option<T>) -> Option<TokenStream> {
    let (name, value) = (ident(name), value?);
    Some(quote!(#name: Some(#value),))
}

/// A list that is a member of a constant which has the rest from another one.
pub(super) fn list<T: ToTokens>(name: &str, values: &[T]) -> Option<TokenStream> {
    let name = ident(name);
    (!values.is_empty()).then(|| quote!(#name: &[#(#values),*],))
}
