//! How much is tried: seconds of it in every run of the tests, and more where `PROPTEST_CASES` is stated by somebody who takes
//! minutes, as `.ci/run` does.

use proptest::test_runner::Config;

fn stated() -> Option<u32> {
    let stated = std::env::var("PROPTEST_CASES").ok();
    stated.and_then(|text| text.parse().ok())
}

/// Whether what can be counted is tried whole, and not a part of it.
#[allow(dead_code, reason = "not every room has what can be counted")]
pub(crate) fn all_of_them() -> bool {
    stated().is_some()
}

/// How many cases a random test has.
pub(crate) fn cases(usual: u32) -> Config {
    let cases = stated().unwrap_or(usual);
    Config {
        cases,
        // What is made at random and is no document is not counted, however many cases there are.
        max_global_rejects: cases.saturating_mul(8).max(1024),
        failure_persistence: None,
        ..Config::default()
    }
}
