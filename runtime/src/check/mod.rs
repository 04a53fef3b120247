//! What must hold before a request is sent: every broken rule at once, with its place, never with its value.

mod broken;
mod number;
mod pattern;
mod rules;
mod text;

pub use broken::{Broken, BrokenRule, Rule};
pub use number::{NumberRules, Numeric};
pub use pattern::{Pattern, Piece};
pub use rules::{Check, Rules, checked};
pub use text::{TextRules, Textual};
