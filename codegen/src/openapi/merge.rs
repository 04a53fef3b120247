//! Many statements of one value, made into what it is: `allOf`, references with something beside them, and properties that
//! are stated more than once.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::idle;
use super::notes::Opaque;
use super::number_format::is_wider;
use super::pointer::Pointer;
use super::raws::Raws;
use super::schema::{
    Bound, Discriminator, Extra, Kind, List, Literal, Number, Object, Property, Sides, Target,
    Text, Union, Use, Wire,
};
use super::stated::{RawId, Stated, StatedDiscriminator, StatedExtra, Types};

/// Gives ids to schemas that are asked for.
pub(super) trait Ids<'a> {
    /// The schemas as they stand.
    fn raws(&mut self) -> &mut Raws<'a>;
    /// The schema that all of these come to together, used at the place of the first.
    fn used(&mut self, all: &[RawId]) -> Use;
}

/// What statements say of a value, all of them taken together. Whether a type among them `denies_null` depends on what is
/// stated around it.
pub(super) fn merge<'a>(ids: &mut impl Ids<'a>, all: &[RawId], denies_null: bool) -> Wire {
    let mut merging = Merging {
        denies_null,
        ..Merging::default()
    };
    for id in all {
        let stated = ids.raws().stated(*id).clone();
        // What may hold anything need not be said, and makes nothing a list or an object.
        let mut says = |held: RawId| !ids.raws().says_nothing(held);
        merging.is_list |= stated.limits_lists() || stated.items.is_some_and(&mut says);
        merging.is_object |= stated.limits_objects() || stated.further().any(says);
        merging.add(stated);
    }
    merging.finish(ids)
}

/// What was said so far.
#[derive(Default)]
struct Merging {
    wire: Wire,
    never: bool,
    /// Where limits stand that need a type to say anything.
    limited: Option<Pointer>,
    types: Option<Types>,
    /// Two types that no value has at once.
    contradiction: Option<String>,
    /// Whether a type is stated that null has not, and null is no alternative to it.
    denies_null: bool,
    is_object: bool,
    is_list: bool,
    text: Text,
    number: Number,
    list: List,
    items: Vec<RawId>,
    /// The first entries by their places, each with all that is said of it.
    places: Vec<Vec<RawId>>,
    /// Further members by patterns of their names, each with all that is said of it.
    patterns: indexmap::IndexMap<String, Vec<RawId>>,
    object: Object,
    names: Vec<RawId>,
    /// The properties by name, each with all that is said of it.
    properties: indexmap::IndexMap<String, Vec<RawId>>,
    required: indexmap::IndexSet<String>,
    extra: Vec<StatedExtra>,
    unions: Vec<(bool, Vec<RawId>, Option<StatedDiscriminator>)>,
    not: Vec<RawId>,
    discriminator: Option<StatedDiscriminator>,
}

impl Merging {
    fn add(&mut self, stated: Stated) {
        self.never |= stated.never;
        if stated.says_text() || stated.says_number() || stated.format.is_some() {
            self.limited
                .get_or_insert_with(|| stated.notes.pointer.clone());
        }
        self.types = match (self.types, stated.types) {
            (Some(one), Some(other)) => {
                let null = one == Types::NONE || other == Types::NONE;
                if one.and(other) == Types::NONE && !null && self.contradiction.is_none() {
                    let words = format!("it is {} and {} at once", one.words(), other.words());
                    self.contradiction = Some(words);
                }
                Some(one.and(other))
            }
            (one, other) => one.or(other),
        };
        if stated.reference.is_some() && stated.target.is_none() {
            self.wire.lost.extend(stated.reference);
        }
        self.wire.opaque.extend(stated.notes.opaque.iter().cloned());
        if let Some(values) = stated.values {
            match &mut self.wire.values {
                Some(known) => {
                    let values: HashSet<Literal> = values.into_iter().collect();
                    known.retain(|value| values.contains(value));
                }
                None => self.wire.values = Some(values),
            }
        }
        self.format(stated.format);
        least(&mut self.text.min_length, stated.min_length);
        most(&mut self.text.max_length, stated.max_length);
        self.text.patterns.extend(stated.pattern);
        let (minimum, maximum) = (stated.minimum, stated.maximum);
        nearer(&mut self.number.minimum, minimum, |new, known| {
            new.value > known.value
        });
        nearer(&mut self.number.maximum, maximum, |new, known| {
            new.value < known.value
        });
        self.number
            .multiple_of
            .extend(stated.multiple_of.map(|of| *of));
        least(&mut self.list.min_items, stated.min_items);
        most(&mut self.list.max_items, stated.max_items);
        self.list.unique |= stated.unique;
        self.items.extend(stated.items);
        for (place, entry) in stated.places.into_iter().enumerate() {
            match self.places.get_mut(place) {
                Some(known) => known.push(entry),
                None => self.places.push(vec![entry]),
            }
        }
        for (name, property) in stated.properties {
            self.properties.entry(name).or_default().push(property);
        }
        self.required.extend(stated.required);
        self.extra.extend(stated.extra);
        self.object.by_name |= stated.by_name;
        self.names.extend(stated.names);
        for (name, others) in stated.beside {
            let pairs = others.into_iter().map(|other| (name.clone(), other));
            self.object.beside.extend(pairs);
        }
        for (pattern, value) in stated.patterns {
            self.patterns.entry(pattern).or_default().push(value);
        }
        least(&mut self.object.min_properties, stated.min_properties);
        most(&mut self.object.max_properties, stated.max_properties);
        self.not.extend(stated.not);
        let mut discriminator = stated.discriminator.map(|stated| *stated);
        for union in stated
            .unions
            .into_iter()
            .filter(|union| union.variants.len() > 1)
        {
            self.unions
                .push((union.exclusive, union.variants, discriminator.take()));
        }
        if discriminator.is_some() {
            self.discriminator = discriminator;
        }
    }

