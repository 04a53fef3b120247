//! Values that are of one of several shapes, and what they are not.

use std::collections::BTreeSet;

use super::comparison::{Alone, Diff};
use super::describe::{self, ALIKE, describe, shapes};
use super::found::{Both, Place, Values, either};
use super::matching::{Matching, Pairs};
use super::side::Side;
use super::uses::held;
use crate::openapi::{
    self, Discriminator, Extra, Kind, Literal, Number, Object, Schema, SchemaId, Target, Text,
    Union, Use, Wire,
};

/// The one union of a schema that says nothing else of the type.
pub(super) fn sole(wire: &Wire) -> Option<&Union> {
    match (&wire.kind, wire.unions.as_slice()) {
        (Kind::Any, [only]) => Some(only),
        _ => None,
    }
}

/// Whether one side is a union of nothing but what the other side is, under several names: it lets no other value pass.
pub(super) fn repeats(c: &Diff<'_>, ids: Both<SchemaId>) -> bool {
    let (was, is) = (c.old.schema(ids.0), c.new.schema(ids.1));
    let (left, right) = (c.old.mark(ids.0), c.new.mark(ids.1));
    was.nullable == is.nullable
        && match (sole(&was.wire), sole(&is.wire)) {
            (Some(union), None) => union.variants.iter().all(|it| c.old.mark(it.id) == right),
            (None, Some(union)) => union.variants.iter().all(|it| c.new.mark(it.id) == left),
            _ => false,
        }
}

/// What two schemas are compared by where one of them alone is a union: of alternatives that may overlap the one that all others
/// are of, as of text and a list of texts.
pub(super) fn widest(c: &Diff<'_>, ids: Both<SchemaId>) -> Both<SchemaId> {
    let union = |side: &Side<'_>, id| sole(&side.schema(id).wire).is_some();
    match (union(&c.old, ids.0), union(&c.new, ids.1)) {
        (true, false) => (widest_of(&c.old, ids.0), ids.1),
        (false, true) => (ids.0, widest_of(&c.new, ids.1)),
        _ => ids,
    }
}

fn widest_of(side: &Side<'_>, id: SchemaId) -> SchemaId {
    let is_open = |union: &&Union| !union.exclusive && union.discriminator.is_none();
    let open = sole(&side.schema(id).wire).filter(is_open);
    let variants = open.map_or(&[][..], |union| &union.variants);
    let wire = |used: &Use| &side.schema(used.id).wire;
    let mut all = variants.iter();
    let widest = all.find(|one| variants.iter().all(|it| holds_all(wire(one), wire(it))));
    widest.map_or(id, |widest| widest.id)
}

/// Whether the first is a plain type that has all values of the second.
fn holds_all(one: &Wire, other: &Wire) -> bool {
    let is_type = match (&one.kind, &other.kind) {
        (Kind::Text(one), Kind::Text(_)) => *one == Text::default(),
        (Kind::Integer(one), Kind::Integer(_))
        | (Kind::Number(one), Kind::Integer(_) | Kind::Number(_)) => *one == Number::default(),
        (Kind::Boolean, Kind::Boolean) => true,
        _ => false,
    };
    let is_bare = one.unions.is_empty() && one.not.is_empty() && one.opaque.is_empty();
    is_type && is_bare && one.values.is_none()
}

/// Compares all unions of two schemas.
pub(super) fn compare(
    c: &mut Diff<'_>,
    place: &Place,
    is_beside_null: bool,
    (old, new): Both<&[Union]>,
) {
    let marks = |side: &Side<'_>, union: &Union| {
        let marks = union.variants.iter().map(|variant| side.mark(variant.id));
        marks.collect::<BTreeSet<_>>()
    };
    let mut all = Matching::of(old, new);
    let mut kept = all.same(|left, right| marks(&c.old, left) == marks(&c.new, right));
    kept.extend(all.rest());
    for pair in kept {
        both(c, place, is_beside_null, pair);
    }
    c.alone(place, all, |side, union| {
        let rules = match union.variants.iter().all(|it| is_condition(side, it.id)) {
            true => ["combination-widened", "combination-narrowed"],
            false => ["combination-changed", "combination-changed"],
        };
        let first = union.variants.first();
        let at = first.map_or(&place.at.0, |variant| &variant.pointer);
        Alone::new(rules, place.path.clone(), at, describe::union(union))
    });
}

