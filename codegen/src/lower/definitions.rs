//! What a node becomes: a type of its own, another name, or a type of the runtime.

use super::alternatives::told_apart;
use super::collected::Property;
use super::joined::makes_type;
use super::names::{self, Room};
use super::node::Node;
use super::reach::Side;
use super::shape::{Shape, shape};
use super::types::{Begun, Hint, Meaning, Types};
use super::{docs, known, limits};
use crate::api::{Enumeration, EnumerationValue, Field, Scalar, Struct, TypeKind, TypeRef};

impl<'a> Types<'a> {
    /// A node that has a name of its own already.
    pub(super) fn named(
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
                self.note_unchecked(node, pointer);
                self.note_out_of_place(node, pointer);
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
            _ if makes_type(self.document, node, pointer) => self.node(node, pointer, hint, wire),
            _ => {
                // Another name for something that needs no type of its own.
                let mut documentation = documentation;
                if let Some(sentence) = docs::known_values(&known::without_text(node)) {
                    docs::paragraph(&mut documentation, sentence);
                }
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
        if !self.down(pointer) {
            return Meaning::plain(TypeRef::Json);
        }
        let seen = shape(self.document, node, pointer);
        let mut meaning = self.shaped(seen, node, pointer, hint, wire);
        self.up();
        if let Some(data) = node.data() {
            meaning.nullable |= data.nullable || known::allows_null(self.document, node);
            if let Some(class) = limits::text(data, "x-class") {
                meaning.class = Some(class.to_owned());
            }
            meaning.limits = limits::nearer(limits::of(node), &meaning.limits);
            self.note_unchecked(node, pointer);
            self.note_out_of_place(node, pointer);
        }
        meaning
    }

    /// What a shape means, as the node has it that it was seen in.
    pub(super) fn shaped(
        &mut self,
        seen: Shape<'a>,
        node: Node<'a>,
        pointer: &str,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> Meaning {
        match seen {
            Shape::Reference(reference) => self.referred(reference, hint.side, pointer),
            Shape::Text => Meaning::plain(text_type(node)),
            Shape::Enumeration(values) => {
                self.note_values_left_out(node, pointer);
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
                self.note_null_elements(item.nullable, &at);
                Meaning {
                    ty: TypeRef::List(Box::new(item.ty)),
                    nullable: false,
                    ..item
                }
            }
            Shape::Map(values, at) => {
                let value = self.node(values, &at, hint, None);
                self.note_null_elements(value.nullable, &at);
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
            Shape::Kinds(kinds) => Meaning::plain(self.kinds(node, kinds, pointer, hint, wire)),
            Shape::Several(statements) => {
                match self.several(node, &statements, pointer, hint, wire) {
                    Ok(meaning) => meaning,
                    Err(why) => self.untyped(&why, pointer),
                }
            }
            Shape::Alternatives(by, statements) => {
                let told = told_apart(self.document, by, statements);
                self.shaped(told, node, pointer, hint, wire)
            }
            Shape::Untyped(why) => self.untyped(&why, pointer),
        }
    }

    fn untyped(&mut self, why: &str, pointer: &str) -> Meaning {
        let text = format!("{why}, so this becomes an untyped value");
        self.problem("untyped", pointer, text);
        Meaning::plain(TypeRef::Json)
    }

    pub(super) fn enumeration(
        &mut self,
        node: Node<'a>,
        values: &[&str],
        pointer: &str,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let parts = values.iter().map(|value| (*value).to_owned()).collect();
        let (name, index) = match self.begin(pointer, parts, hint, wire) {
            Begun::New(name, index) => (name, index),
            Begun::Known(ty) => return ty,
        };
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
        let state_classes = self.state_classes(node, &values, pointer);
        let documentation = self.type_docs(node, wire, &name);
        self.complete(
            index,
            documentation,
            TypeKind::Enumeration(Enumeration {
                values,
                open,
                state_classes,
            }),
        );
        TypeRef::Named(name)
    }

    pub(super) fn object(
        &mut self,
        node: Node<'a>,
        properties: Vec<Property<'a>>,
        pointer: &str,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let parts = properties.iter().flat_map(Property::said).collect();
        let (name, index) = match self.begin(pointer, parts, hint, wire) {
            Begun::New(name, index) => (name, index),
            Begun::Known(ty) => return ty,
        };
        let mut room = Room::with(names::METHODS);
        let mut fields = Vec::new();
        self.note_undescribed(&properties, pointer);
        self.note_beside_properties(node, pointer);
        self.note_unknown_required(node, &properties, pointer);
        for property in properties {
            if let Some(mut field) = self.field(&property, &name, hint.side, &mut room) {
                if hint.side == Side::Request && field.required && field.nullable {
                    write_null(&mut field);
                }
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
            presets: Vec::new(),
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

/// Makes a field that a request must have, and that may be null, one that is null where nobody gives it.
fn write_null(field: &mut Field) {
    field.required = false;
    field.null_when_absent = true;
    let sentence = "Sent as `null` where it is not given.".to_owned();
    docs::paragraph(&mut field.docs, sentence);
}

/// The type that a text has by its format and by what the overlay says of it.
pub(super) fn text_type(node: Node<'_>) -> TypeRef {
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
