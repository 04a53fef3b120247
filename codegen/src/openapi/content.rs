//! Bodies by their media types, and headers.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::common::{finish, prose, samples};
use super::members::Members;
use super::model::{Body, Encoding, Header, Holds, Media, Style};
use super::pointer::Pointer;
use super::reader::Reader;

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
        let schema = members.take("schema").map(|schema| self.schema(schema, at));
        let mut encoding = IndexMap::new();
        for (property, value, at) in members.map("encoding") {
            let read = |inner: &mut Members<'a>| (property.to_owned(), self.encoding(inner));
            encoding.extend(members.within(value, at, "how this part is written", read));
        }
        let (essence, parameters) = media_type(name);
        Media {
            name: name.to_owned(),
            essence,
            parameters,
            schema,
            encoding,
            notes: finish(notes, members, |_| None),
        }
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

/// A media type taken apart: type and subtype in lower case, and its parameters, of which a charset is without case as well, less a
/// charset that says nothing.
pub fn media_type(name: &str) -> (String, Vec<(String, String)>) {
    let mut parts = name.split(';');
    let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut parameters: Vec<(String, String)> = parts
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| {
            let name = name.trim().to_ascii_lowercase();
            let mut value = value.trim().trim_matches('"').to_owned();
            if name == "charset" {
                value.make_ascii_lowercase();
            }
            (name, value)
        })
        .filter(|(name, value)| !(name == "charset" && value == "utf-8"))
        .collect();
    parameters.sort();
    (essence, parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_taken_apart() {
        let none = Vec::new();
        assert_eq!(
            media_type("Application/JSON"),
            ("application/json".to_owned(), none.clone())
        );
        let plain = media_type("application/json ; Charset=\"UTF-8\"");
        assert_eq!(plain, ("application/json".to_owned(), none));
        let (_, parameters) = media_type("text/csv; header=Present; charset=Latin1");
        let named = [("charset", "latin1"), ("header", "Present")];
        assert_eq!(
            parameters,
            named.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
