//! Schemas as the sampler of the page looks at them.

use serde_json::{Map, Value};

/// A schema, perhaps without some of its words and with a type that it has from elsewhere, as a copy of it would be.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'d> {
    pub(super) members: &'d Map<String, Value>,
    /// Whether it is a copy, which the sampler does not know again where schemas hold themselves.
    pub(super) is_copy: bool,
    /// Whether the words that join parts are taken out.
    pub(super) is_alone: bool,
    pub(super) ty: Option<&'d str>,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
}

impl<'d> View<'d> {
    pub(super) const fn new(members: &'d Map<String, Value>) -> Self {
        Self {
            members,
            is_copy: false,
            is_alone: false,
            ty: None,
            read_only: false,
            write_only: false,
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'d Value> {
        let is_part = self.is_alone && matches!(name, "allOf" | "oneOf" | "anyOf");
        self.members.get(name).filter(|_| !is_part)
    }

    /// The schema without its parts.
    pub(super) fn alone(self) -> Self {
        Self {
            is_copy: true,
            is_alone: true,
            ..self
        }
    }

    pub(super) fn parts(&self, word: &str) -> Option<&'d [Value]> {
        self.get(word).and_then(Value::as_array).map(Vec::as_slice)
    }

    pub(super) fn ty(&self) -> &'d str {
        let stated = self.get("type").and_then(Value::as_str).or(self.ty);
        let has = |name: &str| self.get(name).is_some();
        match stated {
            Some(ty) => ty,
            None if has("items") => "array",
            None if has("properties") || has("additionalProperties") || has("required") => "object",
            None => "",
        }
    }

    pub(super) fn is_set(&self, word: &str) -> bool {
        let taken = if word == "readOnly" {
            self.read_only
        } else {
            self.write_only
        };
        self.get(word)
            .map_or(taken, |value| *value == Value::Bool(true))
    }

    /// The value that is taken before any is made.
    pub(super) fn inferred(&self) -> Option<&'d Value> {
        let values = self.parts("enum").and_then(<[Value]>::first);
        values.or_else(|| self.get("default"))
    }

    /// The schema as such, by which it is known again.
    pub(super) fn id(&self) -> Option<usize> {
        (!self.is_copy).then(|| std::ptr::from_ref(self.members) as usize)
    }
}