    /// Of two formats, the narrower one; of others, the one that stands nearer, which comes later.
    fn format(&mut self, format: Option<String>) {
        let Some(format) = format else { return };
        let known = self.text.format.as_deref();
        if !known.is_some_and(|known| is_wider(&format, known)) {
            self.text.format = Some(format);
        }
    }

    fn finish<'a>(mut self, ids: &mut impl Ids<'a>) -> Wire {
        let kind = self.kind();
        // Of no value, nothing more can be said.
        if matches!(kind, Kind::Never(_)) {
            return Wire {
                kind,
                opaque: self.wire.opaque,
                ..Wire::default()
            };
        }
        self.wire.kind = match kind {
            Kind::List(_) => {
                if !self.items.is_empty() {
                    self.list.items = Some(ids.used(&self.items));
                }
                self.list.places = self.places.iter().map(|all| ids.used(all)).collect();
                Kind::List(std::mem::take(&mut self.list))
            }
            Kind::Object(_) => Kind::Object(self.object(ids)),
            kind => kind,
        };
        if matches!(
            self.wire.kind,
            Kind::Boolean | Kind::List(_) | Kind::Object(_)
        ) {
            self.wire.hint = self.text.format.take();
        }
        idle::leave_out(&mut self.wire);
        self.without_type();
        for (exclusive, variants, discriminator) in std::mem::take(&mut self.unions) {
            let variants = variants
                .iter()
                .map(|variant| ids.used(&[*variant]))
                .collect();
            self.wire.unions.push(Union {
                exclusive,
                variants,
                discriminator: discriminator.map(|stated| discriminate(ids, stated)),
            });
        }
        self.wire.not = self.not.iter().map(|not| ids.used(&[*not])).collect();
        self.wire.discriminator = self.discriminator.map(|stated| discriminate(ids, stated));
        self.wire
    }

    /// Limits that need a type, where none is stated, are kept as they stand: nobody holds a value against them.
    fn without_type(&mut self) {
        let Some(pointer) = self
            .limited
            .take()
            .filter(|_| matches!(self.wire.kind, Kind::Any))
        else {
            return;
        };
        let said = format!("{:?} {:?}", self.text, self.number);
        self.wire.opaque.push(Opaque {
            pointer,
            name: "limits without a type".to_owned(),
            value: Arc::new(Value::from(said)),
            lost: "limits of text or numbers, since no type is stated that they belong to"
                .to_owned(),
        });
    }

    fn kind(&mut self) -> Kind {
        if self.never {
            return Kind::Never("no value is allowed".to_owned());
        }
        if self.wire.values.as_ref().is_some_and(Vec::is_empty) {
            return Kind::Never("no value is in all of its lists of values".to_owned());
        }
        let types = self.types.or_else(|| self.inferred());
        let Some(types) = types else {
            return Kind::Any;
        };
        if let Some(values) = &mut self.wire.values {
            values.retain(|value| types.holds(Types::of_literal(value)));
            if values.is_empty() {
                return Kind::Never("no value is in all of its lists of values".to_owned());
            }
        }
        match types {
            Types::NONE if self.denies_null => {
                let null = || "it is null and something else at once".to_owned();
                Kind::Never(self.contradiction.take().unwrap_or_else(null))
            }
            Types::NONE => Kind::Null,
            Types::TEXT => {
                self.text.patterns.sort();
                self.text.patterns.dedup();
                Kind::Text(std::mem::take(&mut self.text))
            }
            Types::BOOLEAN => Kind::Boolean,
            Types::WHOLE => Kind::Integer(self.number(true)),
            Types::NUMBER => {
                let values = self.wire.values.as_deref();
                let is_whole = self.text.format.is_none() && idle::is_whole(&self.number, values);
                match is_whole {
                    true => Kind::Integer(self.number(true)),
                    false => Kind::Number(self.number(false)),
                }
            }
            Types::LIST => Kind::List(List::default()),
            Types::OBJECT => Kind::Object(Object::default()),
            _ => Kind::Any,
        }
    }

    /// The type where none is stated, by what is said beside it.
    fn inferred(&self) -> Option<Types> {
        if self.is_object {
            return Some(Types::OBJECT);
        }
        if self.is_list {
            return Some(Types::LIST);
        }
        let values = self.wire.values.as_deref()?;
        let types = values.iter().map(Types::of_literal).reduce(Types::or)?;
        let single = [Types::TEXT, Types::WHOLE, Types::NUMBER, Types::BOOLEAN];
        single.into_iter().find(|single| single.holds(types))
    }

    fn number(&mut self, whole: bool) -> Number {
        let mut number = std::mem::take(&mut self.number);
        number.format = self.text.format.take();
        number.multiple_of.sort();
        number.multiple_of.dedup();
        if let [first, rest @ ..] = number.multiple_of.as_slice()
            && let Some(all) = rest
                .iter()
                .try_fold(first.clone(), |all, of| all.common_multiple(of))
        {
            number.multiple_of = vec![all];
        }
        if whole {
            for (bound, below) in [(&mut number.minimum, false), (&mut number.maximum, true)] {
                let Some(stated) = bound else { continue };
                let settled = if below {
                    stated.value.whole_below(stated.exclusive)
                } else {
                    stated.value.whole_above(stated.exclusive)
                };
                if let Some(value) = settled {
                    *stated = Bound {
                        value,
                        exclusive: false,
                    };
                }
            }
            number.multiple_of.retain(|of| of.to_u64() != Some(1));
        }
        number
    }

    fn object<'a>(&mut self, ids: &mut impl Ids<'a>) -> Object {
        let mut object = std::mem::take(&mut self.object);
        for (name, all) in std::mem::take(&mut self.properties) {
            let required = self.required.contains(&name);
            object.properties.push(Property {
                value: ids.used(&all),
                name,
                seen: Sides::BOTH,
                required: Sides {
                    request: required,
                    answer: required,
                },
            });
        }
        let patterns = std::mem::take(&mut self.patterns).into_iter();
        let patterns = patterns.map(|(pattern, all)| (pattern, ids.used(&all)));
        object.patterns = patterns.collect();
        if !self.names.is_empty() {
            object.names = Some(ids.used(&self.names));
        }
        object.beside.retain(|(name, other)| name != other);
        object.beside.sort();
        object.beside.dedup();
        let mut required = std::mem::take(&mut self.required);
        let known: HashSet<&str> = object
            .properties
            .iter()
            .map(|it| it.name.as_str())
            .collect();
        required.retain(|name| !known.contains(name.as_str()));
        object.further_required = required.into_iter().collect();
        let typed: Vec<RawId> = self
            .extra
            .iter()
            .filter_map(|extra| match extra {
                StatedExtra::Of(id) => Some(*id),
                StatedExtra::None => None,
            })
            .collect();
        object.extra = if self.extra.contains(&StatedExtra::None) {
            Extra::None
        } else if typed.is_empty() {
            Extra::Any
        } else {
            Extra::Of(ids.used(&typed))
        };
        object
    }
}

