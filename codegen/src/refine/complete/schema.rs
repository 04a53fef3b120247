//! What every schema and property has to say, and that it names only what is there.

use std::collections::HashSet;

use super::Check;
use crate::extensions::{Choice, SchemaExtensions};
use crate::findings::Id;
use crate::openapi::{Holds, Kind, Literal, Pointer, Role, SchemaId, Statement, Wire};

const CLASS: &str = "x-class";

impl Check<'_> {
    pub(super) fn schema(&mut self, statement: &Statement, said: &SchemaExtensions) {
        let at = &statement.notes.pointer;
        // What is a reference and nothing more is described where it leads to.
        if statement.role != Role::Part && statement.reference.is_none() {
            self.prose(&statement.notes, "description");
        }
        let is_classed = || {
            statement.notes.extensions.contains_key(CLASS)
                || self.is_classed(statement.id, &mut HashSet::new())
        };
        if statement.role == Role::Property && !is_classed() {
            let text = "neither this property nor what it refers to has an `x-class`";
            self.error(Id::MissingClass, at, text);
        }
        self.enumeration(at, statement.id, said);
        if statement.reference.is_none() {
            self.limits(at, statement.id);
        }
        if let (Some(least), Some(most)) = (&said.minimum, &said.maximum)
            && least > most
        {
            let text = "`x-minimum` is more than `x-maximum`";
            self.error(Id::BadLimits, at, text);
        }
        if let Some(currency) = &said.currency_from {
            self.sibling(&at.member("x-currency-from"), at, currency);
        }
        self.properties(at, statement.id, said);
    }

    /// What a parameter takes is as sensitive as a property.
    pub(super) fn parameters(&mut self) {
        let mut known = HashSet::new();
        let parameters = self.names.0.operations.iter().flat_map(|it| &it.parameters);
        for parameter in parameters {
            let Holds::Schema(used) = &parameter.holds else {
                continue;
            };
            // Operations share parameters.
            if known.insert(&used.pointer) && !self.is_classed(used.id, &mut HashSet::new()) {
                let text = "neither this parameter nor what it refers to has an `x-class`";
                self.error(Id::MissingClass, &used.pointer, text);
            }
        }
    }

    /// A class of its own, that of a scalar behind a reference, or an object, whose properties have theirs.
    fn is_classed(&self, id: SchemaId, seen: &mut HashSet<SchemaId>) -> bool {
        if !seen.insert(id) {
            return false;
        }
        let schemas = &self.names.0.schemas;
        // Of a class that is none, its own finding tells.
        let is_said = |id: &SchemaId| schemas[*id].notes.extensions.contains_key(CLASS);
        if schemas.with_referred(id).iter().any(is_said) {
            return true;
        }
        let wire = &schemas[id].wire;
        let within = match &wire.kind {
            Kind::Object(object) if !object.properties.is_empty() => return true,
            Kind::Object(object) => object.extra.of(),
            Kind::List(list) => list.items.as_ref(),
            _ => None,
        };
        let variants = wire.unions.iter().flat_map(|union| &union.variants);
        let mut parts = within.into_iter().chain(variants);
        parts.any(|part| self.is_classed(part.id, seen))
    }

    /// An enumeration is closed only for a reason, and each of its states has its meaning; nothing else has one.
    fn enumeration(&mut self, at: &Pointer, id: SchemaId, said: &SchemaExtensions) {
        if said.open == Some(false) && said.open_reason.is_none() {
            self.error(Id::MissingMember, at, "there is no `x-open-reason`");
        }
        let listed = self.names.0.schemas[id].wire.values.iter().flatten();
        let listed: Vec<String> = listed.map(Literal::to_string).collect();
        let described = at.member("x-enum-descriptions");
        for (value, description) in said.enum_descriptions.iter().flatten() {
            self.listed(&described, &listed, value);
            self.english(&described.member(value), description);
        }
        let Some(states) = &said.states else {
            return;
        };
        let at = at.member("x-states");
        for state in states.keys() {
            self.listed(&at, &listed, state);
        }
        for state in listed.iter().filter(|state| !states.contains_key(*state)) {
            let text = format!("it is not said what `{state}` means");
            self.error(Id::MissingState, &at, text);
        }
    }

    fn listed(&mut self, at: &Pointer, listed: &[String], value: &String) {
        if !listed.contains(value) {
            let text = format!("the enumeration has no `{value}`");
            self.error(Id::DanglingName, at, text);
        }
    }

    fn limits(&mut self, at: &Pointer, id: SchemaId) {
        let wire = &self.names.0.schemas[id].wire;
        if let Some((low, high)) = crossed(wire) {
            let text = format!("`{low}` is more than `{high}`");
            self.error(Id::BadLimits, at, text);
        }
    }

    /// The currency of an amount is a property beside it.
    fn sibling(&mut self, at: &Pointer, property: &Pointer, name: &str) {
        let owner = property.before().and_then(Pointer::before);
        let owner = owner.and_then(|owner| self.stated.get(owner));
        if owner.is_none_or(|owner| self.names.property(*owner, name).is_none()) {
            let text = format!("there is no property `{name}` beside it");
            self.error(Id::DanglingName, at, text);
        }
    }

    /// What is said of an object as a whole names properties that it has.
    fn properties(&mut self, at: &Pointer, id: SchemaId, said: &SchemaExtensions) {
        let each = |name: &str| at.member(name);
        for name in said.one_of_required.iter().flat_map(|names| &names.0) {
            self.has(&each("x-one-of-required"), id, name);
        }
        for (index, pair) in said.either.iter().enumerate() {
            let at = each("x-either").entry(index);
            pair.of.0.iter().for_each(|name| self.has(&at, id, name));
        }
        for (index, group) in said.together.iter().enumerate() {
            let at = each("x-together").entry(index);
            group.of.0.iter().for_each(|name| self.has(&at, id, name));
        }
        let owner = at;
        for (index, choice) in said.choice.iter().enumerate() {
            let at = each("x-choice").entry(index);
            self.has(&at.member("by"), id, &choice.by);
            let blocks = at.member("blocks");
            let names = choice.blocks.values();
            names.for_each(|name| self.has(&blocks, id, name));
            self.chosen(&at, id, choice);
            self.beside(&at.member("beside"), owner, id, choice);
        }
        for (index, preset) in said.presets.iter().enumerate() {
            let at = each("x-presets").entry(index).member("values");
            let names = preset.values.keys();
            names.for_each(|name| self.has(&at, id, name));
        }
    }

    /// A choice is made among the values that its property lists, and each of them is in it.
    fn chosen(&mut self, at: &Pointer, id: SchemaId, choice: &Choice) {
        let by = self.names.property(id, &choice.by);
        let listed = by.and_then(|by| self.names.0.schemas[by].wire.values.as_deref());
        let listed = listed.into_iter().flatten();
        let listed: Vec<String> = listed.map(Literal::to_string).collect();
        if listed.is_empty() {
            return;
        }
        for value in choice.blocks.keys() {
            self.listed(&at.member("blocks"), &listed, value);
        }
        for value in &choice.without_block {
            self.listed(&at.member("without-block"), &listed, value);
        }
        let is_in = |value: &&String| {
            choice.blocks.contains_key(*value) || choice.without_block.contains(value)
        };
        for value in listed.iter().filter(|value| !is_in(value)) {
            let text = format!("`{value}` has no block, and does not stand in `without-block`");
            self.error(Id::MissingMember, at, text);
        }
    }

    /// Of each object beside a choice it is said whether it is one of those that can be chosen.
    fn beside(&mut self, at: &Pointer, owner: &Pointer, id: SchemaId, choice: &Choice) {
        for name in &choice.beside {
            self.has(at, id, name);
            if choice.blocks.values().any(|block| block == name) {
                let text = format!("`{name}` is a block of this choice");
                self.error(Id::BadExtension, at, text);
            }
        }
        let schemas = &self.names.0.schemas;
        let Kind::Object(object) = &schemas[id].wire.kind else {
            return;
        };
        for property in &object.properties {
            let name = &property.name;
            let is_said = choice
                .blocks
                .values()
                .chain(&choice.beside)
                .any(|it| it == name);
            let is_block = matches!(&schemas[property.value.id].wire.kind, Kind::Object(block) if !block.properties.is_empty());
            if is_block && !is_said && *name != choice.by {
                let text = format!(
                    "`{name}` stands beside the blocks of `{}`, which `{}` chooses from: name it in `beside`, or in `blocks` with the value that announces it",
                    choice.rust_name, choice.by
                );
                // What the choice says holds all the same.
                let at = owner.member("properties").member(name);
                self.error(Id::BlockBesideAChoice, &at, text);
            }
        }
    }

    fn has(&mut self, at: &Pointer, id: SchemaId, name: &str) {
        if self.names.property(id, name).is_none() {
            let text = format!("the schema has no property `{name}`");
            self.error(Id::DanglingName, at, text);
        }
    }
}

/// Two limits between which there is nothing.
fn crossed(wire: &Wire) -> Option<(&'static str, &'static str)> {
    fn more<T: PartialOrd>(least: Option<T>, most: Option<T>) -> bool {
        matches!((least, most), (Some(least), Some(most)) if least > most)
    }
    let (is_crossed, names) = match &wire.kind {
        Kind::Text(text) => (
            more(text.min_length, text.max_length),
            ("minLength", "maxLength"),
        ),
        Kind::List(list) => (
            more(list.min_items, list.max_items),
            ("minItems", "maxItems"),
        ),
        Kind::Object(object) => (
            more(object.min_properties, object.max_properties),
            ("minProperties", "maxProperties"),
        ),
        Kind::Integer(number) | Kind::Number(number) => {
            let (least, most) = (number.minimum.as_ref(), number.maximum.as_ref());
            let is_crossed = more(least.map(|it| &it.value), most.map(|it| &it.value));
            (is_crossed, ("minimum", "maximum"))
        }
        _ => return None,
    };
    is_crossed.then_some(names)
}
