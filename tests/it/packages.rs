//! What is published, and what each package says of itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The packages of the workspace, as cargo sees them.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .output()
        .expect("cargo");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata");
    metadata["packages"].as_array().expect("packages").clone()
}

fn is_published(package: &Value) -> bool {
    package["publish"].is_null()
}

fn folder(package: &Value) -> PathBuf {
    let manifest = package["manifest_path"].as_str().expect("a path");
    Path::new(manifest).parent().expect("a folder").to_owned()
}

#[test]
fn what_is_published_is_what_a_merchant_uses() {
    let packages = packages();
    let mut published: Vec<&str> = packages
        .iter()
        .filter(|package| is_published(package))
        .map(|package| package["name"].as_str().expect("a name"))
        .collect();
    published.sort_unstable();
    assert_eq!(
        published,
        [
            "gateway-cli",
            "gateway-postgres",
            "gateway-redis",
            "gateway-sandbox",
            "gateway-seal",
            "online-payment-gateway",
            "online-payment-gateway-runtime",
        ]
    );
}

#[test]
fn a_package_says_what_it_is_under_which_licence_and_where_to_read() {
    for package in packages().iter().filter(|package| is_published(package)) {
        let name = &package["name"];
        assert_eq!(package["license"], "MIT OR Apache-2.0", "{name}");
        assert!(package["rust_version"].is_string(), "{name}");
        assert!(package["description"].is_string(), "{name}");
        assert_eq!(package["readme"], "README.md", "{name}");
        // There is none that anybody could open.
        assert!(package["repository"].is_null(), "{name}");
        for list in ["keywords", "categories"] {
            let count = package[list].as_array().map_or(0, Vec::len);
            assert!((1..=5).contains(&count), "{name}: {list}");
        }
        let docs = &package["metadata"]["docs"]["rs"];
        assert_eq!(docs["all-features"], true, "{name}");
        assert_eq!(
            docs["rustdoc-args"],
            serde_json::json!(["--cfg", "docsrs"]),
            "{name}"
        );

        let folder = folder(package);
        for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
            let ours = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file))
                .expect("a licence");
            assert_eq!(
                fs::read(folder.join(file)).ok(),
                Some(ours),
                "{name}: {file}"
            );
        }
        assert!(folder.join("README.md").exists(), "{name}");
        // The badges of features stand there only if the crate asks for them.
        let features = package["features"].as_object().expect("features");
        let lib = folder.join("src/lib.rs");
        if features.keys().any(|feature| feature != "default") && lib.exists() {
            let text = fs::read_to_string(lib).expect("a crate");
            assert!(
                text.contains("cfg_attr(docsrs, feature(doc_cfg))"),
                "{name}"
            );
        }
    }
}

#[test]
fn a_package_depends_on_packages_that_others_can_have() {
    let packages = packages();
    for package in packages.iter().filter(|package| is_published(package)) {
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let (name, depended) = (&package["name"], &dependency["name"]);
            // What only tests use is left out of a package where it has no version.
            let is_for_tests = dependency["kind"] == "dev" && dependency["req"] == "*";
            assert!(
                dependency["req"] != "*" || is_for_tests,
                "{name} wants any {depended}"
            );
            let Some(ours) = packages.iter().find(|other| other["name"] == *depended) else {
                continue;
            };
            assert!(
                is_published(ours) || is_for_tests,
                "{name} depends on {depended}"
            );
            if !is_for_tests {
                let version = ours["version"].as_str().expect("a version");
                let plain = version.split('+').next().expect("a version");
                assert_eq!(dependency["req"], format!("^{plain}"), "{name}: {depended}");
            }
        }
    }
}
