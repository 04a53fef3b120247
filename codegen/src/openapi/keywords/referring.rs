//! References, what stands beside them, and the names that they lead to.

use serde_json::Value;

use super::Reading;
use crate::openapi::model::Version;

impl<'a> Reading<'a, '_> {
    /// Reads a reference, and says whether what stands beside it counts.
    pub(super) fn reference(&mut self) -> bool {
        // A schema may describe a property that is named so, or say nothing with it.
        let reference = self.members.text("$ref");
        let Some(reference) = reference.or_else(|| self.dynamic()) else {
            return true;
        };
        self.stated.reference = Some(reference.to_owned());
        self.is(Version::V3_1)
    }

    /// A `$dynamicRef` that leads to one place wherever it is met, and so is a reference like any other.
    fn dynamic(&mut self) -> Option<&'a str> {
        const NAME: &str = "$dynamicRef";
        let stated = self.members.peek(NAME).and_then(Value::as_str)?;
        let is_sole = self.within.is_sole(stated.strip_prefix('#')?);
        if !is_sole {
            return None;
        }
        if self.is(Version::V3_0) {
            self.foreign(NAME, "a reference");
        }
        self.members.text(NAME)
    }

    /// Names that references lead to.
    pub(super) fn targets(&mut self) {
        let is_read = |reading: &Self, name: &str| {
            let stated = reading.members.peek(name);
            match (name, stated.and_then(Value::as_str)) {
                ("$anchor", _) => stated.is_some_and(|stated| !stated.is_null()),
                ("$dynamicAnchor", Some(anchor)) => reading.within.is_sole(anchor),
                (_, stated) => stated.is_some(),
            }
        };
        for name in ["$anchor", "$id", "$dynamicAnchor"] {
            if is_read(self, name) {
                self.members.text(name);
                if self.is(Version::V3_0) {
                    self.foreign(name, "a name to refer to");
                }
            }
        }
    }

    /// Takes what is ignored beside a reference, and is said by what it leads to as well, or says nothing.
    pub(super) fn repeated(&mut self) {
        const FLAGS: [&str; 5] = [
            "deprecated",
            "nullable",
            "readOnly",
            "uniqueItems",
            "writeOnly",
        ];
        let reference = self.stated.reference.as_deref().unwrap_or_default();
        let Some(target) = self.within.found(reference, &self.members.at) else {
            return;
        };
        let is_down =
            |value: Option<&Value>| value.is_none_or(|value| *value == Value::Bool(false));
        for name in self.members.names() {
            let (own, other) = (self.members.peek(name), target.get(name));
            let says_nothing = FLAGS.contains(&name.as_str()) && is_down(own) && is_down(other);
            if own == other || says_nothing {
                self.members.whole(name);
            }
        }
    }
}
