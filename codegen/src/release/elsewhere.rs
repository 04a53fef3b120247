//! What the overlays say of others of a name, for showing it beside the question of what to say of a new one.

use serde_json::Value;

use crate::findings::{pointer_names, pointer_of, pointer_token};
use crate::overlay::Given;

/// How many different answers are shown.
const FEW: usize = 2;
/// How long one of them may be, in letters.
const LONGEST: usize = 100;

/// What the overlays give as a member to properties and parameters of the name that the one at `at` has, which lacks it; the
/// most frequent first, and of a text its first sentence.
pub(super) fn elsewhere(
    given: &[Given],
    document: &Value,
    at: &[String],
    member: &str,
) -> Vec<String> {
    let Some(name) = name(document, at) else {
        return Vec::new();
    };
    let mut said: Vec<(String, usize)> = Vec::new();
    for given in given.iter().filter(|it| it.member == member) {
        if self::name(document, &pointer_names(&given.at)).as_ref() != Some(&name) {
            continue;
        }
        let value = document.pointer(&format!("{}/{}", given.at, pointer_token(member)));
        let Some(text) = value.and_then(brief) else {
            continue;
        };
        match said.iter_mut().find(|(other, _)| *other == text) {
            Some((_, count)) => *count += 1,
            None => said.push((text, 1)),
        }
    }
    said.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    said.into_iter().take(FEW).map(|(text, _)| text).collect()
}

/// The name of the property or the parameter at a place.
fn name(document: &Value, at: &[String]) -> Option<String> {
    match at {
        [around @ .., last] if last == "schema" => name(document, around),
        [.., list, name] if list == "properties" => Some(name.clone()),
        [.., list, _] if list == "parameters" => {
            let parameter = document.pointer(&pointer_of(at))?;
            Some(parameter.get("name")?.as_str()?.to_owned())
        }
        _ => None,
    }
}

/// A value in one line; nothing of what holds others.
fn brief(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Array(_) | Value::Object(_) => return None,
        other => other.to_string(),
    };
    let sentence = text.split_once(". ").map_or(&*text, |(first, _)| first);
    let sentence = sentence.trim_end_matches('.');
    match sentence.char_indices().nth(LONGEST) {
        Some((end, _)) => Some(format!("{} …", sentence.get(..end)?.trim_end())),
        None => Some(sentence.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn given(at: &str, member: &str) -> Given {
        Given {
            file: "a.yaml".to_owned(),
            at: at.to_owned(),
            member: member.to_owned(),
        }
    }

    #[test]
    fn what_is_said_of_others_of_the_name_is_told_once_and_the_most_frequent_first() {
        let document = json!({
            "paths": { "/a": { "get": { "parameters": [{ "name": "no", "description": "Which one. Of all." }] } } },
            "components": { "schemas": {
                "A": { "properties": { "no": { "description": "A number." }, "other": { "description": "Not asked for." } } },
                "B": { "properties": { "no": { "description": "Which\n one.", "x-class": "open" } } },
                "C": { "properties": { "no": { "description": "Only the page says this." } } },
                "New": { "properties": { "no": {} } },
            } },
        });
        let places = [
            "A/properties/no",
            "A/properties/other",
            "B/properties/no",
            "New/properties/no",
        ];
        let mut all = places
            .map(|at| given(&format!("/components/schemas/{at}"), "description"))
            .to_vec();
        all.push(given("/paths/~1a/get/parameters/0", "description"));
        all.push(given("/components/schemas/B/properties/no", "x-class"));
        let at = |text: &str| pointer_names(text);
        let new = at("/components/schemas/New/properties/no");
        assert_eq!(
            elsewhere(&all, &document, &new, "description"),
            ["Which one", "A number"]
        );
        assert_eq!(elsewhere(&all, &document, &new, "x-class"), ["open"]);
        let parameter = at("/paths/~1a/get/parameters/0/schema");
        assert_eq!(elsewhere(&all, &document, &parameter, "x-class"), ["open"]);
        assert!(
            elsewhere(
                &all,
                &document,
                &at("/components/schemas/New"),
                "description"
            )
            .is_empty()
        );
    }

    #[test]
    fn a_long_sentence_ends_in_a_mark() {
        let long = brief(&json!("word ".repeat(40))).expect("a text");
        assert!(
            long.ends_with("word …") && long.chars().count() <= LONGEST + 2,
            "{long}"
        );
        assert_eq!(brief(&json!(3)).as_deref(), Some("3"));
        assert_eq!(brief(&json!([])), None);
    }
}
