//! Finds where a text states in words how long a value is: `at most 30 characters`, `长度不超过32位`.

use super::lex::{Kind, Lexeme, is_filler, is_thousands, letters, lex, next, push_plain};
use super::words::{Compare, Meaning, Unit};

/// No length is stated in more characters than this.
const LONGEST: usize = 60;

/// What stands between a name and how long the value is.
const STOPS: [char; 11] = ['-', '–', '—', ',', '，', ':', '：', '(', '（', ';', '；'];

/// The length in bytes of the words at the beginning of a text that state how long a value is, or 0.
///
/// They are a number with a unit (or the word *length*) and a word that says which end of the range it is, or both ends.
/// A number without either may count anything, and is left alone unless the sentence ends with it: what it bounds then is
/// the value or its length, and reading the token says that nobody knows which. Where a further word goes on about the unit
/// (`2 digits after the point`), the first of them is taken along, so that reading the token fails and says so.
///
/// Behind a stop such as a dash a number with a unit is a length too, though not which, and so are `digits only` and one
/// number or another: reading the token says what is open.
pub(crate) fn spoken(before: &str, text: &str) -> usize {
    if text.starts_with(char::is_whitespace) {
        return 0;
    }
    let mut plain = String::new();
    // For each byte of the plain text, where its character ends in the text as it stands.
    let mut ends: Vec<usize> = Vec::new();
    for (at, c) in letters(text).take(LONGEST) {
        if matches!(c, '\n' | '。') {
            break;
        }
        push_plain(&mut plain, c);
        ends.resize(plain.len(), at + c.len_utf8());
    }
    // Most words of a text begin nothing, and what follows them is read in its turn.
    if !begins(&plain) {
        return 0;
    }
    let lexemes = lex(&plain);
    let end = Words {
        plain: &plain,
        lexemes: &lexemes,
        apart: before.trim_end().is_empty() || before.trim_end().ends_with(STOPS),
    }
    .end();
    end.and_then(|end| ends.get(end.checked_sub(1)?).copied())
        .unwrap_or(0)
}

struct Words<'a> {
    plain: &'a str,
    lexemes: &'a [Lexeme],
    /// Whether what stands before does not go on here.
    apart: bool,
}

