//! Enumerations, defaults and patterns.

use super::cursor::Unclear;
use super::{Parser, anchored};
use crate::restrict::clause::Clause;
use crate::restrict::lex::{Kind, Lexeme, is_filler, is_han};
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
        let last = list.last().map(|it| &it.kind);
        if let (Some(Kind::Number(_)), Some(Kind::Phrase(Meaning::Unit(_)))) =
            (self.cursor.kind(), last)
        {
            return Err("one length or another is no range".to_owned());
        }
        self.cursor = self.cursor.at(rest);
        self.split(list)
    }

    /// Cuts a list into its values and drops what explains each.
    pub(super) fn split(&mut self, list: &[Lexeme]) -> Result<(), Unclear> {
        let mut values: Vec<String> = Vec::new();
        let entries = list.split(|lexeme| matches!(lexeme.kind, Kind::Or | Kind::Comma));
        for entry in entries {
            let explained = entry.iter().position(|it| self.explains(it));
            let (said, explanation) = entry.split_at(explained.unwrap_or(entry.len()));
            if self.hides_values(explanation, entry.len() == list.len()) {
                return Err("values stand among what explains them".to_owned());
            }
            if let [Kind::To, Kind::Number(_)] = explanation
                .iter()
                .map(|it| &it.kind)
                .take(2)
                .collect::<Vec<_>>()[..]
            {
                return Err("a range stands among values".to_owned());
            }
            // `auto or standard`, and `or standard` behind a comma; alone such a word is a value.
            let parts = said.split(|it| said.len() > 1 && self.joins(it));
            for part in parts.filter(|it| said.is_empty() || !it.is_empty()) {
                let value = self.value(part)?;
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        self.clauses.push(Clause::Values(values));
        Ok(())
    }

    /// Whether a word stands between two values, and says that there is another.
    fn joins(&self, lexeme: &Lexeme) -> bool {
        ["or", "and", "或", "和"].contains(&self.cursor.slice(lexeme, lexeme))
    }

    /// Whether what explains a value begins here: `0:no`, `Y(yes)`.
    fn explains(&self, lexeme: &Lexeme) -> bool {
        let explains = matches!(
            lexeme.kind,
            Kind::Colon | Kind::Open(_) | Kind::Prose | Kind::To
        );
        explains && !self.joins(lexeme)
    }

    /// Whether there may be further values in what explains one: `Y - yes or N - no`, `Y(yes) or N`, or some that are not
    /// listed.
    fn hides_values(&self, explanation: &[Lexeme], is_only: bool) -> bool {
        let text = |it| self.cursor.slice(it, it);
        let ends = explanation.iter().any(|it| text(it) == "等");
        let joined = explanation.iter().position(|it| self.joins(it));
        let (before, after) = explanation.split_at(joined.unwrap_or(0));
        let closed = before.iter().any(|it| matches!(it.kind, Kind::Close(_)));
        ends || joined.is_some()
            && (is_only
                || closed
                || after
                    .iter()
                    .any(|it| self.explains(it) && it.kind != Kind::Prose))
    }

    /// One value.
    fn value(&self, value: &[Lexeme]) -> Result<String, Unclear> {
        let (text, is_quoted) = match value {
            [
                Lexeme {
                    kind: Kind::Quoted(text),
                    ..
                },
            ] => (text.as_str(), true),
            [first, .., last] => (self.cursor.slice(first, last), false),
            [only] => (self.cursor.slice(only, only), false),
            [] => return Err("a value is missing or is only prose".to_owned()),
        };
        let is_open = ["etc", "etc.", "others"].contains(&text);
        if text.contains(is_han) || !is_quoted && (text.contains(' ') || is_open) {
            return Err(format!("`{text}` is prose, not a value"));
        }
        Ok(text.to_owned())
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