/// Whether a shape says nothing of a value but which members have to be there.
fn is_condition(side: &Side<'_>, id: SchemaId) -> bool {
    let Wire {
        kind,
        hint: _,
        values,
        unions,
        not,
        discriminator,
        lost,
        opaque,
    } = &*side.schema(id).wire;
    let is_open = |object: &Object| {
        let is_any = matches!(object.extra, Extra::Any) && object.patterns.is_empty();
        object.properties.is_empty() && is_any && !object.by_name && object.names.is_none()
    };
    let says_members = matches!(kind, Kind::Object(object) if is_open(object));
    let is_said = [
        unions.is_empty(),
        not.is_empty(),
        lost.is_empty(),
        opaque.is_empty(),
    ];
    says_members && values.is_none() && discriminator.is_none() && !is_said.contains(&false)
}

fn both(c: &mut Diff<'_>, place: &Place, is_beside_null: bool, (old, new): Both<&Union>) {
    let shown = || (Some(describe::union(old)), Some(describe::union(new)));
    let is_told = |union: &Union| union.discriminator.is_some();
    let apart = is_told(old) && is_told(new) || is_apart(&c.old, old) && is_apart(&c.new, new);
    if old.exclusive != new.exclusive && !apart {
        // Of what is any of several shapes, a value may be of two at once.
        let rules = ["combination-narrowed", "combination-widened"];
        c.differs(place, either(new.exclusive, rules), "", shown());
    }
    let (mut kept, mut alone) = matched(c, (&old.variants, &new.variants));
    if old.discriminator.is_none() && new.discriminator.is_none() {
        // A shape that stands there once more under another name lets no other value pass.
        alone
            .gone
            .retain(|used| !c.new.has(&new.variants, c.old.mark(used.id)));
        alone
            .added
            .retain(|used| !c.old.has(&old.variants, c.new.mark(used.id)));
    }
    kept.extend(alone.rest());
    if kept.is_empty() {
        return c.differs(place, "type-changed", "", shown());
    }
    for (left, right) in &kept {
        let path = format!("{} ({})", place.path, describe(&c.new, right.id));
        let within = place.within(path, (&left.pointer, &right.pointer));
        let unit = held(c, &within, None, (Some(left), Some(right)));
        let has_name = c.old.named(left.id).is_some() && c.new.named(right.id).is_some();
        if let Some(unit) = unit.and_then(|unit| c.units.get_mut(unit)) {
            unit.is_beside_null |= is_beside_null && !has_name;
        }
    }
    c.alone(place, alone, |side, used| {
        let rules = ["variant-removed", "variant-added"];
        Alone::new(
            rules,
            place.path.clone(),
            &used.pointer,
            describe(side, used.id),
        )
    });
    let told = (old.discriminator.as_ref(), new.discriminator.as_ref());
    let is_said = |c: &Diff<'_>, by: &Discriminator| {
        kept.iter().all(|(left, right)| {
            let values = match told.0 {
                Some(_) => values(&c.old, by, left.id),
                None => values(&c.new, by, right.id),
            };
            let [value] = values.into_iter().collect::<Vec<_>>()[..] else {
                return false;
            };
            says(&c.old, left.id, &by.property, value)
                && says(&c.new, right.id, &by.property, value)
        })
    };
    let Some((old, new)) = discriminator(c, place, told, is_said) else {
        return;
    };
    for (left, right) in kept {
        let (was, is) = (values(&c.old, old, left.id), values(&c.new, new, right.id));
        if was == is {
            continue;
        }
        let shown = |values: &BTreeSet<&str>| {
            let values: Vec<&str> = values.iter().copied().collect();
            Some(values.join(", "))
        };
        let (gone, come) = (&was - &is, &is - &was);
        if was.is_disjoint(&is) || !gone.is_empty() && !come.is_empty() {
            told_otherwise(c, place, (shown(&was), shown(&is)));
            continue;
        }
        // A shape that has a further value is still known by the others.
        if !gone.is_empty() {
            c.differs(
                place,
                "value-removed",
                "discriminator",
                (shown(&gone), None),
            );
        }
        if !come.is_empty() {
            c.differs(place, "value-added", "discriminator", (None, shown(&come)));
        }
    }
}

