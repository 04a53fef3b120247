//! What a release does to files, and what becomes of one that was cut off.

/// What becomes of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its path from the top of the workspace, with `/` between folders.
    pub path: String,
    /// Its text; nothing where it goes.
    pub text: Option<String>,
}

impl FileChange {
    /// A file that has this text from now on.
    pub(in crate::release) fn written(path: String, text: String) -> Self {
        let text = Some(text);
        Self { path, text }
    }

    /// A file that goes.
    pub(in crate::release) fn removed(path: String) -> Self {
        Self { path, text: None }
    }
}

/// What became of a release that was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovered {
    /// All of its files are there now.
    Finished,
    /// All files are as they were before it.
    Undone,
}
