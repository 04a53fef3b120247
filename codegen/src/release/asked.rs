//! What needs a person, with what is the same in several places said once.

use std::collections::{BTreeMap, BTreeSet};

use super::attention::{Attention, behind};
use super::markdown::escape;

/// One question, and every place that it is asked of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question<'a> {
    /// What is asked, at the first of its places.
    pub first: &'a Attention,
    /// What is asked, at each of its places, in their order.
    pub places: Vec<&'a Attention>,
}

impl<'a> Question<'a> {
    /// The question in one line: its place, or how many there are.
    #[must_use]
    pub fn line(&self) -> String {
        match self.places.as_slice() {
            [only] => format!("{}: {}", only.at, only.asked()),
            places => format!("{} places: {}", places.len(), self.first.question()),
        }
    }

    /// The words before and after, where they are the same at every place.
    #[must_use]
    pub fn words(&self) -> Option<&'a (Option<String>, Option<String>)> {
        let words = self.first.words.as_ref();
        let are_alike = self.places.iter().all(|it| it.words.as_ref() == words);
        words.filter(|_| are_alike)
    }

    /// The question as a point of a list in Markdown without any words of the vendor's, and its places below where there are several.
    pub(super) fn point(&self) -> String {
        let question = escape(&self.first.question());
        match self.places.as_slice() {
            [only] => format!("`{}`: {}", only.quoted(), escape(&only.asked())),
            places => {
                let places = places.iter().map(|it| {
                    let at = format!("\n  - `{}`", it.quoted());
                    behind(at, &escape(&it.here))
                });
                question + &places.collect::<String>()
            }
        }
    }
}

/// How words differ: what stands between what they begin with and what they end in alike, in whole words.
fn difference(was: &str, is: &str) -> (String, String) {
    let parts = |text: &str| -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        let is_word = |letter: char| letter.is_ascii_alphanumeric();
        for letter in text.chars() {
            match parts.last_mut() {
                Some(last) if is_word(letter) && last.ends_with(is_word) => last.push(letter),
                _ => parts.push(letter.to_string()),
            }
        }
        parts
    };
    let (mut was, mut is) = (parts(was), parts(is));
    let pairs = was.iter().zip(&is);
    let begin = pairs.take_while(|(one, other)| one == other).count();
    was.drain(..begin);
    is.drain(..begin);
    while was.last().is_some_and(|last| is.last() == Some(last)) {
        was.pop();
        is.pop();
    }
    (was.concat(), is.concat())
}

/// The questions, each with all places that one answer does for: asked the same, of words that differ in the same way.
#[must_use]
pub fn questions(list: &[Attention]) -> Vec<Question<'_>> {
    let mut questions: Vec<Question<'_>> = Vec::new();
    let mut numbers = BTreeMap::new();
    // Twice of one place is one place.
    let mut seen = BTreeSet::new();
    for attention in list {
        let differs = |(was, is): &(Option<String>, Option<String>)| {
            difference(
                was.as_deref().unwrap_or_default(),
                is.as_deref().unwrap_or_default(),
            )
        };
        let words = attention.words.as_ref().map(differs);
        let asked = (attention.kind, attention.id, &attention.text, words);
        let number = *numbers.entry(asked).or_insert(questions.len());
        if !seen.insert((number, &attention.at, &attention.here)) {
            continue;
        }
        match questions.get_mut(number) {
            Some(same) => same.places.push(attention),
            None => questions.push(Question {
                first: attention,
                places: vec![attention],
            }),
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::AttentionKind;

    fn asked(at: &str, text: &str, words: Option<(&str, &str)>) -> Attention {
        let words = words.map(|(was, is)| (Some(was.to_owned()), Some(is.to_owned())));
        let asked = Attention::new(AttentionKind::Judgement, "rests", at, text);
        Attention { words, ..asked }
    }

    #[test]
    fn what_is_the_same_in_several_places_is_asked_once() {
        let list = [
            asked("/a", "rests on words", None).here("one"),
            asked("/b", "rests on others", None),
            asked("/c", "rests on words", None).here("another"),
            asked("/a", "rests on words", None).here("one"),
        ];
        let lines: Vec<String> = questions(&list).iter().map(Question::line).collect();
        assert_eq!(
            lines,
            [
                "2 places: rests on words [rests]",
                "/b: rests on others [rests]"
            ]
        );
    }

    #[test]
    fn words_that_differ_in_the_same_way_are_one_question() {
        let list = [
            asked("/a", "words", Some(("5 to 64 signs", "5 to 128 signs"))),
            asked("/b", "words", Some(("[5-64位]", "[5-128位]"))),
            asked("/c", "words", Some(("at 164", "at 1128"))),
            asked("/d", "words", Some(("A card", "A card, see the guide"))),
            asked("/e", "words", Some(("The town", "The town, see the guide"))),
            asked("/f", "words", Some(("The town", "A town, see the guide"))),
            asked("/g", "words", Some(("aa", "aaa"))),
            asked("/h", "words", Some(("位位", "位位位"))),
            asked("/i", "words", Some(("", "see"))),
        ];
        let questions = questions(&list);
        let places: Vec<Vec<&str>> = questions
            .iter()
            .map(|it| it.places.iter().map(|it| it.at.as_str()).collect())
            .collect();
        assert_eq!(
            places,
            [
                vec!["/a", "/b"],
                vec!["/c"],
                vec!["/d", "/e"],
                vec!["/f"],
                vec!["/g"],
                vec!["/h"],
                vec!["/i"]
            ]
        );
        // What is not the same of all is shown at each.
        assert_eq!(questions[0].words(), None);
        assert_eq!(questions[1].words(), list[2].words.as_ref());
    }
}
