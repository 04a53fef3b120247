//! Everything that is proven across rooms.

mod documents;
mod downstream;
mod end_to_end;
mod drift;
mod overlay;
mod own;
mod refine;
mod restrict;
mod runtime;
mod samples;
mod surface;
mod page;
mod page_bad;
mod page_reference;
mod transcribe_tokens;
