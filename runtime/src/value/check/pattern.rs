use std::fmt;

use zeroize::Zeroizing;

/// A form that a whole text must have: pieces, one after the other, each a set of characters and how often it comes.
///
/// It is checked without a regular expression engine, in time proportional to text × pieces.
///
/// ```
/// use gateway_runtime::{Pattern, Piece};
///
/// // [A-Z]{2}[0-9]+
/// const FORM: Pattern = &[
///     Piece { ranges: &[('A', 'Z')], min: 2, max: Some(2) },
///     Piece { ranges: &[('0', '9')], min: 1, max: None },
/// ];
/// # let _ = FORM;
/// ```
pub type Pattern = &'static [Piece];

/// One piece of a [`Pattern`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The characters it may consist of: inclusive ranges.
    pub ranges: &'static [(char, char)],
    /// How many there must be at least.
    pub min: u32,
    /// How many there may be at most; `None` for any number.
    pub max: Option<u32>,
}

impl Piece {
    fn takes(&self, character: char) -> bool {
        self.ranges
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&character))
    }
}

/// Whether the whole text has the form.
pub(super) fn matches(pattern: &[Piece], text: &str) -> bool {
    // One piece alone has nothing to leave to another.
    matches_greedily(pattern, text) || (pattern.len() > 1 && matches_anyhow(pattern, text))
}

/// Whether the text has the form if each piece takes as much as it can, as it does in nearly all that are valid.
fn matches_greedily(pattern: &[Piece], text: &str) -> bool {
    let mut rest = text.chars().peekable();
    let all_fit = pattern.iter().all(|piece| {
        let most = piece.max.unwrap_or(u32::MAX);
        let mut taken = 0;
        while taken < most && rest.next_if(|next| piece.takes(*next)).is_some() {
            taken += 1;
        }
        taken >= piece.min
    });
    all_fit && rest.next().is_none()
}

/// Keeps, for each piece, all positions of the text where it may begin; so an ambiguous pattern costs no backtracking.
fn matches_anyhow(pattern: &[Piece], text: &str) -> bool {
    let characters: Zeroizing<Vec<char>> = Zeroizing::new(text.chars().collect());
    let mut begins = vec![false; characters.len().saturating_add(1)];
    if let Some(begin) = begins.first_mut() {
        *begin = true;
    }
    for piece in pattern {
        begins = ends(piece, &characters, &begins);
    }
    begins.last().copied().unwrap_or_default()
}

/// Where a piece may end, given where it may begin: a position ends it when some beginning lies `min` to `max`
/// characters before and everything between is in its set. A running count of the beginnings in that window keeps
/// this linear.
fn ends(piece: &Piece, characters: &[char], begins: &[bool]) -> Vec<bool> {
    let (min, max) = (piece.min as usize, piece.max.map(|max| max as usize));
    let begin_at = |position: usize| begins.get(position).copied().unwrap_or_default();
    // Where the run of fitting characters that ends here has begun; and how many beginnings the window holds.
    let (mut run, mut open, mut window) = (0, 0_usize, 0_usize);
    let mut ends = Vec::with_capacity(begins.len());
    for position in 0..begins.len() {
        if position > 0
            && !characters
                .get(position - 1)
                .is_some_and(|character| piece.takes(*character))
        {
            (run, open, window) = (position, 0, position);
        }
        // The window holds the beginnings from `window` up to `position - min`.
        if let Some(enters) = position.checked_sub(min).filter(|enters| *enters >= run) {
            open += usize::from(begin_at(enters));
        }
        if let Some(oldest) = max.and_then(|max| position.checked_sub(max)) {
            while window < oldest {
                // Only a beginning that has entered can leave.
                if window >= run && window + min < position + 1 {
                    open = open.saturating_sub(usize::from(begin_at(window)));
                }
                window += 1;
            }
        }
        ends.push(open > 0);
    }
    ends
}

/// Shows a pattern as a regular expression.
pub(super) struct Shown<'a>(pub(super) &'a [Piece]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in self.0 {
            match piece.ranges {
                [(first, last)] if first == last => write!(f, "{first}")?,
                ranges => match excluded(ranges) {
                    Some(excluded) => write!(f, "[^{}]", Class(&excluded))?,
                    None => write!(f, "[{}]", Class(ranges))?,
                },
            }
            match (piece.min, piece.max) {
                (1, Some(1)) => {}
                (0, None) => f.write_str("*")?,
                (1, None) => f.write_str("+")?,
                (0, Some(1)) => f.write_str("?")?,
                (min, None) => write!(f, "{{{min},}}")?,
                (min, Some(max)) if min == max => write!(f, "{{{min}}}")?,
                (min, Some(max)) => write!(f, "{{{min},{max}}}")?,
            }
        }
        Ok(())
    }
}

/// What stands in the brackets of a class.
struct Class<'a>(&'a [(char, char)]);

impl fmt::Display for Class<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (first, last) in self.0 {
            write!(f, "{}", first.escape_debug())?;
            if first != last {
                write!(f, "-{}", last.escape_debug())?;
            }
        }
        Ok(())
    }
}

