//! Applies OpenAPI Overlay 1.0 documents, strictly.
//!
//! What is followed:
//!
//! - Targets are RFC 9535 JSONPath queries; actions apply in order, each to the result of the one before.
//! - `update` merges into an object member by member: a primitive replaces a primitive, an object merges into an object,
//!   an array is concatenated to an array, and a member that is not there is added. Other pairs are incompatible, which is
//!   what Overlay 1.1 spells out and 1.0 means by "compatible".
//! - `update` on a target that is an array appends the value as one entry. Tools disagree about a value that is itself an
//!   array, so that is refused unless the array already holds arrays.
//! - `remove` takes the target out of the object or array that contains it. The text of 1.0 speaks of objects and arrays
//!   only, yet its own compliance set removes a member that is a primitive, so members may be of any type; a primitive
//!   entry of an array may not, nor may a primitive be the target of an update.
//! - To replace an array or a reference, remove it in one action and add the new one in the next.
//!
//! What is stricter than the specification, because an overlay holds judgements about a document that somebody else
//! changes: an action that matches nothing is an error, as is every value in it that a matched place already has, an
//! action that does not say why it is there, a member that the specification does not know, and a null over a value.

mod added;
mod apply;
mod follow;
mod given;
mod lines;
mod merge;
mod model;
mod parse;
mod place;
mod rests;
mod touches;

pub use added::added_by;
pub use apply::{apply, apply_what_fits};
pub use follow::{
    Lines as ChangedLines, Move, Rewritten, follow, is_entry, lines as changed_lines, literal,
    moved, query, rename, say_anew,
};
pub use given::{Given, given};
pub use model::{Action, Change, Overlay};
pub use parse::parse;
pub use rests::{Rest, rests};
pub use touches::{Touch, touches};
