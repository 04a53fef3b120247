//! Schemas made into types: one place that decides what each becomes.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::OpenAPI;

use super::joined::{Joined, joined};
use super::known;
use super::limits;
use super::names::{self, Room};
use super::node::{NESTED, Node, component_of, resolved};
use super::reach::{Reach, Side};
use super::shape::{Shape, shape};
use crate::api::{Either, Limits, TypeDef, TypeKind, TypeRef};
use crate::findings::{At, Findings, pointer_token};

/// What one node means where it stands.
#[derive(Debug, Clone)]
pub(super) struct Meaning {
    /// Its type, not yet redacted.
    pub(super) ty: TypeRef,
    /// How sensitive it is, by itself or by what it refers to.
    pub(super) class: Option<String>,
    /// The limits that its type does not carry.
    pub(super) limits: Limits,
    /// Whether exact decimals are written as JSON numbers.
    pub(super) as_number: bool,
    /// Whether null stands for an absent value.
    pub(super) nullable: bool,
}

impl Meaning {
    pub(super) fn plain(ty: TypeRef) -> Self {
        Self {
            ty,
            class: None,
            limits: Limits::default(),
            as_number: false,
            nullable: false,
        }
    }
}

/// Names for what a node becomes, should it need a type of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hint<'a> {
    pub(super) name: &'a str,
    pub(super) side: Side,
}

/// What a type is made of that the document does not name, which tells it from others of its owner: its side, where it
/// stands, and what is said of it there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Origin {
    side: Side,
    pointer: String,
    parts: Vec<String>,
}

/// A type that is asked for.
pub(super) enum Begun {
    /// It is to be made, under this name and at this index.
    New(String, usize),
    /// It was made already, is being made, or cannot be made.
    Known(TypeRef),
}

/// How many types that the document does not name may belong to one component or operation.
const HOISTED: usize = 1_000;

/// The types of a document while they are made.
pub(super) struct Types<'a> {
    pub(super) document: &'a OpenAPI,
    pub(super) strict: bool,
    pub(super) findings: Findings,
    reach: Reach,
    /// The Rust names of the components, by key and side.
    component_names: BTreeMap<(String, Side), String>,
    rooms: Rooms,
    /// What was said already, since a component is lowered once for each side.
    pub(super) said: BTreeSet<(&'static str, String)>,
    /// The place of each made type by name.
    places: BTreeMap<String, usize>,
    done: BTreeMap<(String, Side), Meaning>,
    open: BTreeSet<(String, Side)>,
    /// The lists that are being made of what several statements say of their items.
    pub(super) listing: BTreeSet<(Side, Vec<String>)>,
    /// The types that the document does not name, by their owner and what they are made of.
    hoisted: BTreeMap<usize, BTreeMap<Origin, String>>,
    /// How deep the node stands that is being made.
    depth: usize,
    /// The types with the place of their owner in the document.
    made: Vec<(usize, TypeDef)>,
    owner: usize,
}

struct Rooms {
    types: Room,
    modules: Room,
}

impl<'a> Types<'a> {
    pub(super) fn new(document: &'a OpenAPI, strict: bool, reach: Reach) -> Self {
        let mut types = Self {
            document,
            strict,
            findings: Findings::default(),
            reach,
            component_names: BTreeMap::new(),
            rooms: Rooms {
                types: Room::default(),
                modules: Room::with(names::MODULES),
            },
            said: BTreeSet::new(),
            places: BTreeMap::new(),
            done: BTreeMap::new(),
            open: BTreeSet::new(),
            listing: BTreeSet::new(),
            hoisted: BTreeMap::new(),
            depth: 0,
            made: Vec::new(),
            owner: 0,
        };
        types.owner = types.schemas().count();
        types.name_components();
        types
    }

    /// A problem: an error in our own document, a warning in somebody else's.
    pub(super) fn problem(&mut self, id: &'static str, pointer: &str, text: String) {
        if !self.said.insert((id, pointer.to_owned())) {
            return;
        }
        let at = At::Pointer(pointer.to_owned());
        self.findings.problem(self.strict, id, at, text);
    }

    /// Whether a side reaches a component.
    pub(super) fn reaches(&self, side: Side, component: &str) -> bool {
        self.reach.has(side, component)
    }

