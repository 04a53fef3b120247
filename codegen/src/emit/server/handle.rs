//! From a request to a method of the server, and from what it gives back to an answer.

use std::collections::HashSet;

use indexmap::IndexSet;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::routes::{Route, unused};
use crate::api::{
    AnswerBody, Api, Encoding, JsonKind, Operation, Parameter, ParameterPlace, StatusAnswer,
    Struct, TypeKind, TypeRef,
};
use crate::emit::client::form_styles;
use crate::emit::object::style;
use crate::emit::scope::{constant, ident, option};
use crate::emit::taken::{Taken, all_taken, read_object};
use crate::emit::variants::is_boxed;

/// The file of the handlers.
pub(super) fn handlers(api: &Api, routes: &[Route<'_>]) -> TokenStream {
    let handlers = routes
        .iter()
        .map(|Route { operation, .. }| handler(api, operation));
    let reads: Vec<TokenStream> = routes
        .iter()
        .filter_map(|Route { operation, .. }| {
            let (name, object, _) = parameters(api, operation)?;
            let name = ident(name);
            let fields = object.fields.iter().map(|field| {
                let (key, rust) = (key(object, &field.rust, &field.wire), ident(&field.rust));
                if field.required {
                    Taken::needed(&rust, quote!(object.require(#key)))
                } else {
                    Taken::as_it_is(&rust, quote!(object.take(#key)))
                }
            });
            Some(read_object(&quote!(models::#name), all_taken(fields)))
        })
        .collect();
    let sources = (!reads.is_empty()).then(|| {
        quote!(
            use gateway_runtime::server::{Parameter, Source, Wire};
            use super::super::models;
        )
    });
    // An API without operations, or without answers that have a body, needs less.
    let writes = |route: &Route<'_>| route.operation.answer.ty != TypeRef::Unit;
    let allowed = (!routes.iter().any(writes)).then(unused);
    quote! {
        #![doc = " From a request to a method of the server, and from what it gives back to an answer."]
        #allowed

        use std::sync::Arc;

        use axum::extract::{Request, State};
        use axum::response::{IntoResponse, Response};
        use gateway_runtime::server;

        use super::Server;
        use super::super::operations;
        #sources

        #(#handlers)*

        #(#reads)*
    }
}

fn handler(api: &Api, operation: &Operation) -> TokenStream {
    let (name, data) = (ident(&operation.rust), constant(&operation.rust));
    let parameters =
        parameters(api, operation).map(|(_, object, parameters)| reading(api, object, parameters));
    let body = operation.body.as_ref().map(|body| {
        let read = match &body.encoding {
            Encoding::Json if body.nullable => quote!(received.body::<Option<_>>()),
            Encoding::Json => quote!(received.body()),
            Encoding::Form { styles } => {
                let styles = form_styles(styles);
                quote!(received.form(#styles))
            }
            Encoding::Text => quote!(received.text()),
            Encoding::Binary | Encoding::Multipart => quote!(received.binary()),
        };
        match body.required {
            true => quote!(let body = #read;),
            false => quote!(let body = received.optional(|received| #read);),
        }
    });
    let names = [
        parameters.as_ref().map(|_| ident("parameters")),
        body.as_ref().map(|_| ident("body")),
    ];
    let names: Vec<_> = names.into_iter().flatten().collect();
    let mutable = (!names.is_empty()).then(|| quote!(mut));
    let valid = (!names.is_empty()).then(|| {
        quote! {
            let (true, #(Some(#names)),*) = (received.findings().is_empty(), #(#names),*) else {
                return server.answer_invalid(operation, received.findings());
            };
        }
    });
    let unread = names.is_empty().then(|| quote!(let _ = received;));
    let success = Literal::u16_unsuffixed(operation.success);
    let write = match statuses(api, &operation.answer.ty) {
        Some((ty, answers)) => {
            let arms = answers.iter().map(|each| {
                let status = each.status.unwrap_or_else(|| unlisted(answers, &each.body));
                let status = Literal::u16_unsuffixed(status);
                let rust = ident(&each.rust);
                match each.body.ty {
                    TypeRef::Unit => {
                        quote!(Ok(super::super::models::#ty::#rust) => server::bare(#status))
                    }
                    _ => {
                        let value = if is_boxed(&each.body.ty) {
                            quote!(&*value)
                        } else {
                            quote!(&value)
                        };
                        let answer = answering(&each.body, &status, &value);
                        quote!(Ok(super::super::models::#ty::#rust(value)) => #answer)
                    }
                }
            });
            let undocumented = answers.iter().all(|each| each.status.is_some()).then(
                || quote!(Ok(super::super::models::#ty::Undocumented(status, value)) => server::written(status, &value),),
            );
            quote!(#(#arms,)* #undocumented)
        }
        None if operation.answer.ty == TypeRef::Unit => {
            quote!(Ok(()) => server::bare(#success),)
        }
        None => {
            let answer = answering(&operation.answer, &success, &quote!(&value));
            quote!(Ok(value) => #answer,)
        }
    };
    quote! {
        pub(super) async fn #name<S: Server>(State(server): State<Arc<S>>, request: Request) -> Response {
            let operation = &operations::#data;
            let #mutable received = match super::accept(&*server, operation, request).await {
                Ok(received) => received,
                Err(answer) => return *answer,
            };
            #parameters
            #body
            #valid
            #unread
            match S::#name(&server, #(#names),*).await {
                #write
                Err(other) => other.into_response(),
            }
        }
    }
}

/// The status of a success that the document lists by its range: one that it does not list by itself, and that has a body
/// where the answer has.
fn unlisted(answers: &[StatusAnswer], body: &AnswerBody) -> u16 {
    let order: &[u16] = match body.ty {
        TypeRef::Unit => &[204, 202, 200, 201, 203],
        _ => &[200, 201, 202, 203, 206],
    };
    let is_listed = |status: &u16| answers.iter().any(|each| each.status == Some(*status));
    let mut free = order.iter().filter(|status| !is_listed(status));
    free.next().copied().unwrap_or(299)
}

/// What puts a value into an answer.
fn answering(body: &AnswerBody, status: &Literal, value: &TokenStream) -> TokenStream {
    let media_type = body.media_type.as_str();
    match (&body.ty, media_type) {
        (TypeRef::PlainText, _) => quote!(server::text(#status, #media_type, #value)),
        (TypeRef::Binary, _) => quote!(server::binary(#status, #media_type, #value)),
        (_, "application/json") => quote!(server::written(#status, #value)),
        (_, _) => quote!(server::written_as(#status, #media_type, #value)),
    }
}

/// The statement that reads the parameters of an operation.
fn reading(api: &Api, object: &Struct, parameters: &[Parameter]) -> TokenStream {
    let wanted = object.fields.iter().zip(parameters).map(|(field, parameter)| {
        let (name, key) = (&field.wire, key(object, &field.rust, &field.wire));
        let source = match parameter.place {
            ParameterPlace::Path => quote!(Source::Path),
            ParameterPlace::Query => quote!(Source::Query),
            ParameterPlace::Header => quote!(Source::Header),
            ParameterPlace::Cookie => quote!(Source::Cookie),
        };
        let wire = wire(api, &field.ty);
        let style = option(style(&parameter.style, || quote!(gateway_runtime::Style)));
        quote!(Parameter { source: #source, name: #name, key: #key, wire: #wire, style: #style })
    });
    quote!(let parameters = received.parameters(&[#(#wanted),*]);)
}

/// What a parameter is on the wire.
fn wire(api: &Api, ty: &TypeRef) -> TokenStream {
    match ty.plain() {
        TypeRef::List(_) => quote!(Wire::List),
        TypeRef::Map(_) => quote!(Wire::Object(&[])),
        TypeRef::Named(name) => match api.types.named(name).map(|def| &def.kind) {
            Some(TypeKind::Alias(inner)) => wire(api, inner),
            Some(TypeKind::Kinds(kinds)) => {
                let of = |kind| kinds.variants.iter().find(move |one| one.kind == kind);
                // A text that may be anything may be a number's as well, and stays one.
                let is_free =
                    of(JsonKind::Text).is_some_and(|text| *text.ty.plain() == TypeRef::Text);
                let others = of(JsonKind::Number).or(of(JsonKind::Boolean));
                match (of(JsonKind::List), others) {
                    (Some(_), _) => quote!(Wire::List),
                    (None, Some(_)) if !is_free => quote!(Wire::Plain),
                    _ => quote!(Wire::Text),
                }
            }
            Some(TypeKind::Request(_) | TypeKind::Union(_)) => {
                let mut members = IndexSet::new();
                add_members(api, name, &mut HashSet::new(), &mut members);
                let members = members.iter();
                quote!(Wire::Object(&[#(#members),*]))
            }
            _ => quote!(Wire::Text),
        },
        _ => quote!(Wire::Text),
    }
}

/// Adds the names that an object, or one of several, may have on the wire.
fn add_members<'a>(
    api: &'a Api,
    name: &'a str,
    seen: &mut HashSet<&'a str>,
    members: &mut IndexSet<&'a str>,
) {
    if !seen.insert(name) {
        return;
    }
    match api.types.named(name).map(|def| &def.kind) {
        Some(TypeKind::Request(object)) => {
            members.extend(object.fields.iter().map(|field| field.wire.as_str()));
        }
        Some(TypeKind::Union(union)) => {
            members.insert(&union.by);
            for variant in &union.variants {
                if let TypeRef::Named(inner) = variant.ty.plain() {
                    add_members(api, inner, seen, members);
                }
            }
        }
        Some(TypeKind::Alias(TypeRef::Named(inner))) => add_members(api, inner, seen, members),
        _ => {}
    }
}

/// The struct of an operation's parameters, and where each goes.
fn parameters<'a>(
    api: &'a Api,
    operation: &Operation,
) -> Option<(&'a str, &'a Struct, &'a [Parameter])> {
    let name = operation.parameters.as_ref()?;
    let def = api.types.named(name)?;
    match &def.kind {
        TypeKind::Parameters(object, parameters) => Some((&def.name, object, parameters)),
        _ => None,
    }
}

/// The name of a parameter; that in Rust where two places have parameters of one name.
fn key<'a>(object: &Struct, rust: &'a str, wire: &'a str) -> &'a str {
    let same = object.fields.iter().filter(|field| field.wire == wire);
    if same.count() > 1 { rust } else { wire }
}

fn statuses<'a>(
    api: &'a Api,
    answer: &TypeRef,
) -> Option<(proc_macro2::Ident, &'a [StatusAnswer])> {
    let TypeRef::Named(name) = answer else {
        return None;
    };
    let def = api.types.named(name)?;
    match &def.kind {
        TypeKind::Statuses(answers) => Some((ident(name), answers)),
        _ => None,
    }
}
