//! What a rule finds, and where.

use super::change::Direction;
use crate::openapi::{Notes, Pointer};

/// One of each document: of the old one, and of the new one.
pub(super) type Both<T> = (T, T);

/// What something was and is.
pub(super) type Values = Both<Option<String>>;

/// Of two rules, the one for what has to be there, or the other.
pub(super) fn either(required: bool, [one, other]: [&'static str; 2]) -> &'static str {
    if required { one } else { other }
}

/// The word for what has to be there, or need not.
pub(super) fn word(required: bool) -> &'static str {
    either(required, ["required", "optional"])
}

/// What something was and is, where it was and is there.
pub(super) fn values(was: &str, is: &str) -> Values {
    (Some(was.to_owned()), Some(is.to_owned()))
}

/// A place that both documents have.
#[derive(Clone)]
pub(super) struct Place {
    /// The unit that it belongs to.
    pub(super) unit: usize,
    /// Its name for people.
    pub(super) path: String,
    pub(super) at: Both<Pointer>,
}

impl Place {
    /// The whole document, or what has no place of its own in it.
    pub(super) fn root(unit: usize) -> Self {
        Self {
            unit,
            path: String::new(),
            at: (Pointer::root(), Pointer::root()),
        }
    }

    /// A place further in.
    pub(super) fn within(&self, path: String, (old, new): Both<&Pointer>) -> Self {
        Self {
            unit: self.unit,
            path,
            at: (old.clone(), new.clone()),
        }
    }

    /// A place further in, by what is said of it.
    pub(super) fn of(&self, path: String, (old, new): Both<&Notes>) -> Self {
        self.within(path, (&old.pointer, &new.pointer))
    }

    /// The path of a member.
    pub(super) fn member(&self, name: &str) -> String {
        if self.path.is_empty() {
            return name.to_owned();
        }
        format!("{} {name}", self.path)
    }
}

/// What a rule found.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) rule: &'static str,
    /// The only side that it concerns, where it is not both.
    pub(super) only: Option<Direction>,
    pub(super) path: String,
    pub(super) at: Both<Option<Pointer>>,
    pub(super) values: Values,
}

impl Found {
    /// Something at these places, or at the one of them that there is.
    pub(super) fn new(rule: &'static str, path: String, at: Both<Option<&Pointer>>) -> Self {
        Self {
            rule,
            only: None,
            path,
            at: (at.0.cloned(), at.1.cloned()),
            values: (None, None),
        }
    }

    /// Something that differs at a member of a place, or at the place itself where the member has no name.
    pub(super) fn differs(rule: &'static str, place: &Place, member: &str) -> Self {
        let at = |pointer: &Pointer| match member {
            "" => pointer.clone(),
            member => pointer.member(member),
        };
        let at = (at(&place.at.0), at(&place.at.1));
        Self::new(rule, place.path.clone(), (Some(&at.0), Some(&at.1)))
    }

    /// The same, with what it was and is.
    pub(super) fn with(self, values: Values) -> Self {
        Self { values, ..self }
    }

    /// The same, for one side alone.
    pub(super) fn on(self, only: Option<Direction>) -> Self {
        Self { only, ..self }
    }
}
