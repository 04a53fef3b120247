//! The crates that come of the golden documents, compiled, and what they send and read.

use std::fs;
use std::path::Path;
use std::process::Command;

use gateway_codegen::files::{self, Mode};
use gateway_codegen::render::TextFile;

use crate::golden::{cases_of, name, run};
use crate::own::workspace;

/// Operations that a document has beside those of which a test serves calls.
macro_rules! never_called {
    ($($name:ident($($given:ty),*) -> $answer:ty;)*) => {
        $(async fn $name(&self $(, _: $given)*) -> Result<$answer, Other> {
            panic!("{} is called", stringify!($name))
        })*
    };
}

mod asked;
mod bodies;
/// The emitted crates of the cases that tests call.
mod compiled;
mod credentials;
mod envelopes;
mod failures;
mod limits;
mod multipart;
mod served;
mod styles;
mod subtypes;
mod texts_or_lists;
mod unions;
mod whole_bodies;

/// What no test calls is compiled, and held to the lints of this workspace, as one crate beside it, which is fresh as long as
/// neither the runtime nor what is emitted changes.
#[test]
fn every_crate_of_a_case_that_no_test_calls_is_compiled() {
    let called = include_str!("compiled.rs");
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents");
    let mut files = Vec::new();
    let mut modules = String::new();
    for case in cases_of("documents") {
        let name = name(&case);
        let is_called = called.contains(&format!("cases/documents/{name}/src/lib.rs"));
        assert_eq!(is_called, case.join("src").exists(), "{name}");
        let (Some(generated), false) = (run(&case).0, is_called) else {
            continue;
        };
        let module = name.replace('-', "_");
        modules.push_str(&format!(
            "#[path = \"{module}/lib.rs\"]\npub mod {module};\n"
        ));
        files.extend(generated.files.into_iter().map(|file| TextFile {
            path: format!("{module}/{}", file.path),
            ..file
        }));
    }
    let top = "//! Each emitted crate that no test calls.\n\n".to_owned();
    files.push(TextFile {
        path: "lib.rs".to_owned(),
        text: top + &modules,
    });
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("a manifest");
    let (_, lints) = manifest
        .split_once("[workspace.lints.rust]")
        .expect("lints");
    let (lints, _) = lints.split_once("[profile").expect("what ends them");
    let runtime = workspace().join("runtime").display().to_string();
    let manifest = format!("{MANIFEST}, path = {runtime:?} }}\n\n[workspace.lints.rust]{lints}");
    let manifest = TextFile {
        path: "Cargo.toml".to_owned(),
        text: manifest,
    };
    // The versions that this workspace was built with are on this machine already, so no network is needed.
    let lock = TextFile {
        path: "Cargo.lock".to_owned(),
        text: fs::read_to_string(workspace().join("Cargo.lock")).expect("a lock file"),
    };
    files::sync(&place.join("src"), &files, Mode::Write).expect("written");
    files::sync_one(&place, &manifest, Mode::Write).expect("written");
    files::sync_one(&place, &lock, Mode::Write).expect("written");
    let compiled = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["clippy", "--quiet", "--offline", "--", "-D", "warnings"])
        .current_dir(&place)
        // In one of its own, so that neither this nor the other test that compiles waits until the folder is free.
        .env("CARGO_TARGET_DIR", place.join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo");
    let said = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "{said}");
}

const MANIFEST: &str = "[package]\nname = \"documents\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
    [workspace]\n\n[lints]\nworkspace = true\n\n[features]\ndefault = [\"client\", \"server\", \"serde\"]\n\
    client = []\nserver = []\nserde = []\n\n\
    [dependencies]\naxum = { version = \"0.8\", default-features = false }\n\
    gateway-runtime = { package = \"online-payment-gateway-runtime\", default-features = false, \
    features = [\"client\", \"server\", \"serde\"]";
