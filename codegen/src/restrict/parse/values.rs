//! Enumerations, defaults and patterns.

use super::bounds::is_filler;
use super::cursor::Unclear;
use super::{Parser, anchored};
use crate::restrict::clause::Clause;
use crate::restrict::lex::{Kind, Lexeme, is_han};
use crate::restrict::words::Meaning;

impl Parser<'_> {
    /// What follows a word such as `enum`: values, with or without brackets.
    pub(super) fn enumeration(&mut self) -> Result<(), Unclear> {
        self.cursor
            .skip_while(|kind| is_filler(kind) || *kind == Kind::Phrase(Meaning::Range));
        if let Some(Kind::Open(_)) = self.cursor.kind() {
            let inner = self.cursor.take_bracket()?;
            return self.split(inner.lexemes);
        }
        self.values()
    }

    /// Values up to the end or to a comma before a word with a meaning.
    pub(super) fn values(&mut self) -> Result<(), Unclear> {
        let lexemes = self.cursor.lexemes;
        let end = lexemes
            .windows(2)
            .position(|pair| {
                let kinds = pair
                    .first()
                    .zip(pair.last())
                    .map(|(first, second)| (&first.kind, &second.kind));
                matches!(
                    kinds,
                    Some((
                        Kind::Comma,
                        Kind::Phrase(Meaning::Default | Meaning::Length)
                    ))
                )
            })
            .unwrap_or(lexemes.len());
        let (list, rest) = lexemes.split_at(end);
        let numbers = list
            .iter()
            .all(|lexeme| matches!(lexeme.kind, Kind::Number(_) | Kind::Or));
        if numbers
            && list
                .iter()
                .any(|lexeme| self.cursor.slice(lexeme, lexeme) == "/")
        {
            return Err("numbers with a slash may be a date".to_owned());
        }
        self.cursor = self.cursor.at(rest);
        self.split(list)
    }

    /// Cuts a list into its values and drops what explains each.
    pub(super) fn split(&mut self, list: &[Lexeme]) -> Result<(), Unclear> {
        let mut values: Vec<String> = Vec::new();
        for entry in list.split(|lexeme| matches!(lexeme.kind, Kind::Or | Kind::Comma)) {
            let value = self.value(entry)?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        self.clauses.push(Clause::Values(values));
        Ok(())
    }

    /// One value without its explanation: `0:no`, `Y(yes)`.
    fn value(&self, entry: &[Lexeme]) -> Result<String, Unclear> {
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
        let mut explanation = explanation.iter().map(|lexeme| &lexeme.kind);
        if let (Some(Kind::To), Some(Kind::Number(_))) = (explanation.next(), explanation.next()) {
            return Err("a range stands among values".to_owned());
        }
        let (value, is_quoted) = match (value.first(), value.last()) {
            (
                Some(Lexeme {
                    kind: Kind::Quoted(value),
                    ..
                }),
                _,
            ) if explained == 1 => (value.clone(), true),
            (Some(first), Some(last)) => (self.cursor.slice(first, last).to_owned(), false),
            _ => return Err("a value is missing or is only prose".to_owned()),
        };
        if value.contains(is_han) || !is_quoted && value.contains(' ') {
            return Err(format!("`{value}` is prose, not a value"));
        }
        Ok(value)
    }

    pub(super) fn default(&mut self) -> Result<(), Unclear> {
        self.cursor.skip();
        self.cursor.skip_while(is_filler);
        let value = match self.cursor.kind() {
            Some(Kind::Quoted(text)) => text.clone(),
            Some(Kind::Number(_) | Kind::Word | Kind::Phrase(_)) => self.cursor.here().to_owned(),
            _ => return Err("no default follows".to_owned()),
        };
        self.cursor.skip();
        self.clauses.push(Clause::Default(value));
        Ok(())
    }

    /// All that follows is the regular expression.
    pub(super) fn pattern(&mut self) -> Result<(), Unclear> {
        self.cursor.skip();
        self.cursor.skip_while(|kind| *kind == Kind::Colon);
        if self.cursor.is_empty() {
            return Err("no pattern follows".to_owned());
        }
        let text = self.cursor.rest();
        self.clauses
            .push(Clause::Pattern(anchored(text).unwrap_or(text).to_owned()));
        self.cursor = self.cursor.at(&[]);
        Ok(())
    }
}