/// Compares a union with a single schema, be it that the other shapes are new or that they have gone. Gives whether the
/// single one is among the shapes.
pub(super) fn with_single(c: &mut Diff<'_>, place: &Place, shapes: Both<&[Use]>) -> bool {
    let (kept, _) = matched(c, shapes);
    // What is said where the single one stands is told there, so a shape is compared with the schema behind that.
    let behind = |side: &Side<'_>, id| side.named(id).map_or(id, |(_, named)| named);
    for (left, right) in &kept {
        let ids = (behind(&c.old, left.id), behind(&c.new, right.id));
        c.lead(place, None, ids);
    }
    !kept.is_empty()
}

/// Finds the alternatives that are the same ones: by their names, by what they say, or else by what they have in common.
fn matched<'u>(c: &Diff<'_>, (old, new): Both<&'u [Use]>) -> (Pairs<'u, Use>, Matching<'u, Use>) {
    let mut all = Matching::of(old, new);
    let mut kept = all.same(|left, right| {
        let names = c.old.named(left.id).zip(c.new.named(right.id));
        names.is_some_and(|((was, _), (is, _))| c.is_name(was, is))
    });
    kept.extend(all.same(|left, right| c.old.mark(left.id) == c.new.mark(right.id)));
    kept.extend(all.likely(|left, right| {
        let kind = |side: &Side<'_>, used: &Use| side.schema(used.id).wire.kind.word();
        let (was, is) = (kind(&c.old, left), kind(&c.new, right));
        let alike = shapes(c, (left.id, right.id));
        (was == is && was != "any" && (alike >= ALIKE || was != "object")).then_some(alike)
    }));
    (kept, all)
}

/// Whether no value is of two of the shapes, by their types alone.
fn is_apart(side: &Side<'_>, union: &Union) -> bool {
    let kinds = union
        .variants
        .iter()
        .map(|used| &side.schema(used.id).wire.kind);
    let words = kinds.map(|kind| match kind.word() {
        "integer" => "number",
        word => word,
    });
    let distinct: BTreeSet<&str> = words.collect();
    distinct.len() == union.variants.len() && !distinct.contains("any")
}

fn told_otherwise(c: &mut Diff<'_>, place: &Place, values: Values) {
    c.differs(place, "discriminator-changed", "discriminator", values);
}

/// Compares the member that tells shapes apart. Gives both, where it is the same. One that has come or gone is only said
/// otherwise where each shape says the value of that member itself.
fn discriminator<'d>(
    c: &mut Diff<'_>,
    place: &Place,
    told: Both<Option<&'d Discriminator>>,
    is_said: impl Fn(&Diff<'_>, &Discriminator) -> bool,
) -> Option<Both<&'d Discriminator>> {
    let property = |told: Option<&Discriminator>| told.map(|told| told.property.clone());
    let (was, is) = (property(told.0), property(told.1));
    if was != is {
        let only = told.0.xor(told.1);
        match only.is_some_and(|only| is_said(c, only)) {
            true => c.differs(place, "discriminator-restated", "discriminator", (was, is)),
            false => told_otherwise(c, place, (was, is)),
        }
        return None;
    }
    told.0.zip(told.1)
}

/// Whether a shape has a member that is required and has this one value.
fn says(side: &Side<'_>, id: SchemaId, member: &str, value: &str) -> bool {
    let Kind::Object(object) = &side.schema(id).wire.kind else {
        return false;
    };
    object.property(member).is_some_and(|property| {
        let stated = side.schema(property.value.id).wire.values.as_deref();
        let is_value = matches!(stated, Some([Literal::Text(stated)]) if stated == value);
        is_value && property.required.any()
    })
}

