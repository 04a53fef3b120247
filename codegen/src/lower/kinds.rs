//! The JSON types that the values of each schema can have.

use crate::api::JsonKind;
use crate::openapi::{Kind, Literal, SchemaId, Schemas, Wire};

/// A set of JSON types; null is none of them.
type Set = u8;

const ALL: [JsonKind; 5] = [
    JsonKind::Text,
    JsonKind::Number,
    JsonKind::Boolean,
    JsonKind::List,
    JsonKind::Object,
];

const ANY: Set = (1 << ALL.len()) - 1;

/// The JSON types of all schemas of a document.
pub(super) struct JsonKinds(Vec<Set>);

impl JsonKinds {
    /// Finds them, what schemas are alternatives of before what has these.
    pub(super) fn of(schemas: &Schemas) -> Self {
        let mut kinds = Self(vec![0; schemas.len()]);
        let mut outer: Vec<Vec<SchemaId>> = vec![Vec::new(); schemas.len()];
        for (id, schema) in schemas.iter() {
            for variant in schema.wire.unions.iter().flat_map(|union| &union.variants) {
                if let Some(outer) = outer.get_mut(variant.id.place()) {
                    outer.push(id);
                }
            }
        }
        let mut open: Vec<SchemaId> = schemas.iter().map(|(id, _)| id).collect();
        while let Some(id) = open.pop() {
            let found = kinds.seen(&schemas[id].wire);
            let Some(known) = kinds.0.get_mut(id.place()) else {
                continue;
            };
            if *known != found {
                *known = found;
                open.extend(outer.get(id.place()).into_iter().flatten());
            }
        }
        kinds
    }

    /// The JSON type of a schema, where it can be of one alone.
    pub(super) fn sole(&self, id: SchemaId) -> Option<JsonKind> {
        let set = self.set(id);
        ALL.into_iter().find(|kind| bit(*kind) == set)
    }

    fn set(&self, id: SchemaId) -> Set {
        self.0.get(id.place()).copied().unwrap_or_default()
    }

    fn seen(&self, wire: &Wire) -> Set {
        match &wire.kind {
            Kind::Null | Kind::Never(_) => 0,
            Kind::Boolean => bit(JsonKind::Boolean),
            Kind::Text(_) => bit(JsonKind::Text),
            Kind::Integer(_) | Kind::Number(_) => bit(JsonKind::Number),
            Kind::List(_) => bit(JsonKind::List),
            Kind::Object(_) => bit(JsonKind::Object),
            Kind::Any => {
                let listed = wire.values.as_ref();
                let listed =
                    listed.map_or(ANY, |values| values.iter().map(of_literal).fold(0, join));
                let unions = wire.unions.iter().map(|union| {
                    let variants = union.variants.iter().map(|variant| self.set(variant.id));
                    variants.fold(0, join)
                });
                unions.fold(listed, |one, other| one & other)
            }
        }
    }
}

fn join(one: Set, other: Set) -> Set {
    one | other
}

fn bit(kind: JsonKind) -> Set {
    let place = ALL.iter().position(|known| *known == kind);
    place.map_or(0, |place| 1 << place)
}

fn of_literal(literal: &Literal) -> Set {
    bit(match literal {
        Literal::Text(_) => JsonKind::Text,
        Literal::Number(_) => JsonKind::Number,
        Literal::Boolean(_) => JsonKind::Boolean,
        Literal::Structure(value) if value.is_array() => JsonKind::List,
        Literal::Structure(_) => JsonKind::Object,
    })
}
