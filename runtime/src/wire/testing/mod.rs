//! What a test needs to be quick and to fail for one reason only. Behind the feature `testing`.

pub(crate) mod clock;
pub(crate) mod contract;
pub(crate) mod memory;

pub use crate::wire::testing::clock::TestClock;
pub use crate::wire::testing::contract::violations;
pub use crate::wire::testing::memory::MemoryJournal;
