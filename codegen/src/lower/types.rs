//! Schemas made into types: one place that decides what each becomes.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::OpenAPI;

use super::names::{self, Room};
use super::reach::{Reach, Side};
use super::shape::{Node, Property, Shape, component_of, resolved, shape};
use super::{docs, limits};
use crate::api::{
    Enumeration, EnumerationValue, Limits, Scalar, Struct, TypeDef, TypeKind, TypeRef, Union,
    UnionVariant,
};
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
    fn plain(ty: TypeRef) -> Self {
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
    said: BTreeSet<(&'static str, String)>,
    /// The place of each made type by name.
    places: BTreeMap<String, usize>,
    done: BTreeMap<(String, Side), Meaning>,
    open: BTreeSet<(String, Side)>,
    /// The types with the place of their owner in the document.
    made: Vec<(usize, TypeDef)>,
    owner: usize,
}

#[derive(Default)]
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
            rooms: Rooms::default(),
            said: BTreeSet::new(),
            places: BTreeMap::new(),
            done: BTreeMap::new(),
            open: BTreeSet::new(),
            made: Vec::new(),
            owner: 0,
        };
        types.name_components();
        types
    }

    /// A problem: an error in our own document, a warning in somebody else's.
    pub(super) fn problem(&mut self, id: &'static str, pointer: &str, text: String) {
        if !self.said.insert((id, pointer.to_owned())) {
            return;
        }
        let at = At::Pointer(pointer.to_owned());
        if self.strict {
            self.findings.error(id, at, text);
        } else {
            self.findings.warning(id, at, text);
        }
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
                && self.has_sides(node, &mut BTreeSet::new());
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

    /// Whether a node is written otherwise than it is read: objects are, texts are not.
    fn has_sides(&self, node: Node<'a>, seen: &mut BTreeSet<&'a str>) -> bool {
        match shape(self.document, node, "") {
            Shape::Object(_) | Shape::Union { .. } => true,
            Shape::Reference(reference) => {
                let Some(key) = component_of(reference) else {
                    return false;
                };
                seen.insert(key)
                    && resolved(self.document, node)
                        .is_some_and(|schema| self.has_sides(Node::Schema(schema), seen))
            }
            Shape::List(Some((items, _))) => self.has_sides(items, seen),
            Shape::Map(values, _) => self.has_sides(values, seen),
            _ => false,
        }
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

    /// From here on types belong to the operations, which stand behind the components.
    pub(super) fn leave_components(&mut self) {
        self.owner = usize::MAX;
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
        if !self.open.insert(known.clone()) {
            self.problem(
                "circle",
                &pointer,
                format!("`{key}` is made of itself alone, so it becomes an untyped value"),
            );
            return Meaning::plain(TypeRef::Json);
        }
        let components = self.document.components.as_ref();
        let node = components
            .and_then(|components| components.schemas.get(key))
            .map(Node::from);
        // An object may hold itself: whoever meets it while it is made knows its name.
        if node.is_some_and(|node| {
            matches!(
                shape(self.document, node, ""),
                Shape::Object(_) | Shape::Union { .. }
            )
        }) {
            self.done
                .insert(known.clone(), Meaning::plain(TypeRef::Named(name.clone())));
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

    /// What a reference names, on a side.
    fn referred(&mut self, reference: &str, side: Side, pointer: &str) -> Meaning {
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

    /// A node that has a name of its own already.
    fn named(
        &mut self,
        node: Node<'a>,
        pointer: &str,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> Meaning {
        let documentation = self.type_docs(node, wire, hint.name);
        match shape(self.document, node, pointer) {
            Shape::Text if self.is_plain_text(node) => {
                let index = self.reserve(hint.name.to_owned(), wire, pointer);
                let own = limits::of(node);
                let class = node
                    .data()
                    .and_then(|data| limits::text(data, "x-class"))
                    .map(str::to_owned);
                let sample = node
                    .data()
                    .and_then(|data| data.example.as_ref()?.as_str().map(str::to_owned));
                self.note_pattern(node, pointer);
                let mut documentation = documentation;
                if let Some(sentence) = docs::limits(&own) {
                    docs::paragraph(&mut documentation, sentence);
                }
                self.complete(
                    index,
                    documentation,
                    TypeKind::Scalar(Scalar {
                        limits: own,
                        class: class.clone(),
                        sample,
                    }),
                );
                Meaning {
                    class,
                    ..Meaning::plain(TypeRef::Named(hint.name.to_owned()))
                }
            }
            Shape::Object(_) | Shape::Enumeration(_) | Shape::Union { .. } => {
                self.node(node, pointer, hint, wire)
            }
            _ => {
                // Another name for something that needs no type of its own.
                let index = self.reserve(hint.name.to_owned(), wire, pointer);
                let inner = format!("{}Item", hint.name);
                let meaning = self.node(
                    node,
                    pointer,
                    Hint {
                        name: &inner,
                        side: hint.side,
                    },
                    None,
                );
                let ty = self.redacted(meaning.ty.clone(), meaning.class.as_deref());
                self.complete(index, documentation, TypeKind::Alias(ty));
                meaning
            }
        }
    }

    /// Whether text has no form of its own in the runtime.
    fn is_plain_text(&self, node: Node<'a>) -> bool {
        text_type(node) == TypeRef::Text
    }

    /// What any node means; a type that it needs takes the hinted name.
    pub(super) fn node(
        &mut self,
        node: Node<'a>,
        pointer: &str,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> Meaning {
        let Hint { side, .. } = hint;
        let seen = shape(self.document, node, pointer);
        let mut meaning = match seen {
            Shape::Reference(reference) => self.referred(reference, side, pointer),
            Shape::Text => Meaning::plain(text_type(node)),
            Shape::Enumeration(values) => {
                Meaning::plain(self.enumeration(node, &values, pointer, hint, wire))
            }
            Shape::Boolean => Meaning::plain(TypeRef::Boolean),
            Shape::Int32 => Meaning::plain(TypeRef::Int32),
            Shape::Int64 => Meaning::plain(TypeRef::Int64),
            Shape::Number => {
                let money = node
                    .data()
                    .is_some_and(|data| limits::flag(data, "x-money"));
                let ty = if money {
                    TypeRef::Amount
                } else {
                    TypeRef::Decimal
                };
                Meaning {
                    as_number: money,
                    ..Meaning::plain(ty)
                }
            }
            Shape::List(None) => Meaning::plain(TypeRef::List(Box::new(TypeRef::Json))),
            Shape::List(Some((items, at))) => {
                let item = self.node(items, &at, hint, None);
                Meaning {
                    ty: TypeRef::List(Box::new(item.ty)),
                    nullable: false,
                    ..item
                }
            }
            Shape::Map(values, at) => {
                let value = self.node(values, &at, hint, None);
                Meaning {
                    ty: TypeRef::Map(Box::new(value.ty)),
                    nullable: false,
                    ..value
                }
            }
            Shape::Anything => Meaning::plain(TypeRef::Json),
            Shape::Object(properties) => {
                Meaning::plain(self.object(node, properties, pointer, hint, wire))
            }
            Shape::Union { by, variants } => {
                Meaning::plain(self.union(node, by, &variants, pointer, hint, wire))
            }
            Shape::Untyped(why) => {
                self.problem(
                    "untyped",
                    pointer,
                    format!("{why}, so this becomes an untyped value"),
                );
                Meaning::plain(TypeRef::Json)
            }
        };
        if let Some(data) = node.data() {
            meaning.nullable |= data.nullable;
            if let Some(class) = limits::text(data, "x-class") {
                meaning.class = Some(class.to_owned());
            }
            meaning.limits = limits::nearer(limits::of(node), &meaning.limits);
            self.note_pattern(node, pointer);
        }
        meaning
    }

    fn note_pattern(&mut self, node: Node<'_>, pointer: &str) {
        if let Some(source) = limits::unchecked_pattern(node) {
            if !self
                .said
                .insert(("pattern-not-checked", pointer.to_owned()))
            {
                return;
            }
            let at = At::Pointer(pointer.to_owned());
            let text = format!(
                "the pattern `{source}` is documented but not checked: it is no row of character classes"
            );
            self.findings.note("pattern-not-checked", at, text);
        }
    }

    fn enumeration(
        &mut self,
        node: Node<'a>,
        values: &[&str],
        pointer: &str,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let name = if wire.is_some() {
            hint.name.to_owned()
        } else {
            self.hoisted_name(hint.name)
        };
        let index = self.reserve(name.clone(), wire, pointer);
        let data = node.data();
        let told = data.and_then(|data| data.extensions.get("x-enum-descriptions"));
        let mut room = Room::with(&["Other"]);
        let values: Vec<EnumerationValue> = values
            .iter()
            .map(|value| EnumerationValue {
                wire: (*value).to_owned(),
                rust: room.claim(&names::variant_name(value)),
                docs: told.and_then(|told| told.get(value)?.as_str()).map_or_else(
                    || vec![format!("`{}` on the wire.", value.replace('`', "'"))],
                    docs::prose,
                ),
            })
            .collect();
        let open = data
            .and_then(|data| data.extensions.get("x-open")?.as_bool())
            .unwrap_or(true);
        let standings = self.standings(node, &values, pointer);
        let documentation = self.type_docs(node, wire, &name);
        self.complete(
            index,
            documentation,
            TypeKind::Enumeration(Enumeration {
                values,
                open,
                standings,
            }),
        );
        TypeRef::Named(name)
    }

    fn union(
        &mut self,
        node: Node<'a>,
        by: &str,
        variants: &[(String, &str)],
        pointer: &str,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let name = if wire.is_some() {
            hint.name.to_owned()
        } else {
            self.hoisted_name(hint.name)
        };
        let index = self.reserve(name.clone(), wire, pointer);
        let mut room = Room::with(&["Other"]);
        let mut lowered: Vec<UnionVariant> = Vec::new();
        for (value, component) in variants {
            if lowered.iter().any(|known| known.value == *value) {
                continue;
            }
            let reference = format!("#/components/schemas/{component}");
            let meaning = self.referred(&reference, hint.side, pointer);
            let rust = room.claim(&names::variant_name(value));
            lowered.push(UnionVariant {
                value: value.clone(),
                rust,
                ty: meaning.ty,
            });
        }
        let documentation = self.type_docs(node, wire, &name);
        let union = Union {
            by: by.to_owned(),
            variants: lowered,
            request: hint.side == Side::Request,
        };
        self.complete(index, documentation, TypeKind::Union(union));
        TypeRef::Named(name)
    }

    fn object(
        &mut self,
        node: Node<'a>,
        properties: Vec<Property<'a>>,
        pointer: &str,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let name = if wire.is_some() {
            hint.name.to_owned()
        } else {
            self.hoisted_name(hint.name)
        };
        let index = self.reserve(name.clone(), wire, pointer);
        let mut room = Room::with(&["new", "build"]);
        let mut fields = Vec::new();
        self.note_undescribed(&properties, pointer);
        for property in properties {
            if let Some(field) = self.field(&property, &name, hint.side, &mut room) {
                fields.push(field);
            }
        }
        let required_name = match hint.side {
            Side::Request => self.hoisted_name(&format!("{name}Required")),
            Side::Answer => String::new(),
        };
        let mut object = Struct {
            required_name,
            fields,
            one_of_required: Vec::new(),
        };
        if hint.side == Side::Request {
            self.overlay_shape(node, &mut object, pointer, &name);
        }
        let documentation = self.type_docs(node, wire, &name);
        let kind = if object.fields.is_empty() {
            TypeKind::Alias(TypeRef::Json)
        } else {
            match hint.side {
                Side::Request => TypeKind::Request(object),
                Side::Answer => TypeKind::Answer(object),
            }
        };
        self.complete(index, documentation, kind);
        TypeRef::Named(name)
    }
}

/// The type that a text has by its format and by what the overlay says of it.
fn text_type(node: Node<'_>) -> TypeRef {
    use openapiv3::{SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty::Item};
    let Node::Schema(schema) = node else {
        return TypeRef::Text;
    };
    let data = &schema.schema_data;
    match limits::text(data, "x-class") {
        Some("pan") => return TypeRef::Pan,
        Some("security-code") => return TypeRef::SecurityCode,
        _ => {}
    }
    if limits::flag(data, "x-money") {
        return TypeRef::Amount;
    }
    match limits::text(data, "x-time") {
        Some("date") => return TypeRef::Date,
        Some(_) => return TypeRef::Timestamp,
        None => {}
    }
    let format = match &schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => match &text.format {
            Item(StringFormat::Date) => "date",
            Item(StringFormat::DateTime) => "date-time",
            _ => "",
        },
        SchemaKind::Any(any) => any.format.as_deref().unwrap_or_default(),
        _ => "",
    };
    match format {
        "date" => TypeRef::Date,
        "date-time" => TypeRef::Timestamp,
        _ => TypeRef::Text,
    }
}

fn component_pointer(key: &str) -> String {
    format!("/components/schemas/{}", pointer_token(key))
}
