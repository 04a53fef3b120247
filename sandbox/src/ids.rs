//! Identifiers: trade numbers, and what gives a right to whoever has it.

use std::fmt;

use ring::error::Unspecified;
use ring::hmac::{HMAC_SHA256, Key, sign};
use ring::rand::{SecureRandom, SystemRandom};

/// Splitmix64: every state gives another number, so numbers of one seed never repeat.
pub(crate) fn mixed(seed: u64, count: u64) -> u64 {
    let mut mixed = seed.wrapping_add(count.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A row of identifiers, each an HMAC-SHA256 of its place in the row. Without the key none tells another.
#[derive(Clone)]
pub(crate) struct Ids {
    key: Key,
    count: u64,
}

impl Ids {
    /// A row that nobody can foresee: its key is 256 bits of the system's randomness, and is kept nowhere.
    pub(crate) fn unforeseen() -> Result<Self, Unspecified> {
        let mut key = [0; 32];
        SystemRandom::new().fill(&mut key)?;
        Ok(Self::keyed(&key))
    }

    /// The row of one run of a seed. Whoever knows the seed can foresee it.
    pub(crate) fn of_run(seed: u64, run: u64) -> Self {
        Self::keyed([seed.to_be_bytes(), run.to_be_bytes()].as_flattened())
    }

    fn keyed(key: &[u8]) -> Self {
        let key = Key::new(HMAC_SHA256, key);
        Self { key, count: 0 }
    }

    /// A short identifier, such as a trade number.
    pub(crate) fn short(&mut self, prefix: &str) -> String {
        let (number, _) = self.next();
        format!("{prefix}{number:016X}")
    }

    /// A long identifier that gives a right to whoever has it, such as a token.
    pub(crate) fn long(&mut self, prefix: &str) -> String {
        let (first, second) = self.next();
        format!("{prefix}{first:016x}{second:016x}")
    }

    fn next(&mut self) -> (u64, u64) {
        self.count = self.count.wrapping_add(1);
        let tag = sign(&self.key, &self.count.to_be_bytes());
        let mut words = tag.as_ref().chunks_exact(8).map(|word| {
            word.iter()
                .fold(0, |number, byte| (number << 8) | u64::from(*byte))
        });
        let mut word = || words.next().expect("a tag has four words");
        (word(), word())
    }
}

impl fmt::Debug for Ids {
    /// Without the key, from which every identifier follows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ids({} so far)", self.count)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn row(mut ids: Ids) -> [String; 3] {
        [ids.short("T"), ids.long("K"), ids.short("T")]
    }

    #[test]
    fn one_run_of_a_seed_gives_one_row_of_identifiers() {
        assert_eq!(row(Ids::of_run(7, 1)), row(Ids::of_run(7, 1)));
        let rows = [(7, 1), (7, 2), (8, 1)].map(|(seed, run)| row(Ids::of_run(seed, run)));
        let all: BTreeSet<&String> = rows.iter().flatten().collect();
        assert_eq!(all.len(), 9);
    }

    #[test]
    fn without_a_seed_no_two_rows_have_anything_in_common() {
        let rows = [(); 100].map(|()| row(Ids::unforeseen().unwrap()));
        let all: BTreeSet<&String> = rows.iter().flatten().collect();
        assert_eq!(all.len(), 300);
    }

    #[test]
    fn nobody_sees_the_key() {
        assert_eq!(format!("{:?}", Ids::of_run(7, 1)), "Ids(0 so far)");
    }
}
