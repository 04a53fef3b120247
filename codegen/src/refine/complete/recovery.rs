//! How an operation may be repeated, and how its outcome is found.

use serde_json::{Map, Value};

use super::{Check, strings};
use crate::refine::nodes::Node;

const RULES: [&str; 5] = [
    "safe",
    "never",
    "same-key",
    "after-reconcile",
    "missing-entries",
];

impl Check<'_> {
    pub(super) fn repeat(&mut self, node: &Node<'_>, operation: &Value) {
        let at = format!("{}/x-repeat", node.pointer);
        let repeat = match node.members.get("x-repeat") {
            Some(Value::Object(repeat)) => repeat,
            Some(_) => {
                return self.error(
                    "bad-extension",
                    &at,
                    "a repeat rule is an object with `rule` and `reason`",
                );
            }
            None => return self.error("missing-repeat", &node.pointer, "there is no `x-repeat`"),
        };
        self.said(repeat, &at, "rule");
        self.word(repeat, &at, "rule", &RULES);
        self.said(repeat, &at, "reason");
        let rule = repeat
            .get("rule")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match (rule, repeat.get("key")) {
            ("same-key", _) => {
                if let Some(key) = self.said(repeat, &at, "key")
                    && !self.requests_with(operation, key)
                {
                    self.error(
                        "dangling-name",
                        &format!("{at}/key"),
                        format!("the request has no `{key}`"),
                    );
                }
            }
            (_, Some(_)) => self.error(
                "bad-extension",
                &format!("{at}/key"),
                "only the rule same-key has a key",
            ),
            _ => {}
        }
        let findable = node
            .members
            .get("x-found-by")
            .is_some_and(|found_by| found_by.get("operation").is_some_and(Value::is_string));
        if matches!(rule, "after-reconcile" | "missing-entries") && !findable {
            let text = format!(
                "the rule {rule} needs an operation in `x-found-by` that finds the outcome"
            );
            self.error("bad-extension", &format!("{at}/rule"), text);
        }
        if rule == "missing-entries"
            && self
                .names
                .request(operation)
                .is_none_or(|body| self.names.path(body, "[]").is_none())
        {
            self.error(
                "bad-extension",
                &format!("{at}/rule"),
                "the request is no list of entries",
            );
        }
    }

    /// The operation that finds the outcome, or the reason why none does.
    pub(super) fn found_by(&mut self, at: &str, found_by: &Value, operation: &Value) {
        let Value::Object(found_by) = found_by else {
            return self.error(
                "bad-extension",
                at,
                "this is an object with `operation` and `reason`",
            );
        };
        // An alternative is part of what the reason explains.
        if !at.ends_with("/or") {
            self.said(found_by, at, "reason");
        }
        let query = match found_by.get("operation") {
            Some(Value::Null) => return,
            Some(Value::String(id)) => match self.names.operation(id) {
                Some(query) => query,
                None => {
                    return self.error(
                        "dangling-name",
                        &format!("{at}/operation"),
                        format!("there is no operation `{id}`"),
                    );
                }
            },
            _ => {
                return self.error(
                    "bad-extension",
                    at,
                    "`operation` must be an operation's id, or null",
                );
            }
        };
        match found_by.get("with") {
            Some(Value::Object(with)) => self.with(&format!("{at}/with"), with, query, operation),
            _ => self.error(
                "bad-extension",
                at,
                "`with` must give the fields of the query",
            ),
        }
        match found_by.get("match") {
            Some(Value::Object(wanted)) => {
                self.wanted(&format!("{at}/match"), wanted, query, operation)
            }
            Some(_) => self.error(
                "bad-extension",
                &format!("{at}/match"),
                "a match is an object with `field` and `states`",
            ),
            None => {}
        }
        if let Some(lost) = found_by.get("lost") {
            let at = format!("{at}/lost");
            match strings(lost) {
                Some(paths) => {
                    for path in paths
                        .into_iter()
                        .filter(|path| !self.names.answers_with(operation, path))
                        .collect::<Vec<_>>()
                    {
                        self.error(
                            "dangling-name",
                            &at,
                            format!("the answer has no `{path}`, so it cannot be lost"),
                        );
                    }
                }
                None => self.error(
                    "bad-extension",
                    &at,
                    "what is lost is a list of the answer's fields",
                ),
            }
        }
        if let Some(or) = found_by.get("or") {
            self.found_by(&format!("{at}/or"), or, operation);
        }
    }

    /// What the operation's own answer says of its request.
    pub(super) fn acknowledges(&mut self, at: &str, acknowledges: &Value, operation: &Value) {
        let Value::Object(acknowledges) = acknowledges else {
            return self.error(
                "bad-extension",
                at,
                "this is an object with `same`, `other`, `issued` or `each`, and `reason`",
            );
        };
        self.said(acknowledges, at, "reason");
        if let Some(same) = acknowledges.get("same") {
            self.compared(&format!("{at}/same"), same, operation, operation);
        }
        if let Some(other) = acknowledges.get("other") {
            match strings(other) {
                Some(paths) => {
                    for path in paths {
                        self.answered(&format!("{at}/other"), path, operation);
                    }
                }
                None => self.error(
                    "bad-extension",
                    &format!("{at}/other"),
                    "this is a list of the answer's fields",
                ),
            }
        }
        if let Some(issued) = acknowledges.get("issued") {
            let path = issued.as_str().unwrap_or_default();
            self.answered(&format!("{at}/issued"), path, operation);
        }
        if let Some(list) = acknowledges.get("each") {
            let list = list.as_str().unwrap_or_default();
            if !self.names.answers_with(operation, &format!("{list}[]")) {
                self.error(
                    "dangling-name",
                    &format!("{at}/each"),
                    format!("the answer has no list `{list}`"),
                );
            }
        }
    }

    fn answered(&mut self, at: &str, path: &str, operation: &Value) {
        if !self.names.answers_with(operation, path) {
            self.error("dangling-name", at, format!("the answer has no `{path}`"));
        }
    }

    /// Each field of the query comes from the request, is a constant, or is asked of the caller.
    fn with(&mut self, at: &str, with: &Map<String, Value>, query: &Value, operation: &Value) {
        for (field, source) in with {
            if !self.requests_with(query, field) {
                self.error("dangling-name", at, format!("the query has no `{field}`"));
            }
            match source {
                Value::String(path) if self.requests_with(operation, path) => {}
                Value::String(path) => {
                    self.error("dangling-name", at, format!("the request has no `{path}`"))
                }
                Value::Object(source)
                    if source.len() == 1
                        && (source.contains_key("const") || source.contains_key("ask")) => {}
                _ => {
                    let text = format!(
                        "`{field}` must be a field of the request, {{const: …}} or {{ask: …}}"
                    );
                    self.error("bad-extension", at, text);
                }
            }
        }
    }

    /// The answer is the right one where its fields are the request's, and final where its state is one of these.
    fn wanted(&mut self, at: &str, wanted: &Map<String, Value>, query: &Value, operation: &Value) {
        if let Some(field) = self.said(wanted, at, "field")
            && !self.names.answers_with(query, field)
        {
            self.error(
                "dangling-name",
                &format!("{at}/field"),
                format!("the query's answer has no `{field}`"),
            );
        }
        if wanted
            .get("states")
            .and_then(strings)
            .is_none_or(|states| states.is_empty())
        {
            self.error("bad-extension", at, "`states` must be a list of states");
        }
        for name in ["same", "alike"] {
            if let Some(compared) = wanted.get(name) {
                self.compared(&format!("{at}/{name}"), compared, query, operation);
            }
        }
        if let Some(since) = wanted.get("since") {
            let since = since.as_str().unwrap_or_default();
            if !self.names.answers_with(query, since) {
                self.error(
                    "dangling-name",
                    &format!("{at}/since"),
                    format!("the query's answer has no `{since}`"),
                );
            }
        }
    }

    /// Fields of an answer that are compared with fields of the request.
    fn compared(&mut self, at: &str, compared: &Value, query: &Value, operation: &Value) {
        let Value::Object(compared) = compared else {
            return self.error(
                "bad-extension",
                at,
                "this maps fields of the answer to fields of the request",
            );
        };
        for (theirs, ours) in compared {
            self.answered(at, theirs, query);
            let ours_is_there = ours
                .as_str()
                .is_some_and(|ours| self.requests_with(operation, ours));
            if !ours_is_there {
                self.error("dangling-name", at, format!("the request has no {ours}"));
            }
        }
    }

    pub(super) fn requests_with(&self, operation: &Value, path: &str) -> bool {
        self.names.requests_with(operation, path)
    }
}
