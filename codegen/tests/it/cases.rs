//! How many cases a random test has.

use proptest::test_runner::Config;

/// Seconds of them in every run of the tests, and as many as `PROPTEST_CASES` says where somebody takes minutes, as `.ci/run` does.
pub(crate) fn cases(usual: u32) -> Config {
    let stated = std::env::var("PROPTEST_CASES").ok();
    let stated = stated.and_then(|text| text.parse().ok());
    Config {
        cases: stated.unwrap_or(usual),
        failure_persistence: None,
        ..Config::default()
    }
}
