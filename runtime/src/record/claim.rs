//! Whose an entry of a journal is, and for how long.

use std::time::Duration;

use crate::record::handle::Handle;
use crate::record::outcome::Outcome;

/// The number of a claim. Each claim of an entry has a greater one than those before it, so that a worker which was frozen
/// beyond its lease, and wakes, can decide nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fence(u64);

impl Fence {
    /// The call itself, which claims nothing. Every claim has a greater number.
    pub const CALL: Self = Self(0);

    /// A number that a store has given.
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub fn get(self) -> u64 {
        self.0
    }
}

/// How far an entry got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It was prepared, and is not being sent. Once it has been claimed, it never is.
    Prepared,
    /// It was being sent, and has no [conclusive](Outcome::is_conclusive) outcome.
    Open,
    /// It has a conclusive outcome.
    Settled,
}

/// What came of asking for an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Claim {
    /// It is the caller's until its lease is over or it is released.
    Ours {
        /// The number of the claim.
        fence: Fence,
        /// How far the entry got.
        stage: Stage,
    },
    /// It is not to be had: its call or another claim has it, or the journal does not know it.
    Elsewhere,
    /// The journal hands out so many look-ups in a time and no more; ask again after this.
    Later(Duration),
}

/// An entry that a journal has handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claimed {
    /// The request, as [`Journal::unresolved`](crate::Journal::unresolved) gives it.
    pub handle: Handle,
    /// The number of the claim.
    pub fence: Fence,
    /// How far the entry got.
    pub stage: Stage,
}

impl Claimed {
    /// An entry that is claimed under this number.
    pub fn new(handle: Handle, fence: Fence, stage: Stage) -> Self {
        Self {
            handle,
            fence,
            stage,
        }
    }
}

/// What came of letting an entry go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Released {
    /// It is free, and what was found is written down. This is what stands there now, if anything does.
    Done(Option<Outcome>),
    /// The claim was over, and somebody else has the entry or had it since. Nothing was written.
    TooLate,
}
