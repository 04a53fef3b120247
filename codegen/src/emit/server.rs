//! The other side, behind the feature `server`: a trait with a method for each operation, and a router that serves it.

mod received;

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::SourceFile;
use super::scope::{constant, doc, docs, ident};
use super::variants::is_boxed;
use crate::api::{Api, Operation, ParameterPlace, StatusAnswer, Struct, TypeKind, TypeRef};

/// The files of the server.
pub(super) fn files(api: &Api) -> Vec<SourceFile> {
    let (routes, gaps) = routes(api);
    let file = |path: &str, tokens| SourceFile {
        path: path.to_owned(),
        tokens,
    };
    vec![
        file("server/mod.rs", root(api, &routes, &gaps)),
        file("server/handle.rs", handlers(api, &routes)),
        file("server/received.rs", received::received(&api.security)),
    ]
}

/// An operation that is served, with its path as the router has it.
struct Route<'a> {
    operation: &'a Operation,
    path: String,
}

/// The operations that a router can tell apart, and the others with the reason.
///
/// A router names the parameters of a path by their position, since it refuses two names for one position.
fn routes(api: &Api) -> (Vec<Route<'_>>, Vec<String>) {
    let mut taken = BTreeSet::new();
    let (mut routes, mut gaps) = (Vec::new(), Vec::new());
    for operation in api.operations() {
        let gap = match route_path(&operation.path) {
            Some(path) if taken.insert((operation.method.clone(), path.clone())) => {
                routes.push(Route { operation, path });
                continue;
            }
            Some(_) => "another operation answers to the same requests",
            None => "its path has a parameter beside other text in one segment, or no path at all",
        };
        gaps.push(format!("`{}`: {gap}.", operation.id.replace('`', "'")));
    }
    (routes, gaps)
}

fn route_path(template: &str) -> Option<String> {
    let segments = template.strip_prefix('/')?.split('/').enumerate();
    let segments = segments.map(|(position, segment)| {
        let inner = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        match inner {
            Some(name) if !name.contains(['{', '}']) => Some(format!("{{p{position}}}")),
            None if !segment.contains(['{', '}', '?', '#']) => Some(segment.to_owned()),
            _ => None,
        }
    });
    let segments: Vec<String> = segments.collect::<Option<_>>()?;
    Some(format!("/{}", segments.join("/")))
}

fn root(api: &Api, routes: &[Route<'_>], gaps: &[String]) -> TokenStream {
    let mut lines = vec![
        format!(
            " The other side of {}: a trait with a method for each operation, and a router that serves it.",
            api.title.replace('`', "'")
        ),
        String::new(),
        " A request is decoded and held to the rules of its type before it reaches a method. An operation that the".to_owned(),
        " reference adds is a method that an implementation lacks, so it does not compile until it has it.".to_owned(),
    ];
    if !gaps.is_empty() {
        lines.extend([String::new(), " Not served:".to_owned(), String::new()]);
        lines.extend(gaps.iter().map(|gap| format!(" - {gap}")));
    }
    let methods = routes.iter().map(|route| method(route.operation));
    let entries = routes.iter().map(|Route { operation, path }| {
        let (name, filter) = (ident(&operation.rust), ident(&operation.method));
        quote!(.route(#path, on(MethodFilter::#filter, handle::#name::<S>)))
    });
    let statuses: BTreeSet<u16> = api
        .operations()
        .flat_map(|operation| operation.other_statuses.iter().copied())
        .collect();
    let statuses = statuses.into_iter().map(|status| {
        let name = format_ident!("CODE_{status}");
        let about = doc(&format!("Status {status}."));
        let status = Literal::u16_unsuffixed(status);
        quote!(#about pub const #name: Self = Self(#status);)
    });
    quote! {
        #(#![doc = #lines])*

        mod handle;
        mod received;

        use std::future::Future;
        use std::sync::Arc;

        use axum::Router;
        use axum::response::{IntoResponse, Response};
        use axum::routing::{MethodFilter, on};
        use gateway_runtime::{Json, Operation, Sensitive};

        use super::models;

        pub use self::received::LARGEST_BODY;

        /// What stands behind the router.
        ///
        /// Every method answers with the documented success or with another status that the reference documents.
        pub trait Server: Send + Sync + 'static {
            /// Whether a credential is valid for an operation. Without one, or when this says no, the answer is a
            /// bare 401, before the body is read.
            ///
            /// The credential is the key or token as it was sent, without the name of its scheme.
            fn is_valid_credential(
                &self,
                operation: &'static Operation,
                credential: &Sensitive<String>,
            ) -> impl Future<Output = bool> + Send;

            /// The answer to a request that cannot be taken: status 400 and the findings as JSON, unless an
            /// implementation says otherwise.
            fn answer_invalid(&self, operation: &'static Operation, findings: &[Finding]) -> Response {
                let _ = operation;
                received::bad_request(findings)
            }

            #(#methods)*
        }

        /// A router with every operation, for a server.
        ///
        /// It limits the size of a body to [`LARGEST_BODY`]; how long a sender may take is for the listener to say.
        pub fn router<S: Server>(server: Arc<S>) -> Router {
            Router::new().without_v07_checks()#(#entries)*.with_state(server)
        }

        /// One thing that is wrong with a request. It holds no value of the request.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Finding {
            /// JSON pointer of the place in the body, or `/` and the name of a parameter; empty for the whole request.
            pub path: String,
            /// What is wrong there, as the rest of a sentence that begins with the place.
            pub problem: String,
        }

        impl std::fmt::Display for Finding {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let place = if self.path.is_empty() { "the request" } else { &self.path };
                write!(f, "{place} {}", self.problem)
            }
        }

        /// A status other than that of the success which the reference documents for some operation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct Status(u16);

        impl Status {
            #(#statuses)*

            /// The number.
            #[must_use]
            pub fn code(self) -> u16 {
                self.0
            }
        }

        /// Another documented answer than the success.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Other {
            /// Its status.
            pub status: Status,
            /// Its body, where it has one.
            pub body: Option<Json>,
        }

        impl From<Status> for Other {
            fn from(status: Status) -> Self {
                Self { status, body: None }
            }
        }

        impl IntoResponse for Other {
            fn into_response(self) -> Response {
                match &self.body {
                    Some(body) => received::json(self.status.0, body.expose()),
                    None => received::bare(self.status.0),
                }
            }
        }
    }
}

