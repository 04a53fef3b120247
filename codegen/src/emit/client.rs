//! The client: one documented method for each operation, grouped as the document groups them.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Scope, Shown, constant, doc, docs, ident, in_rust};
use super::{example, questions};
use crate::api::{Api, Body, Encoding, FormStyle, Group, Operation, RepeatRule, Security, TypeRef};
use crate::lower::in_line;

/// The file of the client.
pub(super) fn client(api: &Api, crate_name: &str, scope: &Scope<'_>) -> TokenStream {
    let about = doc(&format!(
        "A client of {}, release {}.",
        in_line(&api.title),
        in_line(&api.version)
    ));
    let [gateway, config, error] = scope.runtimes(["Gateway", "Config", "ConfigError"]);
    let [options, handle, reconcile] = scope.runtimes(["CallOptions", "Handle", "Reconcile"]);
    let [resolution, recovered] = scope.runtimes(["Resolution", "Recovered"]);
    let [journal_error, not_drained] = scope.runtimes(["JournalError", "NotDrained"]);
    let further = further(api);
    let questions = questions::questions(api, scope);
    let groups = api
        .groups
        .iter()
        .map(|group| methods(api, group, crate_name, scope));
    quote! {
        use super::operations;

        #about
        ///
        /// Cloning is cheap: clones share connections and the token.
        #[derive(Debug, Clone)]
        pub struct Client {
            gateway: #gateway,
        }

        impl Client {
            /// A client with this configuration. Nothing is sent before the first call.
            #further
            ///
            /// # Errors
            ///
            /// What is wrong with the configuration.
            pub fn new(config: #config) -> Result<Self, #error> {
                #gateway::new(&operations::API, config).map(|gateway| Self { gateway })
            }

            /// What the client runs on, for calls that the reference does not document.
            #[must_use]
            pub fn gateway(&self) -> &#gateway {
                &self.gateway
            }

            /// This client with other options for its calls, such as a deadline or headers. It shares connections and the
            /// token.
            #[must_use]
            pub fn with_options(&self, options: #options) -> Self {
                Self {
                    gateway: self.gateway.with_options(options),
                }
            }

            /// Looks up what became of a request whose outcome is open, until it is found or the patience is at its end;
            /// see [`Gateway::reconcile`](gateway_runtime::Gateway::reconcile).
            pub async fn reconcile(&self, handle: &#handle, options: &#reconcile) -> #resolution {
                self.gateway.reconcile(handle, options).await
            }

            /// Waits until a request that was accepted is done, called off or failed; see
            /// [`Gateway::wait_until_final`](gateway_runtime::Gateway::wait_until_final).
            pub async fn wait_until_final(&self, handle: &#handle, options: &#reconcile) -> #resolution {
                self.gateway.wait_until_final(handle, options).await
            }

            /// Looks up every request that the journal holds without an outcome, when a process starts; see
            /// [`Gateway::recover`](gateway_runtime::Gateway::recover).
            ///
            /// # Errors
            ///
            /// There is no journal, or it cannot be read.
            pub async fn recover(&self, options: &#reconcile) -> Result<Vec<#recovered>, #journal_error> {
                self.gateway.recover(options).await
            }

            /// Takes no new calls from now on and waits, at most for so long, until those under way have their outcome,
            /// before a process ends; see [`Gateway::drain`](gateway_runtime::Gateway::drain).
            ///
            /// # Errors
            ///
            /// How many calls were still under way.
            pub async fn drain(&self, within: std::time::Duration) -> Result<(), #not_drained> {
                self.gateway.drain(within).await
            }
        }

        #(#groups)*

        #questions
    }
}

