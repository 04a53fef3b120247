//! The crates that come of the golden documents, compiled, and what they send and read.

use std::fs;

use crate::own::workspace;

mod asked;
mod bodies;
/// The emitted crates of the cases that tests call; the others stand in the library of this crate.
mod compiled;
mod credentials;
mod envelopes;
mod failures;
mod limits;
mod multipart;
mod served;
mod styles;
mod unions;
mod whole_bodies;

#[test]
fn every_crate_of_a_case_is_compiled() {
    let listed = concat!(
        include_str!("compiled.rs"),
        include_str!("../../compiled.rs")
    );
    for case in fs::read_dir(workspace().join("tests/cases/documents")).expect("cases") {
        let case = case.expect("a case");
        let path = format!("cases/documents/{}/src/lib.rs", case.file_name().display());
        assert!(
            !case.path().join("src").exists() || listed.contains(&path),
            "neither tests/compiled.rs nor tests/it/documents/compiled.rs lists {path}"
        );
    }
}
