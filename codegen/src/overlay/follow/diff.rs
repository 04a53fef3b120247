//! Which lines of a text differ.

/// Lines of a text that become others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines<'a> {
    /// The number of the first line, counted from 1.
    pub line: usize,
    /// The lines as they are.
    pub was: Vec<&'a str>,
    /// The lines as they become.
    pub is: Vec<&'a str>,
}

/// The lines that differ, those that stand together as one.
#[must_use]
pub fn lines<'a>(old: &'a str, new: &'a str) -> Vec<Lines<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let common = common(&old, &new);
    let mut found: Vec<Lines<'_>> = Vec::new();
    let (mut at_old, mut at_new) = (0, 0);
    for (left, right) in common.into_iter().chain([(old.len(), new.len())]) {
        let was = old.get(at_old..left).unwrap_or_default().to_vec();
        let is = new.get(at_new..right).unwrap_or_default().to_vec();
        if !was.is_empty() || !is.is_empty() {
            let line = at_old + 1;
            found.push(Lines { line, was, is });
        }
        (at_old, at_new) = (left + 1, right + 1);
    }
    found
}

/// The longest list of lines that both have, by their numbers in each.
fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    // How many lines the rests of both have in common, from the end.
    let mut lengths = vec![0_u32; width * (old.len() + 1)];
    let at = |left: usize, right: usize| left * width + right;
    for (left, was) in old.iter().enumerate().rev() {
        for (right, is) in new.iter().enumerate().rev() {
            let length = |place: usize| lengths.get(place).copied().unwrap_or_default();
            let longest = if was == is {
                length(at(left + 1, right + 1)) + 1
            } else {
                length(at(left + 1, right)).max(length(at(left, right + 1)))
            };
            if let Some(place) = lengths.get_mut(at(left, right)) {
                *place = longest;
            }
        }
    }
    let length = |left: usize, right: usize| lengths.get(at(left, right)).copied().unwrap_or(0);
    let (mut left, mut right) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(was), Some(is)) = (old.get(left), new.get(right)) {
        if was == is {
            pairs.push((left, right));
            (left, right) = (left + 1, right + 1);
        } else if length(left + 1, right) >= length(left, right + 1) {
            left += 1;
        } else {
            right += 1;
        }
    }
    pairs
}
