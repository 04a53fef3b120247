//! The vendor's words before and after, where the pages are at hand. They are shown and never committed.

use super::prose::Prose;
use crate::drift::Change;

/// A piece of prose, or a sample, that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What it is about, such as `Payment.expiryTime description`.
    pub path: String,
    /// Where it stands in the transcript, as a JSON pointer.
    pub at: String,
    /// How it was; nothing where it is new, or the former page is not at hand.
    pub was: Option<String>,
    /// How it is; nothing where it has gone, or the page is not at hand.
    pub is: Option<String>,
}

/// Whether a change is one of words or samples.
pub(super) fn is_of_words(change: &Change) -> bool {
    change.rule.starts_with("prose-") || change.rule.starts_with("sample-")
}

/// Every change of words and samples, with both sides.
pub(super) fn list(changes: &[Change], prose: (Option<&Prose>, Option<&Prose>)) -> Vec<Words> {
    let changes = changes.iter().filter(|change| is_of_words(change));
    let words = changes.map(|change| Words {
        path: change.path.clone(),
        at: change.place().to_owned(),
        was: change.former.as_deref().and_then(|at| prose.0?.at(at)),
        is: change.pointer.as_deref().and_then(|at| prose.1?.at(at)),
    });
    words.collect()
}

/// All words that differ, as a text to be kept outside of what is committed.
#[must_use]
pub fn text(release: &str, words: &[Words]) -> String {
    let mut text =
        format!("Words of the reference that differ in release {release}. Do not commit them.\n");
    for words in words {
        text.push_str(&format!("\n{}\n  {}\n", words.path, words.at));
        for (what, side) in [("was", &words.was), ("is", &words.is)] {
            if let Some(side) = side {
                text.push_str(&format!("  {what} {}\n", side.replace('\n', "\n    ")));
            }
        }
    }
    text
}
