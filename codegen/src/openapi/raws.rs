//! The schemas of a document as they stand, each read once, whoever asks for it first.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::enumerated::Enumerated;
use super::keywords;
use super::media_type::media_type;
use super::model::{Account, Version};
use super::names::{Names, any_object};
use super::notes::Notes;
use super::pointer::Pointer;
use super::schema::Role;
use super::stated::{RawId, Stated, StatedUnion, Types};
use super::within::Within;
use crate::findings::{Findings, Id};

/// How deep lists of values may stand as alternatives within one another to be taken for one.
const DEEPEST: usize = 16;

enum Slot<'a> {
    /// Known by its place.
    Unread(&'a Value),
    /// Read, with unions as they are written.
    Read,
    /// Read, with unions without null and without what stands there twice.
    Settled,
}

/// All schemas that stand in a document.
pub(super) struct Raws<'a> {
    pub(super) version: Version,
    pub(super) findings: Findings,
    slots: Vec<Slot<'a>>,
    #[expect(
        clippy::vec_box,
        reason = "moving all of them whenever their list grows would take as much room again"
    )]
    stated: Vec<Box<Stated>>,
    /// The schema at each value of the tree. A value has one address for as long as the tree is lent.
    by_address: HashMap<usize, RawId>,
    /// What has a name of its own.
    names: Names<'a>,
    /// Whether anything in the document is XML.
    has_xml: bool,
    /// What each schema comes to that only wraps another.
    sole: HashMap<RawId, RawId>,
    /// The tree of each schema that has one.
    values: HashMap<RawId, &'a Value>,
    prints: HashMap<RawId, [u8; 32]>,
    /// Whether schemas say nothing of a value.
    silent: HashMap<RawId, bool>,
    /// What schemas say themselves, without their alternatives and what they are composed of, both ways.
    bare: HashMap<RawId, Option<RawId>>,
    bare_of: HashMap<RawId, RawId>,
    /// What was composed of others, by these.
    composed: HashMap<Vec<RawId>, RawId>,
}

impl<'a> Raws<'a> {
    pub(super) fn new(root: &'a Value, version: Version) -> Self {
        Self {
            version,
            findings: Findings::default(),
            slots: Vec::new(),
            stated: Vec::new(),
            by_address: HashMap::new(),
            names: Names::of(root),
            has_xml: any_object(root, has_xml),
            sole: HashMap::new(),
            values: HashMap::new(),
            prints: HashMap::new(),
            silent: HashMap::new(),
            bare: HashMap::new(),
            bare_of: HashMap::new(),
            composed: HashMap::new(),
        }
    }

    /// The schema at a place where OpenAPI has one.
    pub(super) fn part(&mut self, value: &'a Value, at: Pointer, role: Role) -> RawId {
        let id = self.met(value, at, role);
        if let Some(stated) = self.stated_mut(id).filter(|stated| stated.key.is_none()) {
            stated.role = role;
        }
        id
    }

    /// A named schema.
    pub(super) fn component(&mut self, key: &str, value: &'a Value, at: Pointer) -> RawId {
        let id = self.part(value, at, Role::Component);
        if let Some(stated) = self.stated_mut(id) {
            stated.key = Some(key.to_owned());
            stated.role = Role::Component;
        }
        id
    }

    fn met(&mut self, value: &'a Value, at: Pointer, role: Role) -> RawId {
        let address = std::ptr::from_ref(value) as usize;
        if let Some(id) = self.by_address.get(&address) {
            return *id;
        }
        let notes = Notes {
            pointer: at,
            ..Notes::default()
        };
        let id = self.push(Slot::Unread(value), Stated::new(role, notes));
        self.by_address.insert(address, id);
        self.values.insert(id, value);
        id
    }

    /// What a schema is as text, in short; the same for two that are written alike.
    pub(super) fn print(&mut self, id: RawId) -> Option<[u8; 32]> {
        if let Some(known) = self.prints.get(&id) {
            return Some(*known);
        }
        let text = self.values.get(&id)?.to_string();
        let print: [u8; 32] = Sha256::digest(text).into();
        self.prints.insert(id, print);
        Some(print)
    }

