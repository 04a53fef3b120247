//! What the security scheme of the document says: how its token is got.

use super::Check;
use super::operation::several;
use crate::extensions::{Token, TokenForm};
use crate::findings::Id;
use crate::openapi::{SchemeKind, SecurityScheme};

impl Check<'_> {
    /// The token must be issued by an operation that has the fields, and travel as the scheme says.
    pub(super) fn token(&mut self, scheme: &SecurityScheme, token: &Token) {
        let at = &scheme.notes.pointer.member("x-token");
        let is_bearer =
            matches!(&scheme.kind, SchemeKind::Http { scheme, .. } if scheme == "bearer");
        if is_bearer && token.forms.0.contains(&TokenForm::Raw) {
            let text = "the scheme sends the token after `Bearer`, and never raw";
            self.error(Id::BadExtension, &at.member("forms"), text);
        }
        let id = &token.operation;
        let Some(operation) = self.names.operation(id) else {
            let text = format!("there is no operation `{id}`");
            return self.error(Id::DanglingName, &at.member("operation"), text);
        };
        let credentials = [("app-id", &token.app_id), ("secret", &token.secret)];
        let further = token.with.keys().map(|name| ("with", name));
        for (name, field) in credentials.into_iter().chain(further) {
            let at = &at.member(name);
            if !self.names.body_has(operation, field) {
                let text = format!("the request of `{id}` has no `{field}`");
                self.error(Id::DanglingName, at, text);
            }
            if name != "with" && self.names.requests_with_several(operation, field) {
                self.error(Id::DanglingName, at, several("request", field));
            }
        }
        for name in self.names.required(operation) {
            let is_credential = credentials.iter().any(|(_, field)| *field == name);
            if !is_credential && !token.with.contains_key(name) {
                let text = format!(
                    "`{id}` requires `{name}`, which nothing gives: say its value in `with`"
                );
                self.error(Id::BadExtension, at, text);
            }
        }
        for (name, field) in [
            ("access-token", &token.access_token),
            ("expires-in", &token.expires_in),
        ] {
            let at = &at.member(name);
            if !self.names.answers_with(operation, field) {
                let text = format!("the answer of `{id}` has no `{field}`");
                self.error(Id::DanglingName, at, text);
            }
            if self.names.answers_with_several(operation, field) {
                self.error(Id::DanglingName, at, several("answer", field));
            }
        }
    }
}
