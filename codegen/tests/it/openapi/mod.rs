//! The normal form: whatever way a document says a thing, it is read as the same.

mod account;
mod compared;
mod documents;
mod findings;
mod hostile;
mod keywords;
mod lowered;
mod random;
mod rewrite;
mod rewritings;
mod support;
mod told;
mod versions;
mod written;
