//! What an answer is documented to have, by where it stands.

use std::collections::{BTreeSet, VecDeque};

use super::found_by::{bare, values_of};
use crate::api::{Api, Enumeration, TypeKind, TypeRef};

/// How deeply an answer is looked into; the runtime reads no deeper.
const DEEPEST: usize = 64;

/// A property of an answer.
pub(super) struct Answered<'a> {
    /// Where it stands; of several places that one type has, the one nearest to the top.
    pub(super) path: String,
    /// How many objects it stands in.
    pub(super) depth: usize,
    /// Whether it is always there.
    pub(super) required: bool,
    /// Its known values, where it has such.
    pub(super) values: Option<&'a Enumeration>,
}

/// The properties of an answer, those of each type once, the nearest to the top first.
pub(super) fn answered<'a>(api: &'a Api, answer: &'a TypeRef) -> Vec<Answered<'a>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([(answer, String::new(), 0)]);
    while let Some((ty, path, depth)) = open.pop_front() {
        if depth > DEEPEST {
            continue;
        }
        let name = match bare(api, ty) {
            TypeRef::List(item) => {
                open.push_back((item, format!("{path}[]"), depth + 1));
                continue;
            }
            TypeRef::Named(name) if seen.insert(name) => name,
            _ => continue,
        };
        let kind = api.types.named(name).map(|ty| &ty.kind);
        if let Some(TypeKind::Statuses(answers)) = kind {
            let answers = answers.iter().map(|of| (&of.body.ty, path.clone(), depth));
            open.extend(answers);
        }
        let object = kind.and_then(TypeKind::object);
        for field in object.map(|object| &object.fields).into_iter().flatten() {
            let own = match path.as_str() {
                "" => field.wire.clone(),
                _ => format!("{path}.{}", field.wire),
            };
            open.push_back((&field.ty, own.clone(), depth + 1));
            found.push(Answered {
                path: own,
                depth,
                required: field.required,
                values: values_of(api, &field.ty),
            });
        }
    }
    found
}
