//! Identifiers that follow from a seed, so that a run can be repeated.

/// Splitmix64: every state gives another number, so numbers of one seed never repeat.
pub(crate) fn mixed(seed: u64, count: u64) -> u64 {
    let mut mixed = seed.wrapping_add(count.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A number that nobody can foresee, for a run without a seed.
pub(crate) fn unforeseen() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::process::id())
}

/// Numbers of one seed, one after the other.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Ids {
    seed: u64,
    count: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, count: 0 }
    }

    fn number(&mut self) -> u64 {
        self.count = self.count.wrapping_add(1);
        mixed(self.seed, self.count)
    }

    /// A short identifier, such as a trade number.
    pub(crate) fn short(&mut self, prefix: &str) -> String {
        format!("{prefix}{:016X}", self.number())
    }

    /// A long identifier that gives a right to whoever has it, such as a token.
    pub(crate) fn long(&mut self, prefix: &str) -> String {
        format!("{prefix}{:016x}{:016x}", self.number(), self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_row_of_identifiers() {
        let row = |seed| {
            let mut ids = Ids::new(seed);
            [ids.short("T"), ids.long("K"), ids.short("T")]
        };
        assert_eq!(row(7), row(7));
        assert_ne!(row(7), row(8));
        let [first, _, third] = row(7);
        assert_ne!(first, third);
    }
}
