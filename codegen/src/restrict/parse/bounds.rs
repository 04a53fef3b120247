//! Limits: pairs, ranges, comparisons and digits.

use super::Parser;
use super::cursor::Unclear;
use crate::restrict::clause::{Bound, Bounds, Clause, Subject};
use crate::restrict::lex::{Kind, is_filler};
use crate::restrict::words::{Compare, Meaning, Type, Unit};

impl Parser<'_> {
    /// `varchar(32)`: at most, as databases have it. Without a word before, nobody knows.
    pub(super) fn single(&mut self, number: &str) -> Result<(), Unclear> {
        if let Some(unit) = self.cursor.take_unit() {
            let bound = Some(Bound::inclusive(number));
            self.push(bound.clone(), bound, Subject::Length(unit));
            return Ok(());
        }
        if self.subject.is_some() || self.named == Some(Type::Text) {
            self.push(None, Some(Bound::inclusive(number)), Subject::Size);
            return Ok(());
        }
        Err(format!("`{number}` alone may be a limit or a sample"))
    }

    /// Two numbers with a comma: the ends of a range, or the digits of a decimal.
    pub(super) fn pair(&mut self, first: &str, second: &str, unit: Option<Unit>) {
        if self.named == Some(Type::Decimal)
            && unit.is_none()
            && let Some((precision, scale)) = falling(first, second)
        {
            // Precision and scale, as databases have it: the precision counts the digits on both sides.
            self.digits(
                Some((precision - scale).to_string()),
                Some(second.to_owned()),
            );
            return;
        }
        let subject = unit.map_or(Subject::Size, Subject::Length);
        self.push(
            Some(Bound::inclusive(first)),
            Some(Bound::inclusive(second)),
            subject,
        );
    }

    /// A length of two falling numbers, such as 7,2: digits before and after the point. Whether the first counts all
    /// digits is not said, so the reading that refuses less is taken.
    pub(super) fn precision(&mut self) {
        let mut ahead = self.cursor;
        ahead.skip_while(is_filler);
        let bracket = matches!(ahead.kind(), Some(Kind::Open(_)));
        if bracket {
            ahead.skip();
        }
        let Some(first) = ahead.take_number() else {
            return;
        };
        if !ahead.take(&Kind::Comma) {
            return;
        }
        let Some(second) = ahead
            .take_number()
            .filter(|second| falling(first, second).is_some())
        else {
            return;
        };
        if bracket {
            if !matches!(ahead.kind(), Some(Kind::Close(_))) {
                return;
            }
            ahead.skip();
        }
        self.digits(Some(first.to_owned()), Some(second.to_owned()));
        self.cursor = ahead;
    }

    /// Limits without brackets.
    pub(super) fn bounds(&mut self) -> Result<(), Unclear> {
        let bounds = match self.cursor.take_number() {
            Some(number) => match self.cursor.kind() {
                Some(Kind::Compare(compare)) => self.chain(number, *compare),
                _ => self.range(number)?,
            },
            None => self.compared()?,
        };
        if bounds.least.is_some() || bounds.most.is_some() {
            let subject = self
                .cursor
                .take_unit()
                .map_or(bounds.subject, Subject::Length);
            self.push(bounds.least, bounds.most, subject);
        }
        Ok(())
    }

    /// `0.01 <= amount <= 100`, of which the first number is taken.
    fn chain(&mut self, first: &str, compare: Compare) -> Bounds {
        let mut bounds = Bounds {
            subject: Subject::Comparison,
            ..Bounds::default()
        };
        bounds.set(
            first,
            Compare {
                least: !compare.least,
                ..compare
            },
        );
        self.cursor.skip();
        self.cursor
            .skip_while(|kind| matches!(kind, Kind::Word | Kind::Prose | Kind::Phrase(_)));
        let mut ahead = self.cursor;
        if let Some(Kind::Compare(compare)) = ahead.kind() {
            ahead.skip();
            if let Some(second) = ahead.take_number() {
                bounds.set(second, *compare);
                self.cursor = ahead;
            }
        }
        bounds
    }

    /// A comparison, or a word such as `max`, with its number.
    fn compared(&mut self) -> Result<Bounds, Unclear> {
        let word = self.cursor.here();
        let (compare, subject) = match self.cursor.kind() {
            Some(Kind::Compare(compare) | Kind::Phrase(Meaning::Compare(compare))) => {
                (*compare, Subject::Comparison)
            }
            Some(Kind::Phrase(Meaning::AtLeast)) => (Compare::LEAST, Subject::Size),
            Some(Kind::Phrase(Meaning::AtMost)) => (Compare::MOST, Subject::Size),
            // `an..64`
            Some(Kind::To) if self.subject.is_some() && word.starts_with("..") => {
                (Compare::MOST, Subject::Size)
            }
            _ => return Err(format!("`{word}` is not understood")),
        };
        if word.to_ascii_lowercase().contains("length") {
            self.subject = Some(Subject::Length(Unit::Characters));
        }
        self.cursor.skip();
        while let Some(kind) = self.cursor.kind() {
            match kind {
                Kind::Phrase(Meaning::Length) => {
                    self.subject = Some(Subject::Length(Unit::Characters))
                }
                Kind::Phrase(Meaning::Range) => self.subject = Some(Subject::Value),
                kind if is_filler(kind) => {}
                _ => break,
            }
            self.cursor.skip();
        }
        let Some(number) = self.cursor.take_number() else {
            return Err(format!("no number follows `{word}`"));
        };
        // max13~max19: the words repeat what the order of the two says already.
        if self.cursor.kind() == Some(&Kind::To) {
            return self.range(number);
        }
        let mut bounds = Bounds {
            subject,
            ..Bounds::default()
        };
        bounds.set(number, compare);
        Ok(bounds)
    }

    /// What follows a first number: the other end, a unit, or a word that says which end it was.
    fn range(&mut self, number: &str) -> Result<Bounds, Unclear> {
        let mut bounds = Bounds::default();
        let bound = Some(Bound::inclusive(number));
        if self.cursor.take_to() {
            self.cursor.skip_while(|kind| {
                matches!(kind, Kind::Phrase(Meaning::AtLeast | Meaning::AtMost))
            });
            let Some(other) = self.cursor.take_number() else {
                return Err(format!("the range that begins with {number} has no end"));
            };
            (bounds.least, bounds.most) = (bound, Some(Bound::inclusive(other)));
            return Ok(bounds);
        }
        if self.cursor.take_meaning(Meaning::DecimalPlaces) {
            self.digits(None, Some(number.to_owned()));
            return Ok(bounds);
        }
        let unit = self.cursor.take_unit();
        if let Some(unit) = unit {
            bounds.subject = Subject::Length(unit);
        }
        // `30 characters max`; before a number it is the beginning of the next limit.
        let is_last = !matches!(self.cursor.kind_after(1), Some(Kind::Number(_)));
        let mut takes =
            |word, end| self.cursor.take_meaning(word) || is_last && self.cursor.take_meaning(end);
        if takes(Meaning::OrLess, Meaning::AtMost) {
            bounds.most = bound;
        } else if takes(Meaning::OrMore, Meaning::AtLeast) {
            bounds.least = bound;
        } else if unit.is_some() && (self.boxed || self.exact || self.subject.is_some()) {
            // Three letters, six digits: exactly.
            (bounds.least, bounds.most) = (bound.clone(), bound);
        } else if self.subject.is_some() {
            bounds.most = bound;
        } else if unit.is_some() {
            return Err(format!("{number} may be the length or the most of it"));
        } else {
            return Err(format!("`{number}` alone may be a limit or a sample"));
        }
        Ok(bounds)
    }

    /// `[1-64]` with its unit behind the brackets.
    pub(super) fn unit_after(&mut self) {
        if let Some(bounds) = self.clauses.last_mut().and_then(Clause::bounds)
            && let Some(unit) = self.cursor.take_unit()
        {
            bounds.subject = Subject::Length(unit);
        }
    }

    fn digits(&mut self, integer: Option<String>, fraction: Option<String>) {
        self.clauses.push(Clause::Digits { integer, fraction });
    }

    fn push(&mut self, least: Option<Bound>, most: Option<Bound>, subject: Subject) {
        let subject = match (subject, self.subject) {
            (Subject::Size | Subject::Comparison, Some(said)) => said,
            (subject, _) => subject,
        };
        self.clauses.push(Clause::Bounds(Bounds {
            least,
            most,
            subject,
        }));
    }
}

impl Bounds {
    fn set(&mut self, number: &str, compare: Compare) {
        let bound = Some(Bound {
            number: number.to_owned(),
            exclusive: compare.exclusive,
        });
        if compare.least {
            self.least = bound;
        } else {
            self.most = bound;
        }
    }
}

/// A pair of whole numbers that falls, as that of a precision and a scale does.
fn falling(first: &str, second: &str) -> Option<(u32, u32)> {
    let (first, second) = (first.parse().ok()?, second.parse().ok()?);
    (first > second).then_some((first, second))
}
