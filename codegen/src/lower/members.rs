//! What an object holds: its properties, and those that its alternatives have.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::openapi::{Kind, Parameter, SchemaId, Schemas, Sides, Union, Use};

/// A member of an object, or a parameter.
#[derive(Debug, Clone)]
pub(super) struct Member<'a> {
    /// The name on the wire.
    pub(super) wire: &'a str,
    /// What it is: one schema, or what each of several alternatives says of it.
    pub(super) uses: Vec<&'a Use>,
    /// Where it can be seen.
    pub(super) seen: Sides,
    /// Where it has to be there.
    pub(super) required: Sides,
    /// The parameter that it is, which is described outside of its schema.
    pub(super) parameter: Option<&'a Parameter>,
    /// Whether it stands in alternatives alone.
    is_alternative: bool,
}

impl<'a> Member<'a> {
    /// A parameter that holds this.
    pub(super) fn of_parameter(parameter: &'a Parameter, used: &'a Use) -> Self {
        let required = Sides {
            request: parameter.required,
            answer: parameter.required,
        };
        Self {
            wire: &parameter.name,
            uses: vec![used],
            seen: Sides::BOTH,
            required,
            parameter: Some(parameter),
            is_alternative: false,
        }
    }

    /// Adds what another alternative says of the same member.
    pub(super) fn add(&mut self, other: &Self) {
        for used in &other.uses {
            if !self.uses.iter().any(|known| known.id == used.id) {
                self.uses.push(used);
            }
        }
        self.required.request &= other.required.request;
        self.required.answer &= other.required.answer;
    }
}

/// The members of an object, its own first. Of what alternatives have, nothing has to be there.
pub(super) fn members(schemas: &Schemas, id: SchemaId) -> Vec<Member<'_>> {
    let mut found: IndexMap<&str, Member<'_>> = IndexMap::new();
    let mut seen = HashSet::from([id]);
    let mut open = vec![id];
    while let Some(here) = open.pop() {
        let is_alternative = here != id;
        if let Kind::Object(object) = &schemas[here].wire.kind {
            for property in &object.properties {
                let known = found.entry(&property.name).or_insert_with(|| Member {
                    wire: &property.name,
                    uses: Vec::new(),
                    seen: property.seen,
                    required: if is_alternative {
                        Sides::default()
                    } else {
                        property.required
                    },
                    parameter: None,
                    is_alternative,
                });
                let is_new = !known.uses.iter().any(|used| used.id == property.value.id);
                // What holds for the whole object says enough of what its alternatives have.
                if known.is_alternative == is_alternative && is_new {
                    known.uses.push(&property.value);
                }
            }
        }
        let unions = schemas[here].wire.unions.iter();
        let held = unions.filter(|union| !is_extended_by(schemas, here, union));
        let variants: Vec<SchemaId> = held
            .flat_map(|union| &union.variants)
            .map(|variant| variant.id)
            .filter(|variant| seen.insert(*variant))
            .collect();
        open.extend(variants.into_iter().rev());
    }
    if let Kind::Object(object) = &schemas[id].wire.kind {
        for name in &object.further_required {
            if let Some(member) = found.get_mut(name.as_str()) {
                member.required = member.seen;
            }
        }
    }
    found.into_values().collect()
}

/// Whether a union lists what a base is extended to, so that it is no part of the base, nor of another thing that extends
/// it.
pub(super) fn is_extended_by(schemas: &Schemas, id: SchemaId, union: &Union) -> bool {
    let mut bases = schemas.with_referred(id).into_iter();
    union.discriminator.is_some() && bases.any(|base| are_subtypes(schemas, base, union))
}

/// Whether alternatives beside the properties of a base are what the base is extended to, so that each of them has the
/// properties of the base.
pub(super) fn are_subtypes(schemas: &Schemas, base: SchemaId, union: &Union) -> bool {
    union.discriminator.is_some()
        && union
            .variants
            .iter()
            .all(|variant| variant.id != base && schemas.with_referred(variant.id).contains(&base))
}