    fn push(&mut self, slot: Slot<'a>, stated: Stated) -> RawId {
        let id = RawId(u32::try_from(self.slots.len()).unwrap_or(u32::MAX));
        self.slots.push(slot);
        self.stated.push(Box::new(stated));
        id
    }

    fn stated_mut(&mut self, id: RawId) -> Option<&mut Stated> {
        self.stated
            .get_mut(id.0 as usize)
            .map(|stated| &mut **stated)
    }

    /// What a schema states, which is read at the first time.
    pub(super) fn stated(&mut self, id: RawId) -> &Stated {
        self.read(id);
        self.settle(id, 0);
        self.known(id)
    }

    /// Whether a schema says nothing of a value: neither itself nor by what it refers to, is composed of or holds.
    pub(super) fn says_nothing(&mut self, id: RawId) -> bool {
        let mut from = HashMap::from([(id, None)]);
        let mut next = vec![id];
        let mut speaks = None;
        while let Some(id) = next.pop() {
            match self.silent.get(&id) {
                Some(true) => continue,
                Some(false) => speaks = Some(id),
                None => {}
            }
            let stated = self.stated(id);
            if speaks.is_some() || stated.types.is_some() || stated.says_of_itself() {
                speaks = Some(id);
                break;
            }
            let held = stated.items.into_iter().chain(stated.further());
            for part in stated.parts().chain(held) {
                from.entry(part).or_insert_with(|| {
                    next.push(part);
                    Some(id)
                });
            }
        }
        match speaks {
            None => self.silent.extend(from.into_keys().map(|id| (id, true))),
            Some(_) => {
                // Whatever led here says as much.
                let mut at = speaks;
                while let Some(id) = at {
                    self.silent.insert(id, false);
                    at = from.get(&id).copied().flatten();
                }
            }
        }
        speaks.is_none()
    }

    /// What was taken of a schema, for whoever counts it; only the first gets it.
    pub(super) fn taken(&mut self, id: RawId) -> Account {
        let stated = self.stated_mut(id);
        stated
            .and_then(|it| it.account.take())
            .map(|account| *account)
            .unwrap_or_default()
    }

    /// What a schema states that was read.
    pub(super) fn known(&self, id: RawId) -> &Stated {
        self.stated
            .get(id.0 as usize)
            .expect("a number is used with the schemas that gave it")
    }

    /// Reads the keywords of a schema; what stands within it is read when its turn comes.
    fn read(&mut self, id: RawId) {
        let Some(slot) = self.slots.get_mut(id.0 as usize) else {
            return;
        };
        let Slot::Unread(value) = *slot else {
            return;
        };
        *slot = Slot::Read;
        let mut stated = self.known(id).clone();
        keywords::read(value, &mut stated, self);
        if let Some(reference) = stated.reference.clone() {
            let at = stated.notes.pointer.clone();
            stated.target = self.target(&reference, &at);
        }
        stated.wraps = stated.wrapped().filter(|_| stated.key.is_none());
        if let Some(place) = self.stated_mut(id) {
            *place = stated;
        }
    }

    /// Takes null and what stands there twice out of the unions of a schema, and values out of alternatives, which may be such
    /// unions themselves: so far `within` others.
    fn settle(&mut self, id: RawId, within: usize) {
        match self.slots.get_mut(id.0 as usize) {
            Some(slot @ Slot::Read) => *slot = Slot::Settled,
            _ => return,
        }
        let mut adds_null = false;
        let mut settled = Vec::new();
        for union in self.known(id).unions.clone() {
            let mut seen = BTreeSet::new();
            let mut variants = Vec::new();
            let mut open = union.variants;
            open.reverse();
            while let Some(variant) = open.pop() {
                let end = self.sole(variant);
                if self.is_null(end) {
                    adds_null = true;
                } else if seen.insert(end) {
                    match self.any_of(end).filter(|_| !union.exclusive) {
                        Some(inner) => open.extend(inner.into_iter().rev()),
                        None => variants.push(variant),
                    }
                }
            }
            let exclusive = union.exclusive;
            settled.push(StatedUnion {
                exclusive,
                variants,
            });
        }
        let Some(stated) = self.stated_mut(id) else {
            return;
        };
        if settled.iter().any(|union| union.variants.is_empty()) {
            // Every alternative was null.
            stated.types = Some(Types::NONE);
            stated.null = Some(true);
        } else {
            stated.adds_null |= adds_null;
        }
        settled.retain(|union| !union.variants.is_empty());
        stated.unions = settled;
        self.enumerate(id, within);
    }

