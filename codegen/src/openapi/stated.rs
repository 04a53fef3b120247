//! What one schema of the document states itself, before anything is followed or merged.

use std::sync::Arc;

use serde_json::Value;

use super::decimal::Decimal;
use super::model::Account;
use super::notes::Notes;
use super::schema::{Bound, Literal, Role};

/// A schema as it stands, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RawId(pub(super) u32);

/// A set of types of values, null left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const NONE: Self = Self(0);
    pub(super) const TEXT: Self = Self(1);
    pub(super) const WHOLE: Self = Self(2);
    /// Whole numbers and others.
    pub(super) const NUMBER: Self = Self(2 | 4);
    pub(super) const BOOLEAN: Self = Self(8);
    pub(super) const LIST: Self = Self(16);
    pub(super) const OBJECT: Self = Self(32);

    /// The types that `type` names; nothing for a name that is none.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NONE,
            "string" => Self::TEXT,
            "integer" => Self::WHOLE,
            "number" => Self::NUMBER,
            "boolean" => Self::BOOLEAN,
            "array" => Self::LIST,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of others are among these.
    pub(super) fn holds(self, others: Self) -> bool {
        self.and(others) == others
    }

    /// The type of a value.
    pub(super) fn of_literal(literal: &Literal) -> Self {
        match literal {
            Literal::Text(_) => Self::TEXT,
            Literal::Number(number) if number.is_whole() => Self::WHOLE,
            Literal::Number(_) => Self(4),
            Literal::Boolean(_) => Self::BOOLEAN,
            Literal::Structure(Value::Array(_)) => Self::LIST,
            Literal::Structure(_) => Self::OBJECT,
        }
    }

    /// The types by name, for saying what contradicts what.
    pub(super) fn words(self) -> String {
        let named = [
            (Self::TEXT, "text"),
            (Self::NUMBER, "a number"),
            (Self::WHOLE, "a whole number"),
            (Self::BOOLEAN, "a truth value"),
            (Self::LIST, "a list"),
            (Self::OBJECT, "an object"),
        ];
        let mut words = Vec::new();
        let mut left = self;
        for (types, word) in named {
            if left.holds(types) && types != Self::NONE {
                words.push(word);
                left = Self(left.0 & !types.0);
            }
        }
        if words.is_empty() {
            return "null".to_owned();
        }
        words.join(" or ")
    }
}

/// What further members of an object are, as stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatedExtra {
    None,
    Of(RawId),
}

/// A `oneOf` or `anyOf`.
#[derive(Debug, Clone)]
pub(super) struct StatedUnion {
    pub(super) exclusive: bool,
    pub(super) variants: Vec<RawId>,
}

/// A `discriminator`, each target as it is written.
#[derive(Debug, Clone)]
pub(super) struct StatedDiscriminator {
    pub(super) property: String,
    pub(super) mapping: Vec<(String, String)>,
}

/// What one schema states, keyword by keyword. What limits nothing is absent.
#[derive(Debug, Clone, Default)]
pub(super) struct Stated {
    pub(super) role: Role,
    /// Its key under `components`.
    pub(super) key: Option<String>,
    /// Whether it stands where OpenAPI has a schema, and not merely where a reference leads.
    pub(super) is_part: bool,
    pub(super) notes: Arc<Notes>,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    /// What was taken of it.
    pub(super) account: Option<Box<Account>>,
    /// The schemas that stand within it.
    pub(super) within: Vec<RawId>,
    pub(super) reference: Option<String>,
    /// What the reference leads to.
    pub(super) target: Option<RawId>,
    /// The one schema that it wraps without saying anything itself.
    pub(super) wraps: Option<RawId>,
    /// Whether no value is one.
    pub(super) never: bool,
    pub(super) types: Option<Types>,
    /// Whether null is a value, where a type or the values say so.
    pub(super) null: Option<bool>,
    /// Whether null is a value beside what the parts say.
    pub(super) adds_null: bool,
    pub(super) values: Option<Vec<Literal>>,
    pub(super) format: Option<String>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) pattern: Option<String>,
    pub(super) minimum: Option<Box<Bound>>,
    pub(super) maximum: Option<Box<Bound>>,
    pub(super) multiple_of: Option<Box<Decimal>>,
    pub(super) items: Option<RawId>,
    /// What the first entries are, each by its place.
    pub(super) places: Vec<RawId>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) unique: bool,
    pub(super) properties: Vec<(String, RawId)>,
    pub(super) required: Vec<String>,
    pub(super) extra: Option<StatedExtra>,
    /// What further members are whose names match a pattern.
    pub(super) patterns: Vec<(String, RawId)>,
    /// Whether there are no further members but those.
    pub(super) by_name: bool,
    /// What the name of each member is.
    pub(super) names: Option<RawId>,
    /// Names of members, each with those that have to be there beside it.
    pub(super) beside: Vec<(String, Vec<String>)>,
    pub(super) min_properties: Option<u64>,
    pub(super) max_properties: Option<u64>,
    pub(super) all_of: Vec<RawId>,
    pub(super) unions: Vec<StatedUnion>,
    pub(super) not: Option<RawId>,
    pub(super) discriminator: Option<Box<StatedDiscriminator>>,
}

impl Stated {
    /// A schema that states nothing.
    pub(super) fn new(role: Role, notes: Notes) -> Self {
        Self {
            role,
            notes: Arc::new(notes),
            ..Self::default()
        }
    }

