//! What look-ups ask for, as setters with types.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Scope, docs, ident};
use crate::api::{Api, Question};

/// The name of the trait that has the setters.
pub(super) const TRAIT: &str = "LookUpAnswers";

/// The trait and what it is for; nothing where no look-up asks.
pub(super) fn questions(api: &Api, scope: &Scope<'_>) -> Option<TokenStream> {
    if api.questions.is_empty() {
        return None;
    }
    let (name, reconcile) = (ident(TRAIT), scope.runtime("Reconcile"));
    let setters = api.questions.iter().map(|each| setters(each, scope));
    let (declared, done): (Vec<_>, Vec<_>) = setters.unzip();
    Some(quote! {
        /// What look-ups need and the request does not hold, as options of a look-up. What was given last counts.
        pub trait #name: Sized {
            #(#declared)*
        }

        impl #name for #reconcile {
            #(#done)*
        }
    })
}

/// The setters of a value: what is declared, and what it does.
fn setters(question: &Question, scope: &Scope<'_>) -> (TokenStream, TokenStream) {
    let setter = question.setter();
    let (answer, ask) = (ident(&setter), ident(&format!("ask_{}", question.rust)));
    let ([handle, json], ty) = (scope.runtimes(["Handle", "Json"]), scope.ty(&question.ty));
    let about_answer = docs(&[format!(
        "Gives `{}`: {}.",
        question.field,
        question.about.join("; ")
    )]);
    let about_ask = docs(&[
        "The same, request by request: many are looked up at once, and not all need the same value. For `None`, what",
        &format!("[`{setter}`](Self::{setter}) gave before counts."),
    ]);
    let answers = quote!(fn #answer(self, value: impl Into<#ty>) -> Self);
    let asks = quote! {
        fn #ask(self, ask: impl Fn(&#handle) -> Option<#ty> + Send + Sync + 'static) -> Self
    };
    let declared = quote! {
        #about_answer
        #[must_use]
        #answers;

        #about_ask
        #[must_use]
        #asks;
    };
    let done = quote! {
        #answers {
            let value: #ty = value.into();
            let value = #json::of(&value);
            self.answer_by(#setter, move |_| Some(value.clone()))
        }

        #asks {
            self.answer_by(#setter, move |handle| ask(handle).as_ref().map(#json::of))
        }
    };
    (declared, done)
}
