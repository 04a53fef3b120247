//! What the document says as a whole: the envelope of its answers and the token of its security scheme.

use super::Check;
use crate::extensions::{Envelope, Token};
use crate::findings::Id;
use crate::openapi::Pointer;

impl Check<'_> {
    /// The envelope must be that of every successful answer with a body.
    pub(super) fn envelope(&mut self, envelope: &Envelope) {
        let at = Pointer::root().member("x-envelope");
        for operation in &self.names.0.operations {
            for field in [&envelope.code, &envelope.message] {
                if !self.names.answers(operation).is_empty()
                    && !self.names.answers_with(operation, field)
                {
                    let operation = &operation.notes.pointer;
                    let text = format!("no answer of {operation} has the envelope's `{field}`");
                    self.error(Id::DanglingName, &at, text);
                }
            }
        }
    }

    /// The token must be issued by an operation that has the fields.
    pub(super) fn token(&mut self, at: &Pointer, token: &Token) {
        let id = &token.operation;
        let Some(operation) = self.names.operation(id) else {
            let text = format!("there is no operation `{id}`");
            return self.error(Id::DanglingName, &at.member("operation"), text);
        };
        for (name, field) in [("app-id", &token.app_id), ("secret", &token.secret)] {
            if !self.names.requests_with(operation, field) {
                let text = format!("the request of `{id}` has no `{field}`");
                self.error(Id::DanglingName, &at.member(name), text);
            }
        }
        for (name, field) in [
            ("access-token", &token.access_token),
            ("expires-in", &token.expires_in),
        ] {
            if !self.names.answers_with(operation, field) {
                let text = format!("the answer of `{id}` has no `{field}`");
                self.error(Id::DanglingName, &at.member(name), text);
            }
        }
    }
}
