//! The public items of a crate, read from the files of its `src`.

mod declare;
mod item;
mod modules;
mod names;

use std::collections::BTreeMap;

use crate::render::TextFile;

pub use item::Item;

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
        declare::item(&modules, &path, found, &mut items);
    }
    declare::implementations(&modules, &mut items);
    Ok(items)
}
