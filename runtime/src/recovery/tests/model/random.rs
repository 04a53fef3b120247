//! Numbers that come again from the same seed.

/// SplitMix64: small, quick, and the same everywhere.
#[derive(Debug, Clone)]
pub(in crate::recovery::tests) struct Random(u64);

impl Random {
    pub(in crate::recovery::tests) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    pub(in crate::recovery::tests) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// Once in so many times.
    pub(in crate::recovery::tests) fn one_of(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// So many times in a hundred.
    pub(in crate::recovery::tests) fn one_in_hundred(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    pub(in crate::recovery::tests) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}
