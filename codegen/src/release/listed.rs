//! Values that a page lists in its samples alone, beside those that the overlay knows.

use super::attention::{Attention, Kind};
use super::prose::Prose;
use super::words::Words;
use crate::openapi::{Document, Literal, Role};

/// Names the values that the sample of a property has and the overlay has not, and the other way round.
///
/// A sample that did not change needs nobody, and neither does what differed in the same way before.
pub(super) fn list(
    words: &[Words],
    (page, refined): (&Document, &Document),
    (old, new): (Option<&Prose>, Option<&Prose>),
) -> Vec<Attention> {
    let Some(new) = new else { return Vec::new() };
    let mut list = Vec::new();
    for statement in &refined.statements {
        if statement.role != Role::Property {
            continue;
        }
        let at = &statement.notes.pointer;
        let sample = at.member("example").to_string();
        if !words.iter().any(|changed| changed.at == sample) {
            continue;
        }
        let Some(ours) = values(refined, statement.id) else {
            continue;
        };
        let stated = page.statements.iter().find(|it| it.notes.pointer == *at);
        if stated.is_none_or(|stated| values(page, stated.id).is_some()) {
            continue;
        }
        let differs = |prose: &Prose| {
            let shown = entries(&prose.at(&sample)?)?;
            Some(difference(&shown, &ours))
        };
        let Some(is) = differs(new).filter(|is| !is.is_empty()) else {
            continue;
        };
        if old.and_then(differs).as_ref() == Some(&is) {
            continue;
        }
        let text = format!("the list in the sample {is}");
        list.push(Attention::new(Kind::Judgement, "sample-list", sample, text));
    }
    list
}

/// The values that a property can have, where they are texts.
fn values(document: &Document, id: crate::openapi::SchemaId) -> Option<Vec<String>> {
    let values = document.schemas[id].wire.values.as_ref()?;
    let texts = values.iter().map(|value| match value {
        Literal::Text(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

/// The words of a sample that is a list of them.
fn entries(sample: &str) -> Option<Vec<String>> {
    let between = |letter: char| {
        matches!(letter, '、' | ',' | '，' | '|' | '/' | ';' | '；') || letter.is_whitespace()
    };
    let words: Vec<String> = sample
        .split(between)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let is_word = |word: &String| {
        word.chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'))
    };
    (words.len() > 1 && words.iter().all(is_word)).then_some(words)
}

fn difference(shown: &[String], ours: &[String]) -> String {
    let lacking = |values: &[String], others: &[String]| {
        let lacking = values.iter().filter(|value| !others.contains(value));
        let mut lacking: Vec<String> = lacking.map(|value| format!("`{value}`")).collect();
        lacking.dedup();
        lacking.join(", ")
    };
    let (more, fewer) = (lacking(shown, ours), lacking(ours, shown));
    match (more.is_empty(), fewer.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("has {more}, which the overlay has not"),
        (true, false) => format!("has not {fewer}, which the overlay has"),
        (false, false) => {
            format!("has {more}, which the overlay has not, and not {fewer}, which it has")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Prose, Words, difference, entries, list};
    use crate::openapi;

    #[test]
    fn a_list_in_a_sample_is_told_when_the_sample_changed_and_differs_anew() {
        let document = |mode: Value| {
            let order = json!({ "type": "object", "properties": { "mode": mode } });
            json!({
                "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" }, "paths": {},
                "components": { "schemas": { "Order": order } },
            })
        };
        let read = |document: &Value| openapi::read(document).expect("OpenAPI 3.0").value;
        let page = read(&document(json!({ "type": "string" })));
        let ours = read(&document(json!({ "type": "string", "enum": ["a", "b"] })));
        let prose = |sample: &str| Prose::made(document(json!({ "example": sample })));
        let changed = Words {
            path: "Order.mode example".to_owned(),
            at: "/components/schemas/Order/properties/mode/example".to_owned(),
            was: None,
            is: None,
        };
        let told = |words: &[Words], old: &str, new: &str| {
            let (old, new) = (prose(old), prose(new));
            let list = list(words, (&page, &ours), (Some(&old), Some(&new)));
            list.len()
        };
        let changed = [changed];
        assert_eq!(told(&changed, "a、b", "a、b、c"), 1);
        // It differed in the same way before, in another order.
        assert_eq!(told(&changed, "c、b、a", "a、b、c"), 0);
        // Nothing is said of a sample that is as it was.
        assert_eq!(told(&[], "a、b", "a、b、c"), 0);
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_sample_of_several_words_is_a_list() {
        for (sample, words) in [
            ("card、payNow、paypal", &["card", "payNow", "paypal"][..]),
            ("card, pay_now", &["card", "pay_now"]),
            ("a|b", &["a", "b"]),
        ] {
            assert_eq!(entries(sample), Some(owned(words)), "{sample}");
        }
        for sample in ["card", "1.00, 2.00", "https://shop.example.com/a", ""] {
            assert_eq!(entries(sample), None, "{sample}");
        }
    }

    #[test]
    fn what_one_side_lacks_is_named() {
        let (one, other) = (owned(&["a", "b"]), owned(&["b", "c"]));
        assert_eq!(difference(&one, &one), "");
        assert_eq!(
            difference(&one, &other),
            "has `a`, which the overlay has not, and not `c`, which it has"
        );
        assert_eq!(
            difference(&one, &one[..1]),
            "has `b`, which the overlay has not"
        );
        assert_eq!(
            difference(&one[..1], &one),
            "has not `b`, which the overlay has"
        );
    }
}