/// Which credentials a client can be given beside the usual one.
fn further(api: &Api) -> TokenStream {
    let schemes = api.further_schemes();
    if schemes.is_empty() {
        return TokenStream::new();
    }
    let about = "`Config::further_credential` takes what operations ask for beside the usual credential, or in its place:";
    let mut lines = ["", about, ""].map(str::to_owned).to_vec();
    lines.extend(schemes.into_iter().map(|scheme| {
        let name = scheme.name.replace('`', "'");
        let kind = match &scheme.security {
            Security::Basic => "a user and a password",
            Security::Bearer => "a bearer token",
            _ => "a key",
        };
        format!("- `{name}`: {kind}")
    }));
    docs(&lines)
}

fn methods(api: &Api, group: &Group, crate_name: &str, scope: &Scope<'_>) -> TokenStream {
    let mut lines = Vec::new();
    if !group.name.is_empty() {
        lines.push(format!("# {}", in_line(&group.name)));
    }
    if !group.docs.is_empty() {
        lines.push(String::new());
        lines.extend(group.docs.iter().cloned());
    }
    let about = std::iter::once(docs(&lines)).chain(std::iter::repeat_with(TokenStream::new));
    let blocks = about.zip(group.operations.chunks(BLOCK));
    let blocks = blocks.map(|(about, operations)| {
        let methods = operations.iter().map(|operation| {
            let again = resend_method(operation, scope);
            let method = method(api, operation, crate_name, scope);
            quote!(#method #again)
        });
        quote! {
            #about
            impl Client {
                #(#methods)*
            }
        }
    });
    blocks.collect()
}

/// How many operations stand in one block, so that no item of a large document is too large to be looked at.
const BLOCK: usize = 100;

/// What a method takes, and the call that it makes of it.
fn request(operation: &Operation, scope: &Scope<'_>) -> (TokenStream, TokenStream) {
    let parameters = operation.parameters.as_ref().map(|ty| {
        let ty = scope.sibling(ty);
        quote!(parameters: &#ty,)
    });
    let body = operation.body.as_ref().map(|body| {
        let ty = borrowed(&body.ty, scope);
        match body.is_optional() {
            true => quote!(body: Option<&#ty>,),
            false => quote!(body: &#ty,),
        }
    });
    let start = if parameters.is_some() {
        quote!(parameters.given_to(self.gateway.new_call()))
    } else {
        quote!(self.gateway.new_call())
    };
    let with_body = operation.body.as_ref().map(with_body);
    let accepts = operation.accepts.as_str();
    let accepts = (accepts != Encoding::Json.media_type()).then(|| quote!(.accepting(#accepts)));
    (
        quote!(#parameters #body),
        quote!(#start #with_body #accepts),
    )
}

/// The members of a form that are not written in brackets.
pub(super) fn form_styles(styles: &[(String, FormStyle)]) -> TokenStream {
    let each = styles.iter().map(|(name, style)| {
        let style = ident(match style {
            FormStyle::Plain => "Plain",
            FormStyle::Repeated => "Repeated",
            FormStyle::Commas => "Commas",
            FormStyle::Spaces => "Spaces",
            FormStyle::Pipes => "Pipes",
            FormStyle::Json => "Json",
        });
        quote!((#name, gateway_runtime::FormStyle::#style))
    });
    quote!(&[#(#each),*])
}

/// What gives a call its body.
fn with_body(body: &Body) -> TokenStream {
    let given = match &body.encoding {
        Encoding::Json => quote!(.body(body)),
        Encoding::Form { styles } if styles.is_empty() => quote!(.form(body)),
        Encoding::Form { styles } => {
            let styles = form_styles(styles);
            quote!(.form_as(#styles, body))
        }
        Encoding::Text => quote!(.text(body)),
        Encoding::Binary => quote!(.binary(body)),
        Encoding::Multipart => quote!(.multipart(body)),
    };
    let media_types = &body.media_types;
    let sent_as = (!body.is_usual()).then(|| quote!(.sent_as(&[#(#media_types),*])));
    if !body.is_optional() {
        return quote!(#given #sent_as);
    }
    let null = body.required.then(|| quote!(.body(&()) #sent_as));
    quote!(#null.with(body, |call, body| call #given #sent_as))
}

fn method(api: &Api, operation: &Operation, crate_name: &str, scope: &Scope<'_>) -> TokenStream {
    let (accepted, failure) = (scope.runtime("Accepted"), scope.runtime("Failure"));
    let name = ident(&operation.rust);
    let data = constant(&operation.rust);
    let answer = scope.ty(&operation.answer.ty);
    let (arguments, call) = request(operation, scope);
    let mut lines = about(operation);
    lines.extend(["", &repeat_sentence(operation)].map(str::to_owned));
    lines.extend(body_lines(operation));
    lines.extend(example_lines(api, operation, crate_name));
    let errors = "What is known of the request and of its outcome; see [`Failure`](gateway_runtime::Failure).";
    lines.extend(["", "# Errors", "", errors].map(str::to_owned));
    lines.extend(failure_lines(operation));
    let about = docs(&lines);
    quote! {
        #about
        pub async fn #name(&self, #arguments) -> Result<#accepted<#answer>, #failure> {
            self.gateway.call(&operations::#data, #call).await
        }
    }
}

/// What a caller chooses of a body that its type does not say: of several media types, and between null and nothing.
fn body_lines(operation: &Operation) -> Vec<String> {
    let text = match operation.body.as_ref() {
        Some(body) if matches!(body.ty, TypeRef::Nullable(_)) => {
            "A body that is `Some(&None)` is sent as null, and `None` sends none.".to_owned()
        }
        Some(Body {
            ty, media_types, ..
        }) if media_types.len() > 1 || media_types.iter().any(|named| named.contains('*')) => {
            let of_type = format!("{}::of_type", in_rust(ty, &Shown));
            format!(
                "The body is of one of these media types, which [`{of_type}`](gateway_runtime::{of_type}) says: `{}`.",
                media_types.join("`, `")
            )
        }
        _ => return Vec::new(),
    };
    vec![String::new(), text]
}

/// What is said of an operation, with its method and path, which begin what is said where the document says nothing.
pub(super) fn about(operation: &Operation) -> Vec<String> {
    let mut lines = operation.docs.clone();
    let called = format!("`{} {}`", operation.method, operation.path);
    if !lines
        .first()
        .is_some_and(|first| first.starts_with(&called))
    {
        lines.extend([String::new(), called]);
    }
    lines
}

/// What the answers that are no success hold, and how it is read.
fn failure_lines(operation: &Operation) -> Vec<String> {
    if operation.failures.is_empty() {
        return Vec::new();
    }
    let about = "By its status, the answer of a failure holds what [`Failure::decode`](gateway_runtime::Failure::decode) reads:";
    let mut lines = ["", about, ""].map(str::to_owned).to_vec();
    lines.extend(operation.failures.iter().map(|body| {
        let statuses = body.statuses.iter();
        let statuses: Vec<String> = statuses.map(|status| format!("`{status}`")).collect();
        format!("- {}: {}", statuses.join(", "), linked(&body.ty))
    }));
    lines
}

/// A type as documentation shows it, with a link to what of it is emitted.
fn linked(ty: &TypeRef) -> String {
    let shown = in_rust(ty, &Shown).to_string();
    let shown = shown.replace(' ', "").replace(',', ", ");
    match ty.named() {
        Some(name) => format!("[`{shown}`](super::models::{name})"),
        None => format!("`{shown}`"),
    }
}

/// The method that sends a request again, where the rule allows that.
fn resend_method(operation: &Operation, scope: &Scope<'_>) -> Option<TokenStream> {
    let name = ident(operation.resend.as_ref()?);
    let data = constant(&operation.rust);
    let [accepted, not_resent] = scope.runtimes(["Accepted", "NotResent"]);
    let [handle, reconcile] = scope.runtimes(["Handle", "Reconcile"]);
    let answer = scope.ty(&operation.answer.ty);
    let (arguments, call) = request(operation, scope);
    let rust = &operation.rust;
    let about = docs(&[
        &format!(
            "Sends again what [`{rust}`](Self::{rust}) left open, if looking it up allows that."
        ),
        "",
        &repeat_sentence(operation),
        "The request is handed in anew, since a handle holds none; it has to be the one of the handle.",
        "",
        "# Errors",
        "",
        "Why it was not sent, or what came of it; see [`NotResent`](gateway_runtime::NotResent).",
    ]);
    Some(quote! {
        #about
        pub async fn #name(
            &self,
            handle: &#handle,
            #arguments
            options: &#reconcile,
        ) -> Result<#accepted<#answer>, #not_resent> {
            self.gateway.resend(&operations::#data, handle, #call, options).await
        }
    })
}

/// A body as an argument: a slice for a list.
fn borrowed(ty: &TypeRef, scope: &Scope<'_>) -> TokenStream {
    match ty {
        TypeRef::List(item) => {
            let item = scope.ty(item);
            quote!([#item])
        }
        TypeRef::Text => quote!(str),
        ty => scope.ty(ty),
    }
}

fn repeat_sentence(operation: &Operation) -> String {
    match &operation.repeat {
        RepeatRule::Safe => {
            "May be repeated: it is sent again after an unknown outcome.".to_owned()
        }
        RepeatRule::Never => "Never repeated once it may have been received.".to_owned(),
        RepeatRule::SameKey(key) => {
            format!(
                "Repeated only by you, with the same `{key}`, and only after its outcome was looked up."
            )
        }
        RepeatRule::AfterReconcile => {
            "Repeated only by you, and only after its outcome was looked up.".to_owned()
        }
        RepeatRule::MissingEntries => {
            "Repeated only by you, and only with the entries that a look-up does not find."
                .to_owned()
        }
    }
}

/// An example that compiles, where one can be made.
fn example_lines(api: &Api, operation: &Operation, crate_name: &str) -> Vec<String> {
    let parameters = operation.parameters.as_ref().map(|name| {
        let value = example::argument(api, &TypeRef::Named(name.clone()))?;
        Some(quote! {
            let parameters = #value;
        })
    });
    let body = operation.body.as_ref().map(|body| {
        let value = example::argument(api, &body.ty)?;
        Some(quote!(let request = #value;))
    });
    if parameters.as_ref().is_some_and(Option::is_none)
        || body.as_ref().is_some_and(Option::is_none)
    {
        return Vec::new();
    }
    let is_told = |ty: &TypeRef| {
        matches!(
            ty,
            TypeRef::Named(_) | TypeRef::List(_) | TypeRef::Nullable(_)
        )
    };
    let needs_type = operation
        .body
        .as_ref()
        .is_some_and(|body| !is_told(&body.ty));
    if needs_type {
        return Vec::new();
    }
    let arguments: Vec<TokenStream> = [
        parameters.is_some().then(|| quote!(&parameters)),
        body.is_some().then(
            || match operation.body.as_ref().is_some_and(Body::is_optional) {
                true => quote!(Some(&request)),
                false => quote!(&request),
            },
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let name = ident(&operation.rust);
    let (parameters, body) = (parameters.flatten(), body.flatten());
    let statements = quote!(#parameters #body let answer = client.#name(#(#arguments),*).await?;);
    let Some(code) = example::printed(&statements) else {
        return Vec::new();
    };
    let package = crate_name.replace('-', "_");
    let mut lines = vec![String::new(), "```no_run".to_owned()];
    lines.push(format!(
        "# async fn example(client: {package}::Client) -> Result<(), Box<dyn std::error::Error>> {{"
    ));
    if !arguments.is_empty() {
        lines.extend([format!("use {package}::models::*;"), String::new()]);
    }
    lines.extend(code.lines().map(str::to_owned));
    lines.extend(["# let _ = answer;", "# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}
