//! Patterns of the document, read into rows of character classes that need no regular expressions to check.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::api::{Pattern, Piece};
use crate::patterns;

/// Reads a pattern that is anchored at both ends and repeats character classes in a row.
///
/// `None` means that the pattern says more than that, or that it is no pattern at all; it then stays documentation.
pub(super) fn read(source: &str) -> Option<Pattern> {
    let hir = patterns::parsed(source)?;
    let HirKind::Concat(parts) = hir.kind() else {
        return None;
    };
    let [first, middle @ .., last] = parts.as_slice() else {
        return None;
    };
    if !matches!(first.kind(), HirKind::Look(Look::Start))
        || !matches!(last.kind(), HirKind::Look(Look::End))
    {
        return None;
    }
    let mut pieces = Vec::new();
    for part in middle {
        read_part(part, &mut pieces)?;
    }
    Some(Pattern {
        source: source.to_owned(),
        pieces,
    })
}

fn read_part(part: &Hir, pieces: &mut Vec<Piece>) -> Option<()> {
    match part.kind() {
        HirKind::Empty => {}
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            pieces.extend(text.chars().map(|letter| Piece {
                ranges: vec![(letter, letter)],
                min: 1,
                max: Some(1),
            }));
        }
        HirKind::Class(class) => pieces.push(Piece {
            ranges: ranges(class)?,
            min: 1,
            max: Some(1),
        }),
        HirKind::Repetition(repetition) => {
            let mut once = Vec::new();
            read_part(&repetition.sub, &mut once)?;
            let [
                Piece {
                    ranges,
                    min: 1,
                    max: Some(1),
                },
            ] = once.as_slice()
            else {
                return None;
            };
            pieces.push(Piece {
                ranges: ranges.clone(),
                min: repetition.min,
                max: repetition.max,
            });
        }
        HirKind::Capture(capture) => read_part(&capture.sub, pieces)?,
        HirKind::Concat(parts) => {
            for part in parts {
                read_part(part, pieces)?;
            }
        }
        HirKind::Look(_) | HirKind::Alternation(_) => return None,
    }
    Some(())
}

fn ranges(class: &Class) -> Option<Vec<(char, char)>> {
    match class {
        Class::Unicode(class) => Some(
            class
                .iter()
                .map(|range| (range.start(), range.end()))
                .collect(),
        ),
        Class::Bytes(class) if class.is_ascii() => Some(
            class
                .iter()
                .map(|range| (char::from(range.start()), char::from(range.end())))
                .collect(),
        ),
        Class::Bytes(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_classes_are_read() {
        let pattern = read("^[A-Z]{3}$").expect("a row");
        assert_eq!(
            pattern.pieces,
            [Piece {
                ranges: vec![('A', 'Z')],
                min: 3,
                max: Some(3)
            }]
        );
        let pattern = read(r"^\+?[0-9]{1,7}(-x)$").expect("a row");
        assert_eq!(pattern.pieces.len(), 4);
    }

    #[test]
    fn classes_are_those_of_json_schema() {
        let ranges = |source| {
            let pattern = read(source).expect("a row");
            pattern.pieces.into_iter().map(|piece| piece.ranges)
        };
        let all = |source| ranges(source).flatten().collect::<Vec<_>>();
        assert_eq!(all(r"^\d+$"), [('0', '9')]);
        let word = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
        assert_eq!(all(r"^\w{26}$"), word);
        assert_eq!(all(r"^[\w-]*$"), [&[('-', '-')][..], &word].concat());
        assert_eq!(all(r"^[\w-.]*$"), [&[('-', '.')][..], &word].concat());
        assert_eq!(all(r"^[^\D]$"), [('0', '9')]);
        assert_eq!(
            all("^[[&&a~]$"),
            [('&', '&'), ('[', '['), ('a', 'a'), ('~', '~')]
        );
        assert_eq!(ranges(r"^[a[b]]\[$").count(), 3);
        assert_eq!(read("^a\\"), None);
    }

    #[test]
    fn what_says_more_stays_documentation() {
        for source in [
            "[A-Z]{3}",
            "^(a|bc)$",
            "^(?=x)y$",
            "^(ab){2}$",
            "(",
            "",
            r"^\bx$",
        ] {
            assert_eq!(read(source), None, "{source}");
        }
    }
}
