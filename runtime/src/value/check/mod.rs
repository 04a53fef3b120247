//! What must hold before a request is sent: every violation at once, with its place, never with its value.

pub(crate) mod checks;
mod containers;
pub(crate) mod number;
pub(crate) mod pattern;
pub(crate) mod rules;
pub(crate) mod text;
pub(crate) mod texts;
pub(crate) mod violation;
