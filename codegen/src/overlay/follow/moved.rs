//! What an overlay follows.

/// A node that stands elsewhere than before, by the names of the members that lead to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// Where it was.
    pub from: Vec<String>,
    /// Where it is.
    pub to: Vec<String>,
}
