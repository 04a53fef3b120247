//! How outcomes are found, as data.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::scope::{Scope, constant, ident};
use crate::api::{
    Acknowledged, Api, Fill, FoundBy, Kept, Lookup, Moves, PaymentPage, Question, Source,
    StateClass,
};

/// Lists that stand in more than one place of the operations, and are written once.
pub(super) struct Repeated<'a> {
    states: Vec<&'a [(String, StateClass)]>,
    values: Vec<&'a [String]>,
}

impl<'a> Repeated<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        let (mut states, mut values) = (Vec::new(), Vec::new());
        for operation in api.operations() {
            let shown = &operation.acknowledged.states;
            states.extend(shown.iter().map(|(_, classes)| classes.as_slice()));
            let FoundBy { ways, page, .. } = &operation.found_by;
            for way in ways.iter().chain(page.iter().map(|page| &page.way)) {
                states.push(&way.state_classes);
                let known = way.with.iter().filter_map(|fill| fill.known.as_deref());
                values.extend(known);
            }
        }
        Self {
            states: repeated(&states),
            values: repeated(&values),
        }
    }

    /// The lists as constants, in a module of their own, since an operation may have any name.
    pub(super) fn declared(&self) -> Option<TokenStream> {
        let states = self.states.iter().enumerate().map(|(index, classes)| {
            let name = states_name(index);
            let classes = classes.iter().map(|(state, meaning)| {
                let meaning = class_name(*meaning);
                quote!((#state, StateClass::#meaning))
            });
            quote!(pub(super) const #name: &[(&str, StateClass)] = &[#(#classes),*];)
        });
        let values = self.values.iter().enumerate().map(|(index, values)| {
            let name = values_name(index);
            quote!(pub(super) const #name: &[&str] = &[#(#values),*];)
        });
        let import = (!self.states.is_empty()).then(|| {
            quote!(
                use gateway_runtime::StateClass;
            )
        });
        (!self.states.is_empty() || !self.values.is_empty()).then(|| {
            quote! {
                #[doc = " What more than one operation says."]
                mod lists {
                    #import
                    #(#states)*
                    #(#values)*
                }
            }
        })
    }
}

/// Those that come more than once and are not empty, in the order in which they first come.
fn repeated<'a, T: PartialEq>(all: &[&'a [T]]) -> Vec<&'a [T]> {
    let mut found: Vec<&[T]> = Vec::new();
    for list in all.iter().filter(|list| !list.is_empty()) {
        // A large document says the same thousands of times, so that what is found already is not counted again.
        if !found.contains(list) && all.iter().filter(|other| *other == list).nth(1).is_some() {
            found.push(list);
        }
    }
    found
}

fn states_name(index: usize) -> Ident {
    format_ident!("STATES_{}", index + 1)
}

fn values_name(index: usize) -> Ident {
    format_ident!("VALUES_{}", index + 1)
}

