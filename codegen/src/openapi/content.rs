//! Bodies by their media types, and headers.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::common::{finish, prose, samples};
use super::media_type::{is_of_bytes, media_type};
use super::members::Members;
use super::merge::Ids as _;
use super::model::{Body, Encoding, Header, Holds, Media, Style};
use super::notes::Notes;
use super::pointer::Pointer;
use super::reader::Reader;
use super::schema::{Role, Use};
use super::stated::{Stated, Types};
use super::values::says_nothing;
use super::within::Within as _;

impl<'a> Reader<'a> {
    /// The media types of a member `content`.
    pub(super) fn content(&mut self, members: &mut Members<'a>) -> Vec<Media> {
        let mut content = Vec::new();
        for (name, value, at) in members.map("content") {
            // A part that is told of by reference is none of OpenAPI 3.0, and read all the same.
            let read = |inner: &mut Members<'a>| self.media(name, inner);
            content.extend(members.within(value, at, "it is no media type", read));
        }
        content
    }

    fn media(&mut self, name: &str, members: &mut Members<'a>) -> Media {
        let mut notes = prose(members);
        notes.samples = samples(members, self);
        let at = members.at.member("schema");
        let (essence, parameters) = media_type(name);
        let stated = members
            .take("schema")
            .map(|it| (says_nothing(it), self.schema(it, at.clone())));
        let schema = match stated {
            None | Some((true, _)) if is_of_bytes(&essence) => Some(self.bytes(at)),
            stated => stated.map(|(_, schema)| schema),
        };
        let mut encoding = IndexMap::new();
        for (property, value, at) in members.map("encoding") {
            let read = |inner: &mut Members<'a>| (property.to_owned(), self.encoding(inner));
            encoding.extend(members.within(value, at, "how this part is written", read));
        }
        Media {
            name: name.to_owned(),
            essence,
            parameters,
            schema,
            encoding,
            notes: finish(notes, members, |_| None),
        }
    }

    /// What a body is of which the media type alone says that it is bytes, as OpenAPI 3.1 has it.
    fn bytes(&mut self, at: Pointer) -> Use {
        let notes = Notes {
            pointer: at.clone(),
            ..Notes::default()
        };
        let mut bytes = Stated::new(Role::Part, notes);
        bytes.types = Some(Types::TEXT);
        bytes.null = Some(false);
        bytes.format = Some("binary".to_owned());
        let raw = self.resolver.raws.made(bytes);
        self.resolver.used(&[raw])
    }

    fn encoding(&mut self, members: &mut Members<'a>) -> Encoding {
        let notes = prose(members);
        let all = [
            Style::Form,
            Style::SpaceDelimited,
            Style::PipeDelimited,
            Style::DeepObject,
        ];
        let style = style(members, &all);
        let usual = style.is_none_or(|style| style == Style::Form);
        Encoding {
            content_type: members.owned("contentType"),
            headers: self.headers(members),
            style,
            explode: members.stated_flag("explode").unwrap_or(usual),
            allow_reserved: members.flag("allowReserved"),
            notes: finish(notes, members, |_| None),
        }
    }

    /// The headers of an answer or of a part.
    pub(super) fn headers(&mut self, members: &mut Members<'a>) -> Vec<Arc<Header>> {
        let all = members.map("headers").into_iter();
        all.filter_map(|(name, value, at)| self.header(name, value, &at))
            .collect()
    }

    /// A header, or what its reference leads to, under the name that it has here.
    pub(super) fn header(
        &mut self,
        name: &str,
        value: &'a Value,
        at: &Pointer,
    ) -> Option<Arc<Header>> {
        let name = name.to_ascii_lowercase();
        let header = self.once(
            |reader| &mut reader.headers,
            value,
            at,
            |header| &mut header.notes,
            |reader, members| {
                let mut notes = prose(members);
                notes.samples = samples(members, reader);
                style(members, &[Style::Simple]);
                Some(Header {
                    name: name.clone(),
                    required: members.flag("required"),
                    explode: members.flag("explode"),
                    holds: reader.holds(members),
                    notes: finish(notes, members, |_| None),
                })
            },
        )?;
        if header.name == name {
            return Some(header);
        }
        let mut renamed = (*header).clone();
        renamed.name = name;
        Some(Arc::new(renamed))
    }

    /// What a parameter or a header holds.
    pub(super) fn holds(&mut self, members: &mut Members<'a>) -> Holds {
        let at = members.at.member("schema");
        let schema = members.take("schema");
        let content = self.content(members);
        match schema {
            Some(schema) => Holds::Schema(self.schema(schema, at)),
            None if content.is_empty() => Holds::Anything,
            None => Holds::Content(content),
        }
    }

    /// The body of a request, or what its reference leads to.
    pub(super) fn body(&mut self, value: &'a Value, at: &Pointer) -> Option<Arc<Body>> {
        self.once(
            |reader| &mut reader.bodies,
            value,
            at,
            |body| &mut body.notes,
            |reader, members| {
                let notes = prose(members);
                Some(Body {
                    required: members.flag("required"),
                    content: reader.content(members),
                    notes: finish(notes, members, |_| None),
                })
            },
        )
    }
}

/// Takes `style`, if it is one of these.
pub(super) fn style(members: &mut Members<'_>, allowed: &[Style]) -> Option<Style> {
    let stated = members.text("style")?;
    let style = allowed.iter().copied().find(|style| style.key() == stated);
    if style.is_none() {
        members.refuse("style", "there is no such style here");
    }
    style
}
