//! What every operation has to say, and that it names only what is there.

use indexmap::IndexMap;

use super::Check;
use crate::extensions::{
    Acknowledges, FoundBy, LookUp, Match, Moves, OperationExtensions, Repeat, RepeatRule, Source,
    Way,
};
use crate::findings::Id;
use crate::openapi::{Operation, Pointer};

impl Check<'_> {
    pub(super) fn operation(&mut self, operation: &Operation, said: &OperationExtensions) {
        let at = &operation.notes.pointer;
        match operation.id.as_deref().filter(|id| !id.is_empty()) {
            None => self.error(Id::MissingOperationId, at, "there is no `operationId`"),
            Some(id) if !is_identifier(id) => self.error(
                Id::BadOperationId,
                &at.member("operationId"),
                "an id is a letter, then letters and digits",
            ),
            Some(_) => {}
        }
        self.prose(&operation.notes, "summary");
        self.prose(&operation.notes, "description");
        for (name, id) in [
            ("x-effect", Id::MissingEffect),
            ("x-repeat", Id::MissingRepeat),
        ] {
            if !operation.notes.extensions.contains_key(name) {
                self.error(id, at, format!("there is no `{name}`"));
            }
        }
        self.own_envelope(operation, said);
        for path in &said.journal {
            self.value_requested(&at.member("x-journal"), path, operation);
        }
        if let Some(repeat) = &said.repeat {
            self.repeat(&at.member("x-repeat"), repeat, operation, said);
        }
        if let Some(acknowledges) = &said.acknowledges {
            self.acknowledges(&at.member("x-acknowledges"), acknowledges, operation);
        }
        if let Some(found_by) = &said.found_by {
            self.found_by(&at.member("x-found-by"), found_by, operation);
        }
    }

    fn repeat(
        &mut self,
        at: &Pointer,
        repeat: &Repeat,
        operation: &Operation,
        said: &OperationExtensions,
    ) {
        if let RepeatRule::SameKey(key) = &repeat.rule {
            let at = &at.member("key");
            self.value_requested(at, key, operation);
            if self.may_lack(operation, [key]) {
                let text = format!(
                    "a request may leave `{key}` out or null, and one that is sent again without its key is carried out again: say another rule"
                );
                self.error(Id::BadExtension, at, text);
            }
        }
        let rule = &at.member("rule");
        let is_list = || self.names.path(self.names.request(operation)?, "[]");
        if repeat.rule == RepeatRule::MissingEntries && is_list().is_none() {
            self.error(Id::BadExtension, rule, "the request is no list of entries");
        }
        let looks = matches!(
            repeat.rule,
            RepeatRule::AfterReconcile | RepeatRule::MissingEntries
        );
        // Of an `x-found-by` that cannot be read nobody knows.
        let is_findable = match &said.found_by {
            Some(found_by) => !found_by.ways.is_empty(),
            None => operation.notes.extensions.contains_key("x-found-by"),
        };
        if looks && !is_findable {
            let text = "this rule needs an operation in `x-found-by` that finds the outcome";
            self.error(Id::BadExtension, rule, text);
        }
    }

    /// How the outcome is found, which may be in several ways.
    fn found_by(&mut self, at: &Pointer, found_by: &FoundBy, operation: &Operation) {
        for path in &found_by.lost {
            self.answered(&at.member("lost"), path, operation);
        }
        let mut at = at.clone();
        for way in &found_by.ways {
            self.look_up(&at, way, operation);
            at = at.member("or");
        }
        if let Some(page) = &found_by.page {
            let at = &at.member("page");
            self.look_up(at, &page.way, operation);
            if let Some(minutes) = &page.minutes {
                self.value_requested(&at.member("minutes"), minutes, operation);
            }
        }
    }

    fn look_up(&mut self, at: &Pointer, way: &LookUp, operation: &Operation) {
        let id = &way.operation;
        let Some(query) = self.names.operation(id) else {
            let text = format!("there is no operation `{id}`");
            return self.error(Id::DanglingName, &at.member("operation"), text);
        };
        let with = &at.member("with");
        for (field, source) in &way.with {
            if !self.names.requests_with(query, field) {
                let text = format!("the query has no `{field}`");
                self.error(Id::DanglingName, with, text);
            }
            if let Source::Request(path) = source {
                self.requested(with, path, operation);
            }
        }
        for name in self.names.required(query) {
            let text = match way.with.get(name) {
                None => format!(
                    "`{id}` requires `{name}`, which nothing here gives: say a field of the request, {{const: …}} or {{ask: …}}"
                ),
                Some(Source::Request(path))
                    if self.names.requests_with(operation, path)
                        && !self.names.always_requests(operation, path) =>
                {
                    format!(
                        "`{id}` requires `{name}`, and a request may leave `{path}` out or null: say a field that each request has, {{const: …}} or {{ask: …}}"
                    )
                }
                Some(_) => continue,
            };
            self.error(Id::BadExtension, with, text);
        }
        self.wanted(&at.member("match"), &way.wanted, query, operation);
    }

    /// What proves the outcome must be in the query's answer.
    fn wanted(&mut self, at: &Pointer, wanted: &Match, query: &Operation, operation: &Operation) {
        self.value_answered(&at.member("field"), &wanted.field, query);
        let same = &at.member("same");
        self.compared(same, &wanted.same, query, operation);
        if !wanted.same.is_empty() && self.may_lack(operation, wanted.same.values()) {
            let fields: Vec<&str> = wanted.same.values().map(String::as_str).collect();
            let text = format!(
                "a request may leave `{}` out or null, and then no answer proves that it speaks of it: name a field that each request has",
                fields.join("` and `")
            );
            self.error(Id::BadExtension, same, text);
        }
        self.compared(&at.member("alike"), &wanted.alike, query, operation);
        if let Some(since) = &wanted.since {
            let at = &at.member("since");
            self.value_answered(at, since, query);
            if self.names.answers_with_number(query, since) {
                let text = format!(
                    "`{since}` of the answer is no text, so that no time is read from it: name one that is"
                );
                self.error(Id::BadExtension, at, text);
            }
        }
    }

    /// What the operation's own answer says of its request.
    fn acknowledges(&mut self, at: &Pointer, said: &Acknowledges, operation: &Operation) {
        self.compared(&at.member("same"), &said.same, operation, operation);
        for path in &said.other {
            self.answered(&at.member("other"), path, operation);
        }
        if let Some(issued) = &said.issued {
            self.value_answered(&at.member("issued"), issued, operation);
        }
        for path in &said.steps {
            self.answered(&at.member("steps"), path, operation);
        }
        for path in said.alone.keys() {
            self.value_requested(&at.member("alone"), path, operation);
        }
        if let Some(list) = &said.each {
            self.answered(&at.member("each"), &format!("{list}[]"), operation);
        }
        let Some(Moves {
            way,
            amount,
            unstated,
        }) = &said.moves
        else {
            return;
        };
        self.value_requested(&at.member("moves"), amount, operation);
        if unstated.is_none() && self.may_lack(operation, [amount]) {
            let text = match way {
                Way::Pays => format!(
                    "a request may leave `{amount}` out or null, and then nobody knows how much was taken: name a field that each request has, or leave this out"
                ),
                Way::Captures | Way::Refunds => format!(
                    "a request may leave `{amount}` out or null: say `unstated: all`, if it then moves all that there is, or leave this out"
                ),
            };
            self.error(Id::BadExtension, &at.member("moves"), text);
        }
    }

    /// Whether a request may lack all of these fields. Those that it has no more are told as such.
    fn may_lack<'p>(
        &self,
        operation: &Operation,
        paths: impl IntoIterator<Item = &'p String>,
    ) -> bool {
        let paths: Vec<&String> = paths.into_iter().collect();
        let schemas = &self.names.0.schemas;
        let body = self.names.request(operation).into_iter();
        let said = body.flat_map(|body| schemas.with_referred(body));
        let mut groups = said.flat_map(|id| {
            let said = self.said.schema(id);
            let either = said.either.iter().map(|pair| pair.of.0.as_slice());
            let one_of = said.one_of_required.iter().map(|names| names.0.as_slice());
            either.chain(one_of)
        });
        let is_known = |path: &&String| self.names.requests_with(operation, path);
        paths.iter().all(is_known)
            && !paths
                .iter()
                .any(|path| self.names.always_requests(operation, path))
            && !groups.any(|group| group.iter().all(|name| paths.contains(&name)))
    }

    /// Fields of an answer that are compared with fields of the request.
    fn compared(
        &mut self,
        at: &Pointer,
        compared: &IndexMap<String, String>,
        query: &Operation,
        operation: &Operation,
    ) {
        for (theirs, ours) in compared {
            self.value_answered(at, theirs, query);
            self.value_requested(at, ours, operation);
        }
    }

    /// A single value of the answer, since that is what can be compared or kept.
    fn value_answered(&mut self, at: &Pointer, path: &str, operation: &Operation) {
        self.answered(at, path, operation);
        if self.names.answers_with_several(operation, path) {
            self.error(Id::DanglingName, at, several("answer", path));
        }
    }

    /// A single value of the request.
    fn value_requested(&mut self, at: &Pointer, path: &str, operation: &Operation) {
        self.requested(at, path, operation);
        if self.names.requests_with_several(operation, path) {
            self.error(Id::DanglingName, at, several("request", path));
        }
    }

    fn answered(&mut self, at: &Pointer, path: &str, operation: &Operation) {
        if !self.names.answers_with(operation, path) {
            self.error(Id::DanglingName, at, format!("the answer has no `{path}`"));
        }
    }

    fn requested(&mut self, at: &Pointer, path: &str, operation: &Operation) {
        if !self.names.requests_with(operation, path) {
            self.error(Id::DanglingName, at, format!("the request has no `{path}`"));
        }
    }
}

/// Says that a path leads to more than one value.
pub(super) fn several(whose: &str, path: &str) -> String {
    format!(
        "`{path}` of the {whose} holds several values: name the one that is meant, as `object.member` or `list[].member`"
    )
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
