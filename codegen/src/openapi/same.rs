//! Whether two documents say the same, whatever the keys, the places and the order.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Debug;

use super::marks;
use super::notes::{Notes, Opaque, Sample};
use super::pointer::Pointer;
use super::schema::{
    Discriminator, Extra, Kind, List, Literal, Object, Schema, SchemaId, Schemas, Target, Use,
};

/// What has to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All that is said.
    Whole,
    /// What a value can be. Prose, samples and extensions may differ.
    Wire,
}

/// Where two documents do not say the same.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The place in the first document.
    pub left: Pointer,
    /// The place in the second document.
    pub right: Pointer,
    /// What differs there, as a phrase.
    pub what: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} differs: {} and {}", self.what, self.left, self.right)
    }
}

/// What a comparison comes to: nothing, or the first difference.
pub(super) type Same = Result<(), Difference>;

/// Whether two schemas say the same of a value. [`marks`](marks::marks) of both documents go with them.
#[must_use]
pub fn is_same_value(
    (left, ours, one): (&Schemas, &[u64], SchemaId),
    (right, theirs, other): (&Schemas, &[u64], SchemaId),
) -> bool {
    let mut comparing = Comparing {
        left,
        right,
        scope: Scope::Wire,
        met: HashSet::new(),
        open: Vec::new(),
        marks: (Cow::Borrowed(ours), Cow::Borrowed(theirs)),
    };
    comparing.pair(one, other);
    comparing.settle().is_ok()
}

/// Two documents while they are compared. Pairs of schemas are compared once each, and taken for the same where one of
/// them is met again, so that a circle is no more than its parts.
pub(super) struct Comparing<'a> {
    left: &'a Schemas,
    right: &'a Schemas,
    pub(super) scope: Scope,
    met: HashSet<(SchemaId, SchemaId)>,
    open: Vec<(SchemaId, SchemaId)>,
    marks: (Cow<'a, [u64]>, Cow<'a, [u64]>),
}

impl<'a> Comparing<'a> {
    pub(super) fn new(left: &'a Schemas, right: &'a Schemas, scope: Scope) -> Self {
        Self {
            left,
            right,
            scope,
            met: HashSet::new(),
            open: Vec::new(),
            marks: (marks::marks(left).into(), marks::marks(right).into()),
        }
    }

    /// Asks for a pair of schemas to be compared.
    pub(super) fn pair(&mut self, left: SchemaId, right: SchemaId) {
        if self.met.insert((left, right)) {
            self.open.push((left, right));
        }
    }

    /// Compares all that was asked for, and what that leads to.
    pub(super) fn settle(&mut self) -> Same {
        while let Some((left, right)) = self.open.pop() {
            self.schema(left, right)?;
        }
        Ok(())
    }

    fn schema(&mut self, one: SchemaId, other: SchemaId) -> Same {
        let (left, right) = (&self.left[one], &self.right[other]);
        let at = Places(&left.notes.pointer, &right.notes.pointer);
        at.same("null", &left.nullable, &right.nullable)?;
        self.wire(left, right, at)?;
        if self.scope == Scope::Whole {
            notes(&effective(self.left, one), &effective(self.right, other))?;
        }
        Ok(())
    }

    fn wire(&mut self, left: &'a Schema, right: &'a Schema, at: Places<'_>) -> Same {
        let (one, other) = (&left.wire, &right.wire);
        self.kind(&one.kind, &other.kind, at)?;
        at.same("the format", &one.hint, &other.hint)?;
        let values = |values: &Option<Vec<Literal>>| {
            let texts = values.iter().flatten();
            let mut texts: Vec<String> = texts.map(|value| format!("{value:?}")).collect();
            texts.sort();
            (values.is_some(), texts)
        };
        let (ours, theirs) = (values(&one.values), values(&other.values));
        at.same("the list of values", &ours, &theirs)?;
        at.same("what is referred to", &one.lost, &other.lost)?;
        let (ours, theirs) = (opaque(&one.opaque), opaque(&other.opaque));
        at.same("what is not understood", &ours, &theirs)?;
        let (ours, theirs) = (one.unions.len(), other.unions.len());
        at.same("the number of unions", &ours, &theirs)?;
        let (ours, theirs) = (
            marks::sorted(&one.unions, &self.marks.0),
            marks::sorted(&other.unions, &self.marks.1),
        );
        for ((union, variants), (of, others)) in ours.into_iter().zip(theirs) {
            at.same("oneOf or anyOf", &union.exclusive, &of.exclusive)?;
            at.same("the number of alternatives", &variants.len(), &others.len())?;
            for (variant, other) in variants.into_iter().zip(others) {
                self.pair(variant, other);
            }
            self.discriminator(union.discriminator.as_ref(), of.discriminator.as_ref(), at)?;
        }
        self.discriminator(one.discriminator.as_ref(), other.discriminator.as_ref(), at)?;
        at.same("not", &one.not.len(), &other.not.len())?;
        let (ours, theirs) = (
            marks::in_order(&one.not, &self.marks.0),
            marks::in_order(&other.not, &self.marks.1),
        );
        for (not, other) in ours.into_iter().zip(theirs) {
            self.pair(not, other);
        }
        Ok(())
    }