/// What a class that takes nearly everything leaves out; `None` for one that begins or ends within.
fn excluded(ranges: &[(char, char)]) -> Option<Vec<(char, char)>> {
    let (first, last) = (ranges.first()?.0, ranges.last()?.1);
    if first != '\0' || last != char::MAX {
        return None;
    }
    let gaps = ranges.iter().zip(ranges.iter().skip(1));
    let gaps = gaps.filter_map(|((_, end), (start, _))| {
        let mut within = (*end..=*start).skip(1);
        let first = within.next().filter(|first| first < start)?;
        let last = (first..*start).next_back()?;
        Some((first, last))
    });
    Some(gaps.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &[(char, char)] = &[('0', '9')];
    const LETTERS: &[(char, char)] = &[('a', 'z')];

    #[test]
    fn the_whole_text_must_match() {
        let month: Pattern = &[Piece {
            ranges: DIGITS,
            min: 2,
            max: Some(2),
        }];
        for (text, fits) in [
            ("12", true),
            ("1", false),
            ("123", false),
            ("1a", false),
            ("", false),
        ] {
            assert_eq!(matches(month, text), fits, "{text}");
        }
        assert_eq!(Shown(month).to_string(), "[0-9]{2}");
    }

    #[test]
    fn a_class_that_takes_nearly_everything_says_what_it_does_not() {
        for (ranges, shown) in [
            (&[('\0', '>'), ('@', char::MAX)][..], "[^?]"),
            (&[('\0', '\t'), ('\u{b}', char::MAX)], "[^\\n]"),
            (&[('\0', '/'), (':', '@'), ('[', char::MAX)], "[^0-9A-Z]"),
            (
                &[('\0', '\u{d7fe}'), ('\u{e001}', char::MAX)],
                "[^\\u{d7ff}-\\u{e000}]",
            ),
            (&[('a', char::MAX)], "[a-\\u{10ffff}]"),
        ] {
            let piece = Piece {
                ranges,
                min: 1,
                max: Some(1),
            };
            assert_eq!(Shown(&[piece]).to_string(), shown);
        }
    }

    #[test]
    fn pieces_that_overlap_share_the_text() {
        // [a-z]{0,2}[a-z]*[0-9]?a
        let pattern: Pattern = &[
            Piece {
                ranges: LETTERS,
                min: 0,
                max: Some(2),
            },
            Piece {
                ranges: LETTERS,
                min: 0,
                max: None,
            },
            Piece {
                ranges: DIGITS,
                min: 0,
                max: Some(1),
            },
            Piece {
                ranges: &[('a', 'a')],
                min: 1,
                max: Some(1),
            },
        ];
        for (text, fits) in [
            ("a", true),
            ("aaaa", true),
            ("abc1a", true),
            ("abc12a", false),
            ("1a", true),
            ("b", false),
            ("", false),
        ] {
            assert_eq!(matches(pattern, text), fits, "{text}");
        }
        assert_eq!(Shown(pattern).to_string(), "[a-z]{0,2}[a-z]*[0-9]?a");
    }

    /// The obvious, exponential way, to compare with.
    fn naive(pattern: &[Piece], text: &[char]) -> bool {
        let Some((piece, rest)) = pattern.split_first() else {
            return text.is_empty();
        };
        let most = piece
            .max
            .map_or(text.len(), |max| (max as usize).min(text.len()));
        (piece.min as usize..=most).any(|taken| {
            text[..taken]
                .iter()
                .all(|character| piece.takes(*character))
                && naive(rest, &text[taken..])
        })
    }

    #[test]
    fn it_agrees_with_the_obvious_way_on_every_small_case() {
        const SETS: [&[(char, char)]; 3] = [&[('a', 'a')], &[('b', 'b')], &[('a', 'b')]];
        const COUNTS: [(u32, Option<u32>); 6] = [
            (0, None),
            (1, None),
            (0, Some(1)),
            (1, Some(1)),
            (2, Some(3)),
            (0, Some(0)),
        ];
        let pieces: Vec<Piece> = SETS
            .iter()
            .flat_map(|ranges| {
                COUNTS.iter().map(|(min, max)| Piece {
                    ranges,
                    min: *min,
                    max: *max,
                })
            })
            .collect();
        let texts: Vec<String> = (0..6_u32)
            .flat_map(|length| {
                (0..2_u32.pow(length)).map(move |bits| {
                    (0..length)
                        .map(|at| if bits >> at & 1 == 0 { 'a' } else { 'b' })
                        .collect()
                })
            })
            .collect();
        for first in &pieces {
            for second in &pieces {
                for third in &pieces {
                    let pattern = [*first, *second, *third];
                    for text in &texts {
                        let characters: Vec<char> = text.chars().collect();
                        assert_eq!(
                            matches(&pattern, text),
                            naive(&pattern, &characters),
                            "{} on {text}",
                            Shown(&pattern)
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn ambiguity_costs_no_time() {
        let pattern: Pattern = &[Piece {
            ranges: LETTERS,
            min: 0,
            max: None,
        }; 30];
        assert!(!matches(pattern, &format!("{}1", "a".repeat(100_000))));
    }
}
