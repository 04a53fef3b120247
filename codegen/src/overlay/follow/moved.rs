//! What an overlay follows.

use crate::findings::{pointer_names, pointer_of};

/// A node that stands elsewhere than before, by the names of the members that lead to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// Where it was.
    pub from: Vec<String>,
    /// Where it is.
    pub to: Vec<String>,
}

/// Where the place behind a JSON pointer is after some moves; nothing where none of them is about it.
///
/// ```
/// use gateway_codegen::overlay::{Move, moved};
///
/// let steps = |path: &str| path.split(' ').map(str::to_owned).collect();
/// let moves = [Move { from: steps("paths /a post"), to: steps("paths /a put") }];
/// let now = moved("/paths/~1a/post/requestBody", &moves);
/// assert_eq!(now.as_deref(), Some("/paths/~1a/put/requestBody"));
/// assert_eq!(moved("/paths/~1b/post", &moves), None);
/// ```
#[must_use]
pub fn moved(place: &str, moves: &[Move]) -> Option<String> {
    let steps = pointer_names(place);
    let about = moves.iter().filter(|moved| steps.starts_with(&moved.from));
    // What moved out of a schema is nearer to a place in it than the schema.
    let nearest = about.max_by_key(|moved| moved.from.len())?;
    let rest = steps.get(nearest.from.len()..)?;
    Some(pointer_of(nearest.to.iter().chain(rest)))
}
