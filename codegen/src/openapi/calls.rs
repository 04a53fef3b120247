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

/// The operations of a path item, whichever path it is of.
struct Item {
    operations: Vec<Operation>,
}

impl<'a> Reader<'a> {
    /// The operations of a member `paths`.
    pub(super) fn paths(&mut self, document: &mut Members<'a>, usual: &Usual) -> Vec<Operation> {
        let at = document.at.member("paths");
        let Some(value) = document.take("paths") else {
            return Vec::new();
        };
        let Some(mut members) = Members::of(value, at) else {
            document.refuse("paths", "all operations");
            return Vec::new();
        };
        let mut operations = Vec::new();
        let names: Vec<&'a String> = value
            .as_object()
            .into_iter()
            .flat_map(|map| map.keys())
            .collect();
        let mut size = 0;
        for path in names.into_iter().filter(|path| path.starts_with('/')) {
            let at = members.at.member(path);
            let Some(value) = members.take(path) else {
                continue;
            };
            let Some(item) = self.item(value, &at, usual, &mut size) else {
                continue;
            };
            operations.extend(item.operations.into_iter().map(|operation| Operation {
                path: path.clone(),
                ..operation
            }));
        }
        members.rest(|_| Some("a path begins with `/`, so this is none"));
        document.account.add(members.account);
        operations
    }

    /// A path item that no path is known of.
    pub(super) fn item_alone(&mut self, value: &'a Value, at: &Pointer, usual: &Usual) {
        self.item(value, at, usual, &mut 0);
    }

    /// A path item, or what its reference leads to.
    fn item(
        &mut self,
        value: &'a Value,
        at: &Pointer,
        usual: &Usual,
        size: &mut usize,
    ) -> Option<Item> {
        let part = self.part(value, at);
        let is_here = part
            .as_ref()
            .is_some_and(|part| std::ptr::eq(part.value, value));
        if !is_here {
            self.reference(value, at.clone());
        }
        let part = part?;
        if !is_here {
            *size += part.value.to_string().len();
            if *size > LARGEST {
                let text = "so much is referred to by several paths that this one is left out";
                self.findings.error(Id::TooLarge, at.at(), text);
                return None;
            }
        }
        let Some(mut members) = Members::of(part.value, part.at) else {
            if is_here {
                self.account
                    .refuse(value, at.clone(), "all operations of the path");
            }
            return None;
        };
        let outer = std::mem::take(&mut self.account);
        let item = self.operations(&mut members, usual);
        let inner = std::mem::replace(&mut self.account, outer);
        // What is referred to counts where it stands.
        if is_here {
            self.account.add(inner);
            self.account.add(members.account);
        }
        Some(item)
    }

    fn operations(&mut self, members: &mut Members<'a>, usual: &Usual) -> Item {
        let mut notes = prose(members);
        let shared = self.parameters(members);
        let servers = self.servers(members);
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
            let mut operation = self.operation(method, &mut inner, usual);
            members.account.add(inner.account);
            join(&mut operation.0.parameters, &shared.parameters);
            operation.0.lost.extend(shared.lost.iter().cloned());
            if let Some(own) = operation.1.or_else(|| servers.clone()) {
                operation.0.servers = own;
            }
            operations.push(operation.0);
        }
        finish(&mut notes, members, |_| Some("there is no such method"));
        let notes = Arc::new(notes);
        for operation in &mut operations {
            operation.path_notes = Arc::clone(&notes);
        }
        Item { operations }
    }

    /// One operation, and the servers that it states itself.
    fn operation(
        &mut self,
        method: Method,
        members: &mut Members<'a>,
        usual: &Usual,
    ) -> (Operation, Option<Arc<Servers>>) {
        let mut notes = prose(members);
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
        finish(&mut notes, members, |name| {
            (name == "callbacks").then_some("what the service calls back")
        });
        let operation = Operation {
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
            servers: Arc::clone(&usual.servers),
            lost,
        };
        (operation, servers)
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
