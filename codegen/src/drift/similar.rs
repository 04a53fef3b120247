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
    let scores: Vec<(usize, usize, f64)> = (0..left)
        .flat_map(|left| (0..right).map(move |right| (left, right)))
        .filter_map(|(left, right)| score(left, right).map(|score| (left, right, score)))
        .collect();
    let clear = |wanted: &(usize, usize, f64)| {
        let (left, right, score) = *wanted;
        scores.iter().all(|other| {
            let same = other.0 == left && other.1 == right;
            let rival = other.0 == left || other.1 == right;
            same || !rival || other.2 < score
        })
    };
    scores
        .iter()
        .filter(|pair| clear(pair))
        .map(|(left, right, _)| (*left, *right))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::names;

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
}
