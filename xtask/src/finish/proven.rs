//! The tests that look at the release itself: what else there is holds for any.

use gateway_codegen::release::Workspace;

use crate::cargo::{cannot_run, cargo};
use crate::report::Stop;

/// Where they stand, as cargo is told.
const PACKAGES: &[&str] = &["-p", "gateway-codegen", "-p", "gateway-tests"];
/// What their names begin with.
const OF_A_RELEASE: &[&str] = &[
    "end_to_end::",
    "journal::canary::",
    "readme::",
    "reconcile::handles::",
    "reconcile::states::",
    "restrict::every_token",
    "runtime::faults::every_operation",
    "samples::",
    "surface::",
];

/// A line for each test of a release that fails.
pub(super) fn failing(workspace: &Workspace) -> Result<Vec<String>, Stop> {
    if !workspace.path("tests/it/main.rs").exists() {
        return Ok(Vec::new());
    }
    let it = ["--test", "it", "--no-fail-fast", "--"];
    let output = cargo(workspace.root(), ["test"])
        .args(PACKAGES)
        .args(it)
        .args(OF_A_RELEASE)
        // Nothing is accepted or written here.
        .env("INSTA_UPDATE", "no")
        .output()
        .map_err(cannot_run)?;
    let told = String::from_utf8_lossy(&output.stdout);
    let mut left: Vec<String> = failed(&told).collect();
    if left.is_empty() && !output.status.success() {
        left.push(format!("the tests cannot be run: try `{}`", command()));
    }
    Ok(left)
}

fn failed(told: &str) -> impl Iterator<Item = String> {
    let names = told.lines().filter_map(|line| {
        let line = line.strip_prefix("test ")?;
        line.strip_suffix(" ... FAILED")
    });
    names.map(|name| {
        let command = command();
        format!("`{name}` fails: run `{command} -- {name}`, and see what it says")
    })
}

/// What runs them, for a shell.
fn command() -> String {
    format!("cargo test {} --test it", PACKAGES.join(" "))
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_test_that_failed_is_named() {
        let told = "running 2 tests\ntest a::b ... ok\ntest a::c ... FAILED\n\ntest result: FAILED. 1 passed\n";
        let left: Vec<String> = super::failed(told).collect();
        assert_eq!(
            left,
            [
                "`a::c` fails: run `cargo test -p gateway-codegen -p gateway-tests --test it -- a::c`, and see what it says"
            ]
        );
    }
}
