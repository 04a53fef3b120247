//! What a test needs to be quick and to fail for one reason only. Behind the feature `testing`.

pub use crate::engine::fake::{Answers, FakeGateway, Sent};
pub use crate::wire::testing::around::JournalAround;
pub use crate::wire::testing::clock::TestClock;
pub use crate::wire::testing::contract::violations;
pub use crate::wire::testing::forgetful::ForgetfulJournal;
pub use crate::wire::testing::journal_contract::journal_violations;
pub use crate::wire::testing::memory::MemoryJournal;
pub use crate::wire::testing::token_contract::token_violations;
pub use crate::wire::testing::tokens::MemoryTokens;
