//! Everything that is proven across rooms.
