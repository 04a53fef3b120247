use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a state file cannot be read or written. It names the file and says what to do.
#[derive(Debug)]
pub struct StoreError {
    pub(super) path: PathBuf,
    pub(super) problem: Problem,
}

#[derive(Debug)]
pub(super) enum Problem {
    /// The disk, or the right to use it.
    Io(io::Error),
    /// It is a folder or a device.
    NoFile,
    /// It begins as no state file does.
    Foreign,
    /// It is not as it was written.
    Damaged(&'static str),
    /// A line that was written as it is cannot be understood: by another version, most likely.
    Unreadable(usize, serde_json::Error),
    /// Another sandbox has it.
    InUse,
    /// Another file stands in its place.
    Replaced,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.problem {
            Problem::Io(error) => write!(
                f,
                "the state file {path} cannot be used: {error}; make room or give the right to write there"
            ),
            Problem::NoFile => write!(f, "{path} is no file; name another one for the state"),
            Problem::Foreign => write!(
                f,
                "{path} is no state file of this version of the sandbox; name another file, or move it away"
            ),
            Problem::Damaged(how) => write!(
                f,
                "the state file {path} is damaged: {how}; put a copy of it back, or move it away to begin with an \
                 empty state"
            ),
            Problem::Unreadable(line, error) => write!(
                f,
                "the state file {path} cannot be understood in line {line}: {error}; start the version of the sandbox \
                 that wrote it, or move it away to begin with an empty state"
            ),
            Problem::InUse => write!(
                f,
                "the state file {path} is in use by another sandbox; stop that one, or name another file"
            ),
            Problem::Replaced => write!(
                f,
                "another file stands where the state file {path} was; move it away, and the state is written again"
            ),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            Problem::Io(error) => Some(error),
            Problem::Unreadable(_, error) => Some(error),
            _ => None,
        }
    }
}
