//! The members of one object of a document, each of which is taken or told of.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::model::Account;
use super::notes::Opaque;
use super::pointer::Pointer;

/// An object while it is read. Whoever reads takes members by name; what is left at the end is not understood.
pub(super) struct Members<'a> {
    map: &'a Map<String, Value>,
    /// Where the object stands.
    pub(super) at: Pointer,
    /// The names of what was taken.
    known: BTreeSet<&'a str>,
    /// What was taken so far, of this object and of lists and maps within it.
    pub(super) account: Account,
}

impl<'a> Members<'a> {
    /// The members of an object; nothing for anything else.
    pub(super) fn of(value: &'a Value, at: Pointer) -> Option<Self> {
        Some(Self {
            map: value.as_object()?,
            at,
            known: BTreeSet::new(),
            account: Account::default(),
        })
    }

    /// Whether there is a member of this name that says something.
    pub(super) fn has(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(|value| !value.is_null())
    }

    /// A member that stays to be taken.
    pub(super) fn peek(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name)
    }

    /// Takes a member, whatever it is; the taker counts what is within. One without a value says nothing.
    pub(super) fn take(&mut self, name: &str) -> Option<&'a Value> {
        self.take_with_null(name).filter(|value| !value.is_null())
    }

    /// Takes a member of which null says something.
    pub(super) fn take_with_null(&mut self, name: &str) -> Option<&'a Value> {
        let (name, value) = self.map.get_key_value(name)?;
        if self.known.insert(name) {
            self.account.taken += 1;
        }
        Some(value)
    }

    /// Takes a member with all that is within it: a sample or another value.
    pub(super) fn whole(&mut self, name: &str) -> Option<&'a Value> {
        let value = self.take_with_null(name)?;
        self.account.whole.push(self.at.member(name));
        Some(value)
    }

    /// Gives a member back that was taken and cannot be understood as it is.
    pub(super) fn refuse(&mut self, name: &str, lost: impl Into<String>) {
        let Some((name, value)) = self.map.get_key_value(name) else {
            return;
        };
        if !self.known.insert(name) {
            self.account.taken = self.account.taken.saturating_sub(1);
        }
        self.account.opaque.push(Opaque {
            pointer: self.at.member(name),
            name: name.clone(),
            value: Arc::new(value.clone()),
            lost: lost.into(),
        });
    }

    /// Takes text.
    pub(super) fn text(&mut self, name: &str) -> Option<&'a str> {
        let value = self.take(name)?;
        if value.is_string() {
            return value.as_str();
        }
        self.refuse(name, "it is no text");
        None
    }

    /// Takes words, of which none are the same as empty ones, and a block of YAML has a line end behind.
    pub(super) fn words(&mut self, name: &str) -> Option<String> {
        let words = self.text(name)?.trim_end();
        (!words.is_empty()).then(|| words.to_owned())
    }

    /// Takes text that is kept.
    pub(super) fn owned(&mut self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// Takes a truth value.
    pub(super) fn stated_flag(&mut self, name: &str) -> Option<bool> {
        let value = self.take(name)?;
        if value.is_boolean() {
            return value.as_bool();
        }
        self.refuse(name, "it is neither true nor false");
        None
    }

    /// Takes a truth value that is false where nothing is stated.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        self.stated_flag(name).unwrap_or_default()
    }

    /// Takes a map with its names, each with its place.
    pub(super) fn map(&mut self, name: &str) -> Vec<(&'a str, &'a Value, Pointer)> {
        let Some(value) = self.take(name) else {
            return Vec::new();
        };
        let Some(map) = value.as_object() else {
            self.refuse(name, "it is no object");
            return Vec::new();
        };
        let at = self.at.member(name);
        self.account.taken += map.len();
        map.iter()
            .map(|(name, value)| (name.as_str(), value, at.member(name)))
            .collect()
    }

    /// Takes a list, each entry with its place.
    pub(super) fn list(&mut self, name: &str) -> Vec<(&'a Value, Pointer)> {
        let Some(value) = self.take(name) else {
            return Vec::new();
        };
        let Some(list) = value.as_array() else {
            self.refuse(name, "it is no list");
            return Vec::new();
        };
        let at = self.at.member(name);
        self.account.taken += list.len();
        list.iter()
            .enumerate()
            .map(|(index, value)| (value, at.entry(index)))
            .collect()
    }

    /// Takes a list of texts.
    pub(super) fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        let list = self.take(name)?.as_array();
        let texts = list.and_then(|list| {
            let texts = list.iter().map(|text| text.as_str().map(str::to_owned));
            texts.collect::<Option<Vec<String>>>()
        });
        match &texts {
            Some(texts) => self.account.taken += texts.len(),
            None => self.refuse(name, "it is no list of texts"),
        }
        texts
    }

    /// Reads a member that is an object; one that is none is given back.
    pub(super) fn object<T>(
        &mut self,
        name: &str,
        lost: &str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        let Some(mut inner) = Self::of(self.take(name)?, self.at.member(name)) else {
            self.refuse(name, lost);
            return None;
        };
        let read = read(&mut inner);
        self.account.add(inner.account);
        Some(read)
    }

    /// Reads an object that stands in a map or list of this one; what is none is given back.
    pub(super) fn within<T>(
        &mut self,
        value: &'a Value,
        at: Pointer,
        lost: &str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        let Some(mut inner) = Self::of(value, at.clone()) else {
            self.refuse_within(value, at, lost);
            return None;
        };
        let read = read(&mut inner);
        self.account.add(inner.account);
        Some(read)
    }

    /// The names of all members, in the order of the document.
    pub(super) fn names(&self) -> Vec<&'a String> {
        self.map.keys().collect()
    }

    /// Gives one place within a map or list back, since it cannot be understood.
    pub(super) fn refuse_within(
        &mut self,
        value: &Value,
        pointer: Pointer,
        lost: impl Into<String>,
    ) {
        self.account.refuse(value, pointer, lost);
    }

    /// Takes the extensions, and calls everything else that is left not understood. `lost` says what is lost with it.
    pub(super) fn rest(
        &mut self,
        lost: impl Fn(&str) -> Option<&'static str>,
    ) -> IndexMap<String, Value> {
        let mut extensions = IndexMap::new();
        let mut left = self.names();
        left.retain(|name| !self.known.contains(name.as_str()));
        for name in left {
            if name.starts_with("x-") {
                if let Some(value) = self.whole(name) {
                    extensions.insert(name.to_owned(), value.clone());
                }
            } else if self.map.get(name).is_some_and(Value::is_null) {
                self.take_with_null(name);
            } else {
                let lost = lost(name).unwrap_or("OpenAPI has no such member here");
                self.refuse(name, lost);
            }
        }
        extensions.shrink_to_fit();
        extensions
    }
}

impl Account {
    /// Adds what was taken elsewhere.
    pub(super) fn add(&mut self, other: Self) {
        self.taken += other.taken;
        self.given_back += other.given_back;
        self.schemas.extend(other.schemas);
        self.whole.extend(other.whole);
        self.opaque.extend(other.opaque);
    }

    /// Gives a place back that was taken with the list or map around it.
    pub(super) fn refuse(&mut self, value: &Value, pointer: Pointer, lost: impl Into<String>) {
        self.given_back += 1;
        self.opaque.push(Opaque {
            name: pointer.last().to_owned(),
            pointer,
            value: Arc::new(value.clone()),
            lost: lost.into(),
        });
    }
}
