//! What needs a person, with what is the same in several places said once.

use std::collections::{BTreeMap, BTreeSet};

use super::attention::Attention;

/// One question, and every place that it is asked of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question<'a> {
    /// What is asked, at the first of its places.
    pub first: &'a Attention,
    /// Where it is asked, in their order; never empty.
    pub places: Vec<&'a str>,
}

impl Question<'_> {
    /// The question in one line: its place, or how many there are.
    #[must_use]
    pub fn line(&self) -> String {
        let asked = self.first.asked();
        match self.places.as_slice() {
            [only] => format!("{only}: {asked}"),
            places => format!("{} places: {asked}", places.len()),
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
        let Attention {
            kind,
            id,
            at,
            text,
            words,
        } = attention;
        let asked = (kind, id, text, words);
        let number = *numbers.entry(asked).or_insert(questions.len());
        if !seen.insert((number, at)) {
            continue;
        }
        match questions.get_mut(number) {
            Some(same) => same.places.push(at),
            None => questions.push(Question {
                first: attention,
                places: vec![at],
            }),
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::AttentionKind;

    #[test]
    fn what_is_the_same_in_several_places_is_asked_once() {
        let asked = |at: &str, text: &str, is: Option<&str>| Attention {
            kind: AttentionKind::Judgement,
            id: Some("rests"),
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
                "2 places: rests on words [rests]",
                "/b: rests on others [rests]",
                "/d: rests on words [rests]"
            ]
        );
    }
}
