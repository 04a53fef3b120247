//! What stands behind the router: the trait, the router, and the types of their answers.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use indexmap::IndexMap;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::routes::{Route, text_beside, unused};
use crate::api::{Api, Encoding, Operation, TypeRef};
use crate::emit::client::about;
use crate::emit::scope::{Paths, constant, doc, doc_line, docs, ident, in_rust};
use crate::lower::in_line;

/// The file of the trait and the router.
pub(super) fn service(api: &Api, routes: &[Route<'_>], gaps: &[String]) -> TokenStream {
    let lines = lines(api, gaps);
    let methods = routes.iter().map(|route| method(route.operation));
    let entries = entries(routes);
    let statuses = statuses(api);
    let allowed = (!routes.iter().any(is_of_models)).then(unused);
    // Who tells paths apart names their operations.
    let tells = routes
        .iter()
        .any(|route| text_beside(&route.operation.path).is_some());
    let state = tells.then(|| {
        quote!(
            use axum::extract::State;
        )
    });
    let data = tells.then(|| {
        quote!(
            use super::operations;
        )
    });
    let asks_further = !api.further_schemes().is_empty();
    let further = asks_further.then(further);
    let accept = (!routes.is_empty()).then(|| accept(asks_further));
    quote! {
        #lines
        #allowed

        mod call;
        mod handle;

        use std::future::Future;
        use std::sync::Arc;

        use axum::Router;
        use axum::response::{IntoResponse, Response};
        use axum::routing::{MethodFilter, on};
        use axum::extract::Request;
        #state
        use gateway_runtime::server::{self, Received};
        use gateway_runtime::{Json, Operation, Sensitive};

        use super::models;
        use super::operations::API;
        #data

        pub use call::call;
        pub use gateway_runtime::server::{Finding, LARGEST_BODY};

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

            #further

            /// The answer to a request that cannot be taken: status 400 and the findings as JSON, unless an
            /// implementation says otherwise.
            fn answer_invalid(&self, operation: &'static Operation, findings: &[Finding]) -> Response {
                let _ = operation;
                server::bad_request(findings)
            }

            /// What else is wrong with a body, beyond what its type says; nothing, unless an implementation says otherwise.
            /// It is told together with the rest.
            fn further_findings(&self, operation: &'static Operation, body: &[u8]) -> Vec<Finding> {
                let _ = (operation, body);
                Vec::new()
            }

            #(#methods)*
        }

        /// A router with every operation, for a server.
        ///
        /// It limits the size of a body to [`LARGEST_BODY`]; how long a sender may take is for the listener to say.
        pub fn router<S: Server>(server: Arc<S>) -> Router {
            #entries
        }

        #accept

        /// A status other than that of the success which the reference documents for some operation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct Status(u16);

        impl Status {
            #statuses

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
                    Some(body) => server::json(self.status.0, body.expose()),
                    None => server::bare(self.status.0),
                }
            }
        }
    }
}

