//! What a gateway, a disk and a caller can do wrong that no other test has thought of.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod answers;
mod calls;
mod disk;
mod more;
mod proofs;
mod repeats;

use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that is not there yet.
pub(crate) fn folder() -> std::path::PathBuf {
    static N: AtomicUsize = AtomicUsize::new(0);
    let path = std::env::temp_dir().join(format!(
        "probe-{}-{}",
        std::process::id(),
        N.fetch_add(1, Ordering::SeqCst)
    ));
    let _ = std::fs::remove_dir_all(&path);
    path
}
