//! Reads the restrictions that a page states in prose into limits of the schemas.
//!
//! The transcript keeps each as the raw token in `x-restriction`. Reading them apart from the page means that a better
//! reader can redo old releases. The tokens stay in the document, so that people see where a limit comes from.
//!
//! A token can be misread in two ways. Reading a sample as a limit refuses what the gateway takes, so whatever can be
//! understood in two ways yields nothing, and a warning says so: the overlay can then state the limit. Marks such as
//! `O` and `M` never change requiredness, which the table's own column decides.

mod clause;
mod document;
mod fit;
mod format;
mod kind;
mod lex;
mod limits;
mod parse;
mod spoken;
mod token;
mod words;

pub use document::{Stated, read, tokens};
pub use kind::{Kind, Simple};
pub(crate) use lex::character_class;
pub use limits::Limits;
pub(crate) use spoken::spoken;
pub(crate) use token::is_bounds;
pub use token::{Reading, lone_word, token, tokens_of_one};
