//! Types that hold one of several things: choices of requests, unions, and answers that differ by status.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::rules;
use super::scope::{Scope, doc, docs, ident};
use crate::api::{Choice, StatusAnswer, Tag, TypeDef, TypeRef, Union};

/// A property that names which of several others is there, together with that one.
pub(super) fn choice(ty: &TypeDef, choice: &Choice, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&ty.name);
    let docs_of_type = docs(&ty.docs);
    let by = &choice.by;
    let [check, rules, object] = scope.runtimes(["Check", "Rules", "ObjectWriter"]);
    let declared = choice.variants.iter().map(|variant| {
        let (docs, rust) = (docs(&variant.docs), ident(&variant.rust));
        match &variant.block {
            Some((_, block)) => {
                let block = scope.ty(block);
                quote!(#docs #rust(Box<#block>))
            }
            None => quote!(#docs #rust),
        }
    });
    let values = choice.variants.iter().map(|variant| {
        let (value, rust) = (&variant.value, ident(&variant.rust));
        match variant.block {
            Some(_) => quote!(Self::#rust(_) => #value),
            None => quote!(Self::#rust => #value),
        }
    });
    let blocks = |target: TokenStream| {
        let each = choice.variants.iter().filter_map(|variant| {
            let (wire, _) = variant.block.as_ref()?;
            let rust = ident(&variant.rust);
            Some(quote!(Self::#rust(block) => #target.field(#wire, &**block)))
        });
        quote!(#(#each,)*)
    };
    let other = other_checked(choice, scope);
    let checked = blocks(quote!(rules));
    let written = choice_written(choice, &blocks(quote!(object)));
    let froms = choice_froms(ty, choice, scope);
    let read = choice.variants.iter().map(|variant| {
        let (value, rust) = (&variant.value, ident(&variant.rust));
        match &variant.block {
            Some((wire, _)) => {
                quote!(#value => Some(Self::#rust(Box::new(object.require(#wire)?))))
            }
            None => quote!(#value => Some(Self::#rust)),
        }
    });
    quote! {
        #docs_of_type
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared,)*
            /// Another value, without a block.
            Other(String),
        }

        impl #name {
            /// The value on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(#values,)*
                    Self::Other(value) => value,
                }
            }

            pub(crate) fn write_fields(&self, object: &mut #object<'_>) {
                object.field(#by, self.as_str());
                #written
            }

            #[cfg(feature = "server")]
            pub(crate) fn read_fields(object: &mut gateway_runtime::Object<'_, '_>) -> Option<Self> {
                let value: String = object.require(#by)?;
                match value.as_str() {
                    #(#read,)*
                    _ => Some(Self::Other(value)),
                }
            }
        }

        #froms

        impl #check for #name {
            fn check(&self, rules: &mut #rules<'_>) {
                match self {
                    #checked
                    #other
                    _ => {}
                }
            }
        }
    }
}

/// Writes the block that is there, of which `each` has an arm.
fn choice_written(choice: &Choice, each: &TokenStream) -> Option<TokenStream> {
    let mut with_block = choice.variants.iter().filter_map(|variant| {
        let (wire, _) = variant.block.as_ref()?;
        Some((ident(&variant.rust), wire))
    });
    let (rust, wire) = with_block.next()?;
    // One alone is no match to clippy.
    Some(match with_block.next() {
        None => quote! {
            if let Self::#rust(block) = self {
                object.field(#wire, &**block);
            }
        },
        Some(_) => quote! {
            match self {
                #each
                _ => {}
            }
        },
    })
}

/// A variant from its block, where no other has a block of that type.
fn choice_froms(ty: &TypeDef, choice: &Choice, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&ty.name);
    let blocks = choice.variants.iter().filter_map(|variant| {
        let (_, block) = variant.block.as_ref()?;
        Some((variant, block))
    });
    let alone = blocks.clone().filter(|(_, block)| {
        let others = blocks.clone().filter(|(_, other)| other == block);
        matches!(block, TypeRef::Named(_)) && others.count() == 1
    });
    let froms = alone.map(|(variant, block)| {
        let (rust, block) = (ident(&variant.rust), scope.ty(block));
        quote! {
            impl From<#block> for #name {
                fn from(block: #block) -> Self {
                    Self::#rust(Box::new(block))
                }
            }
        }
    });
    froms.collect()
}

/// A value that the document does not list keeps the limits of the property, and is none of those that have a block: it
/// would be sent without.
fn other_checked(choice: &Choice, scope: &Scope<'_>) -> TokenStream {
    let by = &choice.by;
    let (rule, text_rules) = (scope.runtime("Rule"), scope.runtime("TextRules"));
    let limits = choice.limits.limits_text().then(|| {
        let limits = rules::text_rules(&choice.limits, scope);
        quote!(rules.text(#by, value, &#limits);)
    });
    let values = choice.variants.iter().map(|variant| &variant.value);
    quote! {
        Self::Other(value) => {
            #limits
            let own = |value: &str| {
                let has_variant = matches!(value, #(#values)|*);
                has_variant.then_some(#rule::Form("a value that has no variant of its own"))
            };
            rules.text(#by, value, &#text_rules { also: Some(own), ..#text_rules::ANY });
        }
    }
}

/// One of several objects, told apart by a member.
pub(super) fn union(ty: &TypeDef, union: &Union, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&ty.name);
    let docs_of_type = docs(&ty.docs);
    let by = &union.by;
    let json = scope.runtime("Json");
    // The other half is named in full, since without the feature its imports would be unused.
    let [read, json_ref, warnings] =
        scope.half(!union.request, ["Read", "JsonRef", "DecodeWarnings"]);
    let [write, writer] = scope.half(union.request, ["Write", "JsonWriter"]);
    let server = quote!(#[cfg(feature = "server")]);
    let (of_read, of_write) = if union.request {
        (Some(&server), None)
    } else {
        (None, Some(&server))
    };
    let declared = union.variants.iter().map(|variant| {
        let docs = docs(&[format!("`{by}` is `{}`.", variant.value.replace('`', "'"))]);
        let (rust, ty) = (ident(&variant.rust), scope.ty(&variant.ty));
        quote!(#docs #rust(Box<#ty>))
    });
    let reading = union.variants.iter().map(|variant| {
        let (value, rust) = (&variant.value, ident(&variant.rust));
        quote!(Some(#value) => #read::read(json, warnings).map(Box::new).map(Self::#rust))
    });
    let writing = union.variants.iter().map(|variant| {
        let (value, rust) = (&variant.value, ident(&variant.rust));
        match variant.tag {
            Tag::Union => quote!(Self::#rust(object) => out.tagged(#by, #value, &**object)),
            Tag::WhereAbsent => {
                quote!(Self::#rust(object) => out.tagged_where_absent(#by, #value, &**object))
            }
            Tag::Object => quote!(Self::#rust(value) => #write::write(&**value, out)),
        }
    });
    let check = union.request.then(|| {
        let (check, rules) = (scope.runtime("Check"), scope.runtime("Rules"));
        let holding = union
            .variants
            .iter()
            .filter(|variant| matches!(variant.ty, TypeRef::Named(_)));
        let holding: Vec<_> = holding.map(|variant| ident(&variant.rust)).collect();
        let checked = match holding.as_slice() {
            [] => quote!(let _ = rules;),
            // One alone is no match to clippy.
            [only] => quote! {
                if let Self::#only(value) = self {
                    #check::check(&**value, rules);
                }
            },
            several => quote! {
                match self {
                    #(Self::#several(value) => #check::check(&**value, rules),)*
                    _ => {}
                }
            },
        };
        quote! {
            impl #check for #name {
                fn check(&self, rules: &mut #rules<'_>) {
                    #checked
                }
            }
        }
    });
    let reads = quote! {
        #of_read
        impl #read for #name {
            fn read(json: #json_ref<'_>, warnings: &mut #warnings) -> Option<Self> {
                match json.member_text(#by).as_deref() {
                    #(#reading,)*
                    _ => #read::read(json, warnings).map(Self::Other),
                }
            }
        }
    };
    quote! {
        #docs_of_type
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared,)*
            /// Something that the reference does not list, kept as it is.
            Other(#json),
        }

        #reads

        #of_write
        impl #write for #name {
            fn write(&self, out: &mut #writer) {
                match self {
                    #(#writing,)*
                    Self::Other(value) => #write::write(value, out),
                }
            }
        }

        #check
    }
}

/// Success answers that differ by status.
pub(super) fn statuses(ty: &TypeDef, answers: &[StatusAnswer], scope: &Scope<'_>) -> TokenStream {
    let name = ident(&ty.name);
    let docs_of_type = docs(&ty.docs);
    let [answer, answered, warnings] = scope.runtimes(["Answer", "Answered", "DecodeWarnings"]);
    let declared = answers.iter().map(|each| {
        let rust = ident(&each.rust);
        let docs = match each.status {
            Some(status) => doc(&format!("What status {status} gives back.")),
            None => doc("What another success status gives back."),
        };
        let ty = scope.ty(&each.body.ty);
        match &each.body.ty {
            TypeRef::Unit => quote!(#docs #rust),
            each if is_boxed(each) => quote!(#docs #rust(Box<#ty>)),
            _ => quote!(#docs #rust(#ty)),
        }
    });
    let read = |each: &StatusAnswer| {
        let rust = ident(&each.rust);
        let boxed = is_boxed(&each.body.ty).then(|| quote!(.map(Box::new)));
        match &each.body.ty {
            TypeRef::Unit => quote!(Some(Self::#rust)),
            _ => quote!(#answer::read_answer(answered, warnings)#boxed.map(Self::#rust)),
        }
    };
    let arms = answers.iter().filter_map(|each| {
        let (status, read) = (Literal::u16_unsuffixed(each.status?), read(each));
        Some(quote!(#status => #read))
    });
    let other = answers.iter().find(|each| each.status.is_none());
    let rest = match other.map(read) {
        Some(read) => quote!(_ => #read),
        None => {
            quote!(status => #answer::read_answer(answered, warnings).map(|value| Self::Undocumented(status, value)))
        }
    };
    let is_other =
        |each: &StatusAnswer| matches!(each.body.ty, TypeRef::PlainText | TypeRef::Binary);
    let no_json = answers.iter().any(is_other).then(|| {
        quote!(
            const NEEDS_JSON: bool = false;
        )
    });
    let undocumented = other.is_none().then(|| {
        let json = scope.runtime("Json");
        quote! {
            /// A status that the reference does not list, and what it gives back.
            Undocumented(u16, #json),
        }
    });
    quote! {
        #docs_of_type
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared,)*
            #undocumented
        }

        impl #answer for #name {
            #no_json

            fn read_answer(answered: #answered<'_>, warnings: &mut #warnings) -> Option<Self> {
                match answered.status {
                    #(#arms,)*
                    #rest,
                }
            }
        }
    }
}

/// Whether a variant holds its value in a box, so that one large answer does not make all of them large. What lives on the
/// heap anyway is small.
pub(super) fn is_boxed(ty: &TypeRef) -> bool {
    !matches!(
        ty,
        TypeRef::Unit
            | TypeRef::Text
            | TypeRef::PlainText
            | TypeRef::Binary
            | TypeRef::List(_)
            | TypeRef::Map(_)
    )
}