    /// Takes alternatives that are nothing but values, as annotated enumerations are written, for a list of values.
    fn enumerate(&mut self, id: RawId, within: usize) {
        // A discriminator tells by its values which alternative is meant, so that they stay what they are.
        if self.known(id).discriminator.is_some() {
            return;
        }
        let mut unions = self.known(id).unions.clone();
        let mut listed = Vec::new();
        unions.retain(|union| {
            let several = union.variants.len() > 1;
            let found = several
                .then(|| self.enumerated(&union.variants, within))
                .flatten();
            let is_kept = found.is_none();
            listed.extend(found);
            is_kept
        });
        if let Some(stated) = self.stated_mut(id) {
            stated.unions = unions;
            for each in listed {
                each.state(stated);
            }
        }
    }

    /// The values of alternatives that say nothing else; nothing where one says more.
    fn enumerated(&mut self, variants: &[RawId], within: usize) -> Option<Enumerated> {
        let mut all = Enumerated::default();
        for variant in variants {
            let mut end = self.sole(*variant);
            for _ in within..DEEPEST {
                self.read(end);
                // A name may stand for another.
                match self.known(end).wrapped() {
                    Some(next) => end = self.sole(next),
                    None => break,
                }
            }
            if within < DEEPEST {
                self.settle(end, within + 1);
            }
            all.add(self.known(end))?;
        }
        Some(all)
    }

    /// The alternatives of a schema without a name that says nothing but that it is any of them.
    fn any_of(&mut self, id: RawId) -> Option<Vec<RawId>> {
        self.read(id);
        let stated = self.known(id);
        let [union] = stated.unions.as_slice() else {
            return None;
        };
        let is_all = stated.key.is_none()
            && !union.exclusive
            && !stated.adds_null
            && !stated.read_only
            && !stated.write_only
            && stated.target.is_none()
            && stated.all_of.is_empty()
            && stated.discriminator.is_none()
            && stated.notes.is_silent()
            && stated.bare().is_silent();
        is_all.then(|| union.variants.clone())
    }

    fn is_null(&mut self, id: RawId) -> bool {
        self.read(id);
        let stated = self.known(id);
        stated.types == Some(Types::NONE) && stated.null == Some(true)
    }

    /// The schema that another one only wraps: behind a bare reference or a combination of one. A named schema is wrapped
    /// by others and wraps none itself.
    pub(super) fn sole(&mut self, id: RawId) -> RawId {
        let mut passed = HashSet::new();
        let mut here = id;
        loop {
            if let Some(end) = self.sole.get(&here) {
                here = *end;
                break;
            }
            self.read(here);
            // What wraps itself says nothing.
            let Some(next) = self.known(here).wraps.filter(|_| passed.insert(here)) else {
                break;
            };
            here = next;
        }
        for each in passed {
            self.sole.insert(each, here);
        }
        here
    }

    /// What a schema says of a value itself, without its alternatives and what it is composed of; nothing where that is nothing.
    pub(super) fn bare(&mut self, id: RawId) -> Option<RawId> {
        if let Some(known) = self.bare.get(&id) {
            return *known;
        }
        let bare = self.stated(id).bare();
        let bare = bare.says_wire().then(|| self.made(bare));
        self.bare.insert(id, bare);
        self.bare_of.extend(bare.map(|bare| (bare, id)));
        bare
    }

