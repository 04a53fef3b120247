//! What the document says as a whole: the envelope of its answers and the token of its security scheme.

use serde_json::Value;

use super::{Check, strings};
use crate::refine::nodes::{Node, Role, nodes};

impl Check<'_> {
    /// The envelope must be that of every successful answer with a body.
    pub(super) fn root(&mut self, node: &Node<'_>) {
        let at = "/x-envelope";
        let envelope = match node.members.get("x-envelope") {
            Some(Value::Object(envelope)) => envelope,
            Some(_) => {
                return self.error(
                    "bad-extension",
                    at,
                    "an envelope is an object with `code`, `message` and `accepted`",
                );
            }
            None => return,
        };
        if envelope
            .get("accepted")
            .and_then(strings)
            .is_none_or(|codes| codes.is_empty())
        {
            self.error("bad-extension", at, "`accepted` must be a list of codes");
        }
        let fields = [
            self.said(envelope, at, "code"),
            self.said(envelope, at, "message"),
        ];
        let document = self.names.0;
        for operation in nodes(document)
            .into_iter()
            .filter(|node| node.role == Role::Operation)
        {
            let value = operation.value;
            for field in fields.iter().flatten() {
                if !self.names.answers(value).is_empty() && !self.names.answers_with(value, field) {
                    let text = format!(
                        "no answer of {} has the envelope's `{field}`",
                        operation.pointer
                    );
                    self.error("dangling-name", at, text);
                }
            }
        }
    }

    pub(super) fn security_scheme(&mut self, node: &Node<'_>) {
        let at = format!("{}/x-token", node.pointer);
        let token = match node.members.get("x-token") {
            Some(Value::Object(token)) => token,
            Some(_) => return self.error("bad-extension", &at, "a token is an object"),
            None => return,
        };
        self.said(token, &at, "reason");
        self.said(token, &at, "unit");
        self.word(
            token,
            &at,
            "unit",
            &["seconds", "minutes", "hours", "milliseconds"],
        );
        let forms = token.get("forms").and_then(strings).unwrap_or_default();
        if forms.is_empty() || forms.iter().any(|form| !matches!(*form, "raw" | "bearer")) {
            self.error(
                "bad-extension",
                &at,
                "`forms` must list raw, bearer or both",
            );
        }
        let Some(id) = self.said(token, &at, "operation") else {
            return;
        };
        let Some(operation) = self.names.operation(id) else {
            return self.error(
                "dangling-name",
                &format!("{at}/operation"),
                format!("there is no operation `{id}`"),
            );
        };
        for name in ["app-id", "secret"] {
            if let Some(field) = self.said(token, &at, name)
                && !self.requests_with(operation, field)
            {
                self.error(
                    "dangling-name",
                    &format!("{at}/{name}"),
                    format!("the request of `{id}` has no `{field}`"),
                );
            }
        }
        for name in ["access-token", "expires-in"] {
            if let Some(field) = self.said(token, &at, name)
                && !self.names.answers_with(operation, field)
            {
                self.error(
                    "dangling-name",
                    &format!("{at}/{name}"),
                    format!("the answer of `{id}` has no `{field}`"),
                );
            }
        }
    }
}