    fn kind(&mut self, one: &Kind, other: &Kind, at: Places<'_>) -> Same {
        match (one, other) {
            (Kind::Any, Kind::Any)
            | (Kind::Null, Kind::Null)
            | (Kind::Never(_), Kind::Never(_))
            | (Kind::Boolean, Kind::Boolean) => Ok(()),
            (Kind::Text(one), Kind::Text(other)) => at.same("what is said of text", one, other),
            (Kind::Integer(one), Kind::Integer(other))
            | (Kind::Number(one), Kind::Number(other)) => {
                at.same("what is said of the number", one, other)
            }
            (Kind::List(one), Kind::List(other)) => {
                let limits = |list: &List| (list.min_items, list.max_items, list.unique);
                at.same("what is said of the list", &limits(one), &limits(other))?;
                let (ours, theirs) = (&one.places, &other.places);
                at.same("how many entries have a place", &ours.len(), &theirs.len())?;
                for (one, other) in ours.iter().zip(theirs) {
                    self.pair(one.id, other.id);
                }
                self.held(one.items.as_ref(), other.items.as_ref(), "the entries", at)
            }
            (Kind::Object(one), Kind::Object(other)) => {
                let limits = |object: &Object| (object.min_properties, object.max_properties);
                at.same("the number of members", &limits(one), &limits(other))?;
                let what = "whether others are named by a pattern";
                at.same(what, &one.by_name, &other.by_name)?;
                let (ours, theirs) = (&one.patterns, &other.patterns);
                for (one, other) in at.pairs("the patterns of names", ours, theirs, |it| &it.0)? {
                    self.pair(one.1.id, other.1.id);
                }
                at.same("what is there beside others", &one.beside, &other.beside)?;
                let (ours, theirs) = (one.names.as_ref(), other.names.as_ref());
                self.held(ours, theirs, "the names of members", at)?;
                let (ours, theirs) = (&one.further_required, &other.further_required);
                at.pairs("what else is required", ours, theirs, |name| name)?;
                let (ours, theirs) = (&one.properties, &other.properties);
                for (one, other) in at.pairs("the properties", ours, theirs, |it| &it.name)? {
                    let at = Places(&one.value.pointer, &other.value.pointer);
                    at.same("where it is seen", &one.seen, &other.seen)?;
                    at.same("where it is required", &one.required, &other.required)?;
                    self.pair(one.value.id, other.value.id);
                }
                match (&one.extra, &other.extra) {
                    (Extra::None, Extra::None) => Ok(()),
                    (Extra::None, _) | (_, Extra::None) => {
                        at.differ("whether there are further members")
                    }
                    (one, other) => self.held(one.of(), other.of(), "further members", at),
                }
            }
            _ => at.differ("the type"),
        }
    }

    /// What a list or a map holds; nothing is the same as what says nothing.
    fn held(&mut self, one: Option<&Use>, other: Option<&Use>, what: &str, at: Places<'_>) -> Same {
        match (one, other) {
            (Some(one), Some(other)) => self.pair(one.id, other.id),
            (None, None) => {}
            (Some(one), None) if is_anything(self.left, one.id) => {}
            (None, Some(other)) if is_anything(self.right, other.id) => {}
            _ => return at.differ(what),
        }
        Ok(())
    }

