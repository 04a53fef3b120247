//! Which schemas lead to which: the sides of calls that reach each, and those that lead back to themselves.

use super::schema::{Kind, Schema, SchemaId, Schemas, Side, Sides, Use};

/// The schemas that a schema leads to, with the sides on which it does. What it refers to by name stands apart.
pub fn leads(schema: &Schema) -> Vec<(SchemaId, Sides)> {
    let wire = &schema.wire;
    let both = |used: &Use| (used.id, Sides::BOTH);
    let mut all: Vec<(SchemaId, Sides)> = Vec::new();
    match &wire.kind {
        Kind::List(list) => all.extend(list.items.iter().chain(&list.places).map(both)),
        Kind::Object(object) => {
            let properties = object.properties.iter();
            all.extend(properties.map(|property| (property.value.id, property.seen)));
            let patterns = object.patterns.iter().map(|(_, used)| used);
            all.extend(patterns.chain(&object.names).map(both));
            all.extend(object.extra.of().map(both));
        }
        _ => {}
    }
    all.extend(
        wire.unions
            .iter()
            .flat_map(|union| &union.variants)
            .map(both),
    );
    all.extend(wire.not.iter().map(both));
    all
}

/// Tells each schema which sides reach it, from what calls hold.
pub(super) fn reach(schemas: &mut Schemas, roots: impl IntoIterator<Item = (SchemaId, Side)>) {
    let sides = reached(schemas, roots);
    for (schema, sides) in schemas.0.iter_mut().zip(sides) {
        schema.reach = sides;
    }
}

/// The sides that reach each schema, by its place, where named ones that no request reaches are taken for answers: what
/// nobody calls for may come in some other way.
#[must_use]
pub fn reach_all(schemas: &Schemas, named: impl Iterator<Item = SchemaId>) -> Vec<Sides> {
    let sides = schemas.iter().map(|(_, schema)| schema.reach).collect();
    with_unsent(schemas, sides, named)
}

/// The sides that are known to reach each schema, and those of named ones that no request reaches, which are taken for
/// answers.
#[must_use]
pub fn with_unsent(
    schemas: &Schemas,
    mut sides: Vec<Sides>,
    named: impl Iterator<Item = SchemaId>,
) -> Vec<Sides> {
    let unsent = named.filter(|id| !schemas[*id].reach.request);
    spread(schemas, &mut sides, unsent.map(|id| (id, Side::Answer)));
    sides
}

/// The sides on which calls reach each schema, by its place, from what they hold.
pub(super) fn reached(
    schemas: &Schemas,
    roots: impl IntoIterator<Item = (SchemaId, Side)>,
) -> Vec<Sides> {
    let mut sides = vec![Sides::default(); schemas.len()];
    spread(schemas, &mut sides, roots);
    sides
}

fn spread(
    schemas: &Schemas,
    sides: &mut [Sides],
    roots: impl IntoIterator<Item = (SchemaId, Side)>,
) {
    let mut open: Vec<(SchemaId, Side)> = roots.into_iter().collect();
    while let Some((id, side)) = open.pop() {
        let place = id.place();
        let (Some(schema), Some(known)) = (schemas.0.get(place), sides.get_mut(place)) else {
            continue;
        };
        let known = match side {
            Side::Request => &mut known.request,
            Side::Answer => &mut known.answer,
        };
        if std::mem::replace(known, true) {
            continue;
        }
        let within = leads(schema)
            .into_iter()
            .filter(|(_, sides)| side.is_in(*sides));
        open.extend(within.map(|(id, _)| (id, side)));
        // What is referred to by name, be it for its shape or as what extends a base, is reached as well.
        let named = schema
            .wire
            .unions
            .iter()
            .filter_map(|union| union.discriminator.as_ref());
        let named = named
            .chain(&schema.wire.discriminator)
            .flat_map(|by| &by.mapping);
        let named = named.filter_map(|(_, target)| target.schema());
        open.extend(
            named
                .chain(schema.refers.iter().copied())
                .map(|id| (id, side)),
        );
    }
}

/// Marks the schemas that lead back to themselves: those in a strongly connected part (Tarjan), or with a loop of one.
pub(super) fn recursion(schemas: &mut Schemas) {
    let all: Vec<Vec<usize>> = schemas
        .0
        .iter()
        .map(|schema| {
            leads(schema)
                .into_iter()
                .map(|(id, _)| id.place())
                .collect()
        })
        .collect();
    let mut walk = Walk {
        all: &all,
        number: vec![None; all.len()],
        lowest: vec![0; all.len()],
        open: Vec::new(),
        is_open: vec![false; all.len()],
        next: 0,
        recursive: vec![false; all.len()],
    };
    for start in 0..all.len() {
        walk.from(start);
    }
    for (schema, recursive) in schemas.0.iter_mut().zip(walk.recursive) {
        schema.recursive = recursive;
    }
}

struct Walk<'a> {
    all: &'a [Vec<usize>],
    number: Vec<Option<usize>>,
    lowest: Vec<usize>,
    open: Vec<usize>,
    is_open: Vec<bool>,
    next: usize,
    recursive: Vec<bool>,
}

impl Walk<'_> {
    #[allow(clippy::indexing_slicing)]
    fn from(&mut self, start: usize) {
        if self.number[start].is_some() {
            return;
        }
        // Each schema on the way, with the next of those that it leads to.
        let mut way = vec![(start, 0)];
        self.enter(start);
        while let Some((here, step)) = way.last_mut() {
            let here = *here;
            let Some(to) = self.all[here].get(*step).copied() else {
                way.pop();
                self.leave(here);
                if let Some((before, _)) = way.last() {
                    self.lowest[*before] = self.lowest[*before].min(self.lowest[here]);
                }
                continue;
            };
            *step += 1;
            self.recursive[here] |= to == here;
            match self.number[to] {
                None => {
                    self.enter(to);
                    way.push((to, 0));
                }
                Some(number) if self.is_open[to] => {
                    self.lowest[here] = self.lowest[here].min(number)
                }
                Some(_) => {}
            }
        }
    }

    #[allow(clippy::indexing_slicing)]
    fn enter(&mut self, here: usize) {
        self.number[here] = Some(self.next);
        self.lowest[here] = self.next;
        self.next += 1;
        self.open.push(here);
        self.is_open[here] = true;
    }

    #[allow(clippy::indexing_slicing)]
    fn leave(&mut self, here: usize) {
        if self.number[here] != Some(self.lowest[here]) {
            return;
        }
        let first = self
            .open
            .iter()
            .rposition(|open| *open == here)
            .unwrap_or_default();
        let part = self.open.split_off(first);
        for each in &part {
            self.is_open[*each] = false;
            self.recursive[*each] |= part.len() > 1;
        }
    }
}
