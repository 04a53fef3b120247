//! What a schema becomes: a type of its own, another name, or a type of the runtime.

use std::collections::HashSet;

use super::names::{self, Room};
use super::shape::Shape;
use super::types::{Begun, Hint, Meaning, Types};
use super::{docs, limits};
use crate::api::{Class, Enumeration, EnumerationValue, Limits, Scalar, TypeKind, TypeRef};
use crate::extensions::TimeForm;
use crate::findings::Id;
use crate::openapi::{Kind, Media, SchemaId, Side, Use};

impl<'a> Types<'a> {
    /// The type of what a media type holds.
    pub(super) fn of_media(&mut self, media: &Media, hint: Hint<'_>) -> TypeRef {
        let Some(used) = &media.schema else {
            return TypeRef::Json;
        };
        let meaning = self.used(used, hint);
        let nullable = meaning.nullable;
        or_null(self.held(meaning), nullable)
    }

    /// What a schema means where it is used; a type that it needs takes the hinted name.
    pub(super) fn used(&mut self, used: &Use, hint: Hint<'_>) -> Meaning {
        match self.schema(used.id).key {
            Some(_) => {
                self.note_subtypes(used.id);
                self.component(used.id, hint.side)
            }
            None => self.stated(used.id, hint, None),
        }
    }

    /// A schema that has a name of its own already.
    pub(super) fn named(&mut self, id: SchemaId, hint: Hint<'_>, wire: Option<&str>) -> Meaning {
        let schema = self.schema(id);
        let pointer = &schema.notes.pointer;
        match &*self.shapes.of(id) {
            Shape::Text if self.text_type(id) == TypeRef::Text => {
                let index = self.reserve(hint.name.to_owned(), wire, pointer);
                let scalar = self.scalar(id);
                let class = scalar.class;
                self.note_unchecked(id);
                let mut documentation = self.type_docs(id, wire, hint.name);
                if let Some(sentence) = docs::limits(&scalar.limits) {
                    docs::paragraph(&mut documentation, sentence);
                }
                self.complete(index, documentation, TypeKind::Scalar(scalar));
                Meaning {
                    class,
                    nullable: schema.nullable,
                    ..Meaning::plain(TypeRef::Named(hint.name.to_owned()))
                }
            }
            Shape::Enumeration(_) => self.stated(id, hint, wire),
            shape if shape.may_hold_itself() => self.stated(id, hint, wire),
            _ => {
                // Another name for something that needs no type of its own.
                let mut documentation = self.type_docs(id, wire, hint.name);
                if let Some(sentence) = docs::known_values(&self.values_without_text(id)) {
                    docs::paragraph(&mut documentation, sentence);
                }
                let index = self.reserve(hint.name.to_owned(), wire, pointer);
                let inner = format!("{}Item", hint.name);
                let meaning = self.stated(id, hint.named(&inner), None);
                let ty = self.held(meaning.clone());
                self.complete(index, documentation, TypeKind::Alias(ty));
                meaning
            }
        }
    }

    /// What a schema means by what it states.
    fn stated(&mut self, id: SchemaId, hint: Hint<'_>, wire: Option<&str>) -> Meaning {
        let schema = self.schema(id);
        let shape = self.shapes.of(id);
        if !self.enter(id, hint.side) {
            return Meaning::plain(TypeRef::Json);
        }
        let mut meaning = self.shaped(&shape, id, hint, wire);
        self.leave();
        meaning.nullable |= schema.nullable || matches!(schema.wire.kind, Kind::Null);
        meaning.class = self.extensions.schema(id).class.or(meaning.class);
        if meaning.class.is_none() && !shape.may_hold_itself() {
            meaning.class = self.first_said(id, |said| said.class);
        }
        let mut own = self.limits(id);
        if let Shape::Named(named) = &*shape {
            own = limits::beyond(own, &self.limits(*named));
        }
        meaning.limits = limits::nearer(own, &meaning.limits);
        if limits::leave_nothing(&meaning.limits) {
            let text = "no value is within these limits, so these are not checked";
            let text = text.to_owned();
            self.problem(Id::ConflictingLimits, &schema.notes.pointer, text);
            meaning.limits = Limits::default();
        }
        self.note_unchecked(id);
        meaning
    }