    /// The schema of which this is what it says itself.
    pub(super) fn bare_of(&self, bare: RawId) -> Option<RawId> {
        self.bare_of.get(&bare).copied()
    }

    /// All of these as one schema, as if they stood under `allOf` in the place of one of them.
    pub(super) fn composed(&mut self, parts: Vec<RawId>, place: RawId) -> RawId {
        let mut key = parts.clone();
        key.sort_unstable();
        key.dedup();
        if let Some(known) = self.composed.get(&key) {
            return *known;
        }
        let notes = Notes {
            pointer: self.known(place).notes.pointer.clone(),
            ..Notes::default()
        };
        let whole = Stated {
            all_of: parts,
            ..Stated::new(Role::Part, notes)
        };
        let whole = self.made(whole);
        self.composed.insert(key, whole);
        whole
    }

    /// The schema that a reference at a place names.
    pub(super) fn target(&mut self, reference: &str, from: &Pointer) -> Option<RawId> {
        let (value, at) = self.names.find(reference, from)?;
        let key = component_key(&at).map(str::to_owned);
        let role = if key.is_some() {
            Role::Component
        } else {
            Role::Part
        };
        let id = self.met(value, at, role);
        if let (Some(key), Some(stated)) = (key, self.stated_mut(id)) {
            stated.key = Some(key);
        }
        Some(id)
    }

    /// Marks schemas that stand where OpenAPI has one, and all that stands within them.
    pub(super) fn mark_parts(&mut self, parts: impl IntoIterator<Item = RawId>) {
        let mut open: Vec<RawId> = parts.into_iter().collect();
        while let Some(id) = open.pop() {
            if let Some(stated) = self.stated_mut(id).filter(|stated| !stated.is_part) {
                stated.is_part = true;
                open.extend(stated.within.iter().copied());
            }
        }
    }

    /// How many schemas are known.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Reads all that is left to be read, and gives the numbers of all schemas.
    pub(super) fn read_all(&mut self) -> Vec<RawId> {
        let mut all = Vec::new();
        while all.len() < self.slots.len() {
            let Ok(id) = u32::try_from(all.len()).map(RawId) else {
                break;
            };
            self.stated(id);
            all.push(id);
        }
        all
    }
}

impl<'a> Within<'a> for Raws<'a> {
    fn schema(&mut self, value: &'a Value, at: Pointer, role: Role) -> RawId {
        self.part(value, at, role)
    }

    fn made(&mut self, stated: Stated) -> RawId {
        self.push(Slot::Read, stated)
    }

    fn found(&self, reference: &str, from: &Pointer) -> Option<&'a Value> {
        self.names.find(reference, from).map(|(value, _)| value)
    }

    fn foreign(&mut self, at: &Pointer, meant: String) {
        let known = match self.version {
            Version::V3_0 => "OpenAPI 3.0 does not know this form of",
            Version::V3_1 => "OpenAPI 3.1 no longer knows this form of",
        };
        let text = format!("{known} `{}`; it is read as {meant}", at.last());
        self.findings.note(Id::LaterKeyword, at.at(), text);
    }

    fn version(&self) -> Version {
        self.version
    }

    fn is_sole(&self, anchor: &str) -> bool {
        self.names.is_sole(anchor)
    }

    fn has_xml(&self) -> bool {
        self.has_xml
    }
}

/// Whether one of these members is of a media type that may be XML.
fn has_xml(members: &Map<String, Value>) -> bool {
    let is_xml = |name: &String| {
        let (essence, _) = media_type(name);
        essence.ends_with("xml") || essence.ends_with("/*")
    };
    let content = members.get("content").and_then(Value::as_object);
    content.is_some_and(|content| content.keys().any(is_xml))
}

/// The key of the named schema that stands at a place.
fn component_key(at: &Pointer) -> Option<&str> {
    let kind = at.before()?;
    let components = kind.before()?;
    let is_top = components.before()?.before().is_none();
    (is_top && components.last() == "components" && kind.last() == "schemas").then(|| at.last())
}
