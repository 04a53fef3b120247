//! What alternatives come to, and what tells them apart.

use std::collections::HashSet;
use std::rc::Rc;

use indexmap::IndexSet;

use super::{Alternative, Shape, Shapes, enumeration, is_unsigned};
use crate::api::JsonKind;
use crate::lower::members::members;
use crate::openapi::{Discriminator, Extra, Kind, Object, Target, Union, Use, Wire};

impl<'a> Shapes<'a> {
    /// What alternatives come to: one thing, a union by a member or by the JSON type, or something untyped.
    pub(super) fn alternatives(&self, union: &'a Union) -> Shape<'a> {
        let by = union.discriminator.as_ref();
        by.and_then(|by| self.discriminated(by, &union.variants))
            .or_else(|| self.by_kind(&union.variants))
            .unwrap_or_else(|| Shape::Untyped("nothing tells its alternatives apart".to_owned()))
    }

    /// Whether an object says nothing but the member that tells apart what it is one of, and each of those has it, so that a
    /// value is one of them and no more.
    pub(super) fn is_said_by_all(&self, object: &Object, union: &Union, by: &str) -> bool {
        let own = object.properties.iter().map(|property| &property.name);
        let mut names = own.chain(&object.further_required);
        let has_it = |variant: &Use| {
            let held = members(self.schemas, variant.id);
            held.iter().any(|member| member.wire == by)
        };
        matches!(object.extra, Extra::Any)
            && names.all(|name| name == by)
            && union.variants.iter().all(has_it)
    }

    /// A union by the member that the document names.
    pub(super) fn discriminated(&self, by: &'a Discriminator, all: &'a [Use]) -> Option<Shape<'a>> {
        let listed = all
            .iter()
            .map(|variant| self.member_values(variant, &by.property));
        let listed: Vec<Vec<&str>> = listed.collect();
        let listed_apart = are_apart(&listed);
        let mut variants = Vec::new();
        for (variant, listed) in all.iter().zip(listed) {
            let named = self.named(variant);
            let mapped = by.mapping.iter().filter(|(_, target)| {
                matches!(target, Target::Schema(target) if *target == variant.id || Some(*target) == named)
            });
            let mut values: Vec<&'a str> = mapped.map(|(value, _)| value.as_str()).collect();
            if values.is_empty() && listed_apart {
                values = listed;
            }
            if values.is_empty() {
                values.push(self.schemas[named?].key.as_deref()?);
            }
            variants.extend(values.into_iter().map(|value| (value, variant)));
        }
        Some(Shape::Union {
            by: &by.property,
            variants,
        })
    }

    /// The one thing that all alternatives are, or one of several that differ by their JSON type.
    fn by_kind(&self, all: &'a [Use]) -> Option<Shape<'a>> {
        let mut groups: Vec<(JsonKind, Vec<&'a Use>)> = Vec::new();
        for variant in all {
            let kind = self.kinds.sole(variant.id)?;
            match groups.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, group)) => group.push(variant),
                None => groups.push((kind, vec![variant])),
            }
        }
        let is_sole = groups.len() == 1;
        let mut told = Vec::new();
        for (kind, group) in groups {
            match (group.as_slice(), self.group(kind, &group)) {
                ([only], _) => told.push((kind, Alternative::Stated(only))),
                (_, Some(shape)) if is_sole => return Some(shape),
                (_, Some(shape)) => told.push((kind, Alternative::Told(Rc::new(shape)))),
                (_, None) => told.extend(
                    group
                        .into_iter()
                        .map(|each| (kind, Alternative::Like(each))),
                ),
            }
        }
        Some(Shape::Kinds(told))
    }

    /// What alternatives of one JSON type come to; none where they are objects that no member names.
    fn group(&self, kind: JsonKind, group: &[&'a Use]) -> Option<Shape<'a>> {
        match kind {
            JsonKind::Text => {
                let texts = group.iter().flat_map(|each| self.texts(each.id));
                Some(enumeration(texts.collect()))
            }
            JsonKind::Number => {
                let is_whole =
                    |used: &&Use| matches!(self.schemas[used.id].wire.kind, Kind::Integer(_));
                let unsigned = group.iter().filter(|used| {
                    let wire = &self.schemas[used.id].wire;
                    matches!(&wire.kind, Kind::Integer(number) if is_unsigned(number, wire.values.as_deref()))
                });
                let unsigned = unsigned.count();
                Some(if !group.iter().all(is_whole) {
                    Shape::Number
                } else if unsigned == 0 {
                    Shape::Int64
                } else if unsigned == group.len() {
                    Shape::UInt64
                } else {
                    Shape::Number
                })
            }
            JsonKind::Boolean => Some(Shape::Boolean),
            JsonKind::Object => self.by_member(group),
            JsonKind::List => Some(Shape::List(None)),
        }
    }

    /// A union by a member that every object must have, and whose known values differ in each.
    fn by_member(&self, group: &[&'a Use]) -> Option<Shape<'a>> {
        let held = group.iter().flat_map(|used| members(self.schemas, used.id));
        let required = held.filter(|member| member.required.any());
        let names: IndexSet<&'a str> = required.map(|member| member.wire).collect();
        for name in names {
            let listed = group.iter().map(|used| self.member_values(used, name));
            let listed: Vec<Vec<&str>> = listed.collect();
            if !are_apart(&listed) {
                continue;
            }
            let variants = group
                .iter()
                .zip(listed)
                .flat_map(|(used, values)| values.into_iter().map(|value| (value, *used)));
            return Some(Shape::Union {
                by: name,
                variants: variants.collect(),
            });
        }
        None
    }

    /// The known values of a member that an object must have: of alternatives, those of all, where each has some.
    fn member_values(&self, object: &Use, name: &str) -> Vec<&'a str> {
        let mut found = Vec::new();
        let mut seen = HashSet::from([object.id]);
        let mut open = vec![object.id];
        while let Some(id) = open.pop() {
            let wire: &'a Wire = &self.schemas[id].wire;
            if let (Kind::Any, [union]) = (&wire.kind, wire.unions.as_slice()) {
                let variants = union.variants.iter().rev().map(|variant| variant.id);
                open.extend(variants.filter(|variant| seen.insert(*variant)));
                continue;
            }
            let held = members(self.schemas, id);
            let required = held
                .iter()
                .find(|member| member.wire == name && member.required.any());
            let uses = required.into_iter().flat_map(|member| &member.uses);
            let values: Vec<&str> = uses.flat_map(|used| self.texts(used.id)).collect();
            if values.is_empty() {
                return Vec::new();
            }
            found.extend(values);
        }
        found
    }
}

/// Whether lists of values each hold one at least, and none that another has.
fn are_apart(listed: &[Vec<&str>]) -> bool {
    let mut seen = HashSet::new();
    listed.iter().all(|values| {
        let own: HashSet<&str> = values.iter().copied().collect();
        !own.is_empty() && own.into_iter().all(|value| seen.insert(value))
    })
}
