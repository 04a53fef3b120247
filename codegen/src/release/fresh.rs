//! What a release brings that the one before had not.

use crate::drift::Change;

/// The changes by which something is new.
pub(super) struct Fresh<'a>(&'a [Change]);

impl<'a> Fresh<'a> {
    pub(super) const fn of(changes: &'a [Change]) -> Self {
        Self(changes)
    }

    /// Whether a property or a parameter is new, or the schema or the operation around it.
    pub(super) fn is_new(&self, at: &str) -> bool {
        self.0.iter().any(|change| brings(change, at))
    }
}

fn brings(change: &Change, at: &str) -> bool {
    let Some(pointer) = &change.pointer else {
        return false;
    };
    match change.rule {
        "schema-added" | "operation-added" => at
            .strip_prefix(pointer.as_str())
            .is_some_and(|rest| rest.starts_with('/')),
        "required-property-added"
        | "optional-property-added"
        | "required-parameter-added"
        | "optional-parameter-added" => at == pointer,
        _ => false,
    }
}
