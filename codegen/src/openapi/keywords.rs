//! The keywords of a schema, read into what it states.

mod objects;
mod referring;

use std::sync::Arc;

use indexmap::IndexSet;
use serde_json::Value;

use super::decimal::Decimal;
use super::members::Members;
use super::model::Version;
use super::notes::{Notes, Opaque};
use super::pointer::Pointer;
use super::schema::{Literal, Role};
use super::split::split;
use super::stated::{RawId, Stated, StatedUnion, Types};
use super::values::{
    Form, bound, discriminator, is_of_bytes, literal, lost, number, samples, says_nothing,
};
use super::within::Within;

/// Reads all that a schema states.
pub(super) fn read<'a>(value: &'a Value, stated: &mut Stated, within: &mut dyn Within<'a>) {
    let at = stated.notes.pointer.clone();
    if let Some(allowed) = value.as_bool() {
        stated.never = !allowed;
        if within.version() == Version::V3_0 {
            within.foreign(&at, format!("{} value", if allowed { "any" } else { "no" }));
        }
        return;
    }
    let Some(members) = Members::of(value, at) else {
        let lost = "it is no schema, so nothing is known of the value";
        let account = stated.account.get_or_insert_default();
        account.refuse(value, stated.notes.pointer.clone(), lost);
        let opaque = account.opaque.iter().cloned();
        let notes = Arc::make_mut(&mut stated.notes);
        notes.opaque.extend(opaque.map(|opaque| Opaque {
            name: "schema".to_owned(),
            ..opaque
        }));
        return;
    };
    let mut reading = Reading {
        members,
        stated: &mut *stated,
        within: &mut *within,
    };
    if reading.reference() {
        reading.notes();
        reading.types();
        reading.limits();
        reading.values();
        reading.lists();
        reading.objects();
        reading.combinations();
        reading.others();
    }
    reading.finish();
    split(stated, within);
}

/// What is not understood of a list whose entries are told apart by their places.
const BY_PLACE: &str = "what each entry of the list is by its place";

struct Reading<'a, 's> {
    members: Members<'a>,
    stated: &'s mut Stated,
    within: &'s mut dyn Within<'a>,
}

