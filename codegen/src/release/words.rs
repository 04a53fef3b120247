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
///
/// Words that are the same are no change of words, though the places differ that were compared: the title of a schema of
/// another name, which is shown only now, and what a schema says that was there before and is referred to only now.
pub(super) fn list(changes: &[Change], prose: (Option<&Prose>, Option<&Prose>)) -> Vec<Words> {
    let changes = changes.iter().filter(|change| is_of_words(change));
    let before = |at: &Option<String>| prose.0?.shown(at.as_deref()?);
    let words = changes.filter_map(|change| {
        let is = change.pointer.as_deref().and_then(|at| prose.1?.shown(at));
        let (was, was_there) = (before(&change.former), before(&change.pointer));
        // At one place the same words differ in their type alone, such as a number that was a text.
        let is_elsewhere = change.former != change.pointer;
        let is_same = is_elsewhere && is.is_some() && (was == is || was_there == is);
        (!is_same).then(|| Words {
            path: change.path.clone(),
            at: change.place().to_owned(),
            was,
            is,
        })
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

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{Prose, list};
    use crate::drift::{Change, Class};

    #[test]
    fn words_that_are_the_same_on_both_pages_do_not_differ() {
        const AT: [&str; 2] = ["/components/schemas/Parcel", "/components/schemas/Shipment"];
        let [former, pointer] = AT.map(|at| Some(format!("{at}/title")));
        let change = Change {
            rule: "prose-added",
            class: Class::Documentation,
            reach: [].into(),
            path: "Shipment title".to_owned(),
            former,
            pointer,
            line: None,
            was: None,
            is: None,
        };
        let page = |schemas: &[(&str, &str)]| {
            let schemas = schemas.iter();
            let schemas: Map<String, Value> = schemas
                .map(|(name, title)| ((*name).to_owned(), json!({ "title": title })))
                .collect();
            Prose::made(json!({ "components": { "schemas": schemas } }))
        };
        let old = page(&[("Parcel", "Parcel")]);
        let told = |title: &str, old: Option<&Prose>| {
            let new = page(&[("Shipment", title)]);
            list(std::slice::from_ref(&change), (old, Some(&new))).len()
        };
        assert_eq!(told("Parcel", Some(&old)), 0);
        assert_eq!(told("What is sent", Some(&old)), 1);
        // The schema that is referred to from now on said so before.
        let both = page(&[("Parcel", "Parcel"), ("Shipment", "What is sent")]);
        assert_eq!(told("What is sent", Some(&both)), 0);
        // Without the former page nobody knows what they were.
        assert_eq!(told("Parcel", None), 1);
    }
}
