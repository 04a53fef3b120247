//! Whether what changed is accepted.

/// As insta is told it for its snapshots, so that one variable accepts golden cases, snapshots and tables alike.
pub(crate) fn accepts() -> bool {
    std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always")
}
