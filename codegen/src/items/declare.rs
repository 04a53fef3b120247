//! How public items are declared, in one line each.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item as Syntax, ItemImpl, Type};

use super::item::Item;
use super::modules::{Found, Modules, is_public, join, public, resolve, tree};
use super::names::Names;

type Items = BTreeMap<String, Item>;

/// Writes down one item with its fields or variants.
pub(super) fn item(modules: &Modules, path: &str, found: Found<'_>, items: &mut Items) {
    let home = match &found {
        Found::Item(_, module) => modules.get(module).map_or(&[][..], Vec::as_slice),
        Found::Import(_) => &[],
    };
    let mut own = Items::new();
    stated(path, found, &mut own);
    resolve_all(home, own, items);
}

/// Adds items that a module declares, whose names mean what the module imports.
fn resolve_all(module: &[Syntax], own: Items, items: &mut Items) {
    let names = Names::of(module);
    for (path, mut item) in own {
        item.resolved = names.resolve(&item.declared);
        item.key = names.resolve(&path);
        items.insert(path, item);
    }
}

fn stated(path: &str, found: Found<'_>, items: &mut Items) {
    let syntax = match found {
        Found::Import(from) => return plain(items, path, format!("pub use {from}")),
        Found::Item(syntax, _) => syntax,
    };
    match syntax {
        Syntax::Struct(item) => {
            let hidden = item.fields.iter().any(|field| !is_public(&field.vis));
            let open = is_open(&item.attrs) || hidden;
            let kind = match &item.fields {
                Fields::Named(_) => "struct",
                Fields::Unnamed(_) => "tuple struct",
                Fields::Unit => "unit struct",
            };
            // How many fields are hidden is nobody's business; that there are some forbids to write it out.
            let declared = format!("{kind}{}{}", text(&item.generics), openness(open));
            own(items, path, declared, !open);
            derived(&item.attrs, path, items);
            fields(path, &item.fields, true, items);
        }
        Syntax::Enum(item) => {
            let open = is_open(&item.attrs);
            let declared = format!("enum{}{}", text(&item.generics), openness(open));
            own(items, path, declared, !open);
            derived(&item.attrs, path, items);
            for variant in &item.variants {
                let at = join(path, &variant.ident.to_string());
                let open = is_open(&variant.attrs);
                let shape = match &variant.fields {
                    Fields::Named(_) => "variant {}".to_owned(),
                    Fields::Unnamed(fields) => format!("variant({})", text(&fields.unnamed)),
                    Fields::Unit => "variant".to_owned(),
                };
                let item = Item {
                    is_part: true,
                    is_exhaustive: !open,
                    ..of(path, format!("{shape}{}", openness(open)))
                };
                items.insert(at.clone(), item);
                if matches!(variant.fields, Fields::Named(_)) {
                    fields(&at, &variant.fields, false, items);
                }
            }
        }
        Syntax::Fn(item) => plain(items, path, text(&item.sig)),
        Syntax::Const(item) => plain(items, path, format!("const: {}", text(&item.ty))),
        Syntax::Static(item) => plain(items, path, format!("static: {}", text(&item.ty))),
        Syntax::Type(item) => plain(
            items,
            path,
            format!("type{} = {}", text(&item.generics), text(&item.ty)),
        ),
        Syntax::Trait(item) => {
            // Whoever implements it has to give whatever it does not provide.
            own(items, path, format!("trait{}", text(&item.generics)), true);
            for part in &item.items {
                if let syn::TraitItem::Fn(method) = part {
                    let provided = method.default.is_some();
                    let mark = if provided { ", provided" } else { "" };
                    let item = Item {
                        is_part: !provided,
                        ..of(path, format!("{}{mark}", signature(&method.sig)))
                    };
                    items.insert(join(path, &format!("{}()", method.sig.ident)), item);
                }
            }
        }
        Syntax::Mod(_) => plain(items, path, "mod".to_owned()),
        other => plain(items, path, text(other)),
    }
}

fn plain(items: &mut Items, path: &str, declared: String) {
    own(items, path, declared, false);
}

fn own(items: &mut Items, path: &str, declared: String, is_exhaustive: bool) {
    let item = Item {
        declared,
        is_exhaustive,
        ..Item::default()
    };
    items.insert(path.to_owned(), item);
}

/// What belongs to a type, such as a method or a trait of it.
fn of(owner: &str, declared: String) -> Item {
    Item {
        declared,
        within: Some(owner.to_owned()),
        ..Item::default()
    }
}

/// The public fields; those of a variant are all public.
fn fields(path: &str, fields: &Fields, only_public: bool, items: &mut Items) {
    for (index, field) in fields.iter().enumerate() {
        if only_public && !is_public(&field.vis) {
            continue;
        }
        let name = field
            .ident
            .as_ref()
            .map_or_else(|| index.to_string(), ToString::to_string);
        let item = Item {
            is_part: true,
            ..of(path, format!("field: {}", text(&field.ty)))
        };
        items.insert(join(path, &name), item);
    }
}

