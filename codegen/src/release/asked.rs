//! What needs a person, with what is the same in several places said once.

use std::collections::{BTreeMap, BTreeSet};

use super::attention::{Attention, Kind};

/// One question, and every place that it is asked of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question<'a> {
    /// The kind of all of them.
    pub kind: Kind,
    /// Where they are, in their order; never empty.
    pub places: Vec<&'a str>,
    /// What there is to decide.
    pub text: &'a str,
    /// The vendor's words before and after, where the pages are at hand.
    pub words: Option<&'a (Option<String>, Option<String>)>,
}

impl Question<'_> {
    /// The question in one line: its place, or how many there are.
    #[must_use]
    pub fn line(&self) -> String {
        match self.places.as_slice() {
            [only] => format!("{only}: {}", self.text),
            places => format!("{} places: {}", places.len(), self.text),
        }
    }
}

/// The questions, each at the first of its places.
#[must_use]
pub fn questions(list: &[Attention]) -> Vec<Question<'_>> {
    let mut questions: Vec<Question<'_>> = Vec::new();
    let mut numbers = BTreeMap::new();
    // Twice of one place is one place.
    let mut seen = BTreeSet::new();
    for attention in list {
        let words = attention.words.as_ref();
        let number = *numbers
            .entry((attention.kind, &attention.text, words))
            .or_insert(questions.len());
        if !seen.insert((number, &attention.at)) {
            continue;
        }
        match questions.get_mut(number) {
            Some(same) => same.places.push(&attention.at),
            None => questions.push(Question {
                kind: attention.kind,
                places: vec![&attention.at],
                text: &attention.text,
                words,
            }),
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_in_several_places_is_asked_once() {
        let asked = |at: &str, text: &str, is: Option<&str>| Attention {
            kind: Kind::Judgement,
            at: at.to_owned(),
            text: text.to_owned(),
            words: is.map(|is| (None, Some(is.to_owned()))),
        };
        let list = [
            asked("/a", "rests on words", Some("new")),
            asked("/b", "rests on others", Some("new")),
            asked("/c", "rests on words", Some("new")),
            asked("/d", "rests on words", Some("other")),
            asked("/a", "rests on words", Some("new")),
        ];
        let lines: Vec<String> = questions(&list).iter().map(Question::line).collect();
        assert_eq!(
            lines,
            [
                "2 places: rests on words",
                "/b: rests on others",
                "/d: rests on words"
            ]
        );
    }
}