/// What tells objects apart, with the schemas that its values stand for.
pub(super) fn discriminate<'a>(
    ids: &mut impl Ids<'a>,
    stated: StatedDiscriminator,
) -> Discriminator {
    let mapping = stated.mapping.into_iter().map(|(value, target)| {
        let raw = ids.raws().target(&target, &Pointer::root()).or_else(|| {
            // A target may be the bare name of a schema.
            let name = target.replace('~', "~0").replace('/', "~1");
            let named = format!("#/components/schemas/{name}");
            ids.raws().target(&named, &Pointer::root())
        });
        let target = match raw {
            Some(raw) => Target::Schema(ids.used(&[raw]).id),
            None => Target::Lost(target),
        };
        (value, target)
    });
    Discriminator {
        property: stated.property,
        mapping: mapping.collect(),
    }
}

fn least(known: &mut Option<u64>, new: Option<u64>) {
    *known = (*known).max(new);
}

fn most(known: &mut Option<u64>, new: Option<u64>) {
    *known = match (*known, new) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
}

fn nearer(
    known: &mut Option<Bound>,
    new: Option<Box<Bound>>,
    is_nearer: fn(&Bound, &Bound) -> bool,
) {
    let Some(new) = new else { return };
    match known {
        Some(known) if known.value == new.value => known.exclusive |= new.exclusive,
        Some(known) if !is_nearer(&new, known) => {}
        _ => *known = Some(*new),
    }
}
