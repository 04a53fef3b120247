//! Operations, by path and method, and what the service calls.

use std::sync::Arc;

use indexmap::IndexMap;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
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
#[derive(Default)]
pub(super) struct Usual {
    pub(super) security: Arc<Security>,
    pub(super) servers: Arc<Servers>,
    /// Within how many callbacks they stand.
    called_back: u8,
}

/// Within how many callbacks operations are read. What is called back can lead back to itself.
const DEEPEST: u8 = 2;

/// How much of what is referred to several times may be made, in letters, before the document only grows.
const LARGEST: usize = 64_000_000;

impl Usual {
    pub(super) fn new(security: Arc<Security>, servers: Arc<Servers>) -> Self {
        Self {
            security,
            servers,
            called_back: 0,
        }
    }
}

/// What stands in no path as it is, and in none that is encoded already.
const NONE_OF_A_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'|');

impl<'a> Reader<'a> {
    /// The operations of a member `paths`.
    pub(super) fn paths(&mut self, document: &mut Members<'a>, usual: &Usual) -> Vec<Operation> {
        let read = |members: &mut Members<'a>| {
            let operations = self.items(members, usual, |path| path.starts_with('/'));
            members.rest(|_| Some("a path begins with `/`, so this is none"));
            operations
        };
        let mut operations = document
            .object("paths", "all operations", read)
            .unwrap_or_default();
        for operation in &mut operations {
            operation.path = as_sent(&operation.path);
        }
        operations
    }

    /// What a member `webhooks` says that the service calls. What calls of the document need, and where they go, says nothing of
    /// these.
    pub(super) fn webhooks(&mut self, document: &mut Members<'a>) -> Vec<Operation> {
        let lost = "what the service calls of its own accord";
        let read = |members: &mut Members<'a>| self.items(members, &Usual::default(), |_| true);
        let operations = document.object("webhooks", lost, read);
        operations.unwrap_or_default()
    }

    /// The members of an object that are path items, with what each is called.
    fn items(
        &mut self,
        members: &mut Members<'a>,
        usual: &Usual,
        is_path: impl Fn(&str) -> bool,
    ) -> Vec<Operation> {
        let mut operations = Vec::new();
        let mut names = members.names();
        names.retain(|path| is_path(path));
        for path in names {
            let at = members.at.member(path);
            let Some(value) = members.take(path) else {
                continue;
            };
            let item = self.item(value, &at, usual).into_iter();
            operations.extend(item.flatten().map(|operation| Operation {
                path: path.clone(),
                ..operation
            }));
        }
        operations
    }

    /// What is called back under one name, or what its reference leads to, by an operation within so many callbacks.
    pub(super) fn callback(
        &mut self,
        value: &'a Value,
        at: &Pointer,
        within: u8,
    ) -> Option<Vec<Operation>> {
        let usual = Usual {
            called_back: within + 1,
            ..Usual::default()
        };
        self.copied(
            value,
            at,
            "what the service calls back",
            |reader, members| {
                let operations = reader.items(members, &usual, |name| !name.starts_with("x-"));
                members.rest(|_| None);
                operations
            },
        )
    }

    /// The operations of a path item, or of what its reference leads to, whichever path it is of.
    pub(super) fn item(
        &mut self,
        value: &'a Value,
        at: &Pointer,
        usual: &Usual,
    ) -> Option<Vec<Operation>> {
        self.copied(
            value,
            at,
            "all operations of the path",
            |reader, members| reader.operations(members, usual),
        )
    }

    /// Reads a part each time that it is referred to. What is taken of it counts where it stands.
    fn copied<T>(
        &mut self,
        value: &'a Value,
        at: &Pointer,
        lost: &str,
        read: impl FnOnce(&mut Self, &mut Members<'a>) -> T,
    ) -> Option<T> {
        let part = self.part(value, at)?;
        if !part.is_here {
            self.copied += part.value.to_string().len();
            if self.copied > LARGEST {
                let text = "so much is referred to by several places that this one is left out";
                self.findings.error(Id::TooLarge, at.at(), text);
                return None;
            }
        }
        let mut members = self.members(&part, lost)?;
        let outer = std::mem::take(&mut self.account);
        let read = read(self, &mut members);
        let inner = std::mem::replace(&mut self.account, outer);
        if part.is_here {
            self.account.add(inner);
            self.account.add(members.account);
        }
        Some(read)
    }

    fn operations(&mut self, members: &mut Members<'a>, usual: &Usual) -> Vec<Operation> {
        let notes = prose(members);
        let shared = self.parameters(members);
        let servers = self.servers(members);
        let usual = Usual {
            security: Arc::clone(&usual.security),
            servers: servers.unwrap_or_else(|| Arc::clone(&usual.servers)),
            called_back: usual.called_back,
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
        let mut callbacks = IndexMap::new();
        if usual.called_back < DEEPEST {
            for (name, value, at) in members.map("callbacks") {
                let called = self.callback(value, &at, usual.called_back);
                callbacks.extend(called.map(|called| (name.to_owned(), called)));
            }
        }
        let notes = finish(notes, members, |name| {
            (name == "callbacks").then_some("what a callback within a callback calls back in turn")
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
            callbacks,
            security: security.unwrap_or_else(|| Arc::clone(&usual.security)),
            servers: servers.unwrap_or_else(|| Arc::clone(&usual.servers)),
            lost,
        }
    }
}

/// A path as HTTP carries it: letters that no path has are percent-encoded, and names of parameters stay.
fn as_sent(path: &str) -> String {
    let encoded = |text| utf8_percent_encode(text, NONE_OF_A_PATH);
    let mut sent = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((text, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        sent.extend(encoded(text));
        sent.extend(["{", name, "}"]);
        rest = after;
    }
    sent.extend(encoded(rest));
    sent
}

/// Adds the parameters of a path that an operation does not state itself.
fn join(own: &mut Vec<Arc<Parameter>>, shared: &[Arc<Parameter>]) {
    for parameter in shared {
        if !own.iter().any(|known| is_same(known, parameter)) {
            own.push(Arc::clone(parameter));
        }
    }
}
