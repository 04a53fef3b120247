//! Reads lexemes as clauses.

use super::clause::{Bound, Bounds, Clause, Subject};
use super::lex::{Kind, Lexeme, lex};
use super::words::{Compare, Meaning, Type, Unit};

/// Why a token says nothing that can be used.
pub(super) type Unclear = String;

/// Reads a normalised token.
pub(super) fn parse(text: &str) -> Result<Vec<Clause>, Unclear> {
    if let Some(pattern) = anchored(text) {
        return Ok(vec![Clause::Pattern(pattern.to_owned())]);
    }
    let lexemes = lex(text);
    let mut parser = Parser {
        text,
        lexemes: &lexemes,
        clauses: Vec::new(),
        subject: None,
        named: None,
        depth: 0,
    };
    parser.clauses()?;
    if parser.clauses.is_empty() {
        return Err("it states nothing".to_owned());
    }
    Ok(parser.clauses)
}

/// A regular expression that is anchored at both ends, perhaps between slashes.
fn anchored(text: &str) -> Option<&str> {
    let bare = text
        .strip_prefix('/')
        .and_then(|text| text.strip_suffix('/'))
        .unwrap_or(text);
    (bare.starts_with('^') && bare.ends_with('$')).then_some(bare)
}

struct Parser<'a> {
    text: &'a str,
    /// What is still to be read.
    lexemes: &'a [Lexeme],
    clauses: Vec<Clause>,
    /// What the limits to come are about, where a word before them said so.
    subject: Option<Subject>,
    /// The type that a word before named.
    named: Option<Type>,
    /// How many brackets are open here.
    depth: usize,
}

/// No token of sense nests deeper, and reading one must not exhaust the stack.
const DEEPEST: usize = 4;

impl<'a> Parser<'a> {
    fn clauses(&mut self) -> Result<(), Unclear> {
        while let Some(lexeme) = self.lexemes.first() {
            if self.is_or(1) {
                self.values()?;
                continue;
            }
            match &lexeme.kind {
                Kind::Comma | Kind::Colon | Kind::Phrase(Meaning::Filler) => self.skip(1),
                Kind::Phrase(Meaning::Mark) => self.take(Clause::Mark),
                Kind::Phrase(Meaning::Type(named)) => {
                    self.named = Some(*named);
                    self.take(Clause::Type(*named));
                }
                Kind::Phrase(Meaning::Length) => {
                    self.subject = Some(Subject::Length(Unit::Characters));
                    self.skip(1);
                    self.precision();
                }
                Kind::Phrase(Meaning::Range) => {
                    self.subject = Some(Subject::Value);
                    self.skip(1);
                }
                Kind::Phrase(Meaning::Enumeration) => {
                    self.skip(1);
                    self.enumeration()?;
                }
                Kind::Phrase(Meaning::Default) => self.default()?,
                Kind::Phrase(Meaning::Pattern) => self.pattern()?,
                Kind::Format => self.take(Clause::Format(self.slice(lexeme, lexeme).to_owned())),
                Kind::Open(_) => self.bracket()?,
                _ => self.bounds()?,
            }
        }
        Ok(())
    }

    /// What stands between brackets.
    fn bracket(&mut self) -> Result<(), Unclear> {
        if self.depth == DEEPEST {
            return Err("the brackets nest too deep".to_owned());
        }
        let (mut inner, after) = self.enclosed()?;
        self.lexemes = after;
        if let Some(rest) = self.after_mark(inner) {
            self.clauses.push(Clause::Mark);
            inner = rest;
            if inner.is_empty() {
                return Ok(());
            }
            if is_sample(inner) {
                self.clauses.push(Clause::Sample);
                return Ok(());
            }
        }
        match inner {
            [] => return Err("the brackets are empty".to_owned()),
            [
                Lexeme {
                    kind: Kind::Number(number),
                    ..
                },
            ] => return self.single(number),
            [
                only @ Lexeme {
                    kind: Kind::Word | Kind::Quoted(_) | Kind::Prose,
                    ..
                },
            ] => {
                return Err(format!(
                    "`{}` may be a value, a sample or a remark",
                    self.slice(only, only)
                ));
            }
            [
                Lexeme {
                    kind: Kind::Number(first),
                    ..
                },
                Lexeme {
                    kind: Kind::Comma, ..
                },
                Lexeme {
                    kind: Kind::Number(second),
                    ..
                },
                unit @ ..,
            ] if unit.len() < 2 => {
                let (first, second) = (first.clone(), second.clone());
                return self.pair(&first, &second, unit);
            }
            _ => {}
        }
        if is_comma_list(inner) {
            self.clauses.push(Clause::Values(self.split(inner)?));
            return Ok(());
        }
        let outer = self.lexemes;
        self.lexemes = inner;
        self.depth += 1;
        self.clauses()?;
        self.depth -= 1;
        self.lexemes = outer;
        self.unit_after();
        Ok(())
    }

