//! Bodies of requests: which of the documented media types is sent.

use super::lowering::{Lowering, Place};
use super::media::{self, Form, form, is_in_parts, json, multipart, others};
use super::types::Hint;
use crate::api::{Body, Encoding, TypeRef};
use crate::findings::Id;
use crate::openapi::{Media, Operation, Style};

/// A body that can be sent.
pub(super) struct Sent<'a> {
    media: &'a Media,
    encoding: Encoding,
    media_type: String,
    required: bool,
}

impl<'a> Lowering<'_, 'a> {
    /// The body that can be sent, or why the operation cannot.
    pub(super) fn documented_body(
        &mut self,
        operation: &'a Operation,
        place: Place<'_>,
    ) -> Result<Option<Sent<'a>>, String> {
        let Some(body) = operation
            .body
            .as_deref()
            .filter(|body| !body.content.is_empty())
        else {
            return Ok(None);
        };
        let parts = || multipart(&body.content).filter(|media| self.has_parts(media));
        let schemas = &self.types.document.schemas;
        let found = json(&body.content, schemas)
            .or_else(|| form(&body.content))
            .or_else(parts)
            .map(|media| (media, Form::Json))
            .or_else(|| media::sent(&body.content, schemas));
        let Some((media, form)) = found else {
            return Err(format!(
                "its body is sent as {}, which is neither a single text nor bytes of one kind nor parts with names",
                others(&body.content, &[]).join(", ")
            ));
        };
        let others = others(&body.content, &[media]);
        if !others.is_empty() {
            let text = format!(
                "its body is sent as {}, not as {}",
                media.name,
                others.join(", ")
            );
            self.types.note(
                Id::MediaTypeLeftOut,
                &place.pointer.member("requestBody").member("content"),
                text,
            );
        }
        let encoding = match form {
            Form::Json if media.is_form() => Encoding::Form {
                repeated: self.repeated(media),
            },
            Form::Json if is_in_parts(media) => Encoding::Multipart,
            Form::Json => Encoding::Json,
            Form::Text => Encoding::Text,
            Form::Binary => Encoding::Binary,
        };
        Ok(Some(Sent {
            media,
            media_type: match media::asked_for(media, form) {
                _ if media.is_form() || is_in_parts(media) => encoding.media_type().to_owned(),
                plain if plain == "text/plain" => encoding.media_type().to_owned(),
                open if open.contains('*') => encoding.media_type().to_owned(),
                other => other,
            },
            encoding,
            required: body.required,
        }))
    }

    /// A body with its type.
    pub(super) fn body(&mut self, sent: Sent<'a>, name: &str, id: &str, place: Place<'_>) -> Body {
        let ty = match sent.encoding {
            Encoding::Text => self.whole(sent.media, TypeRef::PlainText),
            Encoding::Binary => self.whole(sent.media, TypeRef::Binary),
            Encoding::Multipart => self.parts(sent.media, name, id, place),
            Encoding::Json | Encoding::Form { .. } => {
                self.types.of_media(sent.media, Hint::request(name))
            }
        };
        Body {
            ty,
            encoding: sent.encoding,
            media_type: sent.media_type,
            required: sent.required,
        }
    }

    /// A body that is text or bytes, of which its schema may say more.
    fn whole(&mut self, media: &Media, ty: TypeRef) -> TypeRef {
        if let Some(used) = &media.schema
            && !media::is_whole(self.types.schema(used.id))
        {
            let text = format!(
                "documented but not checked: what its schema says of a body that is sent as {}",
                media.name
            );
            self.types.note(Id::LimitNotChecked, &used.pointer, text);
        }
        ty
    }

    /// The lists of a form whose name is repeated, which is what OpenAPI has; says which others are written with their index.
    fn repeated(&mut self, media: &Media) -> Vec<String> {
        let lists = media
            .schema
            .as_ref()
            .map(|used| self.types.lists_of(used.id));
        let (mut repeated, mut indexed) = (Vec::new(), Vec::new());
        for (name, of_texts) in lists.unwrap_or_default() {
            let encoding = media.encoding.get(name);
            let style = encoding.and_then(|encoding| encoding.style);
            let explode = encoding.is_none_or(|encoding| encoding.explode);
            match style {
                Some(Style::DeepObject) => {}
                None | Some(Style::Form) if of_texts && explode => repeated.push(name.to_owned()),
                _ => indexed.push(format!("`{name}` as `{name}[0]`")),
            }
        }
        if !indexed.is_empty() {
            let text = format!(
                "OpenAPI does not say how these lists of a form are written, or says it in a style that is not spoken; they are written with their index: {}",
                indexed.join(", ")
            );
            self.types
                .note(Id::StylePresumed, &media.notes.pointer, text);
        }
        repeated
    }
}
