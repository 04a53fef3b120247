//! What operations answer.

use std::sync::Arc;

use serde_json::Value;

use super::common::{finish, prose};
use super::members::Members;
use super::model::{Answer, Response, Status};
use super::pointer::Pointer;
use super::reader::Reader;

impl<'a> Reader<'a> {
    /// What an operation answers, in the order of the document.
    pub(super) fn answers(&mut self, operation: &mut Members<'a>) -> Vec<Answer> {
        let read = |members: &mut Members<'a>| self.each_answer(members);
        let answers = operation.object("responses", "what it answers", read);
        answers.unwrap_or_default()
    }

    fn each_answer(&mut self, members: &mut Members<'a>) -> Vec<Answer> {
        let mut answers = Vec::new();
        let mut names = members.names();
        names.retain(|name| !name.starts_with("x-"));
        for name in names {
            let Some(status) = status(name) else {
                continue;
            };
            let Some(value) = members.take(name) else {
                continue;
            };
            let pointer = members.at.member(name);
            let response = self.response(value, &pointer);
            // That there is such an answer is known, whatever it holds.
            let response = response.unwrap_or_else(|| Arc::new(Response::unread(&pointer)));
            answers.push(Answer {
                status,
                pointer,
                response,
            });
        }
        // What is said of the answers as a whole is said of nothing that is sent.
        members.rest(|_| Some("there is no such status"));
        answers
    }

    /// An answer, or what its reference leads to.
    pub(super) fn response(&mut self, value: &'a Value, at: &Pointer) -> Option<Arc<Response>> {
        self.once(
            |reader| &mut reader.answers,
            value,
            at,
            |response| &mut response.notes,
            |reader, members| {
                let notes = prose(members);
                Some(Response {
                    headers: reader.headers(members),
                    content: reader.content(members),
                    notes: finish(notes, members, |name| {
                        (name == "links").then_some("which operations take what the answer holds")
                    }),
                })
            },
        )
    }
}

/// The status that a member of `responses` is for.
fn status(name: &str) -> Option<Status> {
    if name == "default" {
        return Some(Status::Default);
    }
    if let [hundred @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] = name.as_bytes() {
        return Some(Status::Range(u16::from(hundred - b'0')));
    }
    let code: u16 = name.parse().ok().filter(|_| name.len() == 3)?;
    (100..600).contains(&code).then_some(Status::Code(code))
}
