//! Bodies that are sent in several parts.

use super::lowering::{Lowering, Place};
use super::members::Member;
use super::names::{self, Room};
use super::{docs, limits};
use crate::api::{Limits, Struct, TypeKind, TypeRef};
use crate::findings::Id;
use crate::openapi::{Encoding, Kind, Media, SchemaId, Side, is_of_bytes};

impl<'a> Lowering<'_, 'a> {
    /// Whether the parts of such a body have names.
    pub(super) fn has_parts(&self, media: &Media) -> bool {
        let used = media.schema.as_ref();
        used.is_some_and(|used| self.types.shapes.held(used.id).is_some())
    }

    /// The type of such a body: its parts are those of one operation, also where its schema has a name.
    pub(super) fn parts(
        &mut self,
        media: &'a Media,
        name: &str,
        id: &str,
        place: Place<'_>,
    ) -> TypeRef {
        let used = media.schema.as_ref();
        let members = used.and_then(|used| self.types.shapes.held(used.id));
        let members = members.unwrap_or_default();
        let name = self.types.hoisted_name(name);
        let pointer = place.pointer.member("requestBody");
        let index = self.types.reserve(name.clone(), None, &pointer);
        if let Some(used) = &media.schema {
            self.types.note_undescribed(used.id, &members);
            self.types.note_beside_members(used.id, &members);
            self.types.note_unchecked(used.id);
        }
        let mut room = Room::with(names::METHODS);
        let (mut fields, mut media_types) = (Vec::new(), Vec::new());
        for member in &members {
            let encoding = media.encoding.get(member.wire);
            self.note_part(member, encoding);
            let field = self.types.field(member, &name, Side::Request, &mut room);
            let Some(mut field) = field else { continue };
            if let Some(ty) = self.upload(member, encoding) {
                let limits = Limits {
                    min_items: field.limits.min_items,
                    max_items: field.limits.max_items,
                    ..Limits::default()
                };
                (field.ty, field.class, field.sample, field.limits) = (ty, None, None, limits);
            }
            fields.push(field);
            media_types.push(encoding.and_then(stated).map(str::to_owned));
        }
        let used = media.schema.as_ref();
        let bounds = used.map(|used| limits::members(self.types.schema(used.id)));
        let (min_members, max_members) = bounds.unwrap_or_default();
        let beside = used.map(|used| self.types.beside(used.id, &members, &fields));
        let beside = beside.unwrap_or_default();
        let object = Struct {
            required_name: self.types.hoisted_name(&format!("{name}Required")),
            fields,
            min_members,
            max_members,
            beside,
            ..Struct::default()
        };
        let mut lines = vec![format!("What `{id}` sends, each in a part of its own.")];
        docs::paragraphs(&mut lines, docs::beside(&object.beside));
        let described = media.schema.as_ref().and_then(|used| {
            let notes = self.types.own_notes(used)?;
            notes.description.as_deref()
        });
        if let Some(described) = described {
            lines.push(String::new());
            lines.extend(docs::prose(described));
        }
        let kind = TypeKind::Multipart(object, media_types);
        self.types.complete(index, lines, kind);
        TypeRef::Named(name)
    }

    /// What holds bytes, where a part does: one upload, or a list.
    fn upload(&self, member: &Member<'a>, encoding: Option<&Encoding>) -> Option<TypeRef> {
        let used = member.uses.first()?;
        let media_types = encoding.and_then(|it| it.content_type.as_deref());
        let is_stated = media_types.is_some_and(is_of_bytes);
        let are_bytes = |id: SchemaId| match &self.types.schema(id).wire.kind {
            kind if kind.is_bytes() => true,
            Kind::Text(_) | Kind::Any => is_stated,
            _ => false,
        };
        if are_bytes(used.id) {
            return Some(TypeRef::Upload);
        }
        match &self.types.schema(used.id).wire.kind {
            Kind::List(list) => {
                // Entries of which nothing is said are what the media type says.
                let items = list.items.as_ref();
                items
                    .map_or(is_stated, |items| are_bytes(items.id))
                    .then(|| TypeRef::List(Box::new(TypeRef::Upload)))
            }
            _ => None,
        }
    }

    /// Says what of the way in which a part is written is not spoken.
    fn note_part(&mut self, member: &Member<'_>, encoding: Option<&Encoding>) {
        let (Some(encoding), Some(used)) = (encoding, member.uses.first()) else {
            return;
        };
        if !encoding.headers.is_empty() {
            let names = encoding.headers.iter();
            let names: Vec<String> = names.map(|it| format!("`{}`", it.name)).collect();
            let text = format!(
                "the headers of the part `{}` are not sent: {}, of which RFC 7578 knows none for a part of a form",
                member.wire,
                names.join(", ")
            );
            self.types.note(Id::HeadersLeftOut, &used.pointer, text);
        }
        if encoding.style.is_some() {
            let text = format!(
                "the part `{}` has a style, which parts are not written in: it is sent as its media type has it",
                member.wire
            );
            self.types.note(Id::StylePresumed, &used.pointer, text);
        }
    }
}

/// The one media type that a part is sent as, where it is stated.
fn stated(encoding: &Encoding) -> Option<&str> {
    let text = encoding.content_type.as_deref()?.trim();
    let is_one = !text.contains([',', '*']) && text.contains('/');
    is_one.then_some(text)
}
