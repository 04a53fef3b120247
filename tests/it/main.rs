//! Everything that is proven across rooms.

mod documents;
mod end_to_end;
mod overlay;
mod own;
mod refine;
mod restrict;
mod runtime;
mod samples;
mod surface;
