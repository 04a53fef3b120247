//! Code written against one release compiles against the next exactly when the report says that no source broke.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gateway_codegen::drift::{self, Change, Class, rust};
use gateway_codegen::files;
use gateway_codegen::findings::Findings;
use gateway_codegen::openapi;
use gateway_codegen::overlay;
use gateway_codegen::pipeline::{self, Input, Target};
use gateway_codegen::release::Source;
use gateway_codegen::render::TextFile;
use serde_json::{Value, json};

fn shop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/releases/shop")
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .expect("the workspace")
}

/// The refined document of release 1.0.
fn document() -> Value {
    let page = fs::read(shop().join("1.0.txt")).expect("a page");
    let source =
        Source::read(&page, "1.0.txt", &mut Findings::default(), pipeline::SILENT).expect("a page");
    let overlay = fs::read_to_string(shop().join("overlay/10-all.yaml")).expect("the overlay");
    let overlays = [overlay::parse("10-all.yaml", &overlay)
        .expect("an overlay")
        .value];
    let transcript = source.transcript().expect("a transcript");
    let input = Input::Transcript {
        transcript: &transcript,
        file: "1.0.txt",
        overlays: &overlays,
    };
    let mut document = pipeline::draft_document(input, pipeline::SILENT).0;
    // The code that is compiled sends every body.
    let paths = document["paths"].as_object_mut().expect("paths");
    for item in paths.values_mut() {
        for operation in item.as_object_mut().expect("a path").values_mut() {
            if let Some(body) = operation.get_mut("requestBody") {
                body["required"] = json!(true);
            }
        }
    }
    document
}

fn emit(document: &Value) -> Vec<TextFile> {
    let target = Target {
        crate_name: "client",
        ..Target::OWN
    };
    pipeline::run(Input::Foreign(document), target, pipeline::SILENT)
        .expect("generated")
        .value
        .generated
        .files
}

/// The changes between two documents.
fn compare(old: &Value, new: &Value) -> Vec<Change> {
    let normal = |document| openapi::read(document).expect("it can be read").value;
    drift::compare(&normal(old), &normal(new))
}

/// One next release, and what is true of it.
struct Next {
    name: &'static str,
    change: fn(&mut Value),
    /// Whether code written against the former release still compiles.
    compiles: bool,
    /// What it is on the wire.
    wire: Class,
}

const fn next(name: &'static str, compiles: bool, wire: Class, change: fn(&mut Value)) -> Next {
    Next {
        name,
        change,
        compiles,
        wire,
    }
}

fn schema<'d>(document: &'d mut Value, name: &str) -> &'d mut Value {
    &mut document["components"]["schemas"][name]
}

fn described() -> Value {
    json!({ "type": "string", "description": "New.", "x-class": "open" })
}

/// Each differs from release 1.0 in one thing.
const NEXT: &[Next] = &[
    next("words-of-ours", true, Class::Documentation, |document| {
        schema(document, "Order")["description"] = json!("Other words.");
    }),
    next("optional-in-request", true, Class::Additive, |document| {
        schema(document, "Order")["properties"]["gift"] = described();
    }),
    next("required-in-request", false, Class::Breaking, |document| {
        schema(document, "Order")["properties"]["gift"] = described();
        schema(document, "Order")["required"] = json!(["number", "lines", "gift"]);
    }),
    next("new-in-answer", true, Class::Additive, |document| {
        schema(document, "OrderAnswer")["properties"]["carrier"] = described();
    }),
    next("gone-from-answer", false, Class::Breaking, |document| {
        schema(document, "OrderAnswer")["properties"]
            .as_object_mut()
            .expect("properties")
            .remove("trackingUrl");
    }),
    next("gone-from-request", false, Class::Breaking, |document| {
        schema(document, "Order")["properties"]
            .as_object_mut()
            .expect("properties")
            .remove("note");
    }),
    next("other-type", false, Class::Breaking, |document| {
        schema(document, "Line")["properties"]["quantity"]["type"] = json!("string");
        schema(document, "Line")["properties"]["quantity"]
            .as_object_mut()
            .expect("a schema")
            .remove("format");
    }),
    next("value-added", true, Class::Additive, |document| {
        schema(document, "OrderAnswer")["properties"]["status"]["enum"] =
            json!(["open", "sent", "lost"]);
    }),
    next("value-removed", false, Class::Breaking, |document| {
        schema(document, "Cancellation")["properties"]["reason"]["enum"] = json!(["mistake"]);
    }),
    next("limit-tightened", true, Class::Breaking, |document| {
        schema(document, "Order")["properties"]["note"]["maxLength"] = json!(100);
    }),
    next("became-required", false, Class::Breaking, |document| {
        schema(document, "Address")["required"] = json!(["street", "city"]);
    }),
    next("became-optional", false, Class::Additive, |document| {
        schema(document, "Line")["required"] = json!(["sku"]);
    }),
    next("optional-in-answer", true, Class::Breaking, |document| {
        schema(document, "OrderAnswer")["required"] = json!(["respCode"]);
    }),
    next("operation-removed", false, Class::Breaking, |document| {
        document["paths"]
            .as_object_mut()
            .expect("paths")
            .remove("/orders/{number}/cancel");
    }),
    next("operation-added", false, Class::Additive, |document| {
        let mut copy = document["paths"]["/orders"]["post"].clone();
        copy["operationId"] = json!("createDraft");
        document["paths"]["/drafts"] = json!({ "post": copy });
    }),
    next("optional-parameter", true, Class::Additive, |document| {
        let parameter = json!({ "name": "page", "in": "query", "description": "Page.", "schema": { "type": "integer", "format": "int32", "x-class": "open" } });
        document["paths"]["/orders/{number}"]["get"]["parameters"]
            .as_array_mut()
            .expect("a list")
            .push(parameter);
    }),
    next("status-removed", false, Class::Additive, |document| {
        for (_, item) in document["paths"].as_object_mut().expect("paths") {
            for (_, operation) in item.as_object_mut().expect("an item") {
                operation["responses"]
                    .as_object_mut()
                    .expect("answers")
                    .remove("404");
            }
        }
    }),
    next("server-changed", true, Class::Breaking, |document| {
        document["servers"] = json!([{ "url": "https://store.example.com" }]);
    }),
];

