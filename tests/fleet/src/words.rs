//! What the processes of the fleet say of their payments, each line written at once, so that one that is killed says no half.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was said of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Word {
    /// The gateway accepted it.
    Paid,
    /// A look-up found it.
    Found,
    /// It was never sent.
    NotSent,
    /// The gateway refused it.
    Refused,
    /// A look-up shows that it was not carried out.
    Denied,
    /// Nobody knows yet.
    Open,
    /// It stands at a step, and goes on when it is let.
    Held,
    /// A token is fetched, and has been.
    Fetch,
    Fetched,
}

impl Word {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Paid, "paid"),
        (Self::Found, "found"),
        (Self::NotSent, "not-sent"),
        (Self::Refused, "refused"),
        (Self::Denied, "denied"),
        (Self::Open, "open"),
        (Self::Held, "held"),
        (Self::Fetch, "fetch"),
        (Self::Fetched, "fetched"),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        let known = Self::ALL.iter().find(|(word, _)| *word == self);
        known.map_or("", |(_, text)| text)
    }

    fn of(text: &str) -> Option<Self> {
        let known = Self::ALL.iter().find(|(_, known)| *known == text);
        known.map(|(word, _)| *word)
    }
}

/// Where words are said.
#[derive(Clone)]
pub(crate) struct Words(Arc<File>);

impl Words {
    pub(crate) fn open(path: &Path) -> Self {
        let file = OpenOptions::new().create(true).append(true).open(path);
        Self(Arc::new(file.expect("the folder can be written to")))
    }

    pub(crate) fn say(&self, word: Word, order: &str) {
        let line = format!("{} {order}\n", word.as_str());
        let written = (&*self.0).write_all(line.as_bytes());
        written.expect("the folder can be written to");
    }
}

/// Everything that was said.
pub(crate) fn said(path: &PathBuf) -> Vec<(Word, String)> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    lines
        .filter_map(|(word, order)| Some((Word::of(word)?, order.to_owned())))
        .collect()
}
