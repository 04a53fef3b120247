//! The types of a document while they are made: their names, and what was said about them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::names::{self, Room};
use super::reach::{Reach, SentWhole};
use super::shape::Shapes;
use crate::api::{Class, Either, Limits, TypeDef, TypeKind, TypeRef};
use crate::extensions::{Extensions, SchemaExtensions};
use crate::findings::{Findings, Id};
use crate::openapi::{Document, Notes, Pointer, Schema, SchemaId, Side, Use};

/// What a schema means where it stands.
#[derive(Debug, Clone)]
pub(super) struct Meaning {
    /// Its type, not yet redacted.
    pub(super) ty: TypeRef,
    /// How sensitive it is, by itself or by what it refers to.
    pub(super) class: Option<Class>,
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

/// Names for what a schema becomes, should it need a type of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hint<'a> {
    pub(super) name: &'a str,
    pub(super) side: Side,
}

/// What a type is made of that the document does not name, which tells it from others of its owner: its side, the schema,
/// and what of it is told apart.
type Origin = (Side, SchemaId, Vec<String>);

/// A type that is asked for.
pub(super) enum Begun {
    /// It is to be made, under this name and at this index.
    New(String, usize),
    /// It was made already, is being made, or cannot be made.
    Known(TypeRef),
}

/// How deep schemas that have no name may stand in one another.
const DEEPEST: usize = 128;

/// The types of a document while they are made.
pub(super) struct Types<'a> {
    pub(super) document: &'a Document,
    pub(super) extensions: &'a Extensions,
    pub(super) strict: bool,
    pub(super) findings: Findings,
    pub(super) shapes: Shapes<'a>,
    pub(super) reach: Reach,
    pub(super) sent_whole: SentWhole,
    /// The Rust names of the components, by schema and side.
    pub(super) component_names: HashMap<(SchemaId, Side), String>,
    rooms: Rooms,
    /// What was said already, since a component is lowered once for each side.
    pub(super) said: BTreeSet<(Id, String, String)>,
    /// The place of each made type by name.
    places: BTreeMap<String, usize>,
    /// What each component means on each side, once that is known.
    pub(super) done: HashMap<(SchemaId, Side), Meaning>,
    /// What is being lowered, outermost first.
    pub(super) open: Vec<(SchemaId, Side)>,
    /// The types that the document does not name, by their owner and what they are made of.
    hoisted: BTreeMap<usize, BTreeMap<Origin, String>>,
    /// The types with the place of their owner in the document.
    made: Vec<(usize, TypeDef)>,
    /// The component or operation that types are made for.
    pub(super) owner: usize,
}

struct Rooms {
    types: Room,
    modules: Room,
}

impl<'a> Types<'a> {
    pub(super) fn new(document: &'a Document, extensions: &'a Extensions, strict: bool) -> Self {
        let shapes = Shapes::new(&document.schemas);
        let mut types = Self {
            document,
            extensions,
            strict,
            findings: Findings::default(),
            reach: Reach::of(document, &shapes),
            sent_whole: SentWhole::of(document, &shapes),
            shapes,
            component_names: HashMap::new(),
            rooms: Rooms {
                types: Room::default(),
                modules: Room::with(names::MODULES),
            },
            said: BTreeSet::new(),
            places: BTreeMap::new(),
            done: HashMap::new(),
            open: Vec::new(),
            hoisted: BTreeMap::new(),
            made: Vec::new(),
            owner: document.components.len(),
        };
        types.name_components();
        types
    }

