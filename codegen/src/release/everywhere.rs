//! What is asked of a parameter in every operation, asked once.

use std::collections::BTreeMap;

use serde_json::Value;

use super::question::{Question, action};
use crate::drift::steps::MANY;
use crate::findings::pointer_of;
use crate::overlay::{literal, query};

/// An action of an overlay, and what is asked by it.
pub(super) struct Action {
    pub(super) file: String,
    /// The query.
    pub(super) target: String,
    /// How many steps lead to what it selects.
    pub(super) depth: usize,
    pub(super) questions: Vec<Question>,
}

/// One action for each target; and one alone for a parameter that is new in so many operations, if it is asked the same of it
/// in all that have one of the name.
pub(super) fn everywhere(
    actions: BTreeMap<(String, Vec<String>), Vec<Question>>,
    document: &Value,
) -> Vec<Action> {
    let mut alike: BTreeMap<(String, String, String), Vec<Vec<String>>> = BTreeMap::new();
    for ((file, target), questions) in &actions {
        if let Some(name) = parameter(document, target) {
            let asked = action(("", target.len()), questions, true);
            let same = alike.entry((file.clone(), name.to_owned(), asked));
            same.or_default().push(target.clone());
        }
    }
    alike.retain(|(_, name, _), targets| {
        targets.len() >= MANY && targets.len() == named(document, name)
    });
    let mut all = Vec::new();
    for ((file, target), questions) in actions {
        let mut same = alike
            .iter()
            .filter(|((at, ..), targets)| *at == file && targets.contains(&target));
        let target_of_all = same
            .next()
            .map(|((_, name, _), targets)| (name, targets.first()));
        let query = match target_of_all {
            Some((_, first)) if first != Some(&target) => continue,
            Some((name, _)) => {
                format!("$.paths.*.*.parameters[?@.name == {}]", literal(name))
            }
            None => query(&target),
        };
        all.push(Action {
            file,
            target: query,
            depth: target.len(),
            questions,
        });
    }
    all
}

/// The name of the parameter of an operation that a target is.
fn parameter<'a>(document: &'a Value, target: &[String]) -> Option<&'a str> {
    let is_parameter = matches!(target, [paths, _, _, parameters, _] if paths == "paths" && parameters == "parameters");
    let parameter = document
        .pointer(&pointer_of(target))
        .filter(|_| is_parameter)?;
    parameter.get("name")?.as_str()
}

/// How many operations have a parameter of this name.
fn named(document: &Value, name: &str) -> usize {
    let paths = document.get("paths").and_then(Value::as_object);
    let items = paths
        .into_iter()
        .flatten()
        .filter_map(|(_, item)| item.as_object());
    let lists = items
        .flatten()
        .filter_map(|(_, it)| it.get("parameters")?.as_array());
    let parameters = lists.flatten();
    parameters
        .filter(|it| it.get("name").and_then(Value::as_str) == Some(name))
        .count()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_parameter_that_is_new_everywhere_is_asked_of_once() {
        let asked = |paths: &[&str], answered: &[&str]| {
            let operation = json!({ "parameters": [{ "name": "Id" }] });
            let items = paths
                .iter()
                .map(|path| ((*path).to_owned(), json!({ "post": operation })));
            let document = json!({ "paths": items.collect::<serde_json::Map<_, _>>() });
            let mut actions = BTreeMap::new();
            for path in paths.iter().filter(|path| !answered.contains(path)) {
                let at = ["paths", path, "post", "parameters", "0"]
                    .map(str::to_owned)
                    .to_vec();
                let question =
                    Question::new(at.clone(), "description", "'?'".to_owned(), "description");
                actions.insert(("names.yaml".to_owned(), at), vec![question]);
            }
            let all = everywhere(actions, &document).into_iter();
            all.map(|it| it.target).collect::<Vec<String>>()
        };
        let all = "$.paths.*.*.parameters[?@.name == 'Id']";
        assert_eq!(asked(&["/a", "/b", "/c"], &[]), [all]);
        let each = |path: &str| format!("$.paths['{path}'].post.parameters[0]");
        assert_eq!(asked(&["/a", "/b"], &[]), ["/a", "/b"].map(each));
        let without_one = asked(&["/a", "/b", "/c", "/d"], &["/a"]);
        assert_eq!(without_one, ["/b", "/c", "/d"].map(each));
    }
}
