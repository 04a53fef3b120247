//! The sides of operations that reach something.

use super::change::Direction;

/// A set of sides of operations, two bits for each operation, by its number: what a schema that many share is reached by is
/// handed on to all that stands within it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct SideSet(Vec<u64>);

/// A bit for each operation, of the side in question.
const REQUESTS: u64 = 0x5555_5555_5555_5555;

impl SideSet {
    fn mask(only: Option<Direction>) -> u64 {
        match only {
            None => u64::MAX,
            Some(Direction::Request) => REQUESTS,
            Some(Direction::Answer) => !REQUESTS,
        }
    }

    /// Takes in what reaches something else, one side alone where it is one. Whether that was more than was known.
    pub(super) fn take(&mut self, other: &Self, only: Option<Direction>) -> bool {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        let mut is_more = false;
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            let more = more & Self::mask(only);
            is_more |= more & !*word != 0;
            *word |= more;
        }
        is_more
    }

    /// Each side with the number of its operation, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Direction)> {
        let words = self.0.iter().enumerate();
        words.flat_map(|(number, word)| {
            let all = (0..32).flat_map(|bit| Direction::ALL.map(|side| (bit, side)));
            let known = all
                .filter(move |(bit, side)| word >> (bit * 2) & 0b11 & Self::mask(Some(*side)) != 0);
            known.map(move |(bit, side)| (number * 32 + bit, side))
        })
    }
}

impl FromIterator<(usize, Direction)> for SideSet {
    fn from_iter<I: IntoIterator<Item = (usize, Direction)>>(sides: I) -> Self {
        let mut all = Self::default();
        for (operation, side) in sides {
            let word = operation / 32;
            if all.0.len() <= word {
                all.0.resize(word + 1, 0);
            }
            let both = 0b11 << (operation % 32 * 2);
            if let Some(at) = all.0.get_mut(word) {
                *at |= both & Self::mask(Some(side));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Direction::{Answer, Request};

    #[test]
    fn a_set_gives_back_what_it_was_made_of_and_takes_in_one_side_alone() {
        let sides = [(0, Request), (31, Answer), (32, Request), (200, Answer)];
        let all: SideSet = sides.into_iter().collect();
        assert_eq!(all.iter().collect::<Vec<_>>(), sides);
        let mut taken: SideSet = [(31, Request)].into_iter().collect();
        assert!(taken.take(&all, Some(Answer)) && !taken.take(&all, Some(Answer)));
        assert_eq!(
            taken.iter().collect::<Vec<_>>(),
            [(31, Request), (31, Answer), (200, Answer)]
        );
        assert!(taken.take(&all, None) && !all.clone().take(&taken, Some(Answer)));
    }
}
