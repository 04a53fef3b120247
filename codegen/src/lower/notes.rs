//! What a schema says and its type does not hold: it is documented, and named in a finding.

use std::collections::HashSet;

use super::limits::{self, UncheckedFormat};
use super::members::{Member, are_subtypes, is_extended_by};
use super::pattern;
use super::types::Types;
use crate::findings::Id;
use crate::openapi::{Kind, SchemaId, Union};

impl<'a> Types<'a> {
    /// Says how many members nobody described; our own document is held to that before it is lowered.
    pub(super) fn note_undescribed(&mut self, id: SchemaId, members: &[Member<'a>]) {
        let is_described = |member: &&Member<'a>| {
            let mut uses = member.uses.iter();
            uses.any(|used| {
                self.said_of_name(used.id, |notes| notes.description.as_ref())
                    .is_some()
            })
        };
        let missing = members.len() - members.iter().filter(is_described).count();
        if missing > 0 && !self.strict {
            let text = format!(
                "{missing} of {} properties have no description",
                members.len()
            );
            self.note(Id::MissingDescription, &self.schema(id).notes.pointer, text);
        }
    }

    /// Says what stands beside the members of an object and has no place in its type.
    pub(super) fn note_beside_members(&mut self, id: SchemaId, members: &[Member<'a>]) {
        let schema = self.schema(id);
        let pointer = &schema.notes.pointer;
        let wire = &schema.wire;
        let is_other = |union| !is_extended_by(&self.document.schemas, id, union);
        if !wire.not.is_empty() || wire.unions.iter().any(is_other) {
            let text = "which members of its alternatives (`oneOf`, `anyOf`, `not`) go together is documented but not checked";
            self.note(Id::CombinatorNotChecked, pointer, text.to_owned());
        }
        let Kind::Object(object) = &wire.kind else {
            return;
        };
        for name in &object.further_required {
            if !members.iter().any(|member| member.wire == name) {
                let text = format!(
                    "`{name}` is required, but it is no property, so it is left out of the type"
                );
                self.problem(Id::RequiredLeftOut, &pointer.member("required"), text);
            }
        }
        let told = wire.discriminator.iter().map(|by| &by.property);
        for name in told.filter(|name| !object.further_required.contains(name)) {
            if !members.iter().any(|member| member.wire == name) {
                let text = format!(
                    "`{name}` tells what it is, but it is no property, so it is sent without it"
                );
                self.problem(Id::UntoldAlternative, pointer, text);
            }
        }
        let reach = schema.reach;
        for property in &object.properties {
            let seen = property.seen;
            let is_somewhere = (seen.request && reach.request) || (seen.answer && reach.answer);
            if reach.any() && !is_somewhere {
                let text = if seen.answer {
                    "it is read-only, and only requests have it, so it is left out"
                } else {
                    "it is write-only, and only answers have it, so it is left out"
                };
                let text = text.to_owned();
                self.note(Id::PropertyLeftOut, &property.value.pointer, text);
            }
        }
    }

    /// Says of a base that is used, and whose discriminator tells apart what extends it, what of that has no type there.
    pub(super) fn note_subtypes(&mut self, base: SchemaId) {
        let schema = self.schema(base);
        let schemas = &self.document.schemas;
        let (what, listed) = match schema.wire.unions.as_slice() {
            _ if schema.wire.discriminator.is_some() => {
                ("neither sent nor read with more than it has itself", None)
            }
            [union] if are_subtypes(schemas, base, union) => (
                "not listed beside its discriminator, so that it is sent and read as JSON",
                Some(union),
            ),
            _ => return,
        };
        // What is listed may be a base that lists what extends it further.
        let within = |union: &'a Union| union.variants.iter().map(|variant| variant.id);
        let mut open: Vec<SchemaId> = listed.into_iter().flat_map(within).collect();
        let mut seen = HashSet::new();
        let mut there = HashSet::new();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                there.extend(schemas.with_referred(id));
                open.extend(schemas[id].wire.unions.iter().flat_map(within));
            }
        }
        let missing = schema.extended.iter().filter(|id| !there.contains(id));
        let names = missing.filter_map(|id| self.schema(*id).key.as_deref());
        let names: Vec<&str> = names.collect();
        if names.is_empty() || !matches!(schema.wire.kind, Kind::Object(_)) {
            return;
        }
        let text = format!("what extends it is {what}: `{}`", names.join("`, `"));
        self.problem(Id::SubtypesLeftOut, &schema.notes.pointer, text);
    }

    /// Says which limits of a schema no check holds.
    pub(super) fn note_unchecked(&mut self, id: SchemaId) {
        let schema = self.schema(id);
        if schema.same_as.is_some() {
            return;
        }
        let pointer = &schema.notes.pointer;
        for source in limits::unchecked_patterns(schema) {
            let why = match pattern::read(source) {
                None => "it is no row of character classes",
                Some(_) => "one of several is",
            };
            let text = format!("the pattern `{source}` is documented but not checked: {why}");
            self.note(Id::PatternNotChecked, pointer, text);
        }
        let mut unchecked = limits::unchecked(schema, &self.document.schemas);
        let format = limits::unchecked_format(schema);
        let format = format.filter(|format| limits::limits_values(format.name));
        if let Some(UncheckedFormat { name, switch }) = format {
            match switch {
                None => unchecked.push(format!("the format `{name}`")),
                Some(switch) => {
                    let text = format!(
                        "documented, and checked only where `Checks::{switch}` is switched on: the format `{name}`"
                    );
                    self.note(Id::LimitNotChecked, pointer, text);
                }
            }
        }
        if !unchecked.is_empty() {
            let text = format!("documented but not checked: {}", unchecked.join(", "));
            self.note(Id::LimitNotChecked, pointer, text);
        }
    }

    /// Says where something is written as many servers read it, and not as OpenAPI says: it knows styles of objects for objects
    /// of texts.
    pub(super) fn note_presumed_style(&mut self, id: SchemaId, style: &str, written: &str) {
        let text = format!("OpenAPI does not say how {style} writes what this holds; {written}");
        self.note(Id::StylePresumed, &self.schema(id).notes.pointer, text);
    }
}
