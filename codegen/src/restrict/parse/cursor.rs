//! A place among the lexemes of a token.

use crate::restrict::lex::{Kind, Lexeme};
use crate::restrict::words::{Meaning, Unit};

/// Why a token says nothing that can be used.
pub(super) type Unclear = String;

/// What is still to be read. A copy of it goes back if a guess turns out wrong.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    pub(super) lexemes: &'a [Lexeme],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, lexemes: &'a [Lexeme]) -> Self {
        Self { text, lexemes }
    }

    /// The same text, with other lexemes of it.
    pub(super) fn at(self, lexemes: &'a [Lexeme]) -> Self {
        Self { lexemes, ..self }
    }

    pub(super) fn is_empty(self) -> bool {
        self.lexemes.is_empty()
    }

    /// The lexeme here.
    pub(super) fn kind(self) -> Option<&'a Kind> {
        self.kind_after(0)
    }

    /// The lexeme `count` further on.
    pub(super) fn kind_after(self, count: usize) -> Option<&'a Kind> {
        Some(&self.lexemes.get(count)?.kind)
    }

    pub(super) fn skip(&mut self) {
        self.lexemes = self.lexemes.get(1..).unwrap_or_default();
    }

    pub(super) fn skip_while(&mut self, wanted: impl Fn(&Kind) -> bool) {
        while self.kind().is_some_and(&wanted) {
            self.skip();
        }
    }

    /// Takes the lexeme here if it is this one.
    pub(super) fn take(&mut self, wanted: &Kind) -> bool {
        let here = self.kind() == Some(wanted);
        if here {
            self.skip();
        }
        here
    }

    /// Takes a word or a phrase if it means this.
    pub(super) fn take_meaning(&mut self, wanted: Meaning) -> bool {
        self.take(&Kind::Phrase(wanted))
    }

    pub(super) fn take_number(&mut self) -> Option<&'a str> {
        let Some(Kind::Number(number)) = self.kind() else {
            return None;
        };
        self.skip();
        Some(number)
    }

    pub(super) fn take_unit(&mut self) -> Option<Unit> {
        let Some(Kind::Phrase(Meaning::Unit(unit))) = self.kind() else {
            return None;
        };
        self.skip();
        Some(*unit)
    }

    /// Takes what stands between the ends of a range.
    pub(super) fn take_to(&mut self) -> bool {
        self.take(&Kind::To) || self.take_meaning(Meaning::To)
    }

    /// Takes the bracket here and gives what stands in it.
    pub(super) fn take_bracket(&mut self) -> Result<Self, Unclear> {
        let mut open = Vec::new();
        for (at, lexeme) in self.lexemes.iter().enumerate() {
            match lexeme.kind {
                Kind::Open(bracket) => open.push(bracket),
                Kind::Close(bracket) if open.pop() != Some(bracket) => break,
                _ => {}
            }
            if open.is_empty() {
                let inner = self.at(self.lexemes.get(1..at).unwrap_or_default());
                self.lexemes = self.lexemes.get(at + 1..).unwrap_or_default();
                return Ok(inner);
            }
        }
        Err("the brackets do not match".to_owned())
    }

    /// The text of the lexeme here.
    pub(super) fn here(self) -> &'a str {
        self.lexemes
            .first()
            .map_or("", |lexeme| self.slice(lexeme, lexeme))
    }

    /// The text from here to the end.
    pub(super) fn rest(self) -> &'a str {
        let start = self
            .lexemes
            .first()
            .map_or(self.text.len(), |lexeme| lexeme.start);
        self.text.get(start..).unwrap_or_default()
    }

    /// The text from one lexeme to another.
    pub(super) fn slice(self, first: &Lexeme, last: &Lexeme) -> &'a str {
        self.text.get(first.start..last.end).unwrap_or_default()
    }
}