    pub(super) fn limits(&self, id: SchemaId) -> Limits {
        let said = self.extensions.schema(id);
        limits::of(self.schema(id), said, &self.document.schemas)
    }

    /// What a shape means, as the schema has it that it was seen in.
    pub(super) fn shaped(
        &mut self,
        shape: &Shape<'a>,
        id: SchemaId,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> Meaning {
        match shape {
            Shape::Named(named) => {
                self.note_subtypes(*named);
                self.component(*named, hint.side)
            }
            Shape::Text => Meaning::plain(self.text_type(id)),
            Shape::Enumeration(values) => Meaning::plain(self.enumeration(id, values, hint, wire)),
            Shape::Boolean => Meaning::plain(TypeRef::Boolean),
            Shape::Int32 => Meaning::plain(TypeRef::Int32),
            Shape::Int64 => Meaning::plain(TypeRef::Int64),
            Shape::UInt64 => Meaning::plain(TypeRef::UInt64),
            Shape::Number => {
                let as_number = self.is_money(id);
                let ty = if as_number {
                    TypeRef::Amount
                } else {
                    TypeRef::Decimal
                };
                Meaning {
                    as_number,
                    ..Meaning::plain(ty)
                }
            }
            Shape::List(None) => {
                let schema = self.schema(id);
                if !matches!(schema.wire.kind, Kind::List(_)) {
                    let text =
                        "nothing tells its lists apart, so their elements become untyped values";
                    self.problem(Id::Untyped, &schema.notes.pointer, text.to_owned());
                }
                Meaning::plain(TypeRef::List(Box::new(TypeRef::Json)))
            }
            Shape::List(Some(items)) => self.elements(items, hint, TypeRef::List),
            Shape::Map(values) => self.map_of(values, hint),
            Shape::Anything | Shape::AnyObject => Meaning::plain(TypeRef::Json),
            Shape::Object(members) => Meaning::plain(self.object(id, members, hint, wire)),
            Shape::Union { by, variants } => {
                Meaning::plain(self.union(id, by, variants, hint, wire))
            }
            Shape::Kinds(kinds) => Meaning::plain(self.kinds(id, kinds, hint, wire)),
            Shape::Untyped(why) => {
                let text = format!("{why}, so this becomes an untyped value");
                self.problem(Id::Untyped, &self.schema(id).notes.pointer, text);
                Meaning::plain(TypeRef::Json)
            }
        }
    }

    /// A map from text to a schema.
    pub(super) fn map_of(&mut self, values: &Use, hint: Hint<'_>) -> Meaning {
        self.elements(values, hint, TypeRef::Map)
    }

    /// A list or a map, whose limits are not those of its elements.
    fn elements(&mut self, held: &Use, hint: Hint<'_>, of: fn(Box<TypeRef>) -> TypeRef) -> Meaning {
        let element = self.used(held, hint);
        Meaning {
            ty: of(Box::new(or_null(element.ty, element.nullable))),
            nullable: false,
            ..element
        }
    }

    fn scalar(&self, id: SchemaId) -> Scalar {
        let (schema, said) = (self.schema(id), self.extensions.schema(id));
        let mut samples = schema.notes.samples.iter();
        Scalar {
            limits: self.limits(id),
            class: said.class,
            sample: samples.find_map(|sample| sample.value.as_ref()?.as_str().map(str::to_owned)),
        }
    }

    pub(super) fn enumeration(
        &mut self,
        id: SchemaId,
        values: &[&str],
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let parts = values.iter().map(|value| (*value).to_owned()).collect();
        let (name, index) = match self.begin(id, parts, hint, wire) {
            Begun::New(name, index) => (name, index),
            Begun::Known(ty) => return ty,
        };
        let told = self.first_said(id, |said| said.enum_descriptions.as_ref());
        let mut room = Room::with(&["Other"]);
        let values: Vec<EnumerationValue> = values
            .iter()
            .map(|value| EnumerationValue {
                wire: (*value).to_owned(),
                rust: room.claim(&names::variant_name(value)),
                docs: told.and_then(|told| told.get(*value)).map_or_else(
                    || vec![format!("`{}` on the wire.", value.replace('`', "'"))],
                    |told| docs::prose(told),
                ),
            })
            .collect();
        let open = self.first_said(id, |said| said.open);
        let state_classes = self.state_classes(id, &values);
        let documentation = self.type_docs(id, wire, &name);
        let enumeration = Enumeration {
            values,
            open: open.unwrap_or(true),
            state_classes,
            class: self.first_said(id, |said| said.class),
        };
        self.complete(index, documentation, TypeKind::Enumeration(enumeration));
        TypeRef::Named(name)
    }

    /// The type that a text has by its format and by what the overlay says of it.
    pub(super) fn text_type(&self, id: SchemaId) -> TypeRef {
        match self.first_said(id, |said| said.class) {
            Some(Class::Pan) => return TypeRef::Pan,
            Some(Class::SecurityCode) => return TypeRef::SecurityCode,
            _ => {}
        }
        if self.is_money(id) {
            return TypeRef::Amount;
        }
        let format = match &self.schema(id).wire.kind {
            Kind::Text(text) => text.format.as_deref(),
            _ => None,
        };
        match (self.first_said(id, |said| said.time), format) {
            (Some(TimeForm::Date), _) | (None, Some("date")) => TypeRef::Date,
            (Some(_), _) | (None, Some("date-time")) => TypeRef::Timestamp,
            (None, _) => TypeRef::Text,
        }
    }

    fn is_money(&self, id: SchemaId) -> bool {
        self.first_said(id, |said| said.money).unwrap_or_default()
    }

    /// The known values of a schema that are no texts, as JSON, but for numbers, which are limits. A list
    /// has those of its items.
    pub(super) fn values_without_text(&self, id: SchemaId) -> Vec<String> {
        use crate::openapi::Literal;
        let mut here = id;
        let mut passed = HashSet::new();
        while let (Kind::List(list), true) = (&self.schema(here).wire.kind, passed.insert(here)) {
            match list
                .items
                .as_ref()
                .filter(|items| self.own_notes(items).is_some())
            {
                Some(items) => here = items.id,
                None => return Vec::new(),
            }
        }
        let schema = self.schema(here);
        if limits::numbers(schema).is_some() {
            return Vec::new();
        }
        let values = schema.wire.values.iter().flatten();
        let others = values.filter(|value| !matches!(value, Literal::Text(_)));
        others.map(ToString::to_string).collect()
    }
}

/// A type of which null is a value where it stands; a value without a type has it anyway.
fn or_null(ty: TypeRef, nullable: bool) -> TypeRef {
    match nullable && ty != TypeRef::Json {
        true => TypeRef::Nullable(Box::new(ty)),
        false => ty,
    }
}

impl<'a> Hint<'a> {
    /// The same side under another name.
    pub(super) fn named(self, name: &'a str) -> Self {
        Self { name, ..self }
    }

    /// The side of requests.
    pub(super) fn request(name: &'a str) -> Self {
        let side = Side::Request;
        Self { name, side }
    }

    /// The side of answers.
    pub(super) fn answer(name: &'a str) -> Self {
        let side = Side::Answer;
        Self { name, side }
    }

    /// Whether it is for something that is sent.
    pub(super) fn is_sent(&self) -> bool {
        self.side == Side::Request
    }
}
