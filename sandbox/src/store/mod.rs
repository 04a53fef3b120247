//! The state across restarts.

mod error;
mod log;
#[cfg(test)]
mod tests;

use std::path::Path;

use self::error::Problem;
use self::log::Log;
use crate::state::{Kept, State};

pub use self::error::StoreError;

/// A state in a file, one line of JSON for each thing that changed; the last line of a thing counts.
#[derive(Debug)]
pub(crate) struct Store(Log);

impl Store {
    /// Opens the file and takes back into an empty state what it holds; makes the file where there is none.
    pub(crate) fn open(path: &Path, state: &mut State) -> Result<Self, StoreError> {
        let (log, lines) = Log::open(path)?;
        let mut kept = Vec::new();
        for (index, line) in lines.lines().enumerate() {
            match serde_json::from_str::<Kept>(line) {
                Ok(each) => kept.push(each),
                Err(error) => {
                    let problem = Problem::Unreadable(index.saturating_add(2), error);
                    return Err(log.failed(problem));
                }
            }
        }
        state.restore(kept);
        Ok(Self(log))
    }

    /// Writes what changed, all of it or nothing. What was written is on the disk when this returns.
    ///
    /// It takes everything, by portions, where the file is gone or most of it is outdated.
    pub(crate) fn save(
        &mut self,
        changed: &[Kept],
        everything: impl Iterator<Item = Vec<Kept>>,
    ) -> Result<(), StoreError> {
        let is_whole = self.0.is_whole()?;
        if !is_whole || self.0.is_mostly_outdated() {
            let written = self.0.write_anew(everything.map(|portion| lines(&portion)));
            // What is outdated can stay.
            if written.is_ok() || !is_whole {
                return written;
            }
        }
        self.0.append(&lines(changed))
    }
}

fn lines(kept: &[Kept]) -> String {
    let mut lines = String::new();
    for each in kept {
        lines.push_str(&serde_json::to_string(each).expect("what is kept has names for keys"));
        lines.push('\n');
    }
    lines
}
