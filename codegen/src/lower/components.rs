//! The schemas that the document names: their names in Rust, and what each becomes on each side.

use super::names;
use super::reach::Bodies;
use super::types::{Hint, Meaning, Types};
use crate::api::TypeRef;
use crate::findings::Id;
use crate::openapi::{SchemaId, Side};

impl<'a> Types<'a> {
    /// Names are given to all components first and in order, so that none depends on who refers to it: to those that
    /// keep their own before those that get an ending, so that what the document calls something has that name.
    pub(super) fn name_components(&mut self) {
        let bodies = Bodies::of(self.document, &self.shapes);
        let mut with_ending = Vec::new();
        for (key, used) in &self.document.components {
            let own = self.extensions.schema(used.id).rust_name.as_ref();
            let own = names::type_name(own.unwrap_or(key));
            for (name, sides) in self.names_by_side(used.id, &own, &bodies) {
                if name == own {
                    self.name_component(used.id, &name, sides);
                } else {
                    with_ending.push((used.id, name, sides));
                }
            }
        }
        for (id, name, sides) in with_ending {
            self.name_component(id, &name, sides);
        }
    }

    fn name_component(&mut self, id: SchemaId, wanted: &str, sides: &[Side]) {
        let name = self.claim(wanted, &self.schema(id).notes.pointer);
        for side in sides {
            self.component_names.insert((id, *side), name.clone());
        }
    }

    /// The names of a component with the sides that they are for: bodies end in `Request` and `Response`, what both
    /// sides reach has a twin that ends in `Response`, and everything else keeps its own name.
    fn names_by_side(
        &self,
        id: SchemaId,
        own: &str,
        bodies: &Bodies,
    ) -> Vec<(String, &'static [Side])> {
        let reaches = |side: &Side| self.reach.has(*side, id);
        let is_twin = Side::BOTH.iter().all(reaches);
        let ends = |side: Side| {
            bodies.has(side, id)
                || is_twin && (side == Side::Answer || names::ends_for(own, Side::Answer))
        };
        let name = |side: Side| match ends(side) {
            true => names::with_ending(own, side),
            false => own.to_owned(),
        };
        if !self.shapes.has_sides(id) {
            vec![(own.to_owned(), &Side::BOTH)]
        } else if is_twin {
            vec![
                (name(Side::Request), &[Side::Request]),
                (name(Side::Answer), &[Side::Answer]),
            ]
        } else {
            let side = Side::BOTH.into_iter().find(|side| reaches(side));
            vec![(side.map_or_else(|| own.to_owned(), name), &Side::BOTH)]
        }
    }

    /// Lowers every component on every side that reaches it.
    pub(super) fn lower_components(&mut self) {
        for (index, (key, used)) in self.document.components.iter().enumerate() {
            for side in Side::BOTH {
                let named = self.component_names.get(&(used.id, side)).cloned();
                let Some(name) = named.filter(|_| self.reach.has(side, used.id)) else {
                    continue;
                };
                if self.shapes.of(used.id).may_hold_itself() {
                    let hint = Hint { name: &name, side };
                    let outer = std::mem::replace(&mut self.owner, index);
                    self.named(used.id, hint, Some(key));
                    self.owner = outer;
                } else {
                    self.component(used.id, side);
                }
            }
        }
    }

    /// What a component means on a side. What may hold itself is known by its name, and made when its turn comes.
    pub(super) fn component(&mut self, id: SchemaId, side: Side) -> Meaning {
        if let Some(meaning) = self.done.get(&(id, side)) {
            return meaning.clone();
        }
        let schema = self.schema(id);
        let Some((index, key)) = schema
            .key
            .as_ref()
            .and_then(|key| self.document.components.get_full(key))
            .map(|(index, key, _)| (index, key))
        else {
            return Meaning::plain(TypeRef::Json);
        };
        let Some(name) = self.component_names.get(&(id, side)).cloned() else {
            return Meaning::plain(TypeRef::Json);
        };
        if self.is_of_itself_alone(id, side) {
            let text = format!("`{key}` is made of itself alone, so it becomes an untyped value");
            self.problem(Id::Circle, &schema.notes.pointer, text);
            return Meaning::plain(TypeRef::Json);
        }
        let by_name = Meaning {
            nullable: schema.nullable,
            class: self.extensions.schema(id).class,
            ..Meaning::plain(TypeRef::Named(name.clone()))
        };
        let meaning = if self.shapes.of(id).may_hold_itself() {
            by_name
        } else if self.open.contains(&(id, side)) {
            return by_name;
        } else {
            let outer = std::mem::replace(&mut self.owner, index);
            let meaning = self.named(id, Hint { name: &name, side }, Some(key));
            self.owner = outer;
            meaning
        };
        let other = side.other();
        if self.component_names.get(&(id, other)) == Some(&name) {
            self.done.insert((id, other), meaning.clone());
        }
        self.done.insert((id, side), meaning.clone());
        meaning
    }
}
