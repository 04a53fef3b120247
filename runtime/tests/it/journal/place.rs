//! Where a journal of a test stands, and what is written in it.

use std::path::{Path, PathBuf};

use gateway_runtime::{Handle, Outcome, Seen};
use tempfile::TempDir;

/// An acceptance of what has no states.
pub(crate) fn accepted() -> Outcome {
    Outcome::Accepted {
        code: None,
        seen: Seen::NOTHING,
    }
}

/// A folder of its own for a test, which is not there yet and goes with it.
pub(crate) struct Folder {
    path: PathBuf,
    _parent: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let parent = TempDir::new().unwrap();
        Self {
            path: parent.path().join("journal"),
            _parent: parent,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The files with an ending.
    pub(crate) fn files(&self, ending: &str) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.path())
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| path.extension().is_some_and(|found| found == ending))
            .collect();
        files.sort();
        files
    }
}

pub(crate) fn order_of(handle: &Handle) -> String {
    handle.field("orderNo").unwrap().into_owned()
}

/// A handle as a payment leaves it.
pub(crate) fn handle(order: &str, entry: &str) -> Handle {
    let text = format!(
        r#"{{"version":1,"operation":"createPayment","at":1764000000000,"entry":"{entry}","fields":{{"orderNo":"{order}","paymentMethodType":"card"}}}}"#
    );
    Handle::from_json(&text).unwrap()
}

/// A number that differs from run to run, so that time finds what one run misses.
pub(crate) fn random() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    RandomState::new().build_hasher().finish()
}
