//! What a test needs to be quick and to fail for one reason only. Behind the feature `testing`.

mod clock;
mod contract;

pub use clock::TestClock;
pub use contract::violations;
