//! Operations that the renderer of a page has made one.
//!
//! It knows an operation by its tag and its heading. Of two that have both in common, it shows one twice or once.

use super::attention::{Attention, Kind};
use crate::extensions;
use crate::openapi::Document;

/// What the renderer knows an operation by.
#[derive(PartialEq)]
struct Shown<'a> {
    name: String,
    pointer: String,
    tag: Option<&'a str>,
    heading: Option<String>,
}

/// Lists the operations that have gone while another of their tag has taken their heading over: they may be hidden.
pub(super) fn list(old: &Document, new: &Document) -> Vec<Attention> {
    let (before, after) = (shown(old), shown(new));
    let mut list = Vec::new();
    let has_gone = |gone: &&Shown<'_>| !after.iter().any(|kept| kept.name == gone.name);
    for gone in before.iter().filter(has_gone) {
        // One that is new has in all probability moved, and brought its heading along.
        let heir = after.iter().find(|heir| {
            let former = before.iter().find(|known| known.name == heir.name);
            gone.heading.is_some()
                && (heir.tag, &heir.heading) == (gone.tag, &gone.heading)
                && former.is_some_and(|former| former.heading != heir.heading)
        });
        if let Some(heir) = heir {
            let text = format!(
                "{} bears the heading of {}, which the page no longer shows: the renderer makes two operations of one tag and heading one, so that {} may still be there; ask the vendor",
                heir.name, gone.name, gone.name
            );
            list.push(Attention::new(
                Kind::Page,
                "hidden-operation",
                heir.pointer.clone(),
                text,
            ));
        }
    }
    list
}

/// The operations of a transcript, in their order.
fn shown(document: &Document) -> Vec<Shown<'_>> {
    let operations = document.operations.iter().map(|operation| {
        let prints = extensions::marks(&operation.notes).fingerprint;
        Shown {
            name: format!(
                "{} {}",
                operation.method.key().to_uppercase(),
                operation.path
            ),
            pointer: operation.notes.pointer.to_string(),
            tag: operation.tags.first().map(String::as_str),
            heading: prints.get("summary").map(|print| print.0.clone()),
        }
    });
    operations.collect()
}

#[cfg(test)]
mod tests {
    use super::Attention;
    use crate::openapi;
    use serde_json::{Value, json};

    fn list(old: &Value, new: &Value) -> Vec<Attention> {
        let read = |document| openapi::read(document).expect("a transcript").value;
        super::list(&read(old), &read(new))
    }

    /// The headings of the cases, by the first letter of their fingerprints.
    fn operation(tag: &str, heading: &str) -> Value {
        let print = heading.repeat(6);
        json!({ "tags": [tag], "x-fingerprint": { "summary": print }, "responses": {} })
    }

    fn document(cancel: Option<Value>, capture: Value) -> Value {
        let mut paths = json!({ "/capture": { "post": capture } });
        if let Some(cancel) = cancel {
            paths["/cancel"] = json!({ "post": cancel });
        }
        json!({ "openapi": "3.0.3", "paths": paths })
    }

    #[test]
    fn an_operation_that_took_the_heading_of_one_that_has_gone_may_hide_it() {
        let old = document(Some(operation("Pay", "aa")), operation("Pay", "bb"));
        let new = document(None, operation("Pay", "aa"));
        let listed = list(&old, &new);
        let [only] = listed.as_slice() else {
            panic!("one, not {listed:?}");
        };
        assert_eq!(only.at, "/paths/~1capture/post");
        assert!(
            only.text
                .starts_with("POST /capture bears the heading of POST /cancel")
        );
    }

    #[test]
    fn an_operation_that_has_gone_with_its_heading_is_hidden_by_none() {
        let old = document(Some(operation("Pay", "aa")), operation("Pay", "bb"));
        for new in [
            document(None, operation("Pay", "bb")),
            document(None, operation("Pay", "cc")),
            document(None, operation("Query", "aa")),
            document(Some(operation("Pay", "aa")), operation("Pay", "aa")),
        ] {
            assert!(list(&old, &new).is_empty());
        }
        // It has moved, and its heading with it.
        let old = document(Some(operation("Pay", "aa")), operation("Pay", "bb"));
        let mut new = document(None, operation("Pay", "bb"));
        new["paths"]["/v2/cancel"] = json!({ "post": operation("Pay", "aa") });
        assert!(list(&old, &new).is_empty());
        // Both had the heading before.
        let old = document(Some(operation("Pay", "aa")), operation("Pay", "aa"));
        assert!(list(&old, &document(None, operation("Pay", "aa"))).is_empty());
    }
}
