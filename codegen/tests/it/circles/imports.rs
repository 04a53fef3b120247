//! Which file of a crate takes something from which other one, read from its source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// The files that each file imports from, each with the path that says so.
pub(crate) type Imports = BTreeMap<String, BTreeMap<String, String>>;

/// Reads a crate from the folder that has its `lib.rs`, or its `main.rs` alone: beside a library that is another crate.
pub(crate) fn of_crate(src: &Path) -> Imports {
    let mut files = Vec::new();
    list(src, &mut files);
    if files.contains(&src.join("lib.rs")) {
        files.retain(|file| *file != src.join("main.rs"));
    }
    files.sort();
    let texts = files.iter().map(|path| {
        let name = path.strip_prefix(src).expect("below").display().to_string();
        (name, fs::read_to_string(path).expect("a source file"))
    });
    of_files(texts)
}

/// Reads a crate from its files, by their paths from the folder that has `lib.rs`.
pub(crate) fn of_files(files: impl IntoIterator<Item = (String, String)>) -> Imports {
    let mut tests = Vec::new();
    let mut modules: BTreeMap<String, Module> = files
        .into_iter()
        .map(|(file, text)| {
            let source = syn::parse_file(&text).expect("Rust");
            let mut reader = Reader::default();
            reader.visit_file(&source);
            let path = module_path(&file);
            let Reader {
                aliases,
                paths,
                tests: own,
            } = reader;
            tests.extend(own.iter().map(|name| format!("{path}::{name}")));
            (
                path,
                Module {
                    file,
                    aliases,
                    paths,
                },
            )
        })
        .collect();
    modules.retain(|path, _| {
        let is_below = |test: &String| path.strip_prefix(test.as_str());
        !tests
            .iter()
            .filter_map(is_below)
            .any(|rest| rest.is_empty() || rest.starts_with("::"))
    });
    let mut imports = Imports::new();
    for (name, module) in &modules {
        let from = imports.entry(module.file.clone()).or_default();
        for path in &module.paths {
            let mut reached = BTreeSet::new();
            follow(&modules, name, path, &mut reached, 0);
            for file in reached.into_iter().filter(|file| *file != module.file) {
                from.entry(file).or_insert_with(|| path.join("::"));
            }
        }
    }
    imports
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            list(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The path of the module that a file is: `crate::page::table` of `page/table.rs`.
fn module_path(file: &str) -> String {
    let plain = file.strip_suffix(".rs").unwrap_or(file);
    let plain = plain.strip_suffix("/mod").unwrap_or(plain);
    match plain {
        "lib" | "main" => "crate".to_owned(),
        plain => format!("crate::{}", plain.replace('/', "::")),
    }
}

/// A file, with all paths that stand in it and what its `use` items call them.
struct Module {
    file: String,
    aliases: BTreeMap<String, Vec<String>>,
    paths: Vec<Vec<String>>,
}

/// Follows a path from a module to the file whose names it takes its last name from.
///
/// A module that is only passed through is no import; one that has a name by a `use` of its own is.
fn follow(
    modules: &BTreeMap<String, Module>,
    from: &str,
    path: &[String],
    reached: &mut BTreeSet<String>,
    depth: usize,
) -> Option<String> {
    assert!(depth < 32, "{from}: {path:?} leads nowhere");
    let mut at = from.to_owned();
    for (index, name) in path.iter().enumerate() {
        let module = modules.get(&at)?;
        at = match name.as_str() {
            "crate" => "crate".to_owned(),
            "self" => at,
            "super" => at.rsplit_once("::")?.0.to_owned(),
            name if modules.contains_key(&format!("{at}::{name}")) => format!("{at}::{name}"),
            name => {
                // Where it stands in the module itself, its own `use` says where it comes from.
                if index > 0 {
                    reached.insert(module.file.clone());
                }
                let alias = module.aliases.get(name)?;
                if alias.first().is_some_and(|first| first == name) {
                    return None;
                }
                follow(modules, &at, alias, &mut BTreeSet::new(), depth + 1)?
            }
        };
    }
    reached.insert(modules.get(&at)?.file.clone());
    Some(at)
}

/// Reads the paths of a file; its tests may use what they like.
#[derive(Default)]
struct Reader {
    aliases: BTreeMap<String, Vec<String>>,
    paths: Vec<Vec<String>>,
    /// The modules of tests that have a file.
    tests: Vec<String>,
}

impl Reader {
    fn take(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |name: &syn::Ident| {
            let mut path = before.to_vec();
            path.push(name.to_string());
            path
        };
        let (path, alias) = match tree {
            syn::UseTree::Path(path) => return self.take(&path.tree, &with(&path.ident)),
            syn::UseTree::Group(group) => {
                return group.items.iter().for_each(|item| self.take(item, before));
            }
            syn::UseTree::Glob(_) => ([before, &["*".to_owned()]].concat(), None),
            syn::UseTree::Name(name) if name.ident == "self" => {
                (before.to_vec(), before.last().cloned())
            }
            syn::UseTree::Name(name) => (with(&name.ident), Some(name.ident.to_string())),
            syn::UseTree::Rename(rename) => (with(&rename.ident), Some(rename.rename.to_string())),
        };
        if let Some(alias) = alias {
            self.aliases.insert(alias, path.clone());
        }
        self.paths.push(path);
    }

    /// Takes the paths out of the tokens of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        let mut is_variable = false;
        for token in tokens {
            // `$crate::Name` is said by whoever calls the macro.
            let is_callers = std::mem::take(&mut is_variable);
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '$' => {
                    self.close(&mut path);
                    is_variable = true;
                }
                TokenTree::Ident(_) if is_callers => colons = 0,
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.close(&mut path);
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                other => {
                    self.close(&mut path);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.close(&mut path);
    }

    fn close(&mut self, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.paths.push(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.take(&item.tree, &[]);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let is_test = item.attrs.iter().any(|each| match &each.meta {
            syn::Meta::List(list) if each.path().is_ident("cfg") => {
                let condition = list.tokens.to_string().replace(' ', "");
                condition == "test" || condition.starts_with("all(test,")
            }
            _ => false,
        });
        if is_test {
            self.tests.push(item.ident.to_string());
        }
        assert!(
            is_test
                || item
                    .content
                    .as_ref()
                    .is_none_or(|(_, items)| items.is_empty()),
            "`mod {} {{ … }}`: give it a file",
            item.ident
        );
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string());
        let mut names: Vec<String> = names.collect();
        self.close(&mut names);
        visit::visit_path(self, path);
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        // What is quoted is the code of the emitted crate.
        let is_quoted = called.path.segments.last().is_some_and(|last| {
            ["quote", "quote_spanned", "parse_quote"].contains(&last.ident.to_string().as_str())
        });
        if !is_quoted {
            self.tokens(called.tokens.clone());
        }
    }
}
