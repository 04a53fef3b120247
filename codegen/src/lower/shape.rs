//! What each schema becomes, seen once.

mod alternatives;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::kinds::JsonKinds;
use super::members::{Member, are_subtypes, is_extended_by, members};
use crate::api::JsonKind;
use crate::openapi::{
    Bound, Decimal, Extra, Kind, Literal, Number, Object, SchemaId, Schemas, Sides, Union, Use,
    Wire,
};

/// A schema by what it is.
#[derive(Debug)]
pub(super) enum Shape<'a> {
    /// A named schema, of which nothing more is said than its type holds or limits do.
    Named(SchemaId),
    /// Text.
    Text,
    /// Text with known values.
    Enumeration(Vec<&'a str>),
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits that is not negative.
    UInt64,
    /// Any other whole number.
    Int64,
    /// Any other number.
    Number,
    /// A list, with its items.
    List(Option<&'a Use>),
    /// A map from text, with its values.
    Map(&'a Use),
    /// An object that says nothing of its members.
    AnyObject,
    /// Nothing is said of it.
    Anything,
    /// An object with members.
    Object(Vec<Member<'a>>),
    /// One of several objects, told apart by a member: its values and the objects.
    Union {
        /// The member.
        by: &'a str,
        /// Its values, each with the object.
        variants: Vec<(&'a str, &'a Use)>,
    },
    /// One of several things, told apart by their JSON type.
    Kinds(Vec<(JsonKind, Alternative<'a>)>),
    /// Something that no type here says, and why.
    Untyped(String),
}

impl Shape<'_> {
    /// Whether it becomes a type whose name is known before it is made, so that it may hold itself.
    pub(super) fn may_hold_itself(&self) -> bool {
        matches!(self, Self::Object(_) | Self::Union { .. } | Self::Kinds(_))
    }
}

/// One of several things of different JSON types.
#[derive(Debug)]
pub(super) enum Alternative<'a> {
    /// As it is stated.
    Stated(&'a Use),
    /// As several statements come to it.
    Told(Rc<Shape<'a>>),
    /// One of several objects that no member names.
    Like(&'a Use),
}

impl<'a> Alternative<'a> {
    /// The schema that it is, unless it comes of several.
    pub(super) fn used(&self) -> Option<&'a Use> {
        match self {
            Self::Stated(used) | Self::Like(used) => Some(used),
            Self::Told(_) => None,
        }
    }
}

/// The shapes of all schemas of a document, each found when it is first asked for.
pub(super) struct Shapes<'a> {
    pub(super) schemas: &'a Schemas,
    kinds: JsonKinds,
    known: RefCell<HashMap<SchemaId, Rc<Shape<'a>>>>,
    sided: RefCell<HashMap<SchemaId, bool>>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(schemas: &'a Schemas) -> Self {
        Self {
            schemas,
            kinds: JsonKinds::of(schemas),
            known: RefCell::default(),
            sided: RefCell::default(),
        }
    }

    /// What a schema becomes.
    pub(super) fn of(&self, id: SchemaId) -> Rc<Shape<'a>> {
        if let Some(known) = self.known.borrow().get(&id) {
            return Rc::clone(known);
        }
        let shape = Rc::new(self.seen(id));
        self.known.borrow_mut().insert(id, Rc::clone(&shape));
        shape
    }

    /// What a schema becomes behind all names.
    pub(super) fn behind_names(&self, id: SchemaId) -> Rc<Shape<'a>> {
        let mut shape = self.of(id);
        while let Shape::Named(named) = *shape {
            shape = self.of(named);
        }
        shape
    }

    /// The members of what is an object, or one of several objects; nothing for anything else. Of what alternatives have, that
    /// has to be there which all of them need.
    pub(super) fn held(&self, id: SchemaId) -> Option<Vec<Member<'a>>> {
        let shape = self.behind_names(id);
        let variants = match &*shape {
            Shape::Object(members) => return Some(members.clone()),
            Shape::Union { variants, .. } => variants,
            _ => return None,
        };
        let each: Vec<Vec<Member<'a>>> = variants
            .iter()
            .map(|(_, used)| members(self.schemas, used.id))
            .collect();
        let mut all: IndexMap<&str, Member<'a>> = IndexMap::new();
        for member in each.iter().flatten() {
            match all.entry(member.wire) {
                Entry::Vacant(free) => drop(free.insert(member.clone())),
                Entry::Occupied(mut known) => known.get_mut().add(member),
            }
        }
        let has = |held: &Vec<Member<'a>>, name: &str| held.iter().any(|it| it.wire == name);
        for (name, member) in &mut all {
            if !each.iter().all(|held| has(held, name)) {
                member.required = Sides::default();
            }
        }
        Some(all.into_values().collect())
    }

    /// Whether a schema is written otherwise than it is read: objects are, texts are not. All on the way to the answer have
    /// the same one.
    pub(super) fn has_sides(&self, id: SchemaId) -> bool {
        let mut passed = HashSet::new();
        let mut here = id;
        let answer = loop {
            if let Some(known) = self.sided.borrow().get(&here) {
                break *known;
            }
            if !passed.insert(here) {
                break false;
            }
            here = match &*self.of(here) {
                Shape::Named(named) => *named,
                Shape::List(Some(held)) | Shape::Map(held) => held.id,
                shape => break shape.may_hold_itself(),
            };
        };
        let mut sided = self.sided.borrow_mut();
        sided.extend(passed.into_iter().map(|each| (each, answer)));
        answer
    }

    /// The named schema that a use stands for, where it stands for one.
    pub(super) fn named(&self, used: &Use) -> Option<SchemaId> {
        let schema = &self.schemas[used.id];
        schema.key.as_ref().map(|_| used.id).or(schema.same_as)
    }

    /// The known values of what is text.
    pub(super) fn texts(&self, id: SchemaId) -> Vec<&'a str> {
        let mut found = Vec::new();
        let mut seen = HashSet::from([id]);
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let wire: &'a Wire = &self.schemas[id].wire;
            match (&wire.kind, &wire.values) {
                (Kind::Text(_) | Kind::Any, Some(values)) => found.extend(texts(values)),
                (Kind::Text(_) | Kind::Any, None) => {
                    let variants = wire.unions.iter().flat_map(|union| &union.variants);
                    let new = variants.map(|variant| variant.id);
                    let new: Vec<SchemaId> = new.filter(|id| seen.insert(*id)).collect();
                    open.extend(new.into_iter().rev());
                }
                _ => {}
            }
        }
        found
    }

    /// The JSON type of a schema, where it can be of one alone.
    pub(super) fn kind(&self, id: SchemaId) -> Option<JsonKind> {
        self.kinds.sole(id)
    }

    /// The known values of a text, a number or a truth value, as they are written.
    pub(super) fn plain_values(&self, id: SchemaId) -> Vec<String> {
        let wire = &self.schemas[id].wire;
        match (&wire.kind, &wire.values) {
            (Kind::Integer(_) | Kind::Number(_) | Kind::Boolean, Some(values)) => {
                values.iter().map(ToString::to_string).collect()
            }
            _ => self.texts(id).into_iter().map(str::to_owned).collect(),
        }
    }

    fn seen(&self, id: SchemaId) -> Shape<'a> {
        let schema = &self.schemas[id];
        if let Some(named) = self.no_more_than(id)
            && !self.is_named_after_itself(id)
        {
            return Shape::Named(named);
        }
        let wire: &'a Wire = &schema.wire;
        match &wire.kind {
            Kind::Any => self.any(id, wire),
            Kind::Null => Shape::Anything,
            Kind::Never(why) => Shape::Untyped(format!("no value is one: {why}")),
            Kind::Boolean => Shape::Boolean,
            Kind::Text(_) => enumeration(self.texts(id)),
            Kind::Integer(number) if number.format.as_deref() == Some("int32") => Shape::Int32,
            Kind::Integer(number) if is_unsigned(number, wire.values.as_deref()) => Shape::UInt64,
            Kind::Integer(_) => Shape::Int64,
            Kind::Number(_) => Shape::Number,
            Kind::List(list) => Shape::List(list.items.as_ref()),
            Kind::Object(object) => self.object(id, wire, object),
        }
    }

    fn any(&self, id: SchemaId, wire: &'a Wire) -> Shape<'a> {
        match (wire.unions.as_slice(), &wire.values) {
            ([], None) if wire.not.is_empty() => Shape::Anything,
            ([], None) => Shape::Untyped("`not` says what a value is not".to_owned()),
            ([], Some(values)) => listed(values),
            ([union], _) => self.alternatives(union),
            (_, _) => match members(self.schemas, id) {
                held if held.is_empty() => Shape::Untyped(
                    "it is one of several things in more than one way at once".to_owned(),
                ),
                held => Shape::Object(held),
            },
        }
    }

    fn object(&self, id: SchemaId, wire: &'a Wire, object: &'a Object) -> Shape<'a> {
        let says = !object.properties.is_empty() || !object.further_required.is_empty();
        let is_own = |union: &&Union| {
            let schemas = self.schemas;
            are_subtypes(schemas, id, union) || !is_extended_by(schemas, id, union)
        };
        let own: Vec<&'a Union> = wire.unions.iter().filter(is_own).collect();
        if let [union] = own.as_slice() {
            if !says || are_subtypes(self.schemas, id, union) {
                return self.alternatives(union);
            }
            let by = union.discriminator.as_ref();
            let by = by.filter(|by| self.is_said_by_all(object, union, &by.property));
            if let Some(union) = by.and_then(|by| self.discriminated(by, &union.variants)) {
                return union;
            }
        }
        let held = members(self.schemas, id);
        match &object.extra {
            _ if !held.is_empty() => Shape::Object(held),
            Extra::Of(values) => Shape::Map(values),
            Extra::Any | Extra::None => Shape::AnyObject,
        }
    }
}

