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
        let at = operation.at.member("responses");
        let Some(value) = operation.take("responses") else {
            return Vec::new();
        };
        let Some(mut members) = Members::of(value, at) else {
            operation.refuse("responses", "what it answers");
            return Vec::new();
        };
        let mut answers = Vec::new();
        let names: Vec<&'a String> = value
            .as_object()
            .into_iter()
            .flat_map(|map| map.keys())
            .collect();
        for name in names.into_iter().filter(|name| !name.starts_with("x-")) {
            let pointer = members.at.member(name);
            let Some(status) = status(name) else {
                continue;
            };
            let Some(value) = members.take(name) else {
                continue;
            };
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
        operation.account.add(members.account);
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
                let mut notes = prose(members);
                let headers = reader.headers(members);
                let content = reader.content(members);
                finish(&mut notes, members, |name| {
                    (name == "links").then_some("which operations take what the answer holds")
                });
                Some(Response {
                    headers,
                    content,
                    notes,
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
    (100..1000).contains(&code).then_some(Status::Code(code))
}