    pub(super) fn schema(&self, id: SchemaId) -> &'a Schema {
        &self.document.schemas[id]
    }

    /// What is said of a schema where it is used; nothing behind the bare name of another.
    pub(super) fn own_notes(&self, used: &Use) -> Option<&'a Notes> {
        let schema = self.schema(used.id);
        schema.key.is_none().then_some(&schema.notes)
    }

    /// What extensions say of a schema where it is used; nothing behind the bare name of another.
    pub(super) fn own_extensions(&self, used: &Use) -> Option<&'a SchemaExtensions> {
        let own = self.own_notes(used);
        own.map(|_| self.extensions.schema(used.id))
    }

    /// The first that extensions say of a schema, by itself or by what it refers to.
    pub(super) fn first_said<T>(
        &self,
        id: SchemaId,
        said: impl Fn(&'a SchemaExtensions) -> Option<T>,
    ) -> Option<T> {
        self.extensions.nearest(&self.document.schemas, id, said)
    }

    /// The first that is said of a schema, by itself or by the named one that it is.
    pub(super) fn said_of_name<T>(
        &self,
        id: SchemaId,
        said: impl Fn(&'a Notes) -> Option<T>,
    ) -> Option<T> {
        let mut passed = BTreeSet::new();
        let mut here = Some(id);
        while let Some(id) = here.filter(|id| passed.insert(*id)) {
            let schema = self.schema(id);
            if let Some(found) = said(&schema.notes) {
                return Some(found);
            }
            here = schema.same_as;
        }
        None
    }

    /// A problem: an error in our own document, a warning in somebody else's.
    pub(super) fn problem(&mut self, id: Id, pointer: &Pointer, text: String) {
        if self.said.insert((id, pointer.to_string(), text.clone())) {
            self.findings.problem(self.strict, id, pointer.at(), text);
        }
    }

    /// Says something once, however often its place is lowered.
    pub(super) fn note(&mut self, id: Id, pointer: &Pointer, text: String) {
        if self.said.insert((id, pointer.to_string(), text.clone())) {
            self.findings.note(id, pointer.at(), text);
        }
    }

    /// A name for a type that is known before it is made.
    pub(super) fn claim(&mut self, wanted: &str, pointer: &Pointer) -> String {
        let name = self.rooms.types.claim(wanted);
        if name != wanted {
            let text = format!(
                "the type name `{wanted}` is taken, so this becomes `{name}`; an `x-rust-name` can say better"
            );
            self.problem(Id::NameCollision, pointer, text);
        }
        name
    }

    /// A name for a type that the document does not name.
    pub(super) fn hoisted_name(&mut self, wanted: &str) -> String {
        self.rooms.types.claim(wanted)
    }

    /// The name for the required fields of a type: `PaymentRequired` for `PaymentRequest`, unless `Payment` is another
    /// type.
    pub(super) fn required_name(&mut self, ty: &str) -> String {
        let thing = ty.strip_suffix(names::ending(Side::Request));
        let thing = thing.filter(|thing| !thing.is_empty() && !self.rooms.types.has(thing));
        self.hoisted_name(&format!("{}Required", thing.unwrap_or(ty)))
    }

    /// Makes a type, and gives back its index so that it can be completed after what it holds.
    pub(super) fn reserve(&mut self, name: String, wire: Option<&str>, pointer: &Pointer) -> usize {
        let module = self.rooms.modules.claim(&names::module_name(&name));
        let ty = TypeDef {
            name,
            module,
            wire: wire.map(str::to_owned),
            pointer: pointer.to_string(),
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

    /// Begins a type: under the hinted name where the document names it, else under one that is still free. What the
    /// document does not name is made once for each component or operation, however often it is met there, also while
    /// it is being made: so schemas that lead back to themselves end.
    pub(super) fn begin(
        &mut self,
        id: SchemaId,
        parts: Vec<String>,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> Begun {
        let pointer = &self.schema(id).notes.pointer;
        if wire.is_some() {
            let name = hint.name.to_owned();
            let index = self.reserve(name.clone(), wire, pointer);
            return Begun::New(name, index);
        }
        let origin = (hint.side, id, parts);
        let own = self.hoisted.entry(self.owner).or_default();
        if let Some(name) = own.get(&origin) {
            return Begun::Known(TypeRef::Named(name.clone()));
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

    /// Goes into a schema, if that is not made of itself alone and stands not deeper than anybody's document has to go;
    /// [`Self::leave`] comes back.
    pub(super) fn enter(&mut self, id: SchemaId, side: Side) -> bool {
        let pointer = &self.schema(id).notes.pointer;
        if self.open.len() >= DEEPEST {
            let text = format!(
                "this stands more than {DEEPEST} schemas deep, so it becomes an untyped value"
            );
            self.problem(Id::TooDeep, pointer, text);
            return false;
        }
        if self.is_of_itself_alone(id, side) {
            let text = "this is made of itself alone, so it becomes an untyped value";
            self.problem(Id::Circle, pointer, text.to_owned());
            return false;
        }
        self.open.push((id, side));
        true
    }

    pub(super) fn leave(&mut self) {
        self.open.pop();
    }

    /// Whether a schema is being lowered, with nothing between that has a name in Rust and so may hold it.
    pub(super) fn is_of_itself_alone(&self, id: SchemaId, side: Side) -> bool {
        let within = self.open.iter().rev();
        let mut within = within.take_while(|(id, _)| !self.shapes.of(*id).may_hold_itself());
        within.any(|open| *open == (id, side))
    }

    /// What a type is that was made by this name.
    pub(super) fn kind(&self, name: &str) -> Option<&TypeKind> {
        let place = self.places.get(name)?;
        self.made.get(*place).map(|(_, ty)| &ty.kind)
    }

    /// Whether an emitted type redacts itself, so that no wrapper need do it.
    pub(super) fn redacts_itself(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Unit | TypeRef::Pan | TypeRef::SecurityCode | TypeRef::Json => true,
            TypeRef::List(item) | TypeRef::Map(item) | TypeRef::Nullable(item) => {
                self.redacts_itself(item)
            }
            TypeRef::Sensitive(_) => true,
            TypeRef::Named(name) => {
                match self.kind(name) {
                    Some(TypeKind::Scalar(_) | TypeKind::Enumeration(_)) => false,
                    Some(TypeKind::Alias(ty)) => self.redacts_itself(ty),
                    // A type that is not made yet is an object: texts are made at once.
                    _ => true,
                }
            }
            _ => false,
        }
    }

    /// Wraps a type that its class does not let be seen.
    pub(super) fn redacted(&self, ty: TypeRef, class: Option<Class>) -> TypeRef {
        if class == Some(Class::Open) || self.redacts_itself(&ty) {
            ty
        } else {
            TypeRef::Sensitive(Box::new(ty))
        }
    }

    /// What something means, as it is held.
    pub(super) fn held(&self, meaning: Meaning) -> TypeRef {
        self.redacted(meaning.ty, meaning.class)
    }
}
