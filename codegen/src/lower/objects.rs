//! Objects made into structs.

use super::members::Member;
use super::names::{self, Room};
use super::types::{Begun, Hint, Meaning, Types};
use super::{docs, limits};
use crate::api::{Class, Field, Limits, Null, Rest, Struct, TypeKind, TypeRef};
use crate::findings::Id;
use crate::openapi::{Extra, Kind, SchemaId};

impl<'a> Types<'a> {
    pub(super) fn object(
        &mut self,
        id: SchemaId,
        members: &[Member<'a>],
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let (name, index) = match self.begin(id, Vec::new(), hint, wire) {
            Begun::New(name, index) => (name, index),
            Begun::Known(ty) => return ty,
        };
        let mut room = Room::with(names::METHODS);
        let mut fields = Vec::new();
        self.note_undescribed(id, members);
        self.note_beside_members(id, members);
        for member in members {
            if let Some(mut field) = self.field(member, &name, hint.side, &mut room) {
                if hint.is_sent() && field.nullable {
                    write_null(&mut field, &mut room);
                }
                fields.push(field);
            }
        }
        if !fields.is_empty() {
            fields.extend(self.rest(id, members, &name, hint, &mut room));
        }
        fields.shrink_to_fit();
        let mut object = Struct {
            fields,
            ..Struct::default()
        };
        let mut documentation = self.type_docs(id, wire, &name);
        if hint.is_sent() {
            let (min, max) = limits::members(self.schema(id));
            (object.min_members, object.max_members) = (min, max);
            docs::paragraphs(&mut documentation, docs::members(min, max));
            object.required_name = self.required_name(&name);
            self.overlay_shape(id, &mut object, &name);
            object.beside = self.beside(id, members, &object.fields);
            docs::paragraphs(&mut documentation, docs::beside(&object.beside));
        }
        let kind = match object.fields.as_slice() {
            [] => TypeKind::Alias(TypeRef::Json),
            _ if hint.is_sent() => TypeKind::Request(object),
            _ => TypeKind::Answer(object),
        };
        self.complete(index, documentation, kind);
        TypeRef::Named(name)
    }

    /// Which members have to be given where others are, less what says nothing of requests.
    pub(super) fn beside(
        &mut self,
        id: SchemaId,
        members: &[Member<'a>],
        fields: &[Field],
    ) -> Vec<(String, String)> {
        let schema = self.schema(id);
        let Kind::Object(object) = &schema.wire.kind else {
            return Vec::new();
        };
        let is_given = |name: &str| fields.iter().any(|field| field.wire == name);
        let is_hidden = |name: &str| {
            let mut named = members.iter().filter(|member| member.wire == name);
            named.any(|member| !member.seen.request)
        };
        let mut beside = Vec::new();
        for (name, other) in &object.beside {
            if is_given(name) && is_given(other) {
                beside.push((name.clone(), other.clone()));
            } else if !is_hidden(name) && !is_hidden(other) {
                let text = format!(
                    "documented but not checked: `{other}` is given where `{name}` is, and one of them is no property"
                );
                self.note(Id::LimitNotChecked, &schema.notes.pointer, text);
            }
        }
        beside
    }

    /// The field that holds the members which no property names: where the document says what they are, and in what is sent
    /// whole, since a gateway takes members that its document does not name yet. Nobody knows what those are, so that they
    /// are secret.
    fn rest(
        &mut self,
        id: SchemaId,
        members: &[Member<'a>],
        owner: &str,
        hint: Hint<'_>,
        room: &mut Room,
    ) -> Option<Field> {
        let Kind::Object(object) = &self.schema(id).wire.kind else {
            return None;
        };
        let is_open = hint.is_sent() && self.sent_whole.has(id);
        let is_undocumented = matches!(object.extra, Extra::Any);
        let (rust, meaning, sentence) = match &object.extra {
            Extra::Of(used) => {
                let rust = room.claim("further");
                let name = format!("{owner}{}", names::type_name(&rust));
                let values = self.map_of(used, hint.named(&name));
                (rust, values, NAMED_BY_NO_PROPERTY)
            }
            Extra::Any if is_open => {
                let any = Meaning {
                    class: Some(Class::Secret),
                    ..Meaning::plain(TypeRef::Map(Box::new(TypeRef::Json)))
                };
                (room.claim("further"), any, NOT_DOCUMENTED_YET)
            }
            Extra::Any | Extra::None => return None,
        };
        Some(Field {
            docs: docs::prose(sentence),
            class: meaning.class,
            limits: Limits {
                names: limits::names(object, &self.document.schemas).checked,
                ..Limits::default()
            },
            rest: Some(Box::new(Rest {
                named: members.iter().map(|it| it.wire.to_owned()).collect(),
                is_undocumented,
            })),
            ..Field::new(rust, self.held(meaning))
        })
    }
}

const NAMED_BY_NO_PROPERTY: &str = "The members that no property names, by their names.";

const NOT_DOCUMENTED_YET: &str = "Further members by their names, for what a gateway takes and its document does not name \
yet. They are sent as they are, behind the members that are named here. A name that begins with `/` is a JSON pointer \
(RFC 6901) and leads into an object that the request has, as `/card/newField` does, or `/items/0/newField`. None may take the place \
of a member that the document names.\n\nNothing shows their values, and no journal keeps them.";

/// A field that a request must have, and that may be null, is null where nobody gives it. One that need not be there can
/// be given as null.
fn write_null(field: &mut Field, room: &mut Room) {
    if field.required {
        field.required = false;
        field.null = Null::WhenAbsent;
        let sentence = "Sent as `null` where it is not given.".to_owned();
        docs::paragraph(&mut field.docs, sentence);
    } else {
        field.null = Null::By(room.claim(&format!("{}_null", field.rust.trim_end_matches('_'))));
    }
}
