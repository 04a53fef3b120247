//! Random numbers, good enough to spread retries and to tell entries apart.

/// A random number: the standard library seeds each hasher state anew.
pub(crate) fn random() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    #[cfg(all(test, feature = "testing"))]
    if let Some(number) = seeded::next() {
        return number;
    }
    let mut hasher = RandomState::new().build_hasher();
    // A process that was forked has the seed of the other one.
    hasher.write_u32(std::process::id());
    hasher.finish()
}

#[cfg(all(test, feature = "testing"))]
pub(crate) use seeded::seed;

/// The same numbers again, for a test that replays what it did.
#[cfg(all(test, feature = "testing"))]
mod seeded {
    use std::cell::Cell;

    thread_local! {
        static STATE: Cell<Option<u64>> = const { Cell::new(None) };
    }

    /// From now on this thread has the numbers of a seed.
    pub(crate) fn seed(seed: u64) {
        STATE.set(Some(seed));
    }

    pub(super) fn next() -> Option<u64> {
        let state = STATE.get()?.wrapping_add(0x9e37_79b9_7f4a_7c15);
        STATE.set(Some(state));
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Some(mixed ^ (mixed >> 31))
    }
}