/// The values that stand for a shape: those of the mapping, or else the name of the schema.
fn values<'a>(side: &Side<'a>, by: &'a Discriminator, id: SchemaId) -> BTreeSet<&'a str> {
    let named = side.named(id);
    let ids = [Some(id), named.map(|(_, id)| id)];
    let stands =
        |target: &Target| matches!(target, Target::Schema(target) if ids.contains(&Some(*target)));
    let mapped = by.mapping.iter().filter(|(_, target)| stands(target));
    let mut values: BTreeSet<&str> = mapped.map(|(value, _)| value.as_str()).collect();
    if values.is_empty() {
        values.extend(named.map(|(name, _)| name));
    }
    values
}

/// Compares what tells objects apart that extend a schema.
pub(super) fn extended(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Schema>) {
    let told = (extending(old), extending(new));
    let is_said = |c: &Diff<'_>, by: &Discriminator| {
        let is_said = |value: &str, id: SchemaId| {
            let sides = match told.0 {
                Some(_) => (&c.old, &c.new),
                None => (&c.new, &c.old),
            };
            let is_same = |name: &str| match told.0 {
                Some(_) => sides
                    .0
                    .named(id)
                    .is_some_and(|(was, _)| c.is_name(was, name)),
                None => sides.0.named(id).is_some_and(|(is, _)| c.is_name(name, is)),
            };
            let mut others = sides.1.document.components.iter();
            let other = others.find(|(name, _)| is_same(name));
            says(sides.0, id, &by.property, value)
                && other.is_some_and(|(_, other)| says(sides.1, other.id, &by.property, value))
        };
        let mut targets = by.mapping.iter();
        let all = targets.all(|(value, target)| match target {
            Target::Schema(id) => is_said(value, *id),
            Target::Lost(_) => false,
        });
        all && !by.mapping.is_empty()
    };
    let Some((old, new)) = discriminator(c, place, told, is_said) else {
        return;
    };
    let name = |side: &Side<'_>, target: &Target| match target {
        Target::Schema(id) => describe(side, *id),
        Target::Lost(target) => target.clone(),
    };
    let mut all = Matching::of(&old.mapping, &new.mapping);
    let kept = all.same(|(value, was), (other, is)| {
        value == other && c.is_name(&name(&c.old, was), &name(&c.new, is))
    });
    for ((_, was), (_, is)) in kept {
        if let (Target::Schema(left), Target::Schema(right)) = (was, is) {
            c.lead(place, None, (*left, *right));
        }
    }
    for (value, was) in all.gone {
        let shown = format!("{value}: {}", name(&c.old, was));
        told_otherwise(c, place, (Some(shown), None));
    }
    for (value, is) in all.added {
        let shown = format!("{value}: {}", name(&c.new, is));
        told_otherwise(c, place, (None, Some(shown)));
    }
}

/// What tells objects apart that extend a schema. Where all of them are what the schema is made of, as the sole alternative
/// of a union is, there is nothing to be told apart.
fn extending(schema: &Schema) -> Option<&Discriminator> {
    let by = schema.wire.discriminator.as_ref()?;
    let mut targets = by.mapping.iter().map(|(_, target)| target);
    let is_sole = !by.mapping.is_empty()
        && targets.all(|target| matches!(target, Target::Schema(id) if schema.refers.contains(id)));
    (!is_sole).then_some(by)
}

/// Compares what values are not.
pub(super) fn negations(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Wire>) {
    let mut all = Matching::of(&old.not, &new.not);
    all.same(|one, other| openapi::is_same_value(c.old.marked(one.id), c.new.marked(other.id)));
    if !all.gone.is_empty() || !all.added.is_empty() {
        let shown = |side: &Side<'_>, wire: &Wire| {
            let words = wire
                .not
                .iter()
                .map(|not| format!("not {}", describe(side, not.id)));
            let words: Vec<String> = words.collect();
            (!words.is_empty()).then(|| words.join(", "))
        };
        let values = (shown(&c.old, old), shown(&c.new, new));
        let rule = match (all.gone.is_empty(), all.added.is_empty()) {
            (true, _) => "combination-narrowed",
            (_, true) => "combination-widened",
            _ => "combination-changed",
        };
        c.differs(place, rule, "not", values);
    }
}