/// The method of the trait.
fn method(operation: &Operation) -> TokenStream {
    let name = ident(&operation.rust);
    let mut lines = operation.docs.clone();
    lines.extend([
        String::new(),
        format!("`{} {}`", operation.method, operation.path),
    ]);
    let others: Vec<String> = operation
        .other_statuses
        .iter()
        .map(ToString::to_string)
        .collect();
    if !others.is_empty() {
        lines.extend([
            String::new(),
            "# Errors".to_owned(),
            String::new(),
            format!("Documented statuses: {}.", others.join(", ")),
        ]);
    }
    let about = docs(&lines);
    let parameters = operation.parameters.as_ref().map(|ty| {
        let ty = ident(ty);
        quote!(parameters: models::#ty,)
    });
    let body = operation.body.as_ref().map(|body| {
        let ty = ty(&body.ty);
        quote!(body: #ty,)
    });
    let answer = ty(&operation.answer);
    quote! {
        #about
        fn #name(&self, #parameters #body) -> impl Future<Output = Result<#answer, Other>> + Send;
    }
}

fn handlers(api: &Api, routes: &[Route<'_>]) -> TokenStream {
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
                    quote!(#rust: object.require(#key)?)
                } else {
                    quote!(#rust: object.take(#key))
                }
            });
            Some(quote! {
                impl gateway_runtime::Read for models::#name {
                    fn read(json: gateway_runtime::JsonRef<'_>, oddities: &mut gateway_runtime::Oddities) -> Option<Self> {
                        let mut object = json.object(oddities)?;
                        Some(Self { #(#fields),* })
                    }
                }
            })
        })
        .collect();
    let sources = (!reads.is_empty()).then(|| {
        quote!(
            use super::received::{Source, Wanted};
            use super::super::models;
        )
    });
    quote! {
        #![doc = " From a request to a method of the server, and from what it gives back to an answer."]

        use std::sync::Arc;

        use axum::extract::{Request, State};
        use axum::response::{IntoResponse, Response};

        use super::Server;
        use super::received::{Received, written};
        use super::super::operations;
        #sources

        #(#handlers)*

        #(#reads)*
    }
}

fn handler(api: &Api, operation: &Operation) -> TokenStream {
    let (name, data) = (ident(&operation.rust), constant(&operation.rust));
    let parameters = parameters(api, operation).map(|(_, object, places)| {
        let wanted = object.fields.iter().zip(places).map(|(field, place)| {
            let (wire, key) = (&field.wire, key(object, &field.rust, &field.wire));
            let source = match place {
                ParameterPlace::Path => quote!(Source::Path),
                ParameterPlace::Query => quote!(Source::Query),
                ParameterPlace::Header => quote!(Source::Header),
                ParameterPlace::Cookie => quote!(Source::Cookie),
            };
            let is_list = is_list(api, &field.ty);
            quote!(Wanted { source: #source, name: #wire, key: #key, is_list: #is_list })
        });
        quote!(let parameters = received.parameters(&[#(#wanted),*]);)
    });
    let body = operation.body.as_ref().map(|body| match body.encoding {
        crate::api::Encoding::Json => quote!(let body = received.body();),
        crate::api::Encoding::Form => quote!(let body = received.form();),
    });
    let names: Vec<_> = parameters
        .is_some()
        .then(|| ident("parameters"))
        .into_iter()
        .chain(body.is_some().then(|| ident("body")))
        .collect();
    let mutable = (!names.is_empty()).then(|| quote!(mut));
    let valid = (!names.is_empty()).then(|| {
        quote! {
            let (true, #(Some(#names)),*) = (received.is_valid(), #(#names),*) else {
                return server.answer_invalid(operation, received.findings());
            };
        }
    });
    let unread = names.is_empty().then(|| quote!(let _ = received;));
    let success = Literal::u16_unsuffixed(operation.success);
    let write = match statuses(api, &operation.answer) {
        Some((ty, answers)) => {
            let arms = answers.iter().map(|each| {
                let status = Literal::u16_unsuffixed(each.status.unwrap_or(operation.success));
                let rust = ident(&each.rust);
                match each.ty {
                    TypeRef::Unit => {
                        quote!(Ok(super::super::models::#ty::#rust) => super::received::bare(#status))
                    }
                    _ => {
                        let value = if is_boxed(&each.ty) {
                            quote!(&*value)
                        } else {
                            quote!(&value)
                        };
                        quote!(Ok(super::super::models::#ty::#rust(value)) => written(#status, #value))
                    }
                }
            });
            let undocumented = answers.iter().all(|each| each.status.is_some()).then(
                || quote!(Ok(super::super::models::#ty::Undocumented(value)) => written(#success, &value),),
            );
            quote!(#(#arms,)* #undocumented)
        }
        None if operation.answer == TypeRef::Unit => {
            quote!(Ok(()) => super::received::bare(#success),)
        }
        None => quote!(Ok(value) => written(#success, &value),),
    };
    quote! {
        pub(super) async fn #name<S: Server>(State(server): State<Arc<S>>, request: Request) -> Response {
            let operation = &operations::#data;
            let #mutable received = match Received::accept(&*server, operation, request).await {
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

/// The struct of an operation's parameters, and where each goes.
fn parameters<'a>(
    api: &'a Api,
    operation: &Operation,
) -> Option<(&'a str, &'a Struct, &'a [ParameterPlace])> {
    let name = operation.parameters.as_ref()?;
    let def = api.types.iter().find(|ty| ty.name == *name)?;
    match &def.kind {
        TypeKind::Parameters(object, places) => Some((&def.name, object, places)),
        _ => None,
    }
}

/// The name of a parameter; that in Rust where two places have parameters of one name.
fn key<'a>(object: &Struct, rust: &'a str, wire: &'a str) -> &'a str {
    let same = object.fields.iter().filter(|field| field.wire == wire);
    if same.count() > 1 { rust } else { wire }
}

fn is_list(api: &Api, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::List(_) => true,
        TypeRef::Sensitive(inner) => is_list(api, inner),
        TypeRef::Named(name) => api.types.iter().any(|def| {
            def.name == *name && matches!(&def.kind, TypeKind::Alias(inner) if is_list(api, inner))
        }),
        _ => false,
    }
}

fn statuses<'a>(
    api: &'a Api,
    answer: &TypeRef,
) -> Option<(proc_macro2::Ident, &'a [StatusAnswer])> {
    let TypeRef::Named(name) = answer else {
        return None;
    };
    let def = api.types.iter().find(|ty| ty.name == *name)?;
    match &def.kind {
        TypeKind::Statuses(answers) => Some((ident(name), answers)),
        _ => None,
    }
}

/// A type by a path that no name of this module can hide.
fn ty(ty_ref: &TypeRef) -> TokenStream {
    let runtime = |name: &str| {
        let name = ident(name);
        quote!(gateway_runtime::#name)
    };
    match ty_ref {
        TypeRef::Unit => quote!(()),
        TypeRef::Text => quote!(String),
        TypeRef::Boolean => quote!(bool),
        TypeRef::Int32 => quote!(i32),
        TypeRef::Int64 => quote!(i64),
        TypeRef::Decimal => runtime("Decimal"),
        TypeRef::Amount => runtime("Amount"),
        TypeRef::Timestamp => runtime("Timestamp"),
        TypeRef::Date => runtime("Date"),
        TypeRef::Pan => runtime("Pan"),
        TypeRef::SecurityCode => runtime("SecurityCode"),
        TypeRef::Json => runtime("Json"),
        TypeRef::Named(name) => {
            let name = ident(name);
            quote!(models::#name)
        }
        TypeRef::List(item) => {
            let item = ty(item);
            quote!(Vec<#item>)
        }
        TypeRef::Map(value) => {
            let value = ty(value);
            quote!(std::collections::BTreeMap<String, #value>)
        }
        TypeRef::Sensitive(inner) => {
            let inner = ty(inner);
            quote!(gateway_runtime::Sensitive<#inner>)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::route_path;

    #[test]
    fn parameters_of_a_path_are_named_by_position() {
        assert_eq!(
            route_path("/a/{id}/b/{x}").as_deref(),
            Some("/a/{p1}/b/{p3}")
        );
        assert_eq!(route_path("/").as_deref(), Some("/"));
    }

    #[test]
    fn a_parameter_beside_text_is_a_gap() {
        for path in ["/a/{id}.json", "/{a}-{b}", "/a?x={y}", "a/b"] {
            assert_eq!(route_path(path), None, "{path}");
        }
    }
}
