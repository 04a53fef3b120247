//! Everything that is proven across rooms.

mod overlay;
mod restrict;
