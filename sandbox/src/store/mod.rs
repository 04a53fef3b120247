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
    pub(crate) fn save(&mut self, state: &State) -> Result<(), StoreError> {
        if !self.0.is_whole()? {
            return self.0.write_anew(&lines(state.everything()));
        }
        self.0.append(&lines(state.changed()))?;
        if self.0.is_mostly_outdated() {
            // What changed is kept already; what is outdated can stay.
            let _ = self.0.write_anew(&lines(state.everything()));
        }
        Ok(())
    }
}

fn lines(kept: impl Iterator<Item = Kept>) -> String {
    let mut lines = String::new();
    for each in kept {
        lines.push_str(&serde_json::to_string(&each).expect("what is kept has names for keys"));
        lines.push('\n');
    }
    lines
}