    /// What it says of a value itself, without its alternatives and what it is composed of.
    pub(super) fn bare(&self) -> Self {
        let notes = Notes {
            pointer: self.notes.pointer.clone(),
            opaque: self.notes.opaque.clone(),
            ..Notes::default()
        };
        Self {
            role: Role::Part,
            key: None,
            is_part: false,
            notes: Arc::new(notes),
            read_only: false,
            write_only: false,
            account: None,
            within: Vec::new(),
            reference: self.reference.clone().filter(|_| self.target.is_none()),
            target: None,
            adds_null: false,
            all_of: Vec::new(),
            unions: Vec::new(),
            discriminator: None,
            ..self.clone()
        }
    }

    /// Whether it says something about objects.
    pub(super) fn says_object(&self) -> bool {
        self.limits_objects() || self.further().next().is_some()
    }

    /// Whether it says something about objects beside what further members are.
    pub(super) fn limits_objects(&self) -> bool {
        !self.properties.is_empty()
            || !self.required.is_empty()
            || matches!(self.extra, Some(StatedExtra::None))
            || !self.patterns.is_empty()
            || !self.beside.is_empty()
            || self.min_properties.is_some()
            || self.max_properties.is_some()
    }

    /// What further members are, and their names.
    pub(super) fn further(&self) -> impl Iterator<Item = RawId> + '_ {
        let extra = match self.extra {
            Some(StatedExtra::Of(id)) => Some(id),
            _ => None,
        };
        extra.into_iter().chain(self.names)
    }

    /// Whether it says something about lists.
    pub(super) fn says_list(&self) -> bool {
        self.limits_lists() || self.items.is_some()
    }

    /// Whether it says something about lists beside what their entries are.
    pub(super) fn limits_lists(&self) -> bool {
        !self.places.is_empty()
            || self.min_items.is_some()
            || self.max_items.is_some()
            || self.unique
    }

    /// Whether it says something about text.
    pub(super) fn says_text(&self) -> bool {
        self.min_length.is_some() || self.max_length.is_some() || self.pattern.is_some()
    }

    /// Whether it says something about numbers.
    pub(super) fn says_number(&self) -> bool {
        self.minimum.is_some() || self.maximum.is_some() || self.multiple_of.is_some()
    }

    /// Whether it says nothing that makes it of one type.
    pub(super) fn is_bare(&self) -> bool {
        self.types.is_none()
            && self.values.is_none()
            && self.reference.is_none()
            && self.all_of.is_empty()
            && self.unions.is_empty()
            && !self.says_number()
            && !self.says_list()
            && !self.says_object()
    }

    /// Whether it says more of a value than its type, without its parts.
    pub(super) fn says_more(&self) -> bool {
        self.says_of_itself() || self.says_list() || self.says_object()
    }

    /// Whether it says more of a value than its type, without its parts and what the value holds.
    pub(super) fn says_of_itself(&self) -> bool {
        self.never
            || self.values.is_some()
            || self.format.is_some()
            || self.says_text()
            || self.says_number()
            || self.limits_lists()
            || self.limits_objects()
            || self.unions.iter().any(|union| union.variants.len() > 1)
            || self.not.is_some()
            || self.discriminator.is_some()
            || (self.reference.is_some() && self.target.is_none())
            || !self.notes.opaque.is_empty()
    }

    /// Whether it is a list of values, of which nothing is said but words and their type.
    pub(super) fn is_list_of_values(&self) -> bool {
        self.values.is_some()
            && !self.never
            && !self.adds_null
            && !self.read_only
            && !self.write_only
            && self.format.is_none()
            && self.reference.is_none()
            && self.all_of.is_empty()
            && self.unions.is_empty()
            && self.not.is_none()
            && self.discriminator.is_none()
            && !self.says_text()
            && !self.says_number()
            && !self.says_list()
            && !self.says_object()
            && self.notes.opaque.is_empty()
    }

    /// Whether it says anything of a value itself.
    pub(super) fn says_wire(&self) -> bool {
        self.types.is_some() || self.null.is_some() || self.says_more()
    }

    /// Whether it says nothing at all, but for its parts.
    pub(super) fn is_silent(&self) -> bool {
        !self.says_wire()
            && !self.adds_null
            && !self.read_only
            && !self.write_only
            && self.notes.is_silent()
    }

    /// The one schema that stands within it as it is written, where it says nothing itself.
    pub(super) fn wrapped(&self) -> Option<RawId> {
        if !self.is_silent() {
            return None;
        }
        let unions = self
            .unions
            .iter()
            .flat_map(|union| union.variants.iter().copied());
        let mut all = self
            .target
            .into_iter()
            .chain(self.all_of.iter().copied())
            .chain(unions);
        let only = all.next()?;
        all.next().is_none().then_some(only)
    }

    /// The schemas that all have to be true beside it: what a reference names, the parts of `allOf`, and each union of one.
    pub(super) fn parts(&self) -> impl Iterator<Item = RawId> + '_ {
        let sole = self
            .unions
            .iter()
            .filter_map(|union| match union.variants.as_slice() {
                [only] => Some(*only),
                _ => None,
            });
        self.target
            .into_iter()
            .chain(self.all_of.iter().copied())
            .chain(sole)
    }
}
