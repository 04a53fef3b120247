//! Everything that is proven across rooms.

mod documents;
mod overlay;
mod refine;
mod restrict;
mod runtime;
