//! Statuses that the overlays say come before anything is done, and that the page documents otherwise now.

use serde_json::Value;

use super::attention::{Attention, Kind};
use crate::drift::{Change, Class, rules};
use crate::findings::{pointer_names, pointer_of};

/// Asks of each change of an answer with such a status whether it still proves that nothing was done.
///
/// `document` is what the overlays have made of the page.
pub(super) fn list(changes: &[Change], document: &Value) -> Vec<Attention> {
    let told = changes
        .iter()
        .filter(|change| change.class != Class::Documentation);
    let asked = told.filter_map(|change| {
        let names = pointer_names(change.place());
        let (operation, within) = names.split_at_checked(3)?;
        let [responses, status, ..] = within else {
            return None;
        };
        let at = pointer_of(operation);
        let said = document.pointer(&at)?.get("x-before-state")?.as_array()?;
        let is_named = responses == "responses"
            && said
                .iter()
                .any(|it| it.as_u64().is_some_and(|it| it.to_string() == *status));
        let what = rules::rule(change.rule).map_or("", |rule| rule.what);
        let text = format!(
            "`x-before-state` says that {status} comes before anything is done, and {what}; say whether it still does"
        );
        is_named.then(|| Attention::new(Kind::Access, change.rule, at, text))
    });
    asked.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_status_that_proves_something_and_is_documented_otherwise_is_asked_about() {
        let change = |rule, class, status: &str| Change {
            rule,
            class,
            reach: [].into(),
            path: String::new(),
            former: Some(format!("/paths/~1pay/post/responses/{status}")),
            pointer: None,
            line: None,
            was: None,
            is: None,
        };
        let document = json!({ "paths": { "/pay": { "post": { "x-before-state": [401] } } } });
        let changes = [
            change("error-answer-removed", Class::Additive, "401"),
            change("error-answer-removed", Class::Additive, "404"),
            change("prose-changed", Class::Documentation, "401"),
        ];
        let list = list(&changes, &document);
        let [asked] = list.as_slice() else {
            panic!("one question: {list:?}")
        };
        assert_eq!(asked.at, "/paths/~1pay/post");
        assert!(asked.text.contains("401 comes before"), "{}", asked.text);
    }
}
