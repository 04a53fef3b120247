//! What every operation has to say.

use serde_json::Value;

use super::{Check, strings};
use crate::refine::nodes::Node;

impl Check<'_> {
    pub(super) fn operation(&mut self, node: &Node<'_>) {
        let Node {
            pointer,
            value: operation,
            members,
            ..
        } = node;
        if let Some(id) = self.said(members, pointer, "operationId")
            && !is_identifier(id)
        {
            self.error(
                "bad-operation-id",
                &format!("{pointer}/operationId"),
                "an id is a letter, then letters and digits",
            );
        }
        self.prose(node, "summary");
        self.prose(node, "description");
        self.said(members, pointer, "x-effect");
        self.word(
            members,
            pointer,
            "x-effect",
            &["moves-money", "changes", "reads"],
        );
        if let Some(statuses) = members.get("x-before-state")
            && !is_list_of_refusals(statuses)
        {
            self.error(
                "bad-extension",
                &format!("{pointer}/x-before-state"),
                "statuses are a list of numbers from 400 to 499",
            );
        }
        if let Some(codes) = members.get("x-refused-codes")
            && strings(codes).is_none()
        {
            self.error(
                "bad-extension",
                &format!("{pointer}/x-refused-codes"),
                "codes are a list of strings",
            );
        }
        self.journal(node, operation);
        self.repeat(node, operation);
        if let Some(acknowledges) = members.get("x-acknowledges") {
            self.acknowledges(
                &format!("{pointer}/x-acknowledges"),
                acknowledges,
                operation,
            );
        }
        if let Some(found_by) = members.get("x-found-by") {
            self.found_by(&format!("{pointer}/x-found-by"), found_by, operation);
        }
    }

    /// What a journal may keep is named by where it stands in the request.
    fn journal(&mut self, node: &Node<'_>, operation: &Value) {
        let Some(journal) = node.members.get("x-journal") else {
            return;
        };
        let at = format!("{}/x-journal", node.pointer);
        let Some(paths) = strings(journal) else {
            self.error(
                "bad-extension",
                &at,
                "a journal is a list of the request's fields",
            );
            return;
        };
        for path in paths {
            if !self.requests_with(operation, path) {
                self.error("dangling-name", &at, format!("the request has no `{path}`"));
            }
        }
    }
}

/// A status of another hundred cannot mean that nothing was done.
fn is_list_of_refusals(statuses: &Value) -> bool {
    statuses.as_array().is_some_and(|statuses| {
        let mut statuses = statuses.iter().map(Value::as_u64);
        statuses.all(|status| status.is_some_and(|status| (400..500).contains(&status)))
    })
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
