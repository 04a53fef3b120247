//! A list of values that is stated as alternatives: `oneOf` of `const`, each with words of its own.

use std::sync::Arc;

use indexmap::IndexSet;
use serde_json::{Map, Value};

use super::schema::Literal;
use super::stated::{Stated, Types};

/// Where the words of each value stand, which an `enum` has no place for.
const DESCRIPTIONS: &str = "x-enum-descriptions";

/// What alternatives that are nothing but values come to.
#[derive(Default)]
pub(super) struct Enumerated {
    values: IndexSet<Literal>,
    null: bool,
    /// The types that the alternatives state; nothing where one states none.
    types: Option<Types>,
    descriptions: Map<String, Value>,
}

impl Enumerated {
    /// Takes one more alternative; nothing where it says more than values.
    pub(super) fn add(&mut self, stated: &Stated) -> Option<()> {
        let values = stated.values.as_deref()?;
        let is_of_type = |value| {
            let types = stated.types;
            types.is_none_or(|types| types.holds(Types::of_literal(value)))
        };
        if !stated.is_list_of_values() || !values.iter().all(is_of_type) {
            return None;
        }
        self.types = match (self.values.is_empty(), self.types) {
            (true, _) => stated.types,
            (false, known) => known.zip(stated.types).map(|(one, other)| one.or(other)),
        };
        self.null |= stated.null == Some(true);
        if let ([Literal::Text(value)], Some(words)) = (values, words(stated)) {
            self.descriptions
                .entry(value.clone())
                .or_insert(Value::from(words));
        }
        self.values.extend(values.iter().cloned());
        Some(())
    }

    /// States the values where the alternatives stood.
    pub(super) fn state(self, stated: &mut Stated) {
        // A type that stands around them says itself whether null is of it.
        if stated.types.is_none() {
            stated.adds_null |= self.null;
            if stated.null.is_none() && !stated.adds_null {
                stated.null = Some(false);
            }
        }
        let is_one = |types: &Types| {
            let all = [Types::TEXT, Types::NUMBER, Types::BOOLEAN];
            all.iter().any(|one| one.holds(*types))
        };
        stated.types = stated.types.or_else(|| self.types.filter(is_one));
        match &mut stated.values {
            Some(known) => known.retain(|value| self.values.contains(value)),
            None => stated.values = Some(self.values.into_iter().collect()),
        }
        if !self.descriptions.is_empty() {
            let notes = Arc::make_mut(&mut stated.notes);
            let told = notes.extensions.entry(DESCRIPTIONS.to_owned());
            told.or_insert(Value::Object(self.descriptions));
        }
    }
}

/// What is said of a value, in one text.
fn words(stated: &Stated) -> Option<String> {
    let notes = &stated.notes;
    let said = notes.description.as_ref().or(notes.title.as_ref());
    match (said, notes.deprecated) {
        (said, false) => said.cloned(),
        (None, true) => Some("Deprecated.".to_owned()),
        (Some(said), true) => Some(format!("{said}\n\nDeprecated.")),
    }
}