/// What the answer of an operation says of its request; what it has nothing of is left out.
pub(super) fn acknowledged(
    acknowledged: &Acknowledged,
    repeated: &Repeated<'_>,
    scope: &Scope<'_>,
) -> TokenStream {
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
            let classes = state_classes(classes, repeated, scope);
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
pub(super) fn found_by(
    api: &Api,
    found_by: &FoundBy,
    repeated: &Repeated<'_>,
    scope: &Scope<'_>,
) -> TokenStream {
    let ty = scope.runtime("FoundBy");
    let FoundBy {
        ways,
        lost,
        page,
        reason,
    } = found_by;
    if let Some(page) = page
        .as_ref()
        .and_then(|page| payment_page(api, page, repeated, scope))
    {
        return quote!(#ty::Page { page: #page, reason: #reason });
    }
    if ways.is_empty() {
        return quote!(#ty::Nothing { reason: #reason });
    }
    let ways = ways
        .iter()
        .filter_map(|way| lookup(api, way, repeated, scope));
    quote! {
        #ty::Lookup {
            ways: &[#(#ways),*],
            lost: &[#(#lost),*],
            reason: #reason,
        }
    }
}

fn payment_page(
    api: &Api,
    page: &PaymentPage,
    repeated: &Repeated<'_>,
    scope: &Scope<'_>,
) -> Option<TokenStream> {
    let ty = scope.runtime("PaymentPage");
    let PaymentPage {
        way,
        method,
        beyond,
        minutes,
    } = page;
    let (way, minutes) = (lookup(api, way, repeated, scope)?, path(minutes.as_deref()));
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
    let (ty, variant) = (scope.runtime("StateClass"), class_name(state_class));
    quote!(#ty::#variant)
}

fn class_name(state_class: StateClass) -> Ident {
    ident(match state_class {
        StateClass::Pending => "Pending",
        StateClass::Authorized => "Authorized",
        StateClass::Done => "Done",
        StateClass::Canceled => "Canceled",
        StateClass::Failed => "Failed",
    })
}

fn state_classes(
    classes: &[(String, StateClass)],
    repeated: &Repeated<'_>,
    scope: &Scope<'_>,
) -> TokenStream {
    let known = repeated.states.iter().position(|each| *each == classes);
    match known.map(states_name) {
        Some(name) => quote!(lists::#name),
        None => classes_listed(classes, scope),
    }
}

fn classes_listed(classes: &[(String, StateClass)], scope: &Scope<'_>) -> TokenStream {
    let classes = classes.iter().map(|(state, meaning)| {
        let meaning = state_class(*meaning, scope);
        quote!((#state, #meaning))
    });
    quote!(&[#(#classes),*])
}

fn lookup(
    api: &Api,
    lookup: &Lookup,
    repeated: &Repeated<'_>,
    scope: &Scope<'_>,
) -> Option<TokenStream> {
    let query = api
        .operations()
        .find(|operation| operation.id == lookup.operation)?;
    let media_type = query.body_media_type();
    let (ty, query) = (scope.runtime("Lookup"), constant(&query.rust));
    let with = lookup.with.iter().map(|each| {
        let mut questions = api.questions.iter();
        let question = questions.find(|question| {
            question.field == each.field && question.queries.contains(&lookup.operation)
        });
        fill(each, question, repeated, scope)
    });
    let Lookup {
        field,
        success_states,
        ..
    } = lookup;
    let state_classes = state_classes(&lookup.state_classes, repeated, scope);
    let same = pairs(&lookup.same);
    let matching = pairs(&lookup.matching);
    let not_before = path(lookup.not_before.as_deref());
    Some(quote! {
        #ty {
            operation: &#query,
            media_type: #media_type,
            with: &[#(#with),*],
            field: #field,
            success_states: &[#(#success_states),*],
            state_classes: #state_classes,
            same: &[#(#same),*],
            matching: &[#(#matching),*],
            not_before: #not_before,
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

fn fill(
    fill: &Fill,
    question: Option<&Question>,
    repeated: &Repeated<'_>,
    scope: &Scope<'_>,
) -> TokenStream {
    let (ty, source) = (scope.runtime("Fill"), scope.runtime("Source"));
    let field = &fill.field;
    let from = match &fill.from {
        Source::Request(path) => quote!(#source::Request(#path)),
        Source::Constant(value) => {
            let json = value.to_string();
            quote!(#source::Constant(#json))
        }
        Source::Ask(about) => {
            let setter = question.map(Question::setter);
            let setter = path(setter.as_deref());
            quote!(#source::Ask { about: #about, setter: #setter })
        }
    };
    let known = match &fill.known {
        Some(values) => {
            let known = repeated.values.iter().position(|each| each == values);
            match known.map(values_name) {
                Some(name) => quote!(Some(lists::#name)),
                None => quote!(Some(&[#(#values),*])),
            }
        }
        None => quote!(None),
    };
    let parameter = match fill.parameter {
        Some(place) => {
            let (ty, place) = (scope.runtime("ParameterPlace"), ident(place.name()));
            quote!(Some(#ty::#place))
        }
        None => quote!(None),
    };
    quote!(#ty { field: #field, parameter: #parameter, from: #from, known: #known })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_shared_that_more_than_one_says_and_each_once() {
        let all: [&[u8]; 8] = [&[3], &[1, 2], &[], &[2, 1], &[1, 2], &[], &[3], &[1, 2]];
        assert_eq!(repeated(&all), [&[3][..], &[1, 2]]);
        assert!(repeated::<u8>(&[&[1], &[2]]).is_empty());
    }
}
