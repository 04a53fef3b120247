//! What the pages for people say of the release is what the release is.

use std::fs;
use std::path::Path;

use crate::own::{own, workspace};

/// The pages, with the folder that their links start from.
const PAGES: &[&str] = &[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/PRODUCTION.md",
    "spec/README.md",
    "generated/README.md",
];

fn page(name: &str) -> String {
    fs::read_to_string(workspace().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_readme_counts_what_there_is() {
    let own = own();
    let schemas = own.transcript["components"]["schemas"]
        .as_object()
        .expect("schemas");
    let properties: usize = schemas
        .values()
        .filter_map(|schema| schema["properties"].as_object())
        .map(serde_json::Map::len)
        .sum();
    let line = format!(
        "The current release is `{}`: {} operations, {} schemas, {properties} properties.",
        own.api.version,
        own.api.operations().count(),
        schemas.len(),
    );
    assert!(
        page("README.md").contains(&line),
        "README.md should say: {line}"
    );
    for name in ["README.md", "generated/README.md", "CHANGELOG.md"] {
        assert!(
            page(name).contains(&own.api.version),
            "{name} does not name the release {}",
            own.api.version
        );
    }
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    let mut broken = Vec::new();
    for name in PAGES {
        let text = page(name);
        let folder = workspace().join(Path::new(name).parent().expect("a folder"));
        for link in links(&text) {
            let (path, _) = link.split_once('#').unwrap_or((link, ""));
            let elsewhere = link.contains("://") || link.starts_with("mailto:");
            if !elsewhere && !path.is_empty() && !folder.join(path).exists() {
                broken.push(format!("{name}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The targets of all links of a page.
fn links(text: &str) -> Vec<&str> {
    let starts = text
        .match_indices("](")
        .map(|(at, opening)| at + opening.len());
    starts
        .filter_map(|start| text.get(start..)?.split_once(')'))
        .map(|(link, _)| link)
        .collect()
}
