//! How outcomes are found, as data.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Scope, constant, ident};
use crate::api::{
    Acknowledged, Api, Fill, FoundBy, Kept, Lookup, Moves, PaymentPage, Source, StateClass,
};

/// What the answer of an operation says of its request; what it has nothing of is left out.
pub(super) fn acknowledged(acknowledged: &Acknowledged, scope: &Scope<'_>) -> TokenStream {
    let ty = scope.runtime("Acknowledges");
    let Acknowledged {
        same,
        other,
        issued,
        keeps_issued,
        steps,
        alone,
        states,
        required,
        each,
        moves,
    } = acknowledged;
    let mut stated = Vec::new();
    if !same.is_empty() {
        let same = pairs(same);
        stated.push(quote!(same: &[#(#same),*]));
    }
    if !other.is_empty() {
        stated.push(quote!(other: &[#(#other),*]));
    }
    if let Some(issued) = issued {
        stated.push(quote!(issued: Some(#issued)));
    }
    if *keeps_issued {
        stated.push(quote!(keeps_issued: true));
    }
    if !steps.is_empty() {
        stated.push(quote!(steps: &[#(#steps),*]));
    }
    if !alone.is_empty() {
        let alone = alone
            .iter()
            .map(|(path, values)| quote!((#path, &[#(#values),*])));
        stated.push(quote!(alone: &[#(#alone),*]));
    }
    if !states.is_empty() {
        let states = states.iter().map(|(name, classes)| {
            let classes = state_classes(classes, scope);
            quote!((#name, #classes))
        });
        stated.push(quote!(states: &[#(#states),*]));
    }
    if !required.is_empty() {
        stated.push(quote!(required: &[#(#required),*]));
    }
    if let Some(each) = each {
        stated.push(quote!(each: Some(#each)));
    }
    if let Some(moves) = moves {
        let ty = scope.runtime("Moves");
        let moves = match moves {
            Moves::Pays(amount) => quote!(#ty::Pays(#amount)),
            Moves::Captures(amount) => quote!(#ty::Captures(#amount)),
            Moves::Refunds(amount) => quote!(#ty::Refunds(#amount)),
        };
        stated.push(quote!(moves: Some(#moves)));
    }
    match stated.is_empty() {
        true => quote!(#ty::NOTHING),
        false => quote!(#ty { #(#stated,)* ..#ty::NOTHING }),
    }
}

/// How the outcome of one operation is found.
pub(super) fn found_by(api: &Api, found_by: &FoundBy, scope: &Scope<'_>) -> TokenStream {
    let ty = scope.runtime("FoundBy");
    let FoundBy {
        ways,
        lost,
        page,
        reason,
    } = found_by;
    if let Some(page) = page
        .as_ref()
        .and_then(|page| payment_page(api, page, scope))
    {
        return quote!(#ty::Page { page: #page, reason: #reason });
    }
    if ways.is_empty() {
        return quote!(#ty::Nothing { reason: #reason });
    }
    let ways = ways.iter().filter_map(|way| lookup(api, way, scope));
    quote! {
        #ty::Lookup {
            ways: &[#(#ways),*],
            lost: &[#(#lost),*],
            reason: #reason,
        }
    }
}

fn payment_page(api: &Api, page: &PaymentPage, scope: &Scope<'_>) -> Option<TokenStream> {
    let ty = scope.runtime("PaymentPage");
    let PaymentPage {
        way,
        method,
        beyond,
        minutes,
    } = page;
    let (way, minutes) = (lookup(api, way, scope)?, path(minutes.as_deref()));
    Some(quote! {
        #ty {
            way: #way,
            method: #method,
            beyond: &[#(#beyond),*],
            minutes: #minutes,
        }
    })
}

/// What a journal may keep.
pub(super) fn journal(journal: &[Kept], scope: &Scope<'_>) -> TokenStream {
    let kept = journal.iter().map(|Kept { path, open }| {
        let ty = scope.runtime("Kept");
        quote!(#ty { path: #path, open: #open })
    });
    quote!(&[#(#kept),*])
}

/// What a state means for the money.
pub(super) fn state_class(state_class: StateClass, scope: &Scope<'_>) -> TokenStream {
    let ty = scope.runtime("StateClass");
    let variant = ident(match state_class {
        StateClass::Pending => "Pending",
        StateClass::Authorized => "Authorized",
        StateClass::Done => "Done",
        StateClass::Canceled => "Canceled",
        StateClass::Failed => "Failed",
    });
    quote!(#ty::#variant)
}

fn state_classes(classes: &[(String, StateClass)], scope: &Scope<'_>) -> TokenStream {
    let classes = classes.iter().map(|(state, meaning)| {
        let meaning = state_class(*meaning, scope);
        quote!((#state, #meaning))
    });
    quote!(&[#(#classes),*])
}

fn lookup(api: &Api, lookup: &Lookup, scope: &Scope<'_>) -> Option<TokenStream> {
    let query = api
        .operations()
        .find(|operation| operation.id == lookup.operation)?;
    let (ty, query) = (scope.runtime("Lookup"), constant(&query.rust));
    let with = lookup.with.iter().map(|each| fill(each, scope));
    let Lookup { field, proves, .. } = lookup;
    let state_classes = state_classes(&lookup.state_classes, scope);
    let same = pairs(&lookup.same);
    let alike = pairs(&lookup.alike);
    let since = path(lookup.since.as_deref());
    Some(quote! {
        #ty {
            operation: &#query,
            with: &[#(#with),*],
            field: #field,
            proves: &[#(#proves),*],
            state_classes: #state_classes,
            same: &[#(#same),*],
            alike: &[#(#alike),*],
            since: #since,
        }
    })
}

fn path(path: Option<&str>) -> TokenStream {
    match path {
        Some(path) => quote!(Some(#path)),
        None => quote!(None),
    }
}

fn pairs(pairs: &[(String, String)]) -> impl Iterator<Item = TokenStream> {
    pairs.iter().map(|(theirs, ours)| quote!((#theirs, #ours)))
}

fn fill(fill: &Fill, scope: &Scope<'_>) -> TokenStream {
    let (ty, source) = (scope.runtime("Fill"), scope.runtime("Source"));
    let field = &fill.field;
    let from = match &fill.from {
        Source::Request(path) => quote!(#source::Request(#path)),
        Source::Constant(value) => {
            let json = value.to_string();
            quote!(#source::Constant(#json))
        }
        Source::Ask(question) => quote!(#source::Ask(#question)),
    };
    let known = match &fill.known {
        Some(values) => quote!(Some(&[#(#values),*])),
        None => quote!(None),
    };
    quote!(#ty { field: #field, from: #from, known: #known })
}
