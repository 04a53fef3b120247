//! Modules, and which of their items can be named from outside.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, UseTree, Visibility};

use crate::render::TextFile;

/// The items of each module by the module's path; the root's is empty.
pub(super) type Modules = BTreeMap<String, Vec<Item>>;

/// Reads the files; a file's path says which module it is.
pub(super) fn read(files: &[TextFile]) -> Result<Modules, String> {
    let mut modules = Modules::new();
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        let parsed =
            syn::parse_file(&file.text).map_err(|error| format!("{}: {error}", file.path))?;
        insert(&mut modules, module_of(&file.path), parsed.items);
    }
    Ok(modules)
}

fn module_of(path: &str) -> String {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if matches!(path, "lib" | "mod" | "main") {
        return String::new();
    }
    path.replace('/', "::")
}

fn insert(modules: &mut Modules, path: String, items: Vec<Item>) {
    for item in &items {
        if let Item::Mod(module) = item
            && let Some((_, inner)) = &module.content
        {
            insert(
                modules,
                join(&path, &module.ident.to_string()),
                inner.clone(),
            );
        }
    }
    modules.entry(path).or_default().extend(items);
}

pub(super) fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}::{name}")
    }
}

/// An item under a public path.
pub(super) enum Found<'m> {
    /// An item, with the module that declares it.
    Item(&'m Item, String),
    /// A name that comes from elsewhere, with the path that it comes from.
    Import(String),
}

/// All that can be named from outside, by the path under which it can.
pub(super) fn public(modules: &Modules) -> Vec<(String, Found<'_>)> {
    let mut found = Vec::new();
    walk(modules, "", "", &mut found, &mut BTreeSet::new());
    found
}

fn walk<'m>(
    modules: &'m Modules,
    module: &str,
    shown: &str,
    found: &mut Vec<(String, Found<'m>)>,
    seen: &mut BTreeSet<(String, String)>,
) {
    if !seen.insert((module.to_owned(), shown.to_owned())) {
        return;
    }
    for item in modules.get(module).into_iter().flatten() {
        match item {
            Item::Mod(inner) if is_public(&inner.vis) => {
                let name = inner.ident.to_string();
                let shown = join(shown, &name);
                found.push((shown.clone(), Found::Item(item, module.to_owned())));
                walk(modules, &join(module, &name), &shown, found, seen);
            }
            Item::Use(import) if is_public(&import.vis) => {
                let mut leaves = Vec::new();
                tree(&import.tree, &mut Vec::new(), &mut leaves);
                for (path, name) in leaves {
                    imported(modules, module, shown, &path, &name, found);
                }
            }
            other => {
                if let Some(name) = public_name(other) {
                    found.push((join(shown, &name), Found::Item(other, module.to_owned())));
                }
            }
        }
    }
}

fn imported<'m>(
    modules: &'m Modules,
    module: &str,
    shown: &str,
    path: &[String],
    name: &str,
    found: &mut Vec<(String, Found<'m>)>,
) {
    let shown = join(shown, name);
    if let Some((inside, wanted)) = resolve(modules, module, path) {
        let items = modules.get(&inside).into_iter().flatten();
        let named = items.filter(|item| public_name(item).is_some_and(|name| name == wanted));
        let before = found.len();
        found.extend(named.map(|item| (shown.clone(), Found::Item(item, inside.clone()))));
        if found.len() > before {
            return;
        }
    }
    found.push((shown, Found::Import(path.join("::"))));
}

/// The module of this crate and the name in it that a path leads to.
pub(super) fn resolve(modules: &Modules, from: &str, path: &[String]) -> Option<(String, String)> {
    let (name, before) = path.split_last()?;
    let mut at = from.to_owned();
    for (index, part) in before.iter().enumerate() {
        at = match part.as_str() {
            "self" => at,
            "crate" if index == 0 => String::new(),
            "super" => at
                .rsplit_once("::")
                .map_or_else(String::new, |(up, _)| up.to_owned()),
            part => join(&at, part),
        };
    }
    modules.contains_key(&at).then(|| (at, name.clone()))
}

/// The paths that a `use` brings in, each with the name that it gives them.
pub(super) fn tree(
    use_tree: &UseTree,
    before: &mut Vec<String>,
    leaves: &mut Vec<(Vec<String>, String)>,
) {
    let mut leaf = |last: String, name: String| {
        let mut path = before.clone();
        path.push(last);
        leaves.push((path, name));
    };
    match use_tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            tree(&path.tree, before, leaves);
            before.pop();
        }
        UseTree::Name(name) => leaf(name.ident.to_string(), name.ident.to_string()),
        UseTree::Rename(rename) => leaf(rename.ident.to_string(), rename.rename.to_string()),
        UseTree::Glob(_) => leaf("*".to_owned(), format!("{}::*", before.join("::"))),
        UseTree::Group(group) => {
            for entry in &group.items {
                tree(entry, before, leaves);
            }
        }
    }
}

pub(super) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The name of an item that is public.
fn public_name(item: &Item) -> Option<String> {
    let (visibility, name) = match item {
        Item::Const(item) => (&item.vis, &item.ident),
        Item::Enum(item) => (&item.vis, &item.ident),
        Item::Fn(item) => (&item.vis, &item.sig.ident),
        Item::Static(item) => (&item.vis, &item.ident),
        Item::Struct(item) => (&item.vis, &item.ident),
        Item::Trait(item) => (&item.vis, &item.ident),
        Item::Type(item) => (&item.vis, &item.ident),
        Item::Union(item) => (&item.vis, &item.ident),
        _ => return None,
    };
    is_public(visibility).then(|| name.to_string())
}
