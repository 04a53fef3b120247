//! What a failure comes with.

use super::lowering::Lowering;
use super::media;
use super::types::Hint;
use crate::api::{FailureBody, TypeRef};
use crate::openapi::{Answer, Operation, Status};

impl<'a> Lowering<'_, 'a> {
    /// The bodies of the answers that are no success, each type once with the statuses that have it;
    /// nothing for those that may hold anything.
    pub(super) fn failures(&mut self, name: &str, operation: &'a Operation) -> Vec<FailureBody> {
        let mut bodies: Vec<FailureBody> = Vec::new();
        for answer in documented(operation) {
            let Some((media, form)) =
                media::read(&answer.response.content, &self.types.document.schemas)
            else {
                continue;
            };
            let hint = format!("{name}{}Failure", of_status(answer.status));
            let of_media = || self.types.of_media(media, Hint::answer(&hint));
            let ty = form.whole().unwrap_or_else(of_media);
            if ty == TypeRef::Json {
                continue;
            }
            let status = answer.status.to_string();
            match bodies.iter_mut().find(|body| body.ty == ty) {
                Some(body) => body.statuses.push(status),
                None => bodies.push(FailureBody {
                    statuses: vec![status],
                    ty,
                }),
            }
        }
        bodies
    }
}

/// The answers that are no success; where a success is documented, the default is none.
fn documented(operation: &Operation) -> impl Iterator<Item = &Answer> {
    let answers = operation.answers.iter();
    let has_success = answers.clone().any(|answer| answer.status.is_success());
    answers.filter(move |answer| match answer.status {
        Status::Default => has_success,
        status => !status.is_success(),
    })
}

/// A status as a part of a name of a type.
fn of_status(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundred) => format!("{hundred}xx"),
        Status::Default => String::new(),
    }
}
