//! How alike two names are, and which of them belong together.

/// How alike two names are, from 0 to 1. Case and separators do not count.
pub(super) fn names(left: &str, right: &str) -> f64 {
    let (left, right) = (plain(left), plain(right));
    let longest = left.len().max(right.len());
    let shortest = left.len().min(right.len());
    if longest == 0 {
        return 1.0;
    }
    let by_edits = 1.0 - ratio(edits(&left, &right), longest);
    let common = left
        .iter()
        .zip(&right)
        .take_while(|(left, right)| left == right)
        .count();
    // `cardNo` and `cardNumber` begin alike; a few common letters alone say nothing.
    let by_beginning = if common >= 4 {
        ratio(common, shortest)
    } else {
        0.0
    };
    // `token` and `accessToken`: the one is the other with a beginning.
    let (short, long) = if left.len() < right.len() {
        (&left, &right)
    } else {
        (&right, &left)
    };
    let by_ending = if short.len() >= 4 && long.ends_with(short) {
        0.75
    } else {
        0.0
    };
    by_edits.max(by_beginning).max(by_ending)
}

/// A name without case and separators. Long ones are cut: they decide by their beginning.
fn plain(name: &str) -> Vec<char> {
    const LONGEST: usize = 200;
    name.chars()
        .filter(|letter| !matches!(letter, '_' | '-' | ' ' | '.'))
        .flat_map(char::to_lowercase)
        .take(LONGEST)
        .collect()
}

#[allow(clippy::cast_precision_loss)]
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64
}

/// How many letters have to be put in, taken out or replaced (Levenshtein).
fn edits(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, from) in left.iter().enumerate() {
        let mut next = vec![index + 1];
        let pairs = row.iter().zip(row.iter().skip(1)).zip(right);
        for ((diagonal, above), to) in pairs {
            let before = next.last().copied().unwrap_or_default();
            let replaced = diagonal + usize::from(from != to);
            next.push(replaced.min(above + 1).min(before + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Pairs each of the left with one of the right where both are the other's clear best.
///
/// Ties stay alone, so that swapping the sides gives the same pairs.
pub(super) fn pairs(
    left: usize,
    right: usize,
    score: impl Fn(usize, usize) -> Option<f64>,
) -> Vec<(usize, usize)> {
    let all = (0..left).flat_map(|left| (0..right).map(move |right| (left, right)));
    let scores: Vec<(usize, usize, f64)> = all
        .filter_map(|(left, right)| Some((left, right, score(left, right)?)))
        .collect();
    let mut best = (vec![Best::default(); left], vec![Best::default(); right]);
    for (left, right, score) in &scores {
        let both = [best.0.get_mut(*left), best.1.get_mut(*right)];
        both.into_iter()
            .flatten()
            .for_each(|best| best.take(*score));
    }
    let is_clear = |best: Option<&Best>, score: f64| best.is_some_and(|best| best.is_alone(score));
    let clear = scores.into_iter().filter(|(left, right, score)| {
        is_clear(best.0.get(*left), *score) && is_clear(best.1.get(*right), *score)
    });
    clear.map(|(left, right, _)| (left, right)).collect()
}

/// The best score of one, and how many have it.
#[derive(Clone, Copy, Default)]
struct Best(Option<f64>, usize);

impl Best {
    fn take(&mut self, score: f64) {
        match self.0 {
            Some(best) if score < best => {}
            Some(best) if score <= best => self.1 += 1,
            _ => *self = Self(Some(score), 1),
        }
    }

    fn is_alone(&self, score: f64) -> bool {
        self.1 == 1 && self.0.is_some_and(|best| score >= best)
    }
}

#[cfg(test)]
mod tests {
    use super::{names, pairs};

    #[test]
    fn names_that_begin_or_end_alike_are_alike_from_both_sides() {
        for (one, other, is_alike) in [
            ("cardNo", "cardNumber", true),
            ("token", "accessToken", true),
            ("order_no", "merchantOrderNo", true),
            ("no", "cardNo", false),
            ("firstName", "birthday", false),
            ("amount", "currency", false),
        ] {
            let alike = names(one, other);
            assert_eq!(alike >= 0.7, is_alike, "{one} {other}: {alike}");
            assert!((alike - names(other, one)).abs() < f64::EPSILON, "{one}");
        }
    }

    #[test]
    fn those_that_are_the_clear_best_of_each_other_belong_together() {
        let paired = |scores: &[[f64; 2]]| {
            let score = |left: usize, right: usize| Some(scores[left][right]);
            pairs(scores.len(), 2, |left, right| {
                score(left, right).filter(|it| *it > 0.0)
            })
        };
        assert_eq!(paired(&[[0.9, 0.5], [0.4, 0.8]]), [(0, 0), (1, 1)]);
        // The second is the best of both, and neither is the clear one.
        assert_eq!(paired(&[[0.0, 0.7], [0.5, 0.7]]), []);
        // The first goes rather with the second, which goes rather with another.
        assert_eq!(paired(&[[0.5, 0.7], [0.0, 0.9]]), [(1, 1)]);
    }
}
