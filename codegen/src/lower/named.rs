//! Which named schema another one is again, so that it has its type.

use std::collections::HashSet;

use super::members::are_subtypes;
use super::shape::{Shape, Shapes};
use crate::openapi::{Extra, Kind, SchemaId, Use};

impl Shapes<'_> {
    /// The named schema that a schema is, or limits, and whose type it therefore has.
    pub(super) fn no_more_than(&self, id: SchemaId) -> Option<SchemaId> {
        let same = self.schemas[id].same_as;
        same.filter(|base| !self.extends(id, *base))
            .or_else(|| self.narrowed(id))
    }

    /// Whether a schema is one of those that a base is extended to, so that it is no other name of the base.
    fn extends(&self, id: SchemaId, base: SchemaId) -> bool {
        let unions = self.schemas[base].wire.unions.iter();
        let mut extended = unions.filter(|union| are_subtypes(self.schemas, base, union));
        extended.any(|union| union.variants.iter().any(|variant| variant.id == id))
    }

    /// Whether an alternative is the whole again, or one of its own alternatives is, without an object or a list between.
    pub(super) fn is_again(&self, alternative: SchemaId, whole: SchemaId) -> bool {
        let mut seen = HashSet::from([alternative]);
        let mut open = vec![alternative];
        while let Some(id) = open.pop() {
            if id == whole {
                return true;
            }
            let inner: Vec<SchemaId> = match &*self.of(id) {
                Shape::Named(named) => vec![*named],
                Shape::Union { variants, .. } => variants.iter().map(|(_, used)| used.id).collect(),
                Shape::Kinds(kinds) => {
                    let used = kinds
                        .iter()
                        .filter_map(|(_, alternative)| alternative.used());
                    used.map(|used| used.id).collect()
                }
                _ => Vec::new(),
            };
            open.extend(inner.into_iter().filter(|id| seen.insert(*id)));
        }
        false
    }

    /// Whether a schema has the type of another one, which has that of another one, without end. Such a schema is
    /// what it says of itself.
    pub(super) fn is_named_after_itself(&self, id: SchemaId) -> bool {
        let mut passed = HashSet::from([id]);
        let mut here = id;
        while let Some(next) = self.no_more_than(here) {
            if !passed.insert(next) {
                return true;
            }
            here = next;
        }
        false
    }

    /// The named schema that is limited here and has the same type: of several, the last.
    fn narrowed(&self, id: SchemaId) -> Option<SchemaId> {
        let schema = &self.schemas[id];
        let own = &*schema.wire;
        let is_alike = |named: &&SchemaId| {
            let other = &*self.schemas[**named].wire;
            let same = |one: &Option<Use>, other: &Option<Use>| {
                one.as_ref().map(|used| used.id) == other.as_ref().map(|used| used.id)
            };
            own.unions.is_empty()
                && other.unions.is_empty()
                && match (&own.kind, &other.kind) {
                    (Kind::Text(one), Kind::Text(other)) => one.format == other.format,
                    (Kind::Boolean, Kind::Boolean) => true,
                    (Kind::Integer(one), Kind::Integer(other))
                    | (Kind::Number(one), Kind::Number(other)) => one.format == other.format,
                    (Kind::List(one), Kind::List(other)) => same(&one.items, &other.items),
                    (Kind::Object(one), Kind::Object(other)) => {
                        one.properties.is_empty()
                            && other.properties.is_empty()
                            && matches!((&one.extra, &other.extra), (Extra::Of(one), Extra::Of(other)) if one.id == other.id)
                    }
                    _ => false,
                }
                && own.values == other.values
        };
        schema.refers.iter().rev().find(is_alike).copied()
    }
}