    fn discriminator(
        &mut self,
        one: Option<&'a Discriminator>,
        other: Option<&'a Discriminator>,
        at: Places<'_>,
    ) -> Same {
        let property = |stated: Option<&'a Discriminator>| stated.map(|stated| &stated.property);
        at.same("the discriminator", &property(one), &property(other))?;
        let (Some(one), Some(other)) = (one, other) else {
            return Ok(());
        };
        at.same("the mapping", &one.mapping.len(), &other.mapping.len())?;
        for (value, target) in &one.mapping {
            let listed = other.mapping.iter().find(|(other, _)| other == value);
            match (target, listed) {
                (Target::Schema(one), Some((_, Target::Schema(other)))) => self.pair(*one, *other),
                (Target::Lost(one), Some((_, Target::Lost(other)))) if one == other => {}
                _ => return at.differ("the mapping"),
            }
        }
        Ok(())
    }
}

/// Two places that are held against each other.
#[derive(Clone, Copy)]
pub(super) struct Places<'a>(pub(super) &'a Pointer, pub(super) &'a Pointer);

impl Places<'_> {
    pub(super) fn same<T: PartialEq + Debug>(self, what: &str, one: &T, other: &T) -> Same {
        if one == other {
            return Ok(());
        }
        self.differ(&format!("{what} ({one:?} and {other:?})"))
    }

    /// What two lists have under the same keys. A key that one of them has alone is a difference, and of two entries
    /// with one key the first counts.
    pub(super) fn pairs<T: Copy, K: Ord + Debug>(
        self,
        what: &str,
        ones: impl IntoIterator<Item = T>,
        others: impl IntoIterator<Item = T, IntoIter: DoubleEndedIterator>,
        key: impl Fn(T) -> K,
    ) -> Result<Vec<(T, T)>, Difference> {
        let ours: Vec<(K, T)> = ones.into_iter().map(|one| (key(one), one)).collect();
        let others = others.into_iter().rev();
        let theirs: BTreeMap<K, T> = others.map(|other| (key(other), other)).collect();
        let keys: BTreeSet<&K> = ours.iter().map(|(key, _)| key).collect();
        self.same(what, &keys, &theirs.keys().collect())?;
        let pairs = ours.into_iter();
        Ok(pairs
            .filter_map(|(key, one)| Some((one, *theirs.get(&key)?)))
            .collect())
    }

    pub(super) fn differ(self, what: &str) -> Same {
        Err(Difference {
            left: self.0.clone(),
            right: self.1.clone(),
            what: what.to_owned(),
        })
    }
}

/// Compares what is said of two parts, and gives their places.
pub(super) fn notes<'a>(one: &'a Notes, other: &'a Notes) -> Result<Places<'a>, Difference> {
    let at = Places(&one.pointer, &other.pointer);
    at.same("the title", &one.title, &other.title)?;
    at.same("the summary", &one.summary, &other.summary)?;
    at.same("the description", &one.description, &other.description)?;
    let (ours, theirs) = (one.deprecated, other.deprecated);
    at.same("whether it is deprecated", &ours, &theirs)?;
    let (ours, theirs) = (&one.external_docs, &other.external_docs);
    at.same("its documentation elsewhere", ours, theirs)?;
    at.same("the default", &one.default, &other.default)?;
    at.same("the samples", &by_name(one), &by_name(other))?;
    at.same("the extensions", &one.extensions, &other.extensions)?;
    let (ours, theirs) = (opaque(&one.opaque), opaque(&other.opaque));
    at.same("what is not understood", &ours, &theirs)?;
    Ok(at)
}

fn by_name(notes: &Notes) -> Vec<&Sample> {
    let mut samples: Vec<&Sample> = notes.samples.iter().collect();
    samples.sort_by_key(|sample| &sample.name);
    samples
}

/// What is said of a schema, by itself or by what it refers to.
pub(super) fn effective(schemas: &Schemas, id: SchemaId) -> Notes {
    let mut all = Notes {
        pointer: schemas[id].notes.pointer.clone(),
        ..Notes::default()
    };
    for id in schemas.with_referred(id) {
        all.fill(&schemas[id].notes);
    }
    all
}

fn opaque(all: &[Opaque]) -> Vec<(String, String)> {
    let told = all.iter().map(|opaque| {
        let mut value = serde_json::Value::clone(&opaque.value);
        value.sort_all_objects();
        (opaque.name.clone(), value.to_string())
    });
    let mut told: Vec<(String, String)> = told.collect();
    told.sort();
    told.dedup();
    told
}

/// Whether a schema says nothing at all, by whatever names.
fn is_anything(schemas: &Schemas, id: SchemaId) -> bool {
    schemas[id].wire.is_anything() && effective(schemas, id).is_silent()
}