/// A workspace of crates in a folder of its own, which is gone when the test ends.
struct Place(tempfile::TempDir);

impl Place {
    /// Writes a crate for each release, each with the code that was written against the first.
    fn new(crates: &[(&str, Vec<TextFile>)]) -> Self {
        let place = Self(tempfile::tempdir().expect("a folder of its own"));
        let write = |path: String, text: &str| {
            files::write(&place.0.path().join(path), text).expect("written")
        };
        let members: Vec<String> = crates.iter().map(|(name, _)| format!("{name:?}")).collect();
        write(
            "Cargo.toml".to_owned(),
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n",
                members.join(", ")
            ),
        );
        let user = fs::read_to_string(shop().join("user.rs")).expect("the code");
        let runtime = workspace().join("runtime").display().to_string();
        for (name, files) in crates {
            write(
                format!("{name}/Cargo.toml"),
                &format!(
                    "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\nname = \"client\"\n\n\
                     [[bin]]\nname = \"user-{name}\"\npath = \"user.rs\"\n\n[features]\ndefault = [\"client\", \"server\"]\nclient = [\"gateway-runtime/client\"]\nserde = []\nserver = [\"dep:axum\", \"gateway-runtime/server\"]\n\n\
                     [dependencies]\naxum = {{ version = \"0.8\", optional = true, default-features = false }}\ngateway-runtime = {{ package = \"online-payment-gateway-runtime\", path = {runtime:?}, default-features = false }}\n"
                ),
            );
            write(format!("{name}/user.rs"), &user);
            for file in files {
                write(format!("{name}/src/{}", file.path), &file.text);
            }
        }
        // The versions that this workspace was built with are on this machine already, so no network is needed.
        fs::copy(
            workspace().join("Cargo.lock"),
            place.0.path().join("Cargo.lock"),
        )
        .expect("a lock file");
        place
    }

    /// What the compiler says of all of them, one finding a line.
    fn check(&self) -> String {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args([
                "check",
                "--offline",
                "--workspace",
                "--keep-going",
                "--message-format",
                "short",
            ])
            .current_dir(self.0.path())
            .env(
                "CARGO_TARGET_DIR",
                // As the tests of a downstream crate, so that what is compiled of others is compiled once.
                Path::new(env!("CARGO_TARGET_TMPDIR")).join(".."),
            )
            // What this workspace makes errors of its own warnings is no rule for others.
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

#[test]
fn code_compiles_against_the_next_release_exactly_when_the_report_says_so() {
    let old = document();
    let before = emit(&old);
    let mut crates = vec![("first", before.clone())];
    let mut reported = Vec::new();
    for next in NEXT {
        let mut new = old.clone();
        (next.change)(&mut new);
        let after = emit(&new);
        let effect = rust::effect(&before, &after).expect("Rust");
        // The code implements the server as well as it calls the gateway.
        let breaks = effect.breaks() || effect.breaking_implementers() > 0;
        assert_eq!(!breaks, next.compiles, "{}: {:#?}", next.name, effect.items);
        assert_eq!(
            drift::heaviest(&compare(&old, &new)),
            Some(next.wire),
            "{}: {:#?}",
            next.name,
            compare(&old, &new)
        );
        reported.push((next.name, !breaks));
        crates.push((next.name, after));
    }
    let said = Place::new(&crates).check();
    let errors = |path: &str| -> Vec<&str> {
        said.lines()
            .filter(|line| line.starts_with(path) && line.contains("error"))
            .collect()
    };
    let finished = |name: &str| {
        !said
            .lines()
            .any(|line| line.contains("could not compile") && line.contains(&format!("`{name}`")))
    };
    assert_eq!(
        errors("first/"),
        [""; 0],
        "the code does not compile against the release that it was written for"
    );
    assert!(finished("first"), "{said}");
    for (name, compiles) in reported {
        assert_eq!(
            errors(&format!("{name}/src/")),
            [""; 0],
            "the crate itself does not compile"
        );
        let errors = errors(&format!("{name}/user.rs"));
        assert_eq!(errors.is_empty(), compiles, "{name}: {errors:#?}");
        assert_eq!(finished(name), compiles, "{name}");
    }
}