/// Writes down the public methods of public types, and the traits that they have.
pub(super) fn implementations(modules: &Modules, items: &mut Items) {
    let known = paths(modules);
    for (module, syntaxes) in modules {
        for syntax in syntaxes {
            let Syntax::Impl(block) = syntax else {
                continue;
            };
            if let Some(owner) = owner(modules, &known, module, syntaxes, block) {
                let mut own = Items::new();
                implementation(&owner, block, &mut own);
                resolve_all(syntaxes, own, items);
            }
        }
    }
}

/// The public path of a type by the module that declares it and its name.
fn paths(modules: &Modules) -> BTreeMap<(String, String), String> {
    let mut known = BTreeMap::new();
    for (path, found) in public(modules) {
        let Found::Item(item, module) = found else {
            continue;
        };
        let name = match item {
            Syntax::Struct(item) => item.ident.to_string(),
            Syntax::Enum(item) => item.ident.to_string(),
            _ => continue,
        };
        known.insert((module, name), path);
    }
    known
}

fn owner(
    modules: &Modules,
    known: &BTreeMap<(String, String), String>,
    module: &str,
    syntaxes: &[Syntax],
    block: &ItemImpl,
) -> Option<String> {
    let Type::Path(path) = block.self_ty.as_ref() else {
        return None;
    };
    let mut parts: Vec<String> = path
        .path
        .segments
        .iter()
        .map(|part| part.ident.to_string())
        .collect();
    if let Some(found) = known.get(&(module.to_owned(), parts.join("::"))) {
        return Some(found.clone());
    }
    if let [name] = parts.as_slice() {
        let mut leaves = Vec::new();
        for syntax in syntaxes {
            if let Syntax::Use(import) = syntax {
                tree(&import.tree, &mut Vec::new(), &mut leaves);
            }
        }
        parts = leaves.into_iter().find(|(_, shown)| shown == name)?.0;
    }
    let (module, name) = resolve(modules, module, &parts)?;
    known.get(&(module, name)).cloned()
}

fn implementation(owner: &str, block: &ItemImpl, items: &mut Items) {
    let behind = feature(&block.attrs);
    if let Some((name, _)) = &block.trait_ {
        let name = format!("impl {}{behind} for {owner}", text(name));
        items.insert(name, of(owner, "impl".to_owned()));
        return;
    }
    for part in &block.items {
        match part {
            ImplItem::Fn(method) if is_public(&method.vis) => {
                // A field and its setter share a name.
                let at = join(owner, &format!("{}(){behind}", method.sig.ident));
                items.insert(at, of(owner, signature(&method.sig)));
            }
            ImplItem::Const(constant) if is_public(&constant.vis) => {
                let at = join(owner, &format!("{}{behind}", constant.ident));
                items.insert(at, of(owner, format!("const: {}", text(&constant.ty))));
            }
            _ => {}
        }
    }
}

/// A signature without the names of its arguments, which callers do not see.
fn signature(signature: &syn::Signature) -> String {
    let arguments: Vec<String> = signature
        .inputs
        .iter()
        .map(|input| match input {
            // Whether the body may change `self` by value is no part of the signature.
            syn::FnArg::Receiver(receiver) if matches!(receiver.kind, syn::ReceiverKind::Value) => {
                "self".to_owned()
            }
            syn::FnArg::Receiver(receiver) => text(receiver),
            syn::FnArg::Typed(typed) => text(&typed.ty),
        })
        .collect();
    let marks = [
        (signature.constness.is_some(), "const "),
        (signature.asyncness.is_some(), "async "),
    ];
    let marks: String = marks
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, mark)| *mark)
        .collect();
    let output = match &signature.output {
        syn::ReturnType::Default => String::new(),
        syn::ReturnType::Type(_, ty) => format!(" -> {}", text(ty)),
    };
    let generics = text(&signature.generics);
    format!("{marks}fn{generics}({}){output}", arguments.join(", "))
}

/// The feature that an item needs.
fn feature(attributes: &[Attribute]) -> String {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .map(|attribute| format!(" [{}]", text(&attribute.meta)))
        .collect()
}

fn derived(attributes: &[Attribute], path: &str, items: &mut Items) {
    for attribute in attributes {
        if !attribute.path().is_ident("derive") {
            continue;
        }
        // A derive that cannot be read lists nothing.
        let _ = attribute.parse_nested_meta(|meta| {
            let name = text(&meta.path);
            let at = format!("impl {name} for {path}");
            items.insert(at, of(path, "impl".to_owned()));
            Ok(())
        });
    }
}

fn is_open(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("non_exhaustive"))
}

fn openness(open: bool) -> &'static str {
    if open { ", non-exhaustive" } else { "" }
}

/// Tokens with the spaces that people put between them.
fn text(tokens: &impl ToTokens) -> String {
    let mut text = String::new();
    let spaced = tokens.to_token_stream().to_string();
    let mut letters = spaced.chars().peekable();
    while let Some(letter) = letters.next() {
        let tight_before = |next: Option<&char>| {
            next.is_some_and(|next| matches!(next, ',' | '>' | '<' | ')' | ']' | ':' | ';' | '('))
        };
        let tight_after = text
            .chars()
            .last()
            .is_none_or(|last| matches!(last, '<' | '(' | '[' | ':' | '&' | '\'' | '#'));
        if letter == ' ' && (tight_before(letters.peek()) || tight_after) {
            continue;
        }
        text.push(letter);
    }
    text
}