    fn schemas(&self) -> impl Iterator<Item = (usize, &'a str, Node<'a>)> + use<'a> {
        let components = self.document.components.as_ref();
        components
            .into_iter()
            .flat_map(|components| &components.schemas)
            .enumerate()
            .map(|(index, (key, schema))| (index, key.as_str(), schema.into()))
    }

    /// Names are given to all components first and in order, so that none depends on who refers to it.
    fn name_components(&mut self) {
        for (_, key, node) in self.schemas() {
            let pointer = component_pointer(key);
            let wanted = node
                .data()
                .and_then(|data| limits::text(data, "x-rust-name"))
                .map_or_else(|| names::type_name(key), names::type_name);
            let name = self.claim(&wanted, &pointer);
            let two = self.reach.has(Side::Request, key)
                && self.reach.has(Side::Answer, key)
                && self.has_sides(node);
            let answer = if two {
                self.claim(&format!("{wanted}Answer"), &pointer)
            } else {
                name.clone()
            };
            self.component_names
                .insert((key.to_owned(), Side::Request), name);
            self.component_names
                .insert((key.to_owned(), Side::Answer), answer);
        }
    }

    /// Whether a component becomes an object or a union, whose name is known before it is made.
    fn may_hold_itself(&self, node: Node<'a>) -> bool {
        match shape(self.document, node, "") {
            Shape::Object(_) | Shape::Union { .. } | Shape::Kinds(_) => true,
            Shape::Several(statements) => {
                matches!(joined(self.document, &statements), Ok(Joined::Object(_)))
            }
            _ => false,
        }
    }

    /// Whether a node is written otherwise than it is read: objects are, texts are not.
    fn has_sides(&self, node: Node<'a>) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match shape(self.document, node, "") {
                Shape::Object(_) | Shape::Union { .. } | Shape::Kinds(_) => return true,
                Shape::Several(statements) => match joined(self.document, &statements) {
                    Ok(Joined::Object(_)) => return true,
                    Ok(Joined::One(index)) => {
                        open.extend(statements.get(index).map(|(node, _)| *node));
                    }
                    Ok(Joined::Items(items)) => open.extend(items.iter().map(|(node, _)| *node)),
                    Ok(Joined::Values(_)) | Err(_) => {}
                },
                Shape::Reference(reference)
                    if component_of(reference).is_some_and(|key| seen.insert(key)) =>
                {
                    let schema = resolved(self.document, Node::Reference(reference));
                    open.extend(schema.map(Node::Schema));
                }
                Shape::List(Some((items, _))) => open.push(items),
                Shape::Map(values, _) => open.push(values),
                _ => {}
            }
        }
        false
    }

    fn claim(&mut self, wanted: &str, pointer: &str) -> String {
        let name = self.rooms.types.claim(wanted);
        if name != wanted {
            self.problem(
                "name-collision",
                pointer,
                format!("the type name `{wanted}` is taken, so this becomes `{name}`; an `x-rust-name` can say better"),
            );
        }
        name
    }

    /// Makes a type, and gives back its index so that it can be completed after what it holds.
    pub(super) fn reserve(&mut self, name: String, wire: Option<&str>, pointer: &str) -> usize {
        let module = self.rooms.modules.claim(&names::module_name(&name));
        let ty = TypeDef {
            name,
            module,
            wire: wire.map(str::to_owned),
            pointer: pointer.to_owned(),
            docs: Vec::new(),
            kind: TypeKind::Alias(TypeRef::Json),
        };
        self.places.insert(ty.name.clone(), self.made.len());
        self.made.push((self.owner, ty));
        self.made.len() - 1
    }

    pub(super) fn complete(&mut self, index: usize, docs: Vec<String>, kind: TypeKind) {
        if let Some((_, ty)) = self.made.get_mut(index) {
            ty.docs = docs;
            ty.kind = kind;
        }
    }

    /// A name for a type that the document does not name.
    pub(super) fn hoisted_name(&mut self, wanted: &str) -> String {
        self.rooms.types.claim(wanted)
    }

    /// Begins a type: under the hinted name where the document names it, else under one that is still free. What the
    /// document does not name is made once for each component or operation, however often it is met there, also while
    /// it is being made: so schemas that lead back to themselves end.
    pub(super) fn begin(
        &mut self,
        pointer: &str,
        parts: Vec<String>,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> Begun {
        if wire.is_some() {
            let name = hint.name.to_owned();
            let index = self.reserve(name.clone(), wire, pointer);
            return Begun::New(name, index);
        }
        let origin = Origin {
            side: hint.side,
            pointer: pointer.to_owned(),
            parts,
        };
        let own = self.hoisted.entry(self.owner).or_default();
        if let Some(name) = own.get(&origin) {
            return Begun::Known(TypeRef::Named(name.clone()));
        }
        if own.len() >= HOISTED {
            let text = format!(
                "more than {HOISTED} types stand in one another here, so this becomes an untyped value"
            );
            self.problem("too-deep", pointer, text);
            return Begun::Known(TypeRef::Json);
        }
        let name = self.rooms.types.claim(hint.name);
        own.insert(origin, name.clone());
        let index = self.reserve(name.clone(), None, pointer);
        Begun::New(name, index)
    }

    /// The type that was made for the same two properties of another object.
    pub(super) fn made_either(&self, wanted: &str, either: &Either) -> Option<String> {
        let mut made = self.made.iter().map(|(_, ty)| ty);
        made.find(|ty| {
            ty.name == wanted && matches!(&ty.kind, TypeKind::Either(made) if made == either)
        })
        .map(|ty| ty.name.clone())
    }

    /// Lowers every component on every side that reaches it.
    pub(super) fn lower_components(&mut self) {
        for (index, key, _) in self.schemas() {
            for side in [Side::Request, Side::Answer] {
                if self.reach.has(side, key) {
                    self.component(key, side, index);
                }
            }
        }
    }

    /// The types in the order of the document.
    pub(super) fn finish(mut self) -> (Vec<TypeDef>, Findings) {
        self.made.sort_by_key(|(owner, _)| *owner);
        (
            self.made.into_iter().map(|(_, ty)| ty).collect(),
            self.findings,
        )
    }

    /// From here on types belong to the next operation; operations stand behind the components.
    pub(super) fn begin_operation(&mut self) {
        self.owner += 1;
    }

    /// Goes one schema down, if that is not deeper than anybody's document has to go; [`Self::up`] comes back.
    pub(super) fn down(&mut self, pointer: &str) -> bool {
        if self.depth >= 2 * NESTED {
            let text = format!(
                "this stands more than {NESTED} schemas deep, so it becomes an untyped value"
            );
            self.problem("too-deep", pointer, text);
            return false;
        }
        self.depth += 1;
        true
    }

    pub(super) fn up(&mut self) {
        self.depth -= 1;
    }

    /// Whether an emitted type redacts itself, so that no wrapper need do it.
    pub(super) fn redacts_itself(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Unit | TypeRef::Pan | TypeRef::SecurityCode | TypeRef::Json => true,
            TypeRef::List(item) | TypeRef::Map(item) => self.redacts_itself(item),
            TypeRef::Sensitive(_) => true,
            TypeRef::Named(name) => {
                match self
                    .places
                    .get(name)
                    .and_then(|place| self.made.get(*place))
                    .map(|(_, ty)| &ty.kind)
                {
                    Some(TypeKind::Scalar(_) | TypeKind::Enumeration(_)) => false,
                    Some(TypeKind::Alias(ty)) => self.redacts_itself(&ty.clone()),
                    // A type that is still being made is an object: texts are made at once.
                    _ => true,
                }
            }
            _ => false,
        }
    }

    /// Wraps a type that its class does not let be seen.
    pub(super) fn redacted(&self, ty: TypeRef, class: Option<&str>) -> TypeRef {
        if class == Some("open") || self.redacts_itself(&ty) {
            ty
        } else {
            TypeRef::Sensitive(Box::new(ty))
        }
    }

    /// Lowers one component on one side, once.
    fn component(&mut self, key: &str, side: Side, index: usize) -> Meaning {
        let known = (key.to_owned(), side);
        if let Some(meaning) = self.done.get(&known) {
            return meaning.clone();
        }
        let Some(name) = self.component_names.get(&known).cloned() else {
            return Meaning::plain(TypeRef::Json);
        };
        let other = match side {
            Side::Request => Side::Answer,
            Side::Answer => Side::Request,
        };
        let shared = self.component_names.get(&(key.to_owned(), other)) == Some(&name);
        if let (true, Some(meaning)) = (shared, self.done.get(&(key.to_owned(), other))) {
            return meaning.clone();
        }
        let pointer = component_pointer(key);
        let components = self.document.components.as_ref();
        let node = components
            .and_then(|components| components.schemas.get(key))
            .map(Node::from);
        // An object may hold itself: whoever meets it while it is made knows its name. So does whoever meets it too
        // deep; it is made when its turn comes.
        let foreseen = node
            .filter(|node| self.may_hold_itself(*node))
            .map(|node| self.foreseen(node, &name));
        if let Some(meaning) = foreseen.as_ref().filter(|_| self.depth >= NESTED) {
            return meaning.clone();
        }
        if !self.open.insert(known.clone()) {
            self.problem(
                "circle",
                &pointer,
                format!("`{key}` is made of itself alone, so it becomes an untyped value"),
            );
            return Meaning::plain(TypeRef::Json);
        }
        if let Some(meaning) = foreseen {
            self.done.insert(known.clone(), meaning);
        }
        let owner = std::mem::replace(&mut self.owner, index);
        let meaning = match node {
            Some(node) => self.named(node, &pointer, Hint { name: &name, side }, Some(key)),
            None => Meaning::plain(TypeRef::Json),
        };
        self.owner = owner;
        self.open.remove(&known);
        self.done.insert(known, meaning.clone());
        meaning
    }

    /// What a component means that is not made yet, by its name and by what stands beside its kind.
    fn foreseen(&self, node: Node<'a>, name: &str) -> Meaning {
        let data = node.data();
        Meaning {
            nullable: data.is_some_and(|data| data.nullable)
                || known::allows_null(self.document, node),
            class: data
                .and_then(|data| limits::text(data, "x-class"))
                .map(str::to_owned),
            ..Meaning::plain(TypeRef::Named(name.to_owned()))
        }
    }

    /// What a reference names, on a side.
    pub(super) fn referred(&mut self, reference: &str, side: Side, pointer: &str) -> Meaning {
        let index = component_of(reference)
            .and_then(|key| self.document.components.as_ref()?.schemas.get_full(key))
            .map(|(index, key, _)| (index, key));
        match index {
            Some((index, key)) => self.component(key, side, index),
            None => {
                self.problem(
                    "unknown-reference",
                    pointer,
                    format!("`{reference}` is no schema of this document, so this becomes an untyped value"),
                );
                Meaning::plain(TypeRef::Json)
            }
        }
    }
}

fn component_pointer(key: &str) -> String {
    format!("/components/schemas/{}", pointer_token(key))
}
