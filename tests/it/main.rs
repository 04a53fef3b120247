//! Everything that is proven across rooms.

mod restrict;
