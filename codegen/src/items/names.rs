//! What the names in a declaration mean, as the compiler resolves them.

use std::collections::BTreeMap;

use syn::Item;

use super::modules::tree;

/// The names that a module imports from other crates, each with its whole path.
///
/// A name of this crate stays as it is written: it is known by what it is called, wherever it is declared.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// The imports of a module by its items.
    pub(super) fn of(items: &[Item]) -> Self {
        let mut leaves = Vec::new();
        for item in items {
            if let Item::Use(import) = item {
                tree(&import.tree, &mut Vec::new(), &mut leaves);
            }
        }
        let foreign = leaves.into_iter().filter(|(path, name)| {
            let first = path.first().map_or("", String::as_str);
            name != "*" && path.len() > 1 && !matches!(first, "crate" | "super" | "self")
        });
        Self(
            foreign
                .map(|(path, name)| (name, path.join("::")))
                .collect(),
        )
    }

    /// A declaration with each imported name as its whole path, so that one thing is written in one way.
    pub(super) fn resolve(&self, declared: &str) -> String {
        let mut resolved = String::with_capacity(declared.len());
        let mut rest = declared;
        while let Some(first) = rest.chars().next() {
            let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
            let end = rest
                .find(|letter| is_name(letter) != is_name(first))
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let is_whole = !resolved.ends_with("::") && !resolved.ends_with('\'');
            match self.0.get(word).filter(|_| is_whole) {
                Some(path) => resolved.push_str(path),
                None => resolved.push_str(word),
            }
            rest = after;
        }
        resolved
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn an_imported_name_and_its_whole_path_are_one() {
        let file = syn::parse_file(
            "use gateway_runtime::{Failure, Sensitive as Hidden};\nuse crate::models::Card;",
        )
        .expect("Rust");
        let names = Names::of(&file.items);
        for (short, long) in [
            (
                "field: Hidden<String>",
                "field: gateway_runtime::Sensitive<String>",
            ),
            (
                "fn(&Card) -> Result<(), Failure>",
                "fn(&Card) -> Result<(), gateway_runtime::Failure>",
            ),
            (
                "fn(FailureKind, my::Failure)",
                "fn(FailureKind, my::Failure)",
            ),
        ] {
            assert_eq!(names.resolve(short), long);
            assert_eq!(names.resolve(long), long);
        }
    }
}
