//! The public items of a crate, read from the files of its `src`.

mod declare;
mod modules;

use std::collections::BTreeMap;

use crate::render::TextFile;

/// One public item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// How it is declared, without documentation and without what is private.
    pub declared: String,
    /// The path of the type that it belongs to as a field, a variant, a method or a trait.
    pub within: Option<String>,
    /// Whether users have to name it where they write its type out or match it in full: fields and variants.
    pub is_part: bool,
    /// Whether users may write it out, or match it, in full, so that one more field or variant breaks them.
    pub is_exhaustive: bool,
}

/// The public items of a crate by their paths, such as `models::Card::cvc`.
///
/// Beside what is declared with `pub` these are the variants of enumerations, and the traits that a type has, as
/// `impl Clone for models::Card`. What a glob or an import from another crate brings in is one item.
///
/// # Errors
///
/// The path of a file that is no Rust.
pub fn items(files: &[TextFile]) -> Result<BTreeMap<String, Item>, String> {
    let modules = modules::read(files)?;
    let mut items = BTreeMap::new();
    for (path, found) in modules::public(&modules) {
        declare::item(&path, found, &mut items);
    }
    declare::implementations(&modules, &mut items);
    Ok(items)
}
