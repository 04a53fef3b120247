//! What a schema states of objects: their members, which have to be there, what their names are, and what goes together.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Reading;
use crate::openapi::model::Version;
use crate::openapi::notes::Notes;
use crate::openapi::schema::Role;
use crate::openapi::stated::{Stated, StatedExtra, Types};
use crate::openapi::values::says_nothing;

/// What is not understood of an object whose members are told apart by their names.
const BY_NAME: &str = "what members are whose names match a pattern";

/// What is said of members that go together.
const BESIDE: &str = "what has to be there beside something else";

impl Reading<'_, '_> {
    pub(super) fn objects(&mut self) {
        for (name, value, at) in self.members.map("properties") {
            let id = self.child(value, at, Role::Property);
            self.stated.properties.push((name.to_owned(), id));
        }
        match self.members.take("required") {
            // In a schema of old, `required: true` stands in a property and says nothing of it.
            Some(Value::Bool(false)) | None => {}
            Some(_) => {
                let mut required = self.members.texts("required").unwrap_or_default();
                let mut seen = BTreeSet::new();
                required.retain(|name| seen.insert(name.clone()));
                self.stated.required = required;
            }
        }
        let (patterns, mut values) = self.children("patternProperties", BY_NAME);
        let name = self.further(["additionalProperties", "unevaluatedProperties"]);
        let at = self.members.at.member(name);
        match self.members.take(name) {
            None | Some(Value::Bool(true)) => {}
            Some(Value::Bool(false)) if patterns > 0 => self.stated.by_name = true,
            Some(Value::Bool(false)) => self.stated.extra = Some(StatedExtra::None),
            Some(extra) if says_nothing(extra) => self.silent(name, extra),
            Some(extra) => {
                let id = self.child(extra, at, Role::Part);
                values.iter_mut().for_each(|all| all.push(id));
                if patterns == 0 {
                    values = Some(vec![id]);
                }
            }
        }
        if let Some(id) = self.any_of("patternProperties", values.unwrap_or_default()) {
            self.stated.extra = Some(StatedExtra::Of(id));
        }
        self.names();
        self.beside();
        for name in ["$defs", "definitions"] {
            for (_, value, at) in self.members.map(name) {
                self.child(value, at, Role::Part);
            }
            if self.members.has(name) && self.is(Version::V3_0) {
                self.foreign(name, "schemas to refer to");
            }
        }
    }

    fn names(&mut self) {
        let at = self.members.at.member("propertyNames");
        match self.members.take("propertyNames") {
            None | Some(Value::Bool(true)) => {}
            Some(names) if says_nothing(names) => self.silent("propertyNames", names),
            Some(names) => {
                if self.is(Version::V3_0) {
                    self.foreign("propertyNames", "what the names of members are");
                }
                let id = self.child(names, at.clone(), Role::Part);
                let notes = Notes {
                    pointer: at,
                    ..Notes::default()
                };
                // A name is text, whether that is said or not.
                let mut text = Stated::new(Role::Part, notes);
                text.types = Some(Types::TEXT);
                text.null = Some(false);
                text.all_of.push(id);
                self.stated.names = Some(self.within.made(text));
            }
        }
    }

    /// What has to be there beside something else: a list of names, or a schema that asks for nothing but names.
    fn beside(&mut self) {
        let mut all: Vec<(String, Vec<String>)> = Vec::new();
        for (keyword, inner) in [
            ("dependentRequired", None),
            ("dependentSchemas", Some("required")),
        ] {
            if self.members.has(keyword) && self.is(Version::V3_0) {
                self.foreign(keyword, BESIDE);
            }
            for (name, value, at) in self.members.map(keyword) {
                let names = match inner {
                    None => Some(value),
                    Some(only) => value
                        .as_object()
                        .filter(|it| it.len() == 1)
                        .and_then(|it| it.get(only)),
                };
                let names = names.and_then(Value::as_array);
                let texts = names
                    .and_then(|names| names.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
                let Some(texts) = texts else {
                    self.members.refuse_within(value, at, BESIDE);
                    continue;
                };
                self.members.account.taken += texts.len() + usize::from(inner.is_some());
                all.push((
                    name.to_owned(),
                    texts.into_iter().map(str::to_owned).collect(),
                ));
            }
        }
        self.stated.beside = all;
    }
}
