//! What an operation takes: parameters and a body.

use std::sync::Arc;

use super::comparison::{Comparison, Place};
use super::content::{self, as_written, required, schema};
use super::describe::describe;
use super::side::Side;
use super::{similar, words};
use crate::openapi::{self, Body, Operation, Parameter};

fn is_same(one: &Parameter, other: &Parameter) -> bool {
    one.place == other.place && one.name == other.name
}

fn path(operation: &str, parameter: &Parameter) -> String {
    format!("{operation} {} {}", parameter.place.key(), parameter.name)
}

/// Compares the parameters of an operation.
pub(super) fn parameters<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    (old, new): (&'a Operation, &'a Operation),
) {
    let mut gone: Vec<&Arc<Parameter>> = old.parameters.iter().collect();
    let mut added: Vec<&Arc<Parameter>> = new.parameters.iter().collect();
    gone.retain(|left| {
        let same = added.iter().position(|right| is_same(left, right));
        if let Some(right) = same.map(|index| added.remove(index)) {
            parameter(c, place, left, right);
        }
        same.is_none()
    });
    let pairs = similar::pairs(gone.len(), added.len(), |left, right| {
        let pair = (gone.get(left)?.as_ref(), added.get(right)?.as_ref());
        renamed(c, pair, (old, new))
    });
    for (left, right) in &pairs {
        let (Some(left), Some(right)) = (gone.get(*left), added.get(*right)) else {
            continue;
        };
        let rule = if left.place == openapi::Place::Path {
            "path-parameter-renamed"
        } else {
            "parameter-renamed"
        };
        let pointers = (&left.notes.pointer, &right.notes.pointer);
        let within = place.within(path(&place.path, right), pointers.0, pointers.1);
        let names = (Some(left.name.clone()), Some(right.name.clone()));
        c.differs(&within, rule, "name", names);
        parameter(c, place, left, right);
    }
    for (index, left) in gone.iter().enumerate() {
        if !pairs.iter().any(|(paired, _)| *paired == index) {
            let rule = if left.required {
                "required-parameter-removed"
            } else {
                "optional-parameter-removed"
            };
            let shown = Some(shown(&c.old, left));
            let path = path(&place.path, left);
            c.removed(place.unit, rule, path, &left.notes.pointer, shown);
        }
    }
    for (index, right) in added.iter().enumerate() {
        if !pairs.iter().any(|(_, paired)| *paired == index) {
            let rule = if right.required {
                "required-parameter-added"
            } else {
                "optional-parameter-added"
            };
            let shown = Some(shown(&c.new, right));
            let path = path(&place.path, right);
            c.added(place.unit, rule, path, &right.notes.pointer, shown);
        }
    }
}

fn shown(side: &Side<'_>, parameter: &Parameter) -> String {
    let ty = schema(&parameter.holds);
    let ty = ty.map_or_else(|| "any".to_owned(), |schema| describe(side, schema.id));
    let word = if parameter.required {
        "required"
    } else {
        "optional"
    };
    format!("{ty}, {word}")
}

/// How sure it is that a parameter is another one under a new name; nothing where it is not.
fn renamed(
    c: &Comparison<'_>,
    (old, new): (&Parameter, &Parameter),
    operations: (&Operation, &Operation),
) -> Option<f64> {
    if old.place != new.place {
        return None;
    }
    if old.place == openapi::Place::Path {
        // The same gap of the same path is the same parameter, whatever its name.
        let gap = |operation: &Operation, parameter: &Parameter| {
            let name = format!("{{{}}}", parameter.name);
            operation
                .path
                .split('/')
                .position(|part| part.contains(&name))
        };
        let (left, right) = (gap(operations.0, old), gap(operations.1, new));
        return (left.is_some() && left == right).then_some(1.0);
    }
    let alike = similar::names(&old.name, &new.name);
    let same = shown(&c.old, old) == shown(&c.new, new);
    (same && alike >= 0.7).then_some(alike)
}

fn parameter<'a>(c: &mut Comparison<'a>, place: &Place, old: &'a Parameter, new: &'a Parameter) {
    let within = place.within(
        path(&place.path, new),
        &old.notes.pointer,
        &new.notes.pointer,
    );
    let rules = ["parameter-became-required", "parameter-became-optional"];
    required(c, &within, rules, (old.required, new.required));
    words::compare(c, &within, &old.notes, &new.notes);
    let values = (written(old), written(new));
    content::holds(
        c,
        &within,
        values,
        (&old.notes, &new.notes),
        (&old.holds, &new.holds),
    );
}

/// How the value is written, as stated or as it goes without saying.
fn written(parameter: &Parameter) -> String {
    let mut words = vec![parameter.style.key()];
    let flags = [
        (parameter.explode, "exploded"),
        (parameter.allow_reserved, "allowReserved"),
        (parameter.allow_empty, "allowEmptyValue"),
    ];
    words.extend(
        flags
            .iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, word)| *word),
    );
    as_written(&parameter.holds, words.join(", "))
}

/// Compares the bodies of requests.
pub(super) fn body<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    (old, new): (Option<&'a Body>, Option<&'a Body>),
) {
    let path = place.member("body");
    let rule = |body: &Body, [required, optional]: [&'static str; 2]| {
        if body.required { required } else { optional }
    };
    match (old, new) {
        (None, None) => {}
        (Some(old), None) => {
            let rule = rule(old, ["required-body-removed", "optional-body-removed"]);
            let shown = Some(content::shown(&c.old, &old.content));
            c.removed(place.unit, rule, path, &old.notes.pointer, shown);
        }
        (None, Some(new)) => {
            let rule = rule(new, ["required-body-added", "optional-body-added"]);
            let shown = Some(content::shown(&c.new, &new.content));
            c.added(place.unit, rule, path, &new.notes.pointer, shown);
        }
        (Some(old), Some(new)) => {
            let within = place.within(path, &old.notes.pointer, &new.notes.pointer);
            let rules = ["body-became-required", "body-became-optional"];
            required(c, &within, rules, (old.required, new.required));
            words::compare(c, &within, &old.notes, &new.notes);
            content::compare(c, &within, (&old.content, &new.content));
        }
    }
}
