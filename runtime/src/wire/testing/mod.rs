//! What a test needs to be quick and to fail for one reason only. Behind the feature `testing`.

pub(crate) mod clock;
pub(crate) mod contract;
pub(crate) mod journal_contract;
pub(crate) mod memory;
pub(crate) mod token_contract;
pub(crate) mod tokens;
mod tried;

pub use crate::wire::testing::clock::TestClock;
pub use crate::wire::testing::contract::violations;
pub use crate::wire::testing::journal_contract::journal_violations;
pub use crate::wire::testing::memory::MemoryJournal;
pub use crate::wire::testing::token_contract::token_violations;
pub use crate::wire::testing::tokens::MemoryTokens;
