//! The runtime is built in floors, each a folder that imports from itself and from those below it.

use std::path::Path;
use std::sync::LazyLock;

use super::imports::{self, Imports};
use super::told;

/// Lowest first.
const FLOORS: [&str; 7] = [
    "value", "record", "audit", "server", "wire", "engine", "recovery",
];

/// What stands on no floor: the root re-exports, and a fixture is for tests alone.
const ROOT: &str = "lib.rs";

/// The imports of the runtime, read once for all tests that look at them.
static RUNTIME: LazyLock<Imports> = LazyLock::new(|| {
    imports::of_crate(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src"))
});

fn floor(file: &str) -> Option<usize> {
    let (folder, _) = file.split_once('/')?;
    FLOORS.iter().position(|floor| *floor == folder)
}

/// Each import that leads up, or through the root, and each file that stands on no floor.
fn wrong(imports: &Imports) -> String {
    let mut told = String::new();
    for (file, from) in imports.iter().filter(|(file, _)| *file != ROOT) {
        let Some(own) = floor(file) else {
            told.push_str(&format!("{file} stands on no floor\n"));
            continue;
        };
        for (other, path) in from {
            if floor(other).is_none_or(|other| other > own) {
                told.push_str(&format!("{file} takes {path} from {other}\n"));
            }
        }
    }
    told
}

#[test]
fn files_of_the_runtime_import_in_no_circle() {
    let told = told(&RUNTIME);
    assert!(told.is_empty(), "\n{told}");
}

#[test]
fn no_floor_of_the_runtime_imports_from_above_or_through_the_root() {
    let imports = &*RUNTIME;
    for name in FLOORS {
        assert!(
            imports
                .keys()
                .any(|file| file.starts_with(&format!("{name}/"))),
            "no file on the floor {name}"
        );
    }
    let told = wrong(imports);
    assert!(told.is_empty(), "\n{told}");
}

#[test]
fn an_import_that_leads_up_or_through_the_root_is_seen() {
    let told = |value: &str| {
        let files = [
            ("lib.rs", "mod value; mod wire; pub use value::Value;"),
            ("value/mod.rs", value),
            ("wire/mod.rs", "pub struct Wire(crate::value::Value);"),
        ];
        let files = files.map(|(file, text)| (file.to_owned(), text.to_owned()));
        wrong(&imports::of_files(files))
    };
    assert_eq!(told("pub struct Value;"), "");
    assert_eq!(
        told("pub struct Value; #[cfg(test)] mod tests { use crate::wire::Wire; }"),
        ""
    );
    assert_eq!(
        told("pub struct Value(crate::wire::Wire);"),
        "value/mod.rs takes crate::wire::Wire from wire/mod.rs\n"
    );
    assert_eq!(
        told("pub struct Value; fn f(_: crate::Value) {}"),
        "value/mod.rs takes crate::Value from lib.rs\n"
    );
}
