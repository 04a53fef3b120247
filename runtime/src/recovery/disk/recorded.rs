use crate::record::handle::Handle;
use crate::record::outcome::Outcome;

/// A request as a journal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// The request.
    pub handle: Handle,
    /// What became of it; `None` if the process ended before that was known, or has it under way.
    pub outcome: Option<Outcome>,
}
