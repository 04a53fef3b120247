//! An overlay that was rewritten.

/// The text of an overlay that was rewritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The text.
    pub text: String,
    /// For each action in it, the number of the one that said so before.
    pub origins: Vec<usize>,
}