    /// `varchar(32)`: at most, as databases have it. Without a word before, nobody knows.
    fn single(&mut self, number: &str) -> Result<(), Unclear> {
        if let Some(unit) = self.unit() {
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
    fn pair(&mut self, first: &str, second: &str, unit: &[Lexeme]) -> Result<(), Unclear> {
        let unit = match unit {
            [] => self.unit(),
            [
                Lexeme {
                    kind: Kind::Phrase(Meaning::Unit(unit)),
                    ..
                },
            ] => Some(*unit),
            _ => return Err("what follows the numbers is no unit".to_owned()),
        };
        if self.named == Some(Type::Decimal) && unit.is_none() && falls(first, second) {
            // Precision and scale, as databases have it: the precision counts the digits on both sides.
            let whole = first
                .parse::<u32>()
                .ok()
                .zip(second.parse::<u32>().ok())
                .map(|(all, fraction)| all - fraction);
            self.clauses.push(Clause::Digits {
                integer: whole.map(|whole| whole.to_string()),
                fraction: Some(second.to_owned()),
            });
            return Ok(());
        }
        let subject = unit.map_or(Subject::Size, Subject::Length);
        self.push(
            Some(Bound::inclusive(first)),
            Some(Bound::inclusive(second)),
            subject,
        );
        Ok(())
    }

    /// A length of two falling numbers, such as 7,2: digits before and after the point. Whether the first counts all
    /// digits is not said, so the reading that refuses less is taken.
    fn precision(&mut self) {
        let lexemes = match self.lexemes {
            [
                Lexeme {
                    kind: Kind::Colon | Kind::Phrase(Meaning::Filler),
                    ..
                },
                rest @ ..,
            ] => rest,
            all => all,
        };
        let (numbers, closed) = match lexemes {
            [
                Lexeme {
                    kind: Kind::Open(_),
                    ..
                },
                rest @ ..,
            ] => (rest, 1),
            all => (all, 0),
        };
        let [
            Lexeme {
                kind: Kind::Number(first),
                ..
            },
            Lexeme {
                kind: Kind::Comma, ..
            },
            Lexeme {
                kind: Kind::Number(second),
                ..
            },
            rest @ ..,
        ] = numbers
        else {
            return;
        };
        if falls(first, second) {
            self.clauses.push(Clause::Digits {
                integer: Some(first.clone()),
                fraction: Some(second.clone()),
            });
            self.lexemes = rest.get(closed..).unwrap_or_default();
        }
    }

    /// Limits without brackets.
    fn bounds(&mut self) -> Result<(), Unclear> {
        let mut bounds = Bounds::default();
        match self.lexemes {
            // 0.01 <= amount <= 100
            [
                Lexeme {
                    kind: Kind::Number(number),
                    ..
                },
                Lexeme {
                    kind: Kind::Compare(compare),
                    ..
                },
                rest @ ..,
            ] => {
                set(
                    &mut bounds,
                    number,
                    Compare {
                        least: !compare.least,
                        exclusive: compare.exclusive,
                    },
                );
                bounds.subject = Subject::Comparison;
                self.lexemes = rest;
                while matches!(
                    self.lexemes,
                    [
                        Lexeme {
                            kind: Kind::Word | Kind::Prose | Kind::Phrase(_),
                            ..
                        },
                        ..
                    ]
                ) {
                    self.skip(1);
                }
                if let [
                    Lexeme {
                        kind: Kind::Compare(compare),
                        ..
                    },
                    Lexeme {
                        kind: Kind::Number(number),
                        ..
                    },
                    rest @ ..,
                ] = self.lexemes
                {
                    set(&mut bounds, number, *compare);
                    self.lexemes = rest;
                }
            }
            [
                Lexeme {
                    kind: Kind::Number(number),
                    ..
                },
                rest @ ..,
            ] => {
                self.lexemes = rest;
                self.range(&mut bounds, number)?;
            }
            [lexeme, ..] => {
                let (compare, subject) = match lexeme.kind {
                    Kind::Compare(compare) | Kind::Phrase(Meaning::Compare(compare)) => {
                        (compare, Subject::Comparison)
                    }
                    Kind::Phrase(Meaning::AtLeast) => (Compare::LEAST, Subject::Size),
                    Kind::Phrase(Meaning::AtMost) => (Compare::MOST, Subject::Size),
                    _ => {
                        return Err(format!(
                            "`{}` is not understood",
                            self.slice(lexeme, lexeme)
                        ));
                    }
                };
                bounds.subject = subject;
                self.skip(1);
                while let [
                    Lexeme {
                        kind:
                            Kind::Colon
                            | Kind::Phrase(Meaning::Length | Meaning::Filler | Meaning::Range),
                        ..
                    },
                    ..,
                ] = self.lexemes
                {
                    match self.lexemes {
                        [
                            Lexeme {
                                kind: Kind::Phrase(Meaning::Length),
                                ..
                            },
                            ..,
                        ] => self.subject = Some(Subject::Length(Unit::Characters)),
                        [
                            Lexeme {
                                kind: Kind::Phrase(Meaning::Range),
                                ..
                            },
                            ..,
                        ] => self.subject = Some(Subject::Value),
                        _ => {}
                    }
                    self.skip(1);
                }
                let [
                    Lexeme {
                        kind: Kind::Number(number),
                        ..
                    },
                    rest @ ..,
                ] = self.lexemes
                else {
                    return Err(format!(
                        "no number follows `{}`",
                        self.slice(lexeme, lexeme)
                    ));
                };
                self.lexemes = rest;
                // max13~max19: the words repeat what the order of the two says already.
                if matches!(self.lexemes, [Lexeme { kind: Kind::To, .. }, ..]) {
                    bounds.subject = Subject::Size;
                    self.range(&mut bounds, number)?;
                } else {
                    set(&mut bounds, number, compare);
                }
            }
            [] => return Ok(()),
        }
        let unit = self.unit();
        if let Some(unit) = unit {
            bounds.subject = Subject::Length(unit);
        }
        self.push(bounds.least, bounds.most, bounds.subject);
        Ok(())
    }

    /// What follows a first number: the other end, a unit, or a word that says which end it was.
    fn range(&mut self, bounds: &mut Bounds, number: &str) -> Result<(), Unclear> {
        if let [
            Lexeme {
                kind: Kind::To | Kind::Phrase(Meaning::To),
                ..
            },
            rest @ ..,
        ] = self.lexemes
        {
            let rest = match rest {
                [
                    Lexeme {
                        kind: Kind::Phrase(Meaning::AtLeast | Meaning::AtMost),
                        ..
                    },
                    rest @ ..,
                ] => rest,
                rest => rest,
            };
            let [
                Lexeme {
                    kind: Kind::Number(other),
                    ..
                },
                rest @ ..,
            ] = rest
            else {
                return Err(format!("the range that begins with {number} has no end"));
            };
            bounds.least = Some(Bound::inclusive(number));
            bounds.most = Some(Bound::inclusive(other));
            self.lexemes = rest;
            return Ok(());
        }
        let unit = match self.lexemes {
            [
                Lexeme {
                    kind: Kind::Phrase(Meaning::DecimalPlaces),
                    ..
                },
                rest @ ..,
            ] => {
                self.lexemes = rest;
                self.clauses.push(Clause::Digits {
                    integer: None,
                    fraction: Some(number.to_owned()),
                });
                return Ok(());
            }
            _ => self.unit(),
        };
        if let Some(unit) = unit {
            bounds.subject = Subject::Length(unit);
        }
        let bound = Some(Bound::inclusive(number));
        match self.lexemes {
            [
                Lexeme {
                    kind: Kind::Phrase(Meaning::OrLess),
                    ..
                },
                rest @ ..,
            ] => (bounds.most, self.lexemes) = (bound, rest),
            [
                Lexeme {
                    kind: Kind::Phrase(Meaning::OrMore),
                    ..
                },
                rest @ ..,
            ] => (bounds.least, self.lexemes) = (bound, rest),
            // Three letters, six digits: exactly.
            _ if unit.is_some() => (bounds.least, bounds.most) = (bound.clone(), bound),
            _ if self.subject.is_some() => bounds.most = bound,
            _ => return Err(format!("`{number}` alone may be a limit or a sample")),
        }
        Ok(())
    }
}

/// Enumerations, defaults and the small steps.
impl<'a> Parser<'a> {
    /// What follows a word such as `enum`: values, with or without brackets.
    fn enumeration(&mut self) -> Result<(), Unclear> {
        while let [
            Lexeme {
                kind: Kind::Colon | Kind::Phrase(Meaning::Range | Meaning::Filler),
                ..
            },
            ..,
        ] = self.lexemes
        {
            self.skip(1);
        }
        if let [
            Lexeme {
                kind: Kind::Open(_),
                ..
            },
            ..,
        ] = self.lexemes
        {
            let (inner, after) = self.enclosed()?;
            self.lexemes = after;
            let values = self.split(inner)?;
            self.clauses.push(Clause::Values(values));
            return Ok(());
        }
        self.values()
    }

    /// Values up to the end or to a comma before a word with a meaning.
    fn values(&mut self) -> Result<(), Unclear> {
        let lexemes = self.lexemes;
        let end = lexemes
            .windows(2)
            .position(|pair| {
                matches!(
                    pair,
                    [
                        Lexeme {
                            kind: Kind::Comma,
                            ..
                        },
                        Lexeme {
                            kind: Kind::Phrase(Meaning::Default | Meaning::Length),
                            ..
                        }
                    ]
                )
            })
            .unwrap_or(lexemes.len());
        let (list, rest) = lexemes.split_at(end);
        // Two numbers with a slash are as likely a date.
        let dates = list
            .iter()
            .all(|lexeme| matches!(lexeme.kind, Kind::Number(_) | Kind::Or))
            && list.iter().any(|lexeme| self.slice(lexeme, lexeme) == "/");
        if dates {
            return Err("numbers with a slash may be a date".to_owned());
        }
        let values = self.split(list)?;
        self.clauses.push(Clause::Values(values));
        self.lexemes = rest;
        Ok(())
    }

    /// Cuts a list into its values and drops what explains each.
    fn split(&self, list: &[Lexeme]) -> Result<Vec<String>, Unclear> {
        let mut values: Vec<String> = Vec::new();
        for entry in list.split(|lexeme| matches!(lexeme.kind, Kind::Or | Kind::Comma)) {
            let explained = entry
                .iter()
                .position(|lexeme| {
                    matches!(
                        lexeme.kind,
                        Kind::Colon | Kind::Open(_) | Kind::Prose | Kind::To
                    )
                })
                .unwrap_or(entry.len());
            let (value, explanation) = entry.split_at(explained);
            if matches!(
                explanation,
                [
                    Lexeme { kind: Kind::To, .. },
                    Lexeme {
                        kind: Kind::Number(_),
                        ..
                    },
                    ..
                ]
            ) {
                return Err("a range stands among values".to_owned());
            }
            let value = match value {
                [
                    Lexeme {
                        kind: Kind::Quoted(value),
                        ..
                    },
                ] => value.clone(),
                [first, .., last] | [first @ last] => self.slice(first, last).to_owned(),
                [] => return Err("a value is missing or is only prose".to_owned()),
            };
            if value.contains(super::lex::is_han) {
                return Err(format!("`{value}` is prose, not a value"));
            }
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.is_empty() {
            return Err("there are no values".to_owned());
        }
        Ok(values)
    }

    fn default(&mut self) -> Result<(), Unclear> {
        self.skip(1);
        while let [
            Lexeme {
                kind: Kind::Colon | Kind::Phrase(Meaning::Filler),
                ..
            },
            ..,
        ] = self.lexemes
        {
            self.skip(1);
        }
        let [value, rest @ ..] = self.lexemes else {
            return Err("no default follows".to_owned());
        };
        let text = match &value.kind {
            Kind::Quoted(text) => text.clone(),
            Kind::Number(_) | Kind::Word | Kind::Phrase(_) => self.slice(value, value).to_owned(),
            _ => return Err("no default follows".to_owned()),
        };
        self.clauses.push(Clause::Default(text));
        self.lexemes = rest;
        Ok(())
    }

    /// All that follows is the regular expression.
    fn pattern(&mut self) -> Result<(), Unclear> {
        self.skip(1);
        while let [
            Lexeme {
                kind: Kind::Colon, ..
            },
            ..,
        ] = self.lexemes
        {
            self.skip(1);
        }
        let Some(first) = self.lexemes.first() else {
            return Err("no pattern follows".to_owned());
        };
        let text = self.text.get(first.start..).unwrap_or_default();
        self.clauses
            .push(Clause::Pattern(anchored(text).unwrap_or(text).to_owned()));
        self.lexemes = &[];
        Ok(())
    }

    /// What stands between the bracket here and its partner, and what follows that.
    fn enclosed(&self) -> Result<(&'a [Lexeme], &'a [Lexeme]), Unclear> {
        let mut open = Vec::new();
        for (at, lexeme) in self.lexemes.iter().enumerate() {
            match lexeme.kind {
                Kind::Open(bracket) => open.push(bracket),
                Kind::Close(bracket) if open.pop() != Some(bracket) => break,
                _ => {}
            }
            if open.is_empty() {
                let inner = self.lexemes.get(1..at).unwrap_or_default();
                return Ok((inner, self.lexemes.get(at + 1..).unwrap_or_default()));
            }
        }
        Err("the brackets do not match".to_owned())
    }

    /// What follows the mark in front, if there is one: `O`, `M`, or a word for it.
    fn after_mark(&self, inner: &'a [Lexeme]) -> Option<&'a [Lexeme]> {
        let (first, rest) = inner.split_first()?;
        let letter =
            first.kind == Kind::Word && matches!(self.slice(first, first), "O" | "M" | "C" | "R");
        if !letter && first.kind != Kind::Phrase(Meaning::Mark) {
            return None;
        }
        match rest {
            [
                Lexeme {
                    kind: Kind::Comma | Kind::Colon,
                    ..
                },
                rest @ ..,
            ] => Some(rest),
            [Lexeme { kind: Kind::Or, .. }, ..] => None,
            rest => Some(rest),
        }
    }

    fn is_or(&self, at: usize) -> bool {
        self.lexemes
            .get(at)
            .is_some_and(|lexeme| lexeme.kind == Kind::Or)
    }

    fn unit(&mut self) -> Option<Unit> {
        let [
            Lexeme {
                kind: Kind::Phrase(Meaning::Unit(unit)),
                ..
            },
            rest @ ..,
        ] = self.lexemes
        else {
            return None;
        };
        self.lexemes = rest;
        Some(*unit)
    }

    /// `[1-64]` with its unit behind the brackets.
    fn unit_after(&mut self) {
        if let Some(Clause::Bounds(_)) = self.clauses.last()
            && let Some(unit) = self.unit()
            && let Some(Clause::Bounds(bounds)) = self.clauses.last_mut()
        {
            bounds.subject = Subject::Length(unit);
        }
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

    fn take(&mut self, clause: Clause) {
        self.clauses.push(clause);
        self.skip(1);
    }

    fn skip(&mut self, count: usize) {
        self.lexemes = self.lexemes.get(count..).unwrap_or_default();
    }

    /// The text from one lexeme to another.
    fn slice(&self, first: &Lexeme, last: &Lexeme) -> &'a str {
        self.text.get(first.start..last.end).unwrap_or_default()
    }
}

fn set(bounds: &mut Bounds, number: &str, compare: Compare) {
    let bound = Some(Bound {
        number: number.to_owned(),
        exclusive: compare.exclusive,
    });
    if compare.least {
        bounds.least = bound;
    } else {
        bounds.most = bound;
    }
}

/// Whether a pair of whole numbers falls, as that of a precision and a scale does.
fn falls(first: &str, second: &str) -> bool {
    matches!((first.parse::<u32>(), second.parse::<u32>()), (Ok(first), Ok(second)) if first > second)
}

/// After a mark, a lone number or words that say nothing else are a sample.
fn is_sample(inner: &[Lexeme]) -> bool {
    inner.iter().all(|lexeme| {
        matches!(
            lexeme.kind,
            Kind::Number(_) | Kind::Word | Kind::Prose | Kind::Quoted(_)
        )
    })
}

/// Values with commas: no pair of numbers, which would be a range.
fn is_comma_list(inner: &[Lexeme]) -> bool {
    let commas = inner
        .iter()
        .filter(|lexeme| lexeme.kind == Kind::Comma)
        .count();
    let plain = inner.iter().all(|lexeme| {
        matches!(
            lexeme.kind,
            Kind::Comma | Kind::Number(_) | Kind::Word | Kind::Quoted(_)
        )
    });
    let numbers = inner
        .iter()
        .any(|lexeme| matches!(lexeme.kind, Kind::Number(_)));
    commas > usize::from(numbers) && plain
}