/// What the file says of itself.
fn lines(api: &Api, gaps: &[String]) -> TokenStream {
    let mut lines = vec![
        format!(
            "The other side of {}: a trait with a method for each operation, and a router that serves it.",
            in_line(&api.title)
        ),
        String::new(),
        "A request is decoded and held to the rules of its type before it reaches a method. An operation that the".to_owned(),
        "reference adds is a method that an implementation lacks, so it does not compile until it has it.".to_owned(),
    ];
    if !gaps.is_empty() {
        lines.extend(["", "Not served:", ""].map(str::to_owned));
        lines.extend(gaps.iter().map(|gap| format!("- {gap}")));
    }
    let lines = lines.iter().map(|line| doc_line(line));
    quote!(#(#![doc = #lines])*)
}

/// The statuses that an answer can have beside that of the success.
fn statuses(api: &Api) -> TokenStream {
    let others = |operation: &Operation| operation.other_statuses.clone();
    let statuses: BTreeSet<u16> = api.operations().flat_map(others).collect();
    let statuses = statuses.into_iter().map(|status| {
        let name = format_ident!("CODE_{status}");
        let about = doc(&format!("Status {status}."));
        let status = Literal::u16_unsuffixed(status);
        quote!(#about pub const #name: Self = Self(#status);)
    });
    statuses.collect()
}

/// Whether the method of an operation takes or gives a type of the models.
fn is_of_models(route: &Route<'_>) -> bool {
    let operation = route.operation;
    // Parts are bytes to a server.
    let body = operation.body.as_ref();
    let body = body.filter(|body| body.encoding != Encoding::Multipart);
    operation.parameters.is_some()
        || operation.answer.ty.named().is_some()
        || body.is_some_and(|body| body.ty.named().is_some())
}

/// The routes, in rows of at most [`ROW`].
fn entries(routes: &[Route<'_>]) -> TokenStream {
    let mut groups: IndexMap<(&str, &str), Vec<&Operation>> = IndexMap::new();
    for Route { operation, path } in routes {
        let place = (path.as_str(), operation.method.as_str());
        groups.entry(place).or_default().push(operation);
    }
    let entries = groups.into_iter().map(|((path, method), operations)| {
        let (filter, handler) = (ident(method), handler(operations));
        quote!(.route(#path, on(MethodFilter::#filter, #handler)))
    });
    let entries: Vec<TokenStream> = entries.collect();
    let mut rows = entries.chunks(ROW).map(|row| quote!(#(#row)*));
    let first = rows.next().unwrap_or_default();
    let first = quote!(Router::new().without_v07_checks()#first);
    let rows: Vec<TokenStream> = rows.collect();
    if rows.is_empty() {
        return quote!(#first.with_state(server));
    }
    quote! {
        let router = #first;
        #(let router = router #rows;)*
        router.with_state(server)
    }
}

/// What serves operations that are alike to a router: the first whose path has the text of the request's, the most text first.
fn handler(mut operations: Vec<&Operation>) -> TokenStream {
    let text = |operation: &Operation| text_beside(&operation.path);
    operations.sort_by_key(|operation| Reverse(text(operation)));
    if let [only] = operations.as_slice()
        && text(only).is_none()
    {
        let name = ident(&only.rust);
        return quote!(handle::#name::<S>);
    }
    let tried = operations.iter().map(|operation| {
        let (name, data) = (ident(&operation.rust), constant(&operation.rust));
        quote! {
            if server::is_of(&operations::#data, &request) {
                return handle::#name(state, request).await;
            }
        }
    });
    quote! {
        |state: State<Arc<S>>, request: Request| async move {
            #(#tried)*
            server::bare(404)
        }
    }
}

/// How many routes stand in one row. What rustfmt needs of memory grows with the square of a row.
const ROW: usize = 100;

/// The method of the trait for credentials of further schemes.
fn further() -> TokenStream {
    quote! {
        /// Whether the credential of a further scheme, by its name in the document, is valid for an operation that asks for
        /// it. Of alternatives one has to be valid, with all that goes together.
        fn is_valid_further_credential(
            &self,
            operation: &'static Operation,
            scheme: &'static str,
            credential: &Sensitive<String>,
        ) -> impl Future<Output = bool> + Send;
    }
}

/// What every handler begins with.
fn accept(asks_further: bool) -> TokenStream {
    let (asked, is_authorized) = match asks_further {
        true => (
            quote! {
                let shown = server::shown(&API, operation, &request);
                if !is_authorized(server, operation, shown).await {
                    return Err(Box::new(server::bare(401)));
                }
            },
            Some(is_authorized()),
        ),
        false => (
            quote! {
                if operation.secured {
                    let valid = match server::credential(API.security, &request) {
                        Some(credential) => server.is_valid_credential(operation, &credential).await,
                        None => false,
                    };
                    if !valid {
                        return Err(Box::new(server::bare(401)));
                    }
                }
            },
            None,
        ),
    };
    quote! {
        /// Asks for the credential, then reads the body; the answer where either fails.
        async fn accept<S: Server>(
            server: &S,
            operation: &'static Operation,
            request: Request,
        ) -> Result<Received, Box<Response>> {
            #asked
            let mut received = Received::read(operation, request).await?;
            let further = server.further_findings(operation, received.bytes());
            received.note(further);
            Ok(received)
        }

        #is_authorized
    }
}

/// Whether one of the alternatives is valid that a request shows.
fn is_authorized() -> TokenStream {
    quote! {
        /// Whether one of the alternatives is valid, with all that goes together.
        async fn is_authorized<S: Server>(
            server: &S,
            operation: &'static Operation,
            alternatives: Vec<Vec<server::Shown>>,
        ) -> bool {
            'alternatives: for together in alternatives {
                for server::Shown { scheme, credential } in together {
                    let valid = match scheme {
                        None => server.is_valid_credential(operation, &credential).await,
                        Some(scheme) => {
                            server.is_valid_further_credential(operation, scheme, &credential).await
                        }
                    };
                    if !valid {
                        continue 'alternatives;
                    }
                }
                return true;
            }
            false
        }
    }
}

/// The method of the trait.
fn method(operation: &Operation) -> TokenStream {
    let name = ident(&operation.rust);
    let mut lines = about(operation);
    let others = operation.other_statuses.iter();
    let others: Vec<String> = others.map(ToString::to_string).collect();
    if !others.is_empty() {
        let others = format!("Documented statuses: {}.", others.join(", "));
        lines.extend(["", "# Errors", "", &others].map(str::to_owned));
    }
    let about = docs(&lines);
    let parameters = operation.parameters.as_ref().map(|ty| {
        let ty = ident(ty);
        quote!(parameters: models::#ty,)
    });
    let body = operation.body.as_ref().map(|body| {
        // A server gets parts as they came: their first line is what stands between them.
        let ty = match body.encoding {
            Encoding::Multipart => in_rust(&TypeRef::Binary, &Whole),
            _ => in_rust(&body.ty, &Whole),
        };
        match body.is_optional() {
            true => quote!(body: Option<#ty>,),
            false => quote!(body: #ty,),
        }
    });
    let answer = in_rust(&operation.answer.ty, &Whole);
    quote! {
        #about
        fn #name(&self, #parameters #body) -> impl Future<Output = Result<#answer, Other>> + Send;
    }
}

/// A type by a path that no name of this module can hide.
pub(super) struct Whole;

impl Paths for Whole {
    fn runtime(&self, name: &str) -> TokenStream {
        let name = ident(name);
        quote!(gateway_runtime::#name)
    }

    fn emitted(&self, name: &str) -> TokenStream {
        let name = ident(name);
        quote!(models::#name)
    }

    fn map(&self) -> TokenStream {
        quote!(std::collections::BTreeMap)
    }
}
