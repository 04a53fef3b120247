//! A document while it is read: its schemas, and what was taken of the rest.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::common::Follow;
use super::members::Members;
use super::merge::Ids;
use super::model::{Account, Body, Header, Parameter, Response, Version};
use super::notes::Notes;
use super::pointer::Pointer;
use super::raws::Raws;
use super::references::locate;
use super::resolver::Resolver;
use super::schema::{Role, Use};
use crate::findings::{Findings, Id};

/// What is read once, however often it is referred to, by the address of its value, with what was taken of it: that counts
/// where it stands and not where it is referred to.
pub(super) struct Once<T>(HashMap<usize, (Option<Arc<T>>, Account)>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

/// A document while it is read.
pub(super) struct Reader<'a> {
    pub(super) root: &'a Value,
    pub(super) version: Version,
    pub(super) resolver: Resolver<'a>,
    pub(super) account: Account,
    pub(super) findings: Findings,
    pub(super) parameters: Once<Parameter>,
    pub(super) bodies: Once<Body>,
    pub(super) answers: Once<Response>,
    pub(super) headers: Once<Header>,
    /// How many letters were read again because something refers to them.
    pub(super) copied: usize,
}

/// A part of a document behind the references that lead to it.
pub(super) struct Part<'a> {
    pub(super) value: &'a Value,
    pub(super) at: Pointer,
    /// Whether it stands there itself, without a reference.
    pub(super) is_here: bool,
    /// Words that the last reference puts in place of those of the part.
    pub(super) summary: Option<String>,
    pub(super) description: Option<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(root: &'a Value, version: Version) -> Self {
        Self {
            root,
            version,
            resolver: Resolver::new(Raws::new(root, version)),
            account: Account::default(),
            findings: Findings::default(),
            parameters: Once::default(),
            bodies: Once::default(),
            answers: Once::default(),
            headers: Once::default(),
            copied: 0,
        }
    }

    /// The schema at a place where OpenAPI has one.
    pub(super) fn schema(&mut self, value: &'a Value, at: Pointer) -> Use {
        let raw = self.resolver.raws.part(value, at, Role::Part);
        self.account.schemas.push(raw.0);
        self.resolver.used(&[raw])
    }

    /// What stands at a place, or what its reference leads to; nothing where that is nowhere. The reference is counted.
    pub(super) fn part(&mut self, value: &'a Value, at: &Pointer) -> Option<Part<'a>> {
        let part = self.referred(value, at);
        if part.as_ref().is_none_or(|part| !part.is_here) {
            self.reference(value, at.clone());
        }
        part
    }

    /// The members of a part; one that has none is given back where it stands.
    pub(super) fn members(&mut self, part: &Part<'a>, lost: &str) -> Option<Members<'a>> {
        let members = Members::of(part.value, part.at.clone());
        if members.is_none() && part.is_here {
            self.account.refuse(part.value, part.at.clone(), lost);
        }
        members
    }

    fn referred(&mut self, value: &'a Value, at: &Pointer) -> Option<Part<'a>> {
        let mut part = Part {
            value,
            at: at.clone(),
            is_here: true,
            summary: None,
            description: None,
        };
        let mut passed = Vec::new();
        while let Some(reference) = part.value.get("$ref").and_then(Value::as_str) {
            if self.version == Version::V3_1 {
                let stated = part.value;
                let words = |name: &str| Some(stated.get(name)?.as_str()?.to_owned());
                part.summary = part.summary.take().or_else(|| words("summary"));
                part.description = part.description.take().or_else(|| words("description"));
            }
            let lost = passed.contains(&reference);
            passed.push(reference);
            let target = locate(self.root, reference).filter(|_| !lost);
            let Some((value, at)) = target else {
                let text = format!("`{reference}` leads nowhere, so this is left out");
                self.findings
                    .warning(Id::UnknownReference, part.at.at(), text);
                return None;
            };
            part = Part {
                value,
                at,
                is_here: false,
                ..part
            };
        }
        Some(part)
    }

    /// Reads a part once, however often it is referred to.
    pub(super) fn once<T: Clone>(
        &mut self,
        memory: fn(&mut Self) -> &mut Once<T>,
        value: &'a Value,
        at: &Pointer,
        notes: fn(&mut T) -> &mut Notes,
        read: impl FnOnce(&mut Self, &mut Members<'a>) -> Option<T>,
    ) -> Option<Arc<T>> {
        let part = self.part(value, at)?;
        let address = std::ptr::from_ref(part.value) as usize;
        if !memory(self).0.contains_key(&address) {
            let mut members = self.members(&part, "it is no object")?;
            let outer = std::mem::take(&mut self.account);
            let read = read(self, &mut members).map(Arc::new);
            let mut account = std::mem::replace(&mut self.account, outer);
            account.add(members.account);
            memory(self).0.insert(address, (read, account));
        }
        let (read, account) = memory(self).0.get(&address)?;
        let read = read.clone();
        if part.is_here {
            let account = account.clone();
            self.account.add(account);
        }
        let read = read?;
        if part.summary.is_none() && part.description.is_none() {
            return Some(read);
        }
        let mut reworded = (*read).clone();
        let notes = notes(&mut reworded);
        notes.summary = part.summary.or(notes.summary.take());
        notes.description = part.description.or(notes.description.take());
        Some(Arc::new(reworded))
    }

    /// Counts an object that is a reference, and tells of what stands beside it.
    fn reference(&mut self, value: &'a Value, at: Pointer) {
        let Some(mut members) = Members::of(value, at) else {
            return;
        };
        members.take("$ref");
        let lost = if self.version == Version::V3_0 {
            "OpenAPI 3.0 ignores what stands beside a reference"
        } else {
            members.text("summary");
            members.text("description");
            "nothing but a summary and a description may stand beside a reference"
        };
        members.rest(|_| Some(lost));
        self.account.add(members.account);
    }
}

impl<'a> Follow<'a> for Reader<'a> {
    fn follow(&mut self, value: &'a Value, at: &Pointer) -> Option<(&'a Value, Pointer)> {
        self.part(value, at).map(|part| (part.value, part.at))
    }
}
