//! How outcomes are found, as data.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::scope::{Scope, constant, ident, list, option, some};
use crate::api::{
    Acknowledged, Api, Fill, FoundBy, Kept, Lookup, PaymentPage, Question, Source, StateClass, Way,
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
    let same: Vec<TokenStream> = pairs(same).collect();
    let alone = alone.iter();
    let alone = alone.map(|(path, values)| quote!((#path, &[#(#values),*])));
    let states = states.iter().map(|(name, classes)| {
        let classes = state_classes(classes, repeated, scope);
        quote!((#name, #classes))
    });
    let moves = moves.as_ref().map(|moves| {
        let (ty, amount) = (scope.runtime("Moves"), &moves.amount);
        match moves.way {
            Way::Pays => quote!(#ty::Pays(#amount)),
            Way::Captures => quote!(#ty::Captures(#amount)),
            Way::Refunds => quote!(#ty::Refunds(#amount)),
        }
    });
    let stated = [
        list("same", &same),
        list("other", other),
        some("issued", issued.as_ref()),
        keeps_issued.then(|| quote!(keeps_issued: true,)),
        list("steps", steps),
        list("alone", &alone.collect::<Vec<_>>()),
        list("states", &states.collect::<Vec<_>>()),
        list("required", required),
        some("each", each.as_ref()),
        some("moves", moves),
    ];
    let stated: Vec<TokenStream> = stated.into_iter().flatten().collect();
    match stated.is_empty() {
        true => quote!(#ty::NOTHING),
        false => quote!(#ty { #(#stated)* ..#ty::NOTHING }),
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
    let (way, minutes) = (lookup(api, way, repeated, scope)?, option(minutes.as_ref()));
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
    if let Some(name) = known.map(states_name) {
        return quote!(lists::#name);
    }
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
    let not_before = option(lookup.not_before.as_ref());
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
            let setter = option(question.map(Question::setter));
            quote!(#source::Ask { about: #about, setter: #setter })
        }
    };
    let known = option(fill.known.as_ref().map(|values| {
        let known = repeated.values.iter().position(|each| each == values);
        match known.map(values_name) {
            Some(name) => quote!(lists::#name),
            None => quote!(&[#(#values),*]),
        }
    }));
    let parameter = option(fill.parameter.map(|place| {
        let (ty, place) = (scope.runtime("ParameterPlace"), ident(place.name()));
        quote!(#ty::#place)
    }));
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
