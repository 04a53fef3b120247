//! Files that are part of the documentation.

/// Compares with a file that is part of the documentation; `INSTA_UPDATE=always` writes it instead.
pub(crate) fn compare_with_file(path: &str, text: &str) {
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(path, text).unwrap();
    }
    let file = std::fs::read_to_string(path).unwrap_or_default();
    for (line, (found, expected)) in text.lines().zip(file.lines()).enumerate() {
        assert_eq!(
            found,
            expected,
            "{path}:{}: review the difference, then INSTA_UPDATE=always cargo test",
            line + 1
        );
    }
    assert_eq!(
        text, file,
        "{path} has another length: review the difference, then INSTA_UPDATE=always cargo test"
    );
}