/// Whether a whole number is never negative and may be beyond what a signed one of 64 bits holds: by its format, or
/// without one by its bounds or its known values.
fn is_unsigned(number: &Number, values: Option<&[Literal]>) -> bool {
    if let Some(format) = number.format.as_deref() {
        return format == "uint64";
    }
    let fits: fn(&Decimal) -> bool = |value| value.to_u64().is_some();
    let is_beyond: fn(&Decimal) -> bool =
        |value| value.to_u64().is_some_and(|it| i64::try_from(it).is_err());
    if let Some(values) = values {
        let numbers = values.iter().filter_map(|value| match value {
            Literal::Number(number) => Some(number),
            _ => None,
        });
        return numbers.clone().all(fits) && numbers.clone().any(is_beyond);
    }
    let is = |bound: &Option<Bound>, which: fn(&Decimal) -> bool| {
        bound.as_ref().is_some_and(|bound| which(&bound.value))
    };
    is(&number.minimum, fits) && is(&number.maximum, is_beyond)
}

/// Text with known values, each once; plain text where there are none.
pub(super) fn enumeration(values: Vec<&str>) -> Shape<'_> {
    let mut known: Vec<&str> = Vec::new();
    for value in values {
        if !known.contains(&value) {
            known.push(value);
        }
    }
    if known.is_empty() {
        Shape::Text
    } else {
        Shape::Enumeration(known)
    }
}

fn texts(values: &[Literal]) -> impl Iterator<Item = &str> {
    values.iter().filter_map(|value| match value {
        Literal::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

/// What values come to of which a type is not stated: what each JSON type among them is.
fn listed(values: &[Literal]) -> Shape<'_> {
    let mut told: Vec<(JsonKind, Alternative<'_>)> = Vec::new();
    for value in values {
        let (kind, shape) = match value {
            Literal::Text(_) => (JsonKind::Text, enumeration(texts(values).collect())),
            Literal::Number(_) => (JsonKind::Number, Shape::Number),
            Literal::Boolean(_) => (JsonKind::Boolean, Shape::Boolean),
            Literal::Structure(_) => {
                return Shape::Untyped("lists or objects are among its known values".to_owned());
            }
        };
        if told.iter().all(|(known, _)| *known != kind) {
            told.push((kind, Alternative::Told(Rc::new(shape))));
        }
    }
    Shape::Kinds(told)
}
