//! The page as numbered lines.

use crate::findings::{At, Findings, Id};

/// The lines of a page, counted from 1. Asking for a line that is not there gives an empty one.
#[derive(Debug, Clone)]
pub(super) struct Lines<'a> {
    list: Vec<&'a str>,
}

impl<'a> Lines<'a> {
    /// Splits the page, or says on which line it stops being text.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, Findings> {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                Ok(Self {
                    list: text.lines().map(str::trim_end).collect(),
                })
            }
            Err(error) => {
                let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
                let mut findings = Findings::default();
                let text = "not UTF-8; save the page again as UTF-8 text";
                findings.error(Id::NotText, At::Line(line), text);
                Err(findings)
            }
        }
    }

    /// The number of the last line.
    pub(super) const fn last(&self) -> usize {
        self.list.len()
    }

    /// One line.
    pub(super) fn get(&self, line: usize) -> &'a str {
        line.checked_sub(1)
            .and_then(|index| self.list.get(index))
            .copied()
            .unwrap_or_default()
    }

    /// Whether the line is empty or beyond either end.
    pub(super) fn is_blank(&self, line: usize) -> bool {
        self.get(line).is_empty()
    }

    /// Whether the line is this heading: the words alone, with nothing directly above or below.
    pub(super) fn is_heading(&self, line: usize, words: &str) -> bool {
        self.get(line) == words && self.is_blank(line.saturating_sub(1)) && self.is_blank(line + 1)
    }

    /// The first line from `from` that holds something, up to `end`, which is not included.
    pub(super) fn next_filled(&self, from: usize, end: usize) -> Option<usize> {
        (from..end).find(|line| !self.is_blank(*line))
    }

    /// The first blank line from a line on, or the end.
    pub(super) fn next_blank(&self, from: usize, end: usize) -> usize {
        let mut blank = (from..end).filter(|line| self.is_blank(*line));
        blank.next().unwrap_or(end)
    }

    /// Lines as one text.
    pub(super) fn joined(&self, lines: impl Iterator<Item = usize>) -> String {
        let lines: Vec<&str> = lines.map(|line| self.get(line)).collect();
        lines.join("\n")
    }

    /// The paragraphs between two lines: runs of filled lines, each with its first line.
    pub(super) fn paragraphs(&self, from: usize, end: usize) -> Vec<(usize, String)> {
        let mut paragraphs: Vec<(usize, String)> = Vec::new();
        let mut open = false;
        for line in from..end.min(self.last().saturating_add(1)) {
            let text = self.get(line);
            if text.is_empty() {
                open = false;
            } else if let Some((_, paragraph)) = paragraphs.last_mut().filter(|_| open) {
                paragraph.push('\n');
                paragraph.push_str(text);
            } else {
                paragraphs.push((line, text.to_owned()));
                open = true;
            }
        }
        paragraphs
    }
}

/// Puts paragraphs together again as one piece of prose.
pub(super) fn prose(paragraphs: &[(usize, String)]) -> Option<super::model::Text> {
    let (line, _) = paragraphs.first()?;
    let texts: Vec<&str> = paragraphs.iter().map(|(_, text)| text.as_str()).collect();
    Some(super::model::Placed::new(*line, texts.join("\n\n")))
}
