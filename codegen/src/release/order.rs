//! Which of two releases is the newer one, where their ids say so.

use std::cmp::Ordering;

/// Compares two ids, so that numbers within them count as numbers; nothing where they are numbered in different ways.
///
/// Ids of numbers and dots (`9`, `1.10`, `20250508.2`) can be compared, but a date and another number cannot. Ids with
/// anything else in them (`2025-12-11`, `2.1-beta3`) can be compared with those that differ in their numbers alone.
pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (left, right) = (parts(left), parts(right));
    let plain = |parts: &[Part]| {
        !parts.is_empty()
            && parts
                .iter()
                .all(|part| matches!(part, Part::Number(_)) || *part == Part::Other(".".to_owned()))
    };
    let alike = left.len() == right.len()
        && left.iter().zip(&right).all(|pair| match pair {
            (Part::Number(_), Part::Number(_)) => true,
            (left, right) => left == right,
        });
    let comparable = alike || plain(&left) && plain(&right);
    let numbers = |parts: &[Part]| -> Vec<u128> {
        let numbers = parts.iter().filter_map(|part| match part {
            Part::Number(number) => Some(*number),
            Part::Other(_) => None,
        });
        numbers.collect()
    };
    let (left, right) = (numbers(&left), numbers(&right));
    let same_kind = is_date(left.first()) == is_date(right.first());
    (comparable && same_kind).then(|| left.cmp(&right))
}

/// A piece of an id.
#[derive(PartialEq)]
enum Part {
    Number(u128),
    Other(String),
}

fn parts(id: &str) -> Vec<Part> {
    let is_number = |letter: char| letter.is_ascii_digit();
    let mut parts = Vec::new();
    let mut rest = id;
    while let Some(first) = rest.chars().next() {
        let number = is_number(first);
        let end = rest
            .find(|letter| is_number(letter) != number)
            .unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(if number {
            Part::Number(part.parse().unwrap_or(u128::MAX))
        } else {
            Part::Other(part.to_owned())
        });
        rest = after;
    }
    parts
}

/// Whether a number begins with a year and goes on with a month and a day, as 20250508 does.
fn is_date(number: Option<&u128>) -> bool {
    number.is_some_and(|number| (19_900_000..22_000_000).contains(number))
}

#[cfg(test)]
mod tests {
    use super::compare;
    use std::cmp::Ordering::{Equal, Greater, Less};

    #[test]
    fn ids_of_one_kind_are_compared_by_their_numbers() {
        for (left, right, order) in [
            ("20250508", "20251001", Less),
            ("20251001", "20250508.2", Greater),
            ("20250508", "20250508.2", Less),
            // Nobody looks into the calendar.
            ("20250508", "20251132", Less),
            ("9", "10", Less),
            ("1.10", "1.9.3", Greater),
            ("1", "1.1", Less),
            ("2025-12-11", "2025-2-1", Greater),
            ("2.1-beta2", "2.1-beta10", Less),
            ("2.1-beta", "2.1-beta", Equal),
        ] {
            assert_eq!(compare(left, right), Some(order), "{left} and {right}");
        }
    }

    #[test]
    fn ids_of_two_kinds_are_not_compared() {
        for (left, right) in [
            ("2025-12-11", "20250508"),
            ("2.1-beta", "20250508"),
            ("2.1", "20250508"),
            ("2.1-beta", "2.1"),
            ("2.1-beta", "2.1-rc"),
            ("autumn", "20250508"),
            ("", "1"),
        ] {
            assert_eq!(compare(left, right), None, "{left} and {right}");
            assert_eq!(compare(right, left), None, "{right} and {left}");
        }
    }
}