impl Words<'_> {
    /// Where the words end in the plain text.
    fn end(mut self) -> Option<usize> {
        // What is `the size` of a repository or of a page is no length of a value; the most of it is.
        let of_size = self.text().eq_ignore_ascii_case("size");
        if let Some(Kind::Phrase(Meaning::Unit(_))) = self.kind() {
            let last = self.take();
            let listed = self.listed().iter();
            let mut numbers = listed.filter(|it| matches!(it.kind, Kind::Number(_)));
            return numbers.next_back().map(|it| it.end).or(last);
        }
        let mut length = self.lengths(false);
        let bounded = match self.kind()? {
            Kind::Phrase(meaning) if is_bound(*meaning) || self.is_below(*meaning, length) => {
                length |= self.text().contains("length");
                self.skip();
                length |= self.lengths(true);
                true
            }
            Kind::Phrase(Meaning::Filler) => return None,
            Kind::Phrase(Meaning::Opening { .. }) => {
                self.skip();
                true
            }
            _ => false,
        };
        let mut last = self.number()?;
        let mut both = false;
        if bounded && self.is_second() {
            self.skip();
            self.skip();
            length |= self.lengths(true);
            last = self.number()?;
            both = true;
        } else if let Some(at) = self.listed().windows(2).rposition(is_other_end) {
            self.lexemes = self.lexemes.get(at + 1..)?;
            last = self.number()?;
            both = true;
        }
        // `length 7,2`: digits before and behind the point.
        if length && !bounded && matches!(self.listed(), [comma, _] if comma.kind == Kind::Comma) {
            self.skip();
            last = self.number()?;
        }
        let unit = match self.kind() {
            Some(Kind::Phrase(Meaning::Unit(unit))) => Some(*unit),
            _ => None,
        };
        if unit.is_some() {
            last = self.take()?;
        }
        if unit.is_some()
            && ["or", "或"].contains(&self.text())
            && let [_, number, other, ..] = self.lexemes
            && let (Kind::Number(_), Kind::Phrase(Meaning::Unit(_))) = (&number.kind, &other.kind)
        {
            return Some(other.end);
        }
        let behind = match self.kind() {
            Some(Kind::Phrase(Meaning::OrLess | Meaning::OrMore)) => true,
            // `30 characters max`; before a number it is the beginning of the next limit.
            Some(Kind::Phrase(Meaning::AtLeast | Meaning::AtMost)) => {
                let next = self.lexemes.get(1).map(|next| &next.kind);
                unit.is_some() && !bounded && !both && !matches!(next, Some(Kind::Number(_)))
            }
            _ => false,
        };
        if behind {
            last = self.take()?;
        }
        let stated = match unit {
            Some(_) => bounded || both || behind || length || self.apart && self.ends(),
            None if bounded && self.ends() => true,
            None => length && (bounded || both || behind || !of_size),
        };
        if !stated {
            return None;
        }
        // An amount may be of so many digits, with so many of them behind a point: it is no row of digits.
        let point = self.lexemes.iter().filter(|_| unit == Some(Unit::Digits));
        let point = point.rev().find(|lexeme| {
            let decimal = self.plain.get(lexeme.start..lexeme.end) == Some("decimal");
            decimal || lexeme.kind == Kind::Phrase(Meaning::DecimalPlaces)
        });
        let further = point.map(|lexeme| lexeme.end);
        match further.or_else(|| self.goes_on()) {
            // Entries are counted of many things, most of which are no values of a list.
            Some(_) if unit == Some(Unit::Entries) => None,
            Some(further) => Some(further),
            None => Some(last),
        }
    }

    fn kind(&self) -> Option<&Kind> {
        self.lexemes.first().map(|lexeme| &lexeme.kind)
    }

    /// Whether the other end of the range follows with a word of its own: `at least 3 and at most 64`.
    fn is_second(&self) -> bool {
        let mut next = self.lexemes.iter().map(|lexeme| &lexeme.kind);
        let joins = matches!(next.next(), Some(Kind::Comma | Kind::Phrase(Meaning::To)));
        joins && matches!(next.next(), Some(Kind::Phrase(meaning)) if is_bound(*meaning))
    }

    /// Whether a word says that a length stays below the number, which it does of a length or where it must.
    fn is_below(&self, meaning: Meaning, length: bool) -> bool {
        let must = self.text().get(..4);
        meaning == Meaning::Compare(Compare::BELOW)
            && (length || must.is_some_and(|must| must.eq_ignore_ascii_case("must")))
    }

    /// The numbers here and what stands between them.
    fn listed(&self) -> &[Lexeme] {
        let is_listed =
            |it: &&Lexeme| is_joint(&it.kind) || matches!(it.kind, Kind::Number(_) | Kind::Comma);
        let count = self.lexemes.iter().take_while(is_listed).count();
        self.lexemes.get(..count).unwrap_or_default()
    }

    fn text(&self) -> &str {
        let span = self.lexemes.first().map(|first| first.start..first.end);
        span.and_then(|span| self.plain.get(span))
            .unwrap_or_default()
    }

    fn skip(&mut self) {
        self.lexemes = self.lexemes.get(1..).unwrap_or_default();
    }

    /// Takes the lexeme here and gives where it ends.
    fn take(&mut self) -> Option<usize> {
        let end = self.lexemes.first()?.end;
        self.skip();
        Some(end)
    }

    fn number(&mut self) -> Option<usize> {
        match self.kind()? {
            Kind::Number(number) if !number.starts_with('-') => {
                let end = self.take()?;
                // Of what may be one number or two, nobody should read half.
                if !is_thousands(self.plain.get(end..).unwrap_or_default()) {
                    return Some(end);
                }
                self.skip();
                self.take()
            }
            _ => None,
        }
    }

    /// Takes words for a length, and what may stand behind a word; gives whether there is one.
    fn lengths(&mut self, behind: bool) -> bool {
        let mut found = false;
        loop {
            match self.kind() {
                Some(Kind::Phrase(Meaning::Length)) => found = true,
                Some(kind) if is_filler(kind) && (found || behind) => {}
                _ => return found,
            }
            self.skip();
        }
    }

    /// Whether the sentence, or this part of it, is over, so that nothing else is counted.
    fn ends(&self) -> bool {
        let over = matches!(self.kind(), None | Some(Kind::Comma | Kind::Close(_)));
        over || self.text() == "."
    }

    /// Where the lexeme ends that goes on about what was counted, if one does.
    fn goes_on(&self) -> Option<usize> {
        let mut ahead = self.lexemes.iter().skip_while(|lexeme| {
            is_filler(&lexeme.kind) && lexeme.kind != Kind::Colon
                || self.plain.get(lexeme.start..lexeme.end) == Some("long")
        });
        let next = ahead.next()?;
        let on = matches!(
            next.kind,
            Kind::Word
                | Kind::Prose
                | Kind::Or
                | Kind::To
                | Kind::Number(_)
                | Kind::Phrase(Meaning::To | Meaning::Unit(_) | Meaning::DecimalPlaces)
        );
        on.then_some(next.end)
    }
}

/// Whether two lexemes are what stands before the last number of a range or of a list, and that number.
fn is_other_end(pair: &[Lexeme]) -> bool {
    matches!(pair, [joint, last] if is_joint(&joint.kind) && matches!(last.kind, Kind::Number(_)))
}

fn is_joint(kind: &Kind) -> bool {
    matches!(kind, Kind::To | Kind::Or | Kind::Phrase(Meaning::To))
}

/// Whether the first word of a text, which begins with it, can begin such words.
fn begins(plain: &str) -> bool {
    let (kind, length) = next(plain, None);
    match kind {
        Kind::Number(_)
        | Kind::Phrase(Meaning::Length | Meaning::Compare(_) | Meaning::Opening { .. }) => true,
        Kind::Phrase(Meaning::Unit(_)) => plain.get(..length).is_some_and(|it| it.contains(' ')),
        Kind::Phrase(meaning) => is_bound(meaning),
        _ => false,
    }
}

/// Whether a word says which end of a range follows, and the number is in it. What lies beyond a number may be what is
/// refused or cut off.
fn is_bound(meaning: Meaning) -> bool {
    matches!(
        meaning,
        Meaning::AtLeast
            | Meaning::AtMost
            | Meaning::Compare(Compare {
                exclusive: false,
                ..
            })
    )
}
