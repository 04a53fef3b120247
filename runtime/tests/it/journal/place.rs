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

/// For a journal of a test in which nobody looks anything up: whatever is asked for is free, and nothing is due.
macro_rules! claims_are_free {
    () => {
        fn claim<'a>(
            &'a self,
            _: &'a gateway_runtime::EntryId,
            _: Option<gateway_runtime::Fence>,
            _: std::time::Duration,
        ) -> BoxFuture<'a, Result<gateway_runtime::Claim, JournalError>> {
            let (fence, stage) = (gateway_runtime::Fence::new(1), gateway_runtime::Stage::Open);
            Box::pin(async move { Ok(gateway_runtime::Claim::Ours { fence, stage }) })
        }

        fn take(
            &self,
            _: usize,
            _: std::time::Duration,
        ) -> BoxFuture<'_, Result<Vec<gateway_runtime::Claimed>, JournalError>> {
            Box::pin(async { Ok(Vec::new()) })
        }

        fn release<'a>(
            &'a self,
            _: &'a gateway_runtime::EntryId,
            _: gateway_runtime::Fence,
            found: Option<&'a Outcome>,
            _: std::time::Duration,
        ) -> BoxFuture<'a, Result<gateway_runtime::Released, JournalError>> {
            Box::pin(async move { Ok(gateway_runtime::Released::Done(found.cloned())) })
        }
    };
}
pub(crate) use claims_are_free;

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
