//! Operations as data, and the API that they belong to.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::found_by::{self, Repeated};
use super::scope::{Scope, constant, doc, docs, ident, option};
use super::security;
use crate::api::{Api, Effect, Envelope, LifetimeUnit, Operation, RepeatRule};

/// The file of the operations.
pub(super) fn operations(api: &Api, scope: &Scope<'_>) -> TokenStream {
    let repeated = Repeated::of(api);
    let lists = repeated.declared();
    let statics = api
        .operations()
        .map(|operation| operation_data(api, operation, &repeated, scope));
    let (operation, data) = (scope.runtime("Operation"), api_data(api, scope));
    let envelope = api.envelope.as_ref().map(|envelope| {
        let (ty, data) = (scope.runtime("Envelope"), envelope_data(envelope, scope));
        quote! {
            #[doc = " Where an answer says whether the request was accepted, unless its operation says otherwise."]
            pub const ENVELOPE: #ty = #data;
        }
    });
    let constants: Vec<_> = api
        .operations()
        .map(|operation| constant(&operation.rust))
        .collect();
    let table = table(api);
    quote! {
        #data

        #envelope

        #table
        pub static ALL: &[&#operation] = &[#(&#constants),*];

        #(#statics)*

        #lists
    }
}

/// What each operation does, and whether it may be sent again after an unknown outcome, as a table.
fn table(api: &Api) -> TokenStream {
    let head = [
        "Every operation, in the order of the reference: what it does, and whether it is sent again when its",
        "outcome is not known.",
        "",
        "| Operation | Effect | Sent again |",
        "|---|---|---|",
    ];
    let mut lines = head.map(str::to_owned).to_vec();
    lines.extend(api.operations().map(|operation| {
        let effect = match operation.effect {
            Effect::MovesMoney => "moves money",
            Effect::Changes => "changes something",
            Effect::Reads => "reads",
        };
        let repeat = match &operation.repeat {
            RepeatRule::Safe => "by itself".to_owned(),
            RepeatRule::Never => "never".to_owned(),
            RepeatRule::SameKey(key) => {
                format!("by you, with the same `{key}`, after looking it up")
            }
            RepeatRule::AfterReconcile => "by you, after looking it up".to_owned(),
            RepeatRule::MissingEntries => {
                "by you, the entries that looking up does not find".to_owned()
            }
        };
        format!(
            "| [`{}`] | {effect} | {repeat} |",
            constant(&operation.rust)
        )
    }));
    docs(&lines)
}

fn operation_data(
    api: &Api,
    operation: &Operation,
    repeated: &Repeated<'_>,
    scope: &Scope<'_>,
) -> TokenStream {
    let name = constant(&operation.rust);
    let about = doc(&format!("`{} {}`.", operation.method, operation.path));
    let [ty, method_ty, effect_ty, repeat_ty] =
        scope.runtimes(["Operation", "Method", "Effect", "Repeat"]);
    let Operation {
        id,
        path,
        secured,
        refused,
        before_state,
        ..
    } = operation;
    let method = ident(&capitalised(&operation.method));
    let effect = ident(match operation.effect {
        Effect::MovesMoney => "MovesMoney",
        Effect::Changes => "Changes",
        Effect::Reads => "Reads",
    });
    let repeat = match &operation.repeat {
        RepeatRule::Safe => quote!(#repeat_ty::Safe),
        RepeatRule::Never => quote!(#repeat_ty::Never),
        RepeatRule::SameKey(key) => quote!(#repeat_ty::SameKey { key: #key }),
        RepeatRule::AfterReconcile => quote!(#repeat_ty::AfterReconcile),
        RepeatRule::MissingEntries => quote!(#repeat_ty::MissingEntries),
    };
    let envelope = match &operation.envelope {
        None => quote!(None),
        own if *own == api.envelope => quote!(Some(ENVELOPE)),
        Some(own) => {
            let own = envelope_data(own, scope);
            quote!(Some(#own))
        }
    };
    let before_state = before_state
        .iter()
        .map(|status| Literal::u16_unsuffixed(*status));
    let acknowledges = found_by::acknowledged(&operation.acknowledged, repeated, scope);
    let found_by = found_by::found_by(api, &operation.found_by, repeated, scope);
    let journal = found_by::journal(&operation.journal, scope);
    quote! {
        #about
        pub static #name: #ty = #ty {
            id: #id,
            method: #method_ty::#method,
            path: #path,
            effect: #effect_ty::#effect,
            repeat: #repeat,
            secured: #secured,
            envelope: #envelope,
            before_state: &[#(#before_state),*],
            refused: &[#(#refused),*],
            acknowledges: #acknowledges,
            found_by: #found_by,
            journal: #journal,
        };
    }
}

fn envelope_data(envelope: &Envelope, scope: &Scope<'_>) -> TokenStream {
    let ty = scope.runtime("Envelope");
    let (code, message, accepted) = (&envelope.code, &envelope.message, &envelope.accepted.0);
    quote!(#ty { code: #code, message: #message, accepted: &[#(#accepted),*] })
}

fn api_data(api: &Api, scope: &Scope<'_>) -> TokenStream {
    let ty = scope.runtime("Api");
    let title = &api.title;
    let security = security::security(&api.security, scope);
    let requirements = security::requirements(api, scope);
    let issuing = api.token.as_ref().and_then(|flow| {
        let operation = api
            .operations()
            .find(|operation| operation.id == flow.operation)?;
        Some((flow, operation))
    });
    let token = option(issuing.map(|(flow, operation)| {
        let (ty, unit_ty) = (scope.runtime("TokenFlow"), scope.runtime("TimeUnit"));
        let (media_type, operation) = (operation.body_media_type(), constant(&operation.rust));
        let unit = ident(match flow.unit {
            LifetimeUnit::Milliseconds => "Milliseconds",
            LifetimeUnit::Seconds => "Seconds",
            LifetimeUnit::Minutes => "Minutes",
            LifetimeUnit::Hours => "Hours",
        });
        let (app_id, secret) = (&flow.app_id, &flow.secret);
        let (access_token, expires_in) = (&flow.access_token, &flow.expires_in);
        let with = flow.with.iter().map(|(name, value)| {
            let json = value.to_string();
            quote!((#name, #json))
        });
        quote! {
            #ty {
                operation: &#operation,
                media_type: #media_type,
                app_id: #app_id,
                secret: #secret,
                with: &[#(#with),*],
                access_token: #access_token,
                expires_in: #expires_in,
                unit: #unit_ty::#unit,
            }
        }
    }));
    quote! {
        #[doc = " The API as the runtime needs to know it."]
        pub static API: #ty = #ty {
            title: #title,
            release: super::SPEC_VERSION,
            security: #security,
            token: #token,
            requirements: #requirements,
            operations: ALL,
        };
    }
}

fn capitalised(method: &str) -> String {
    let lower = method.to_lowercase();
    let mut letters = lower.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
