//! Which named schemas have another name in the new document.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use super::describe::shapes;
use super::pairing::Operations;
use super::side::Side;
use super::{content, similar};
use crate::openapi::{Extra, Kind, Media, Operation, SchemaId, Use};

/// The old name of each schema that is found again under a new one: it is used at the same place, or says the same under a
/// similar name.
pub(super) fn renamed<'a>(
    old: &Side<'a>,
    new: &Side<'a>,
    operations: &Operations<'a>,
) -> BTreeMap<&'a str, &'a str> {
    let alone = |side: &Side<'a>, other: &Side<'a>| -> Vec<(&'a str, SchemaId)> {
        let own = side.document.components.iter();
        own.filter(|(name, _)| !other.document.components.contains_key(*name))
            .map(|(name, used)| (name.as_str(), used.id))
            .collect()
    };
    let (gone, added) = (alone(old, new), alone(new, old));
    if gone.is_empty() || added.is_empty() {
        return BTreeMap::new();
    }
    let shared = Places::of(old, new, operations).named;
    let pairs = similar::pairs(gone.len(), added.len(), |left, right| {
        let ((was, left), (is, right)) = (gone.get(left)?, added.get(right)?);
        let alike = shapes(old, *left, new, *right);
        let is_shared = shared.contains(&(*left, *right));
        let by_name = similar::names(was, is);
        let is_equal = old.mark(*left) == new.mark(*right);
        let sure = is_shared && alike >= 0.4 || is_equal && by_name >= 0.5;
        sure.then(|| alike + by_name / 2.0 + if is_shared { 1.0 } else { 0.0 })
    });
    let named = pairs.iter().filter_map(|(left, right)| {
        let (was, _) = gone.get(*left)?;
        let (is, _) = added.get(*right)?;
        Some((*was, *is))
    });
    named.collect()
}

/// The schemas that stand at places of one name in both documents.
struct Places<'s, 'a> {
    old: &'s Side<'a>,
    new: &'s Side<'a>,
    open: VecDeque<(SchemaId, SchemaId)>,
    met: HashSet<(SchemaId, SchemaId)>,
    /// Those of them that have a name.
    named: BTreeSet<(SchemaId, SchemaId)>,
}

impl<'s, 'a> Places<'s, 'a> {
    fn of(old: &'s Side<'a>, new: &'s Side<'a>, operations: &Operations<'a>) -> Self {
        let mut places = Self {
            old,
            new,
            open: VecDeque::new(),
            met: HashSet::new(),
            named: BTreeSet::new(),
        };
        for (old, new, _) in &operations.kept {
            places.operation(old, new);
        }
        for (key, left) in &old.document.components {
            let right = new.document.components.get(key);
            places.pair(Some(left), right);
        }
        while let Some((left, right)) = places.open.pop_front() {
            places.within(left, right);
        }
        places
    }

    fn pair(&mut self, old: Option<&Use>, new: Option<&Use>) {
        let (Some(old), Some(new)) = (old, new) else {
            return;
        };
        if let (Some((_, left)), Some((_, right))) =
            (self.old.named(old.id), self.new.named(new.id))
        {
            self.named.insert((left, right));
        }
        if self.met.insert((old.id, new.id)) {
            self.open.push_back((old.id, new.id));
        }
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        for left in &old.parameters {
            let mut others = new.parameters.iter();
            let same = others.find(|it| it.place == left.place && it.name == left.name);
            if let Some(right) = same {
                self.pair(content::schema(&left.holds), content::schema(&right.holds));
            }
        }
        if let (Some(left), Some(right)) = (&old.body, &new.body) {
            self.content(&left.content, &right.content);
        }
        for left in &old.answers {
            let mut others = new.answers.iter();
            if let Some(right) = others.find(|right| right.status == left.status) {
                self.content(&left.response.content, &right.response.content);
            }
        }
    }

    fn content(&mut self, old: &[Media], new: &[Media]) {
        for left in old {
            let mut others = new.iter();
            let single = old.len() == 1 && new.len() == 1;
            if let Some(right) = others.find(|right| single || right.essence == left.essence) {
                self.pair(left.schema.as_ref(), right.schema.as_ref());
            }
        }
    }

    fn within(&mut self, left: SchemaId, right: SchemaId) {
        let (old, new) = (self.old.schema(left), self.new.schema(right));
        match (&old.wire.kind, &new.wire.kind) {
            (Kind::List(old), Kind::List(new)) => self.pair(old.items.as_ref(), new.items.as_ref()),
            (Kind::Object(old), Kind::Object(new)) => {
                for left in &old.properties {
                    let right = new.property(&left.name);
                    self.pair(Some(&left.value), right.map(|right| &right.value));
                }
                if let (Extra::Of(left), Extra::Of(right)) = (&old.extra, &new.extra) {
                    self.pair(Some(left), Some(right));
                }
            }
            _ => {}
        }
        // Alternatives at one place are the same ones, unless they are others by name.
        for (old, new) in old.wire.unions.iter().zip(&new.wire.unions) {
            for (left, right) in old.variants.iter().zip(&new.variants) {
                self.pair(Some(left), Some(right));
            }
        }
    }
}
