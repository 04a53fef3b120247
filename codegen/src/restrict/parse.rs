//! Reads lexemes as clauses.

mod bounds;
mod cursor;
mod values;

use super::clause::{Bounds, Clause, Subject};
use super::lex::{Kind, Lexeme, is_filler, lex};
use super::words::{Meaning, Type, Unit};
use cursor::{Cursor, Unclear};

/// Reads a normalised token.
pub(super) fn parse(text: &str) -> Result<Vec<Clause>, Unclear> {
    if let Some(pattern) = anchored(text) {
        return Ok(vec![Clause::Pattern(pattern.to_owned())]);
    }
    let lexemes = lex(text);
    let mut parser = Parser {
        cursor: Cursor::new(text, &lexemes),
        clauses: Vec::new(),
        subject: None,
        named: None,
        boxed: false,
        exact: lexemes.iter().any(|it| it.kind == EXACTLY),
        depth: 0,
    };
    parser.clauses()?;
    if parser.clauses.is_empty() {
        return Err("it states nothing".to_owned());
    }
    let mut bounds: Vec<&mut Bounds> = parser
        .clauses
        .iter_mut()
        .filter_map(Clause::bounds)
        .collect();
    let is_length = bounds
        .iter()
        .any(|it| matches!(it.subject, Subject::Length(_)));
    // What a number alone bounds is a length in brackets, which hold nothing but restrictions. Elsewhere nobody knows:
    // `min 100` in a sentence may count anything.
    if !parser.boxed && parser.named.is_none() && !is_length {
        let sizes = bounds.iter_mut().filter(|it| it.subject == Subject::Size);
        sizes.for_each(|it| it.subject = Subject::Comparison);
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
    cursor: Cursor<'a>,
    clauses: Vec<Clause>,
    /// What the limits to come are about, where a word before them said so.
    subject: Option<Subject>,
    /// The type that a word before named.
    named: Option<Type>,
    /// Whether there were brackets that hold nothing but restrictions.
    boxed: bool,
    /// Whether a word says that a number is meant exactly.
    exact: bool,
    /// How many brackets are open here.
    depth: usize,
}

/// A word by which a number is meant exactly.
const EXACTLY: Kind = Kind::Phrase(Meaning::Opening { exact: true });

/// No token of sense nests deeper, and reading one must not exhaust the stack.
const DEEPEST: usize = 4;

impl Parser<'_> {
    fn clauses(&mut self) -> Result<(), Unclear> {
        while let Some(kind) = self.cursor.kind() {
            let next = self.cursor.lexemes.get(1);
            if next.is_some_and(|it| {
                let is_or = it.kind == Kind::Prose && self.cursor.slice(it, it) == "或";
                it.kind == Kind::Or || is_or
            }) {
                self.values()?;
                continue;
            }
            match kind {
                Kind::Comma => self.cursor.skip(),
                kind if is_filler(kind) => self.cursor.skip(),
                // Between limits that say each for itself which end of the range they are.
                Kind::Phrase(Meaning::To)
                    if matches!(self.clauses.last(), Some(Clause::Bounds(_))) =>
                {
                    self.cursor.skip();
                }
                Kind::Phrase(Meaning::Mark) => self.state(Clause::Mark),
                Kind::Phrase(Meaning::Type(named)) => {
                    self.named = Some(*named);
                    self.state(Clause::Type(*named));
                }
                Kind::Phrase(Meaning::Length) => {
                    self.subject = Some(Subject::Length(Unit::Characters));
                    self.cursor.skip();
                    self.precision();
                }
                Kind::Phrase(Meaning::Range) => {
                    self.subject = Some(Subject::Value);
                    self.cursor.skip();
                }
                Kind::Phrase(Meaning::Enumeration) => {
                    self.cursor.skip();
                    self.enumeration()?;
                }
                Kind::Phrase(Meaning::Default) => self.default()?,
                Kind::Phrase(Meaning::Pattern) => self.pattern()?,
                Kind::Format => self.state(Clause::Format(self.cursor.here().to_owned())),
                Kind::Open(_) => self.bracket()?,
                _ => self.bounds()?,
            }
        }
        Ok(())
    }

    /// Adds the clause that the one lexeme here is.
    fn state(&mut self, clause: Clause) {
        self.clauses.push(clause);
        self.cursor.skip();
    }

    /// What stands between brackets.
    fn bracket(&mut self) -> Result<(), Unclear> {
        self.boxed |= self.cursor.kind() != Some(&Kind::Open('('));
        let mut inner = self.cursor.take_bracket()?;
        if inner.is_empty() {
            return Err("the brackets are empty".to_owned());
        }
        if take_mark(&mut inner) {
            self.clauses.push(Clause::Mark);
            if is_sample(inner.lexemes) {
                self.clauses.push(Clause::Sample);
                return Ok(());
            }
        }
        if let [only] = inner.lexemes {
            match &only.kind {
                Kind::Number(number) => return self.single(number),
                Kind::Word => {
                    self.clauses.push(Clause::Lone(inner.here().to_owned()));
                    return Ok(());
                }
                Kind::Quoted(_) | Kind::Prose => return Err(lone(inner.here())),
                _ => {}
            }
        }
        if self.bracketed_pair(inner) {
            return Ok(());
        }
        if is_comma_list(inner.lexemes) {
            return self.split(inner.lexemes);
        }
        self.nested(inner)
    }

    /// `[1, 64]`, with the unit within the brackets or behind them.
    fn bracketed_pair(&mut self, mut inner: Cursor<'_>) -> bool {
        let Some(first) = inner.take_number() else {
            return false;
        };
        if !inner.take(&Kind::Comma) {
            return false;
        }
        let Some(second) = inner.take_number() else {
            return false;
        };
        let unit = inner.take_unit();
        if !inner.is_empty() {
            return false;
        }
        let unit = unit.or_else(|| self.cursor.take_unit());
        self.pair(first, second, unit);
        true
    }

    /// Brackets around a token of its own.
    fn nested(&mut self, inner: Cursor<'_>) -> Result<(), Unclear> {
        if self.depth == DEEPEST {
            return Err("the brackets nest too deep".to_owned());
        }
        let mut within = Parser {
            cursor: inner,
            clauses: std::mem::take(&mut self.clauses),
            subject: self.subject,
            named: self.named,
            boxed: true,
            exact: self.exact,
            depth: self.depth + 1,
        };
        within.clauses()?;
        self.clauses = within.clauses;
        self.unit_after();
        Ok(())
    }
}

/// Why one word in brackets says nothing.
pub(super) fn lone(word: &str) -> Unclear {
    format!("`{word}` may be a value, a sample or a remark")
}

/// Takes the mark in front, if there is one: `O`, `M`, or a word for it, with the comma that follows.
fn take_mark(inner: &mut Cursor<'_>) -> bool {
    let letter = inner.kind() == Some(&Kind::Word) && matches!(inner.here(), "O" | "M" | "C" | "R");
    let word = inner.kind() == Some(&Kind::Phrase(Meaning::Mark));
    // Before an enumeration comma the letter is a value.
    if !(letter || word) || inner.kind_after(1) == Some(&Kind::Or) {
        return false;
    }
    inner.skip();
    if matches!(inner.kind(), Some(Kind::Comma | Kind::Colon)) {
        inner.skip();
    }
    true
}

/// After a mark, a lone number or words that say nothing else are a sample, and nothing at all is none.
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
