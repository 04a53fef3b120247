use crate::record::handle::Handle;
use crate::record::note::Note;
use crate::record::outcome::Outcome;

/// A request as a journal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// The request.
    pub handle: Handle,
    /// What became of it; `None` if the process ended before that was known, or has it under way.
    pub outcome: Option<Outcome>,
    /// What became known of it, line by line, as far as the journal keeps that.
    pub notes: Vec<Note>,
}

impl Recorded {
    /// A request, with what stands of it.
    pub fn new(handle: Handle, outcome: Option<Outcome>, notes: Vec<Note>) -> Self {
        Self {
            handle,
            outcome,
            notes,
        }
    }

    /// Whether somebody or something has to find out what became of it.
    pub fn is_open(&self) -> bool {
        let outcome = self.outcome.as_ref();
        outcome.is_none_or(|outcome| !outcome.is_conclusive())
    }
}
