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
    "docs/WITHOUT_TOKIO.md",
    "spec/README.md",
    "generated/README.md",
    "sandbox/README.md",
    "sandbox/examples/shop/README.md",
];

fn page(name: &str) -> String {
    fs::read_to_string(workspace().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// `cargo xtask generate` writes the line anew, wherever it stands.
#[test]
fn the_pages_name_the_release_in_the_line_that_generate_writes() {
    let (version, release) = (&own().api.version, &own().release);
    for name in ["README.md", "generated/README.md"] {
        let page = page(name);
        let lines: Vec<&str> = page
            .lines()
            .filter(|line| line.contains("current release is"))
            .collect();
        let [line] = lines.as_slice() else {
            panic!("{name} says it {} times", lines.len())
        };
        assert!(
            line.starts_with(&format!("The current release is `{version}`;")),
            "{name}: {line}"
        );
    }
    assert!(
        page("CHANGELOG.md").contains(release),
        "CHANGELOG.md does not name {release}"
    );
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

#[test]
fn each_cell_that_compares_us_with_others_has_a_link() {
    let readme = page("README.md");
    let section = readme
        .split("\n## ")
        .find(|section| section.starts_with("Why, and why not"));
    let rows: Vec<&str> = section
        .expect("the comparison")
        .lines()
        .filter(|line| line.starts_with('|'))
        .collect();
    assert!(rows.len() > 5);
    for row in rows.iter().skip(2) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        assert_eq!(cells.len(), 5, "{row}");
        for cell in &cells[1..] {
            assert!(!links(cell).is_empty(), "{cell} in {row}");
        }
    }
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
