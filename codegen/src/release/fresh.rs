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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::Class;

    #[test]
    fn what_a_change_brings_is_new_and_what_stands_in_it() {
        let change = |rule, pointer: &str| Change {
            rule,
            class: Class::Additive,
            reach: [].into(),
            path: String::new(),
            former: None,
            pointer: Some(pointer.to_owned()),
            line: None,
            was: None,
            is: None,
        };
        let changes = [
            change("schema-added", "/components/schemas/Card"),
            change("operation-added", "/paths/~1a/get"),
            change(
                "optional-property-added",
                "/components/schemas/Order/properties/no",
            ),
            change(
                "required-property-added",
                "/components/schemas/Order/properties/at",
            ),
            change("optional-parameter-added", "/paths/~1b/get/parameters/0"),
            change("required-parameter-added", "/paths/~1b/get/parameters/1"),
            change(
                "property-renamed",
                "/components/schemas/Order/properties/by",
            ),
        ];
        let fresh = Fresh::of(&changes);
        for (at, is_new) in [
            ("/components/schemas/Card/properties/no", true),
            ("/components/schemas/CardHolder/properties/no", false),
            ("/paths/~1a/get/parameters/0", true),
            ("/components/schemas/Order/properties/no", true),
            ("/components/schemas/Order/properties/at", true),
            ("/paths/~1b/get/parameters/0", true),
            ("/paths/~1b/get/parameters/1", true),
            ("/components/schemas/Order/properties/by", false),
            ("/components/schemas/Order/properties/former", false),
        ] {
            assert_eq!(fresh.is_new(at), is_new, "{at}");
        }
    }
}
