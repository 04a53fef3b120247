//! Everything that is proven across rooms.

mod overlay;
mod refine;
mod restrict;
mod runtime;
