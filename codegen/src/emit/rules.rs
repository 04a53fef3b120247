//! What a request's checks say.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::{Scope, ident, option, some};
use super::shaped::{exposed, is_undocumented};
use crate::api::{Field, Form, Limits, Null, Pattern, Struct, TypeRef};
use crate::extensions::ExpiryPart;

/// The statements of `Check::check` for an object.
pub(super) fn statements(object: &Struct, scope: &Scope<'_>) -> TokenStream {
    let fields = object.fields.iter().map(|field| {
        let (own, money) = (statement(field, scope), money(field, object));
        quote!(#own #money)
    });
    let given = |name: &String| {
        let field = object.fields.iter().find(|field| field.wire == *name)?;
        let rust = ident(&field.rust);
        Some(if is_always(field) {
            quote!((#name, true))
        } else {
            quote!((#name, self.#rust.is_some()))
        })
    };
    let one_of = object.one_of_required.iter().map(|names| {
        let given = names.iter().filter_map(given);
        quote!(rules.one_of(&[#(#given),*]);)
    });
    let beside = object.beside.iter().filter_map(|(name, other)| {
        let (one, other) = (given(name)?, given(other)?);
        Some(quote!(rules.beside(#one, #other);))
    });
    let (expiry, members) = (expiry(object), members(object));
    quote!(#(#fields)* #expiry #(#one_of)* #(#beside)* #members)
}

/// Whether a field is a member of whatever is sent.
fn is_always(field: &Field) -> bool {
    field.required || matches!(field.null, Null::WhenAbsent)
}

/// How many members are given, where that has bounds and each field is a member.
fn members(object: &Struct) -> Option<TokenStream> {
    let stands_for_several = |field: &Field| !field.stands_for.is_empty();
    let is_bounded = object.min_members.is_some() || object.max_members.is_some();
    if !is_bounded || object.fields.iter().any(stands_for_several) {
        return None;
    }
    let always = object
        .fields
        .iter()
        .filter(|field| is_always(field))
        .count();
    let always = (always > 0).then(|| Literal::usize_unsuffixed(always));
    let always = always.map(|always| quote!(#always));
    let others = object.fields.iter().filter(|field| !is_always(field));
    let others = others.map(|field| {
        let rust = ident(&field.rust);
        match field.rest {
            Some(_) if is_undocumented(field) => quote!(rules.own_members(&self.#rust)),
            Some(_) => {
                let exposed = exposed(field);
                quote!(self.#rust.as_ref().map_or(0, |further| further #exposed .len()))
            }
            None => quote!(usize::from(self.#rust.is_some())),
        }
    });
    let given = always.into_iter().chain(others);
    let min = Literal::usize_unsuffixed(object.min_members.unwrap_or(0));
    let max = option(object.max_members.map(Literal::usize_unsuffixed));
    Some(quote!(rules.members(#(#given)+*, #min, #max);))
}

/// The month in which a card expires is held against today, where a client is told to.
fn expiry(object: &Struct) -> Option<TokenStream> {
    let part = |part| {
        let mut fields = object.fields.iter();
        fields.find(|field| field.expiry == Some(part) && is_text(&field.ty))
    };
    let (month, year) = (part(ExpiryPart::Month)?, part(ExpiryPart::Year)?);
    let (wire, month, year) = (&year.wire, ident(&month.rust), ident(&year.rust));
    Some(quote!(rules.expiry(#wire, &self.#month, &self.#year);))
}

fn statement(field: &Field, scope: &Scope<'_>) -> TokenStream {
    let rust = ident(&field.rust);
    let wire = &field.wire;
    if !field.stands_for.is_empty() {
        let check = scope.runtime("Check");
        return if field.required {
            quote!(#check::check(&self.#rust, rules);)
        } else {
            quote! {
                if let Some(value) = &self.#rust {
                    #check::check(value, rules);
                }
            }
        };
    }
    if is_undocumented(field) {
        let names = field.limits.names.as_ref().map(|names| {
            let rules = text_rules(names, scope);
            quote! {
                if let Some(further) = &self.#rust {
                    rules.names(None, further.keys(), &#rules);
                }
            }
        });
        return quote! {
            if self.#rust.is_some() {
                rules.undocumented(self);
            }
            #names
        };
    }
    if field.rest.is_some() {
        let exposed = exposed(field);
        let own = checks_itself(&field.ty).then(|| {
            let check = scope.runtime("Check");
            quote!(#check::check(further, rules);)
        });
        let names = field.limits.names.as_ref().map(|names| {
            let rules = text_rules(names, scope);
            quote!(rules.names(None, further #exposed .keys(), &#rules);)
        });
        return quote! {
            if let Some(further) = &self.#rust {
                rules.further(further #exposed .keys(), Self::NAMED);
                #names
                #own
            }
        };
    }
    let own = checks_itself(&field.ty).then(|| quote!(rules.field(#wire, &self.#rust);));
    let limits = &field.limits;
    let text = (limits.limits_text() && is_text(&field.ty)).then(|| {
        let limits = text_rules(limits, scope);
        quote!(rules.text(#wire, &self.#rust, &#limits);)
    });
    let number = (limits.limits_number() && !is_boolean(&field.ty)).then(|| {
        let limits = number_rules(limits, scope);
        quote!(rules.number(#wire, &self.#rust, &#limits);)
    });
    let items = (limits.limits_items() && is_counted(&field.ty)).then(|| items(field, scope));
    let unique = (limits.unique_items && is_list(&field.ty))
        .then(|| quote!(rules.unique(#wire, &self.#rust);));
    quote!(#own #text #number #items #unique)
}

/// An amount has no more digits than its currency, where the request names one.
fn money(field: &Field, object: &Struct) -> Option<TokenStream> {
    let from = field.currency_from.as_ref()?;
    let currency = object.fields.iter().find(|other| other.wire == *from)?;
    let (wire, rust, currency) = (&field.wire, ident(&field.rust), ident(&currency.rust));
    Some(quote!(rules.money(#wire, &self.#rust, &self.#currency);))
}

fn items(field: &Field, scope: &Scope<'_>) -> TokenStream {
    let rust = ident(&field.rust);
    let wire = &field.wire;
    let is_bounded = field.limits.min_items.is_some() || field.limits.max_items.is_some();
    let names = |map: TokenStream| {
        let rules = text_rules(field.limits.names.as_ref()?, scope);
        let map = match &field.ty {
            TypeRef::Sensitive(_) => quote!(#map.expose()),
            _ => map,
        };
        Some(quote!(rules.names(Some(#wire), #map.keys(), &#rules);))
    };
    let min = Literal::usize_unsuffixed(field.limits.min_items.unwrap_or(0));
    let max = option(field.limits.max_items.map(Literal::usize_unsuffixed));
    let length = |list: TokenStream| match &field.ty {
        TypeRef::Sensitive(_) => quote!(#list.expose().len()),
        _ => quote!(#list.len()),
    };
    if field.required {
        let (names, length) = (names(quote!(self.#rust)), length(quote!(self.#rust)));
        let counted = is_bounded.then(|| quote!(rules.items(#wire, #length, #min, #max);));
        quote!(#counted #names)
    } else {
        let (names, length) = (names(quote!(items)), length(quote!(items)));
        let given = match field.null {
            Null::By(_) => {
                let nullable = scope.runtime("Nullable");
                quote!(self.#rust.as_ref().and_then(#nullable::value))
            }
            Null::Never | Null::WhenAbsent => quote!(&self.#rust),
        };
        let counted = is_bounded.then(|| quote!(rules.items(#wire, #length, #min, #max);));
        quote! {
            if let Some(items) = #given {
                #counted
                #names
            }
        }
    }
}

/// The rules of a text as a constant expression.
pub(super) fn text_rules(limits: &Limits, scope: &Scope<'_>) -> TokenStream {
    let rules = scope.runtime("TextRules");
    if !limits.limits_text() && !limits.limits_number() {
        return quote!(#rules::ANY);
    }
    let min = some("min", limits.min_length.map(Literal::usize_unsuffixed));
    let max = some("max", limits.max_length.map(Literal::usize_unsuffixed));
    let expression = limits.pattern.as_ref().map(|read| pattern(read, scope));
    let pattern = some("pattern", expression);
    let number = limits.limits_number().then(|| number_rules(limits, scope));
    let number = some("number", number);
    let form = limits.form.map(|form| {
        let form = ident(match form {
            Form::Ip => "ip",
            Form::Ipv4 => "ipv4",
            Form::Ipv6 => "ipv6",
            Form::Currency => "currency",
            Form::Country => "country",
            Form::Language => "language",
            Form::WebAddress => {
                let doubtful = scope.runtime("Doubtful");
                return quote!(doubtful: Some(#doubtful::WebAddress),);
            }
        });
        quote!(also: Some(gateway_runtime::forms::#form),)
    });
    quote!(#rules { #min #max #pattern #number #form ..#rules::ANY })
}

fn pattern(pattern: &Pattern, scope: &Scope<'_>) -> TokenStream {
    let piece = scope.runtime("Piece");
    let pieces = pattern.pieces.iter().map(|each| {
        let ranges = each
            .ranges
            .iter()
            .map(|(first, last)| quote!((#first, #last)));
        let min = Literal::u32_unsuffixed(each.min);
        let max = option(each.max.map(Literal::u32_unsuffixed));
        quote!(#piece { ranges: &[#(#ranges),*], min: #min, max: #max })
    });
    quote!(&[#(#pieces),*])
}

fn number_rules(limits: &Limits, scope: &Scope<'_>) -> TokenStream {
    let rules = scope.runtime("NumberRules");
    let minimum = some("minimum", limits.minimum.as_ref());
    let maximum = some("maximum", limits.maximum.as_ref());
    let above = (limits.minimum.is_some() && limits.exclusive_minimum)
        .then(|| quote!(exclusive_minimum: true,));
    let below = (limits.maximum.is_some() && limits.exclusive_maximum)
        .then(|| quote!(exclusive_maximum: true,));
    let step = some("multiple_of", limits.multiple_of.as_ref());
    let numbers = limits.numbers.as_slice();
    let one_of = (!numbers.is_empty()).then(|| quote!(one_of: Some(&[#(#numbers),*]),));
    let integer = some("integer_digits", limits.integer_digits);
    let fraction = some("fraction_digits", limits.fraction_digits);
    quote!(#rules { #minimum #above #maximum #below #step #one_of #integer #fraction ..#rules::ANY })
}

/// Whether a type has rules of its own, or holds one that has.
fn checks_itself(ty: &TypeRef) -> bool {
    matches!(
        ty.innermost(),
        TypeRef::Named(_)
            | TypeRef::Pan
            | TypeRef::SecurityCode
            | TypeRef::Date
            | TypeRef::Upload
            | TypeRef::Amount
            | TypeRef::Timestamp
    )
}

fn is_text(ty: &TypeRef) -> bool {
    matches!(
        ty.innermost(),
        TypeRef::Text
            | TypeRef::Named(_)
            | TypeRef::Pan
            | TypeRef::SecurityCode
            | TypeRef::Date
            | TypeRef::Timestamp
    )
}

fn is_boolean(ty: &TypeRef) -> bool {
    matches!(
        ty.innermost(),
        TypeRef::Boolean | TypeRef::Json | TypeRef::Unit
    )
}

fn is_counted(ty: &TypeRef) -> bool {
    matches!(ty.plain(), TypeRef::List(_) | TypeRef::Map(_))
}

fn is_list(ty: &TypeRef) -> bool {
    matches!(ty.plain(), TypeRef::List(_))
}