impl<'a> Reading<'a, '_> {
    fn foreign(&mut self, name: &str, meant: impl Into<String>) {
        let at = self.members.at.member(name);
        self.within.foreign(&at, meant.into());
    }

    fn is(&self, version: Version) -> bool {
        self.within.version() == version
    }

    fn child(&mut self, value: &'a Value, at: Pointer, role: Role) -> RawId {
        let id = self.within.schema(value, at, role);
        self.stated.within.push(id);
        id
    }

    fn notes(&mut self) {
        let members = &mut self.members;
        let notes = Arc::make_mut(&mut self.stated.notes);
        notes.title = members.words("title");
        notes.description = members.words("description");
        notes.deprecated = members.flag("deprecated");
        notes.default = members.whole("default").cloned();
        let listed = samples(members, notes);
        notes.external_docs = super::common::external_docs(members);
        self.stated.read_only = self.members.flag("readOnly");
        self.stated.write_only = self.members.flag("writeOnly");
        if listed && self.is(Version::V3_0) {
            self.foreign("examples", "samples");
        }
    }

    fn types(&mut self) {
        let mut names: Vec<&str> = Vec::new();
        match self.members.take_with_null("type") {
            None => {}
            // A reader of YAML takes `type: null` for nothing where the document means the type.
            Some(Value::Null) => names.push("null"),
            Some(Value::String(name)) => names.push(name),
            Some(Value::Array(listed)) => {
                names.extend(listed.iter().map(|name| name.as_str().unwrap_or("null")));
                self.members.account.taken += listed.len();
            }
            Some(_) => self.members.refuse("type", "it names no type"),
        }
        let known: Option<Vec<Types>> = names.iter().map(|name| Types::of(name)).collect();
        match known {
            Some(known) if !known.is_empty() => {
                let types = known.into_iter().fold(Types::NONE, Types::or);
                self.stated.types = Some(types);
                self.stated.null = Some(names.contains(&"null"));
            }
            Some(_) => {}
            None => {
                if let Some(Value::Array(listed)) = self.members.take_with_null("type") {
                    self.members.account.taken -= listed.len();
                }
                let text = format!(
                    "there is no type `{}`, so any value is meant",
                    names.join("`, `")
                );
                self.members.refuse("type", text);
            }
        }
        let listed = self
            .members
            .take_with_null("type")
            .is_some_and(|stated| !stated.is_string());
        if self.is(Version::V3_0)
            && (listed || names.contains(&"null"))
            && self.stated.types.is_some()
        {
            self.foreign(
                "type",
                self.stated.types.map(Types::words).unwrap_or_default(),
            );
        }
        if let Some(nullable) = self.members.stated_flag("nullable") {
            if self.is(Version::V3_1) {
                self.foreign(
                    "nullable",
                    if nullable {
                        "null or the rest"
                    } else {
                        "nothing"
                    },
                );
            }
            if nullable {
                self.stated.adds_null = self.stated.types.is_none();
                self.stated.null = self.stated.types.map(|_| true);
            }
        }
    }

    fn limits(&mut self) {
        let version = self.within.version();
        let stated = &mut *self.stated;
        let members = &mut self.members;
        stated.format = members.owned("format");
        stated.pattern = members.owned("pattern");
        let mut count = |name: &str| -> Option<u64> {
            let value = members.take(name)?;
            let number = value.as_number().and_then(Decimal::of_json);
            let count = number.and_then(|number| number.to_u64());
            if count.is_none() {
                members.refuse(name, "it is no number of things");
            }
            count
        };
        let above_none = |count: &u64| *count > 0;
        stated.min_length = count("minLength").filter(above_none);
        stated.max_length = count("maxLength");
        stated.min_items = count("minItems").filter(above_none);
        stated.max_items = count("maxItems");
        stated.min_properties = count("minProperties").filter(above_none);
        stated.max_properties = count("maxProperties");
        let (minimum, own) = bound(members, "minimum", "exclusiveMinimum", |own, other| {
            own > other
        });
        stated.minimum = minimum.map(Box::new);
        let (maximum, other) = bound(members, "maximum", "exclusiveMaximum", |own, other| {
            own < other
        });
        stated.maximum = maximum.map(Box::new);
        let step = number(members, "multipleOf");
        if step.as_ref().is_some_and(|step| !step.is_positive()) {
            members.refuse("multipleOf", "it is not above 0");
        }
        stated.multiple_of = step.filter(Decimal::is_positive).map(Box::new);
        for (name, form) in [("exclusiveMinimum", own), ("exclusiveMaximum", other)] {
            match (form, version) {
                (Some(Form::Number), Version::V3_0) => {
                    self.foreign(name, "a bound, itself refused")
                }
                (Some(Form::Flag), Version::V3_1) => {
                    self.foreign(name, "whether the bound is refused")
                }
                _ => {}
            }
        }
    }

    fn values(&mut self) {
        let mut listed: Option<Vec<&'a Value>> = None;
        match self.members.take("enum") {
            Some(Value::Array(values)) if values.is_empty() => {
                self.members.refuse("enum", "it names no value");
            }
            Some(Value::Array(values)) => {
                let at = self.members.at.member("enum");
                self.members.account.taken += values.len();
                let places = (0..values.len()).map(|index| at.entry(index));
                self.members.account.whole.extend(places);
                listed = Some(values.iter().collect());
            }
            Some(_) => self.members.refuse("enum", "it is no list of values"),
            None => {}
        }
        if let Some(value) = self.members.whole("const") {
            if self.is(Version::V3_0) {
                self.foreign("const", "an enumeration of one value");
            }
            // Of both, the one value decides.
            listed = Some(vec![value]);
        }
        let Some(listed) = listed.filter(|listed| !listed.is_empty()) else {
            return;
        };
        let values: IndexSet<Literal> = listed.iter().filter_map(|value| literal(value)).collect();
        let null = listed.iter().any(|value| value.is_null());
        let stated = &mut *self.stated;
        if null {
            stated.null = Some(true);
        } else if stated.types.is_none() && !stated.adds_null {
            stated.null = Some(false);
        }
        if values.is_empty() {
            stated.types = Some(Types::NONE);
        } else {
            stated.values = Some(values.into_iter().collect());
        }
    }

    fn lists(&mut self) {
        self.stated.unique = self.members.flag("uniqueItems");
        let (places, mut entries) = self.children("prefixItems", BY_PLACE);
        // What an entry is that `contains` speaks of is not known here.
        let name = match self.members.has("contains") {
            true => "items",
            false => self.further(["items", "unevaluatedItems"]),
        };
        let at = self.members.at.member(name);
        match self.members.take(name) {
            Some(Value::Array(_)) => self.members.refuse(name, BY_PLACE),
            Some(Value::Bool(false)) if places > 0 => {
                let most = u64::try_from(places).unwrap_or(u64::MAX);
                let stated = self.stated.max_items.unwrap_or(most);
                self.stated.max_items = Some(stated.min(most));
            }
            Some(items) if says_nothing(items) => self.silent(name, items),
            Some(items) => {
                let id = self.child(items, at, Role::Part);
                entries.iter_mut().for_each(|all| all.push(id));
                if places == 0 {
                    entries = Some(vec![id]);
                }
            }
            None => {}
        }
        self.stated.items = self.any_of("prefixItems", entries.unwrap_or_default());
    }

    /// Reads schemas that stand by their places or by patterns under a keyword, of which a value is one. Gives how many there
    /// are, and none of them where one says nothing.
    fn children(&mut self, name: &str, lost: &str) -> (usize, Option<Vec<RawId>>) {
        let Some(value) = self.members.take(name) else {
            return (0, Some(Vec::new()));
        };
        let all: Vec<(&'a str, &'a Value, Pointer)> = match value {
            Value::Array(_) if name == "prefixItems" => {
                let all = self.members.list(name).into_iter();
                all.map(|(value, at)| ("", value, at)).collect()
            }
            Value::Object(_) if name == "patternProperties" => self.members.map(name),
            _ => {
                self.members.refuse(name, lost);
                return (0, Some(Vec::new()));
            }
        };
        if self.is(Version::V3_0) {
            self.foreign(name, lost);
        }
        let says = all.iter().all(|(_, value, _)| !says_nothing(value));
        let mut ids = Vec::new();
        for (pattern, value, at) in all {
            let id = self.child(value, at, Role::Part);
            match name {
                "prefixItems" => self.stated.places.push(id),
                _ => self.stated.patterns.push((pattern.to_owned(), id)),
            }
            ids.push(id);
        }
        (ids.len(), says.then_some(ids))
    }

    /// The keyword that says what further members or entries are: the plain one, or the one that looks at all parts of a schema,
    /// which are merged into it. Beside the plain one, nothing is left for the other to say.
    fn further<'n>(&mut self, [plain, whole]: [&'n str; 2]) -> &'n str {
        if !self.members.has(whole) {
            return plain;
        }
        if self.is(Version::V3_0) {
            self.foreign(whole, format!("`{plain}`"));
        }
        if !self.members.has(plain) {
            return whole;
        }
        let at = self.members.at.member(whole);
        if let Some(value) = self.members.take(whole) {
            self.child(value, at, Role::Part);
        }
        plain
    }

    /// What is any of several things; nothing where there are none.
    fn any_of(&mut self, name: &str, variants: Vec<RawId>) -> Option<RawId> {
        if let [] | [_] = variants.as_slice() {
            return variants.first().copied();
        }
        let notes = Notes {
            pointer: self.members.at.member(name),
            ..Notes::default()
        };
        let mut any = Stated::new(Role::Part, notes);
        any.unions.push(StatedUnion {
            exclusive: false,
            variants,
        });
        Some(self.within.made(any))
    }

    /// Counts what a schema that says nothing consists of.
    fn silent(&mut self, name: &str, value: &'a Value) {
        let at = self.members.at.member(name);
        self.child(value, at, Role::Part);
    }

    fn combinations(&mut self) {
        let mut all = Vec::new();
        for (value, at) in self.members.list("allOf") {
            let id = self.child(value, at, Role::Part);
            if !says_nothing(value) {
                all.push(id);
            }
        }
        self.stated.all_of = all;
        for (name, exclusive) in [("oneOf", true), ("anyOf", false)] {
            let mut variants = Vec::new();
            for (value, at) in self.members.list(name) {
                variants.push(self.child(value, at, Role::Part));
            }
            if !variants.is_empty() {
                self.stated.unions.push(StatedUnion {
                    exclusive,
                    variants,
                });
            }
        }
        let at = self.members.at.member("not");
        if let Some(not) = self.members.take("not") {
            self.stated.not = Some(self.child(not, at, Role::Part));
        }
        self.stated.discriminator = discriminator(&mut self.members).map(Box::new);
    }

    /// Keywords that say in another way what others say.
    fn others(&mut self) {
        self.targets();
        // Neither says anything of a value: a comment, and how XML is written where there is none.
        self.members.whole("$comment");
        if !self.within.has_xml() {
            self.members.whole("xml");
        }
        let base64 = self.members.take("contentEncoding") == Some(&Value::from("base64"));
        let media = self.members.take("contentMediaType");
        let bytes = media == Some(&Value::from("application/octet-stream"));
        let free = self.stated.format.is_none();
        let is_encoded = self.members.has("contentEncoding");
        match (free, base64, media) {
            (true, true, _) => self.stated.format = Some("byte".to_owned()),
            (true, false, Some(Value::String(media))) if !is_encoded && is_of_bytes(media) => {
                self.stated.format = Some("binary".to_owned());
                // OpenAPI 3.1 states bytes as they are by their media type alone.
                if self.stated.is_bare() {
                    self.stated.types = Some(Types::TEXT);
                    self.stated.null = Some(false);
                }
            }
            _ => {}
        }
        let taken = base64 && self.stated.format.as_deref() == Some("byte");
        if self.members.has("contentEncoding") {
            if !taken {
                self.members
                    .refuse("contentEncoding", "how the text is encoded");
            } else if self.is(Version::V3_0) {
                self.foreign("contentEncoding", "the format `byte`");
            }
        }
        if media.is_some() {
            if !bytes {
                self.members.refuse("contentMediaType", "what the text is");
            } else if self.is(Version::V3_0) {
                self.foreign("contentMediaType", "the format `binary`");
            }
        }
    }

    fn finish(mut self) {
        let beside = self.stated.reference.is_some() && self.is(Version::V3_0);
        if beside {
            self.repeated();
        }
        let rest = self.members.rest(|name| {
            if beside {
                Some("OpenAPI 3.0 ignores what stands beside a reference")
            } else {
                lost(name)
            }
        });
        let notes = Arc::make_mut(&mut self.stated.notes);
        notes.extensions = rest;
        let account = std::mem::take(&mut self.members.account);
        if !beside {
            notes.opaque.extend(account.opaque.iter().cloned());
        }
        self.stated.account.get_or_insert_default().add(account);
    }
}
