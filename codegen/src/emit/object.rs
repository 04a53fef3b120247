//! Objects: strict in requests, lenient in answers.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::scope::{Scope, doc, docs, ident, option};
use super::shaped::{Shaped, exposed, is_undocumented, shaped};
use super::taken::{Taken, all_taken, read_object};
use super::{preset, rules};
use crate::api::{
    Field, Null, Parameter, ParameterPlace, ParameterStyle, Struct, TypeDef, TypeRef,
};
use crate::models::FieldShape;

/// An object that requests hold.
pub(super) fn request(
    ty: &TypeDef,
    object: &Struct,
    shapes: &[FieldShape],
    scope: &Scope<'_>,
) -> TokenStream {
    let strict = strict(ty, object, shapes, scope);
    let write = writes(ty, object, scope);
    let read = strict_read(ty, object, scope);
    quote!(#strict #write #[cfg(feature = "server")] #read)
}

/// The parameters of an operation.
pub(super) fn parameters(
    ty: &TypeDef,
    object: &Struct,
    places: &[Parameter],
    shapes: &[FieldShape],
    scope: &Scope<'_>,
) -> TokenStream {
    let strict = strict(ty, object, shapes, scope);
    let name = ident(&ty.name);
    let calls = object.fields.iter().zip(places).map(|(field, parameter)| {
        let (wire, rust) = (&field.wire, ident(&field.rust));
        let method = match parameter.place {
            ParameterPlace::Path => "path",
            ParameterPlace::Query => "query",
            ParameterPlace::Header => "header",
            ParameterPlace::Cookie => "cookie",
        };
        match style(&parameter.style, || quote!(gateway_runtime::Style)) {
            None => {
                let method = ident(method);
                quote!(.#method(#wire, &self.#rust))
            }
            Some(style) => {
                let method = format_ident!("{method}_as");
                quote!(.#method(#style, #wire, &self.#rust))
            }
        }
    });
    quote! {
        #strict

        #[cfg(feature = "client")]
        impl #name {
            /// The call with these parameters, checked.
            pub(crate) fn given_to(&self, call: gateway_runtime::Call) -> gateway_runtime::Call {
                call.check(self)#(#calls)*
            }
        }
    }
}

/// A body in several parts.
pub(super) fn multipart(
    ty: &TypeDef,
    object: &Struct,
    media_types: &[Option<String>],
    shapes: &[FieldShape],
    scope: &Scope<'_>,
) -> TokenStream {
    let strict = strict(ty, object, shapes, scope);
    let name = ident(&ty.name);
    let (multipart, parts) = (scope.runtime("Multipart"), scope.runtime("PartsWriter"));
    let written = object
        .fields
        .iter()
        .zip(media_types)
        .map(|(field, media_type)| {
            let (wire, rust) = (&field.wire, ident(&field.rust));
            let media_type = option(media_type.as_ref());
            let method = ident(match field.ty.innermost() {
                TypeRef::Upload => "upload",
                _ => "value",
            });
            quote!(parts.#method(#wire, #media_type, &self.#rust);)
        });
    quote! {
        #strict

        impl #multipart for #name {
            fn write_parts(&self, parts: &mut #parts) {
                #(#written)*
            }
        }
    }
}

/// A style that is not plain text, as the runtime names it.
pub(super) fn style(
    style: &ParameterStyle,
    path: impl FnOnce() -> TokenStream,
) -> Option<TokenStream> {
    let variant = match style {
        ParameterStyle::Plain => return None,
        ParameterStyle::Commas { explode } => quote!(Commas { explode: #explode }),
        ParameterStyle::Label { explode } => quote!(Label { explode: #explode }),
        ParameterStyle::Matrix { explode } => quote!(Matrix { explode: #explode }),
        ParameterStyle::Spaces => quote!(Spaces),
        ParameterStyle::Pipes => quote!(Pipes),
        ParameterStyle::Members => quote!(Members),
        ParameterStyle::Entries(beside) => quote!(Entries(&[#(#beside),*])),
        ParameterStyle::Brackets => quote!(Brackets),
        ParameterStyle::Json => quote!(Json),
        ParameterStyle::Reserved => quote!(Reserved),
    };
    let path = path();
    Some(quote!(#path::#variant))
}

/// The struct, its constructor, its setters and its checks.
fn strict(ty: &TypeDef, object: &Struct, shapes: &[FieldShape], scope: &Scope<'_>) -> TokenStream {
    let name = ident(&ty.name);
    let docs_of_type = docs(&ty.docs);
    let fields = shaped(object, shapes, scope);
    let has_null = |field: &Field| matches!(field.null, Null::By(_));
    let nullable = match object.fields.iter().any(has_null) {
        true => scope.runtime("Nullable"),
        false => TokenStream::new(),
    };
    let declared = fields.iter().map(|Shaped { field, ty }| {
        let (docs, rust) = (docs(&field.docs), ident(&field.rust));
        match &field.null {
            _ if field.required => quote!(#docs pub #rust: #ty),
            Null::By(_) => quote!(#docs pub #rust: Option<#nullable<#ty>>),
            Null::Never | Null::WhenAbsent => quote!(#docs pub #rust: Option<#ty>),
        }
    });
    let ty_name = ty.name.as_str();
    let setters = fields
        .iter()
        .filter(|each| !each.field.required)
        .map(|Shaped { field, ty }| {
            let rust = ident(&field.rust);
            let about = doc(&format!("Sets {}.", described_at(field, ty_name)));
            let (value, null) = match &field.null {
                Null::By(setter) => (
                    quote!(#nullable::Value(value.into())),
                    Some(null_setter(field, setter, &nullable)),
                ),
                Null::Never | Null::WhenAbsent => (quote!(value.into()), None),
            };
            quote! {
                #about
                #[must_use]
                pub fn #rust(mut self, value: impl Into<#ty>) -> Self {
                    self.#rust = Some(#value);
                    self
                }

                #null
            }
        });
    let rest = object.fields.iter().find_map(|field| field.rest.as_ref());
    let named = rest.map(|rest| {
        let names = &rest.named;
        // What no document names is held against what is written, so that a client does not need the names.
        let server = rest
            .is_undocumented
            .then(|| quote!(#[cfg(feature = "server")]));
        quote! {
            /// The names of all members but the further ones.
            #server
            const NAMED: &[&str] = &[#(#names),*];
        }
    });
    let presets = preset::presets(object, &fields, scope);
    let construction = construction(ty, object, &fields);
    let [error, validate, check, rules] =
        scope.runtimes(["ValidationError", "validate", "Check", "Rules"]);
    let statements = rules::statements(object, scope);
    let argument = if statements.is_empty() {
        quote!(_rules)
    } else {
        quote!(rules)
    };
    let default = (!object.fields.iter().any(|field| field.required)).then(|| quote!(, Default));
    let (required, new) = construction;
    quote! {
        #docs_of_type
        #[derive(Debug, Clone, PartialEq #default)]
        #[non_exhaustive]
        pub struct #name {
            #(#declared),*
        }

        #required

        impl #name {
            #named

            #new

            #(#presets)*

            #(#setters)*

            /// Checks every rule at once, as a call does before anything is sent.
            ///
            /// # Errors
            ///
            /// All violations, each with its field and never with the value.
            pub fn validate(&self) -> Result<(), #error> {
                #validate(self)
            }
        }

        impl #check for #name {
            fn check(&self, #argument: &mut #rules<'_>) {
                #statements
            }
        }
    }
}

/// Where a field is described: a property is described once.
fn described_at(field: &Field, owner: &str) -> String {
    let name = ident(&field.rust);
    format!("[`{name}`](field@{owner}::{name})")
}

/// The setter that sends null for a field.
fn null_setter(field: &Field, setter: &str, nullable: &TokenStream) -> TokenStream {
    let (setter, rust) = (ident(setter), ident(&field.rust));
    let about = doc(&format!(
        "Sends `null` for `{}`, which is not the same as leaving it out.",
        field.wire.replace('`', "'")
    ));
    quote! {
        #about
        #[must_use]
        pub fn #setter(mut self) -> Self {
            self.#rust = Some(#nullable::Null);
            self
        }
    }
}

/// The type of what is required, where something is, and the constructor.
fn construction(
    ty: &TypeDef,
    object: &Struct,
    fields: &[Shaped<'_>],
) -> (TokenStream, TokenStream) {
    let (required, optional): (Vec<&Shaped<'_>>, Vec<&Shaped<'_>>) =
        fields.iter().partition(|each| each.field.required);
    let optional = optional.iter().map(|each| ident(&each.field.rust));
    if required.is_empty() {
        let new = quote! {
            /// An empty value; every property is optional.
            #[must_use]
            pub fn new() -> Self {
                Default::default()
            }
        };
        return (TokenStream::new(), new);
    }
    let holder = ident(&object.required_name);
    let about = doc(&format!("The required fields of a [`{}`].", ty.name));
    let owner = ty.name.as_str();
    let declared = required.iter().map(|Shaped { field, ty }| {
        let about = doc(&format!("See {}.", described_at(field, owner)));
        let rust = ident(&field.rust);
        quote!(#about pub #rust: #ty)
    });
    let names: Vec<_> = required
        .iter()
        .map(|each| ident(&each.field.rust))
        .collect();
    let holds = quote! {
        #about
        #[derive(Debug, Clone, PartialEq)]
        pub struct #holder {
            #(#declared),*
        }
    };
    let new = quote! {
        /// A value with what is required; setters add the rest.
        #[must_use]
        pub fn new(required: #holder) -> Self {
            let #holder { #(#names),* } = required;
            Self { #(#names,)* #(#optional: None),* }
        }
    };
    (holds, new)
}

/// `Write`: an absent property is not written.
fn writes(ty: &TypeDef, object: &Struct, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&ty.name);
    let (write, writer) = (scope.runtime("Write"), scope.runtime("JsonWriter"));
    let (undocumented, stated): (Vec<&Field>, Vec<&Field>) = object
        .fields
        .iter()
        .partition(|field| is_undocumented(field));
    let members = undocumented.into_iter().chain(stated).map(written);
    quote! {
        impl #write for #name {
            fn write(&self, out: &mut #writer) {
                out.object(|object| { #(#members)* });
            }
        }
    }
}

/// The statement that writes one field among those of an object.
pub(super) fn written(field: &Field) -> TokenStream {
    let (wire, rust) = (&field.wire, ident(&field.rust));
    if is_undocumented(field) {
        return quote!(object.undocumented(&self.#rust););
    }
    if field.rest.is_some() {
        return write_rest(field);
    }
    if field.stands_for.is_empty() {
        let method = match (&field.null, field.as_number) {
            (Null::WhenAbsent, false) => ident("nullable"),
            (Null::WhenAbsent, true) => ident("nullable_number"),
            (_, false) => ident("field"),
            (_, true) => ident("number"),
        };
        return quote!(object.#method(#wire, &self.#rust););
    }
    let names = &field.stands_for;
    let named = quote!(object.named(&[#(#names),*]););
    if field.required {
        quote!(#named self.#rust.write_fields(object);)
    } else {
        quote! {
            #named
            if let Some(value) = &self.#rust {
                value.write_fields(object);
            }
        }
    }
}

/// The statement that writes the members which no property names.
fn write_rest(field: &Field) -> TokenStream {
    let rust = ident(&field.rust);
    let exposed = exposed(field);
    quote! {
        if let Some(further) = &self.#rust {
            object.others(further #exposed);
        }
    }
}

/// The expression that reads the members which no property names.
fn read_rest(field: &Field, named: TokenStream) -> TokenStream {
    let redacted = exposed(field).map(|_| quote!(.map(Into::into)));
    quote!(object.further(#named) #redacted)
}

/// `Read` as a server reads a request: what is required must be there.
fn strict_read(ty: &TypeDef, object: &Struct, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&ty.name);
    let fields = object.fields.iter().map(|field| {
        let (wire, rust) = (&field.wire, ident(&field.rust));
        if field.rest.is_some() {
            return Taken::as_it_is(&rust, read_rest(field, quote!(Self::NAMED)));
        }
        match (&field.ty, field.stands_for.is_empty(), field.required) {
            (_, true, true) => Taken::needed(&rust, quote!(object.require(#wire))),
            (_, true, false) if field.null == Null::WhenAbsent => {
                Taken::needed(&rust, quote!(object.require(#wire)))
            }
            (_, true, false) if field.null != Null::Never => {
                Taken::as_it_is(&rust, quote!(object.take(#wire)))
            }
            (_, true, false) => Taken::as_it_is(&rust, optional(field)),
            (TypeRef::Named(choice), false, required) => {
                let choice = scope.sibling(choice);
                let read = quote!(#choice::read_fields(&mut object));
                if required {
                    Taken::needed(&rust, read)
                } else {
                    Taken::as_it_is(&rust, read)
                }
            }
            (_, false, _) => Taken::as_it_is(&rust, quote!(None)),
        }
    });
    read_object(&quote!(#name), all_taken(fields))
}

/// A field that need not be there; null is no anomaly where the document allows it.
fn optional(field: &Field) -> TokenStream {
    let wire = &field.wire;
    if field.nullable {
        quote!(object.take::<Option<_>>(#wire).flatten())
    } else {
        quote!(object.take(#wire))
    }
}

/// An object that answers hold.
pub(super) fn answer(
    ty: &TypeDef,
    object: &Struct,
    shapes: &[FieldShape],
    scope: &Scope<'_>,
) -> TokenStream {
    let name = ident(&ty.name);
    let docs_of_type = docs(&ty.docs);
    let declared = shaped(object, shapes, scope)
        .into_iter()
        .map(|Shaped { field, ty }| {
            let (docs, rust) = (docs(&field.docs), ident(&field.rust));
            quote!(#docs pub #rust: Option<#ty>)
        });
    let [read, json, warnings] = scope.runtimes(["Read", "JsonRef", "DecodeWarnings"]);
    // What is documented as always present is missed, but its absence refuses nothing.
    let taken = object.fields.iter().map(|field| {
        let (wire, rust) = (&field.wire, ident(&field.rust));
        if let Some(rest) = &field.rest {
            let names = &rest.named;
            let rest = read_rest(field, quote!(&[#(#names),*]));
            return quote!(#rust: #rest);
        }
        let value = match (field.required, field.nullable) {
            (true, true) => quote!(object.require::<Option<_>>(#wire).flatten()),
            (true, false) => quote!(object.require(#wire)),
            (false, _) => optional(field),
        };
        quote!(#rust: #value)
    });
    let members = object.fields.iter().map(|field| {
        let (wire, rust) = (&field.wire, ident(&field.rust));
        if field.rest.is_some() {
            return write_rest(field);
        }
        // What has to be there and may be null is null where it is not given.
        let method = ident(match (field.as_number, field.required && field.nullable) {
            (true, true) => "nullable_number",
            (true, false) => "number",
            (false, true) => "nullable",
            (false, false) => "field",
        });
        quote!(object.#method(#wire, &self.#rust);)
    });
    quote! {
        #docs_of_type
        #[derive(Debug, Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct #name {
            #(#declared),*
        }

        impl #read for #name {
            fn read(json: #json<'_>, warnings: &mut #warnings) -> Option<Self> {
                let mut object = json.object(warnings)?;
                Some(Self { #(#taken),* })
            }
        }

        #[cfg(feature = "server")]
        impl gateway_runtime::Write for #name {
            fn write(&self, out: &mut gateway_runtime::JsonWriter) {
                out.object(|object| { #(#members)* });
            }
        }
    }
}
