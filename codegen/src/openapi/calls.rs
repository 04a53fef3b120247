//! Operations, by path and method.

use std::sync::Arc;

use serde_json::Value;

use super::access::{Security, Servers};
use super::common::{finish, prose};
use super::members::Members;
use super::model::{Method, Operation, Parameter};
use super::notes::Notes;
use super::parameters::{Parameters, is_same};
use super::pointer::Pointer;
use super::reader::Reader;
use crate::findings::Id;

/// What holds for every operation that does not say otherwise.
pub(super) struct Usual {
    pub(super) security: Arc<Security>,
    pub(super) servers: Arc<Servers>,
}

/// How much of a path that several paths refer to may be made, in letters, before the document only grows.
const LARGEST: usize = 64_000_000;

impl<'a> Reader<'a> {
    /// The operations of a member `paths`.
    pub(super) fn paths(&mut self, document: &mut Members<'a>, usual: &Usual) -> Vec<Operation> {
        let read = |members: &mut Members<'a>| self.each_path(members, usual);
        let operations = document.object("paths", "all operations", read);
        operations.unwrap_or_default()
    }

    fn each_path(&mut self, members: &mut Members<'a>, usual: &Usual) -> Vec<Operation> {
        let mut operations = Vec::new();
        let mut names = members.names();
        names.retain(|path| path.starts_with('/'));
        let mut size = 0;
        for path in names {
            let at = members.at.member(path);
            let Some(value) = members.take(path) else {
                continue;
            };
            let item = self.item(value, &at, usual, &mut size).into_iter();
            operations.extend(item.flatten().map(|operation| Operation {
                path: path.clone(),
                ..operation
            }));
        }
        members.rest(|_| Some("a path begins with `/`, so this is none"));
        operations
    }

    /// A path item that no path is known of.
    pub(super) fn item_alone(&mut self, value: &'a Value, at: &Pointer, usual: &Usual) {
        self.item(value, at, usual, &mut 0);
    }

    /// The operations of a path item, or of what its reference leads to, whichever path it is of.
    fn item(
        &mut self,
        value: &'a Value,
        at: &Pointer,
        usual: &Usual,
        size: &mut usize,
    ) -> Option<Vec<Operation>> {
        let part = self.part(value, at)?;
        if !part.is_here {
            *size += part.value.to_string().len();
            if *size > LARGEST {
                let text = "so much is referred to by several paths that this one is left out";
                self.findings.error(Id::TooLarge, at.at(), text);
                return None;
            }
        }
        let mut members = self.members(&part, "all operations of the path")?;
        let outer = std::mem::take(&mut self.account);
        let operations = self.operations(&mut members, usual);
        let inner = std::mem::replace(&mut self.account, outer);
        // What is referred to counts where it stands.
        if part.is_here {
            self.account.add(inner);
            self.account.add(members.account);
        }
        Some(operations)
    }

    fn operations(&mut self, members: &mut Members<'a>, usual: &Usual) -> Vec<Operation> {
        let notes = prose(members);
        let shared = self.parameters(members);
        let servers = self.servers(members);
        let usual = Usual {
            security: Arc::clone(&usual.security),
            servers: servers.unwrap_or_else(|| Arc::clone(&usual.servers)),
        };
        let mut operations = Vec::new();
        for method in Method::ALL {
            let at = members.at.member(method.key());
            let Some(value) = members.take_with_null(method.key()) else {
                continue;
            };
            let Some(mut inner) = Members::of(value, at) else {
                members.refuse(method.key(), "an operation");
                continue;
            };
            let mut operation = self.operation(method, &mut inner, &usual);
            members.account.add(inner.account);
            join(&mut operation.parameters, &shared.parameters);
            operation.lost.extend(shared.lost.iter().cloned());
            operations.push(operation);
        }
        let notes = finish(notes, members, |_| Some("there is no such method"));
        let notes = Arc::new(notes);
        for operation in &mut operations {
            operation.path_notes = Arc::clone(&notes);
        }
        operations
    }

    fn operation(&mut self, method: Method, members: &mut Members<'a>, usual: &Usual) -> Operation {
        let notes = prose(members);
        let id = members.owned("operationId");
        let tags = members.texts("tags").unwrap_or_default();
        let Parameters {
            parameters,
            mut lost,
        } = self.parameters(members);
        let at = members.at.member("requestBody");
        let stated = members.take("requestBody");
        let body = stated.and_then(|body| self.body(body, &at));
        if stated.is_some() && body.is_none() {
            lost.push(at);
        }
        let answers = self.answers(members);
        let security = self.security(members);
        let servers = self.servers(members);
        let notes = finish(notes, members, |name| {
            (name == "callbacks").then_some("what the service calls back")
        });
        Operation {
            method,
            path: String::new(),
            id,
            tags,
            notes,
            path_notes: Arc::new(Notes::default()),
            parameters,
            body,
            answers,
            security: security.unwrap_or_else(|| Arc::clone(&usual.security)),
            servers: servers.unwrap_or_else(|| Arc::clone(&usual.servers)),
            lost,
        }
    }
}

/// Adds the parameters of a path that an operation does not state itself.
fn join(own: &mut Vec<Arc<Parameter>>, shared: &[Arc<Parameter>]) {
    for parameter in shared {
        if !own.iter().any(|known| is_same(known, parameter)) {
            own.push(Arc::clone(parameter));
        }
    }
}
