//! Files of this crate import in no circle, of any length, and neither do those of the runtime, which has floors, nor
//! those of any other crate that is written by hand.
//!
//! A file imports from the file in which it looks a name up, by `crate::`, `super::`, `self::`, a child module or an
//! alias, in a `use` or in the middle of code. Two things follow. A `mod.rs` that re-exports what its children have imports
//! from them, so a child that takes a name through it closes a circle, be it the name of a sibling: it says
//! `super::sibling::Name` instead. To pass through a module is no import, since a list of modules holds nothing that a
//! file could depend on. Tests may import what they like, and so may the code that is quoted, which is another crate's.

mod floors;
mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use imports::Imports;

#[test]
fn files_import_in_no_circle() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let imports = imports::of_crate(&src);
    let told = told(&imports);
    assert!(told.is_empty(), "\n{told}");
}

#[test]
fn no_other_crate_imports_in_a_circle() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in [
        "generated/cli",
        "runtime/stores/postgres",
        "runtime/stores/redis",
        "runtime/stores/seal",
        "runtime/stores/servers",
        "sandbox",
        "sandbox/examples/shop",
        "xtask",
    ] {
        let imports = imports::of_crate(&workspace.join(name).join("src"));
        let told = told(&imports);
        assert!(imports.len() > 1 || name == "runtime/stores/seal", "{name}");
        assert!(told.is_empty(), "{name}: {told}");
    }
}

/// Each circle, with what ties it.
fn told(imports: &Imports) -> String {
    let circles = circles(imports);
    circles
        .iter()
        .map(|circle| described(imports, circle))
        .collect()
}

/// The files of each circle: those that reach one another.
fn circles(imports: &Imports) -> Vec<BTreeSet<&str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = imports
        .keys()
        .map(|file| (file.as_str(), reached(imports, file)))
        .collect();
    let mut circles = BTreeSet::new();
    for (file, others) in &reached {
        if others.contains(file) {
            let back = others
                .iter()
                .filter(|other| reached[**other].contains(file));
            circles.insert(back.copied().collect());
        }
    }
    circles.into_iter().collect()
}

fn reached<'a>(imports: &'a Imports, file: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![file];
    while let Some(file) = waiting.pop() {
        for other in imports[file].keys() {
            if reached.insert(other.as_str()) {
                waiting.push(other);
            }
        }
    }
    reached
}

fn described(imports: &Imports, circle: &BTreeSet<&str>) -> String {
    let mut text = format!("a circle of {} files:\n", circle.len());
    for file in circle {
        for (other, path) in imports[*file]
            .iter()
            .filter(|(other, _)| circle.contains(other.as_str()))
        {
            text.push_str(&format!("  {file} takes {path} from {other}\n"));
        }
    }
    text
}

/// The circles of a crate that is made of these files.
fn circles_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let files = files
        .iter()
        .map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
    let imports = imports::of_files(files);
    let circles = circles(&imports).into_iter();
    circles
        .map(|circle| circle.into_iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn circles_are_seen_however_a_name_is_taken() {
    let lib = ("lib.rs", "mod a; mod b;");
    let a = ("a.rs", "pub struct A; fn f(_: crate::b::B) {}");
    let seen = vec![vec!["a.rs".to_owned(), "b.rs".to_owned()]];
    for b in [
        "use crate::a::A; pub struct B;",
        "use super::a; pub struct B(a::A);",
        "use crate::a::*; pub struct B;",
        "pub use crate::{a::A as Other}; pub struct B;",
        "pub struct B; fn g() { let _ = super::a::A; }",
        "pub struct B; fn g() { use super::a::A; }",
        "pub struct B; fn g() { println!(\"{:?}\", [crate::a::A]); }",
        "pub struct B; impl Clone for B { fn clone(&self) -> Self { crate::a::A.into() } }",
    ] {
        assert_eq!(circles_of(&[lib, a, ("b.rs", b)]), seen, "{b}");
    }
    for b in [
        "pub struct B;",
        "pub struct B; #[cfg(test)] mod tests { use crate::a::A; }",
        "pub struct B; fn g() { quote!(crate::a::A); }",
        "pub(in crate::a) struct B;",
    ] {
        assert!(circles_of(&[lib, a, ("b.rs", b)]).is_empty(), "{b}");
    }
}

#[test]
fn a_child_that_imports_through_its_parent_closes_a_circle() {
    let files = |child: &'static str| {
        [
            ("lib.rs", "mod room;"),
            (
                "room/mod.rs",
                "mod one; mod two; pub use one::One; pub fn f() { two::g(); }",
            ),
            ("room/one.rs", "pub struct One;"),
            ("room/two.rs", child),
        ]
    };
    let seen = vec![vec!["room/mod.rs".to_owned(), "room/two.rs".to_owned()]];
    assert_eq!(circles_of(&files("use super::One; pub fn g() {}")), seen);
    assert_eq!(circles_of(&files("pub fn g() { super::f() }")), seen);
    assert!(circles_of(&files("use super::one::One; pub fn g() {}")).is_empty());
    assert!(circles_of(&files("pub(super) fn g() {}")).is_empty());
}
