//! Bodies of requests: which of the documented media types is sent.

use super::lowering::{Lowering, Place};
use super::media::{self, Form, form, is_in_parts, is_json, json, multipart, others};
use super::styles::Holds;
use super::types::Hint;
use crate::api::{Body, Encoding, FormStyle, TypeRef};
use crate::findings::Id;
use crate::openapi::{Media, Operation, Style, media_type};

/// A body that can be sent.
pub(super) struct Sent<'a> {
    media: &'a Media,
    encoding: Encoding,
    media_types: Vec<String>,
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
            .or_else(|| form(&body.content, schemas))
            .or_else(parts)
            .map(|media| (vec![media], Form::Json))
            .or_else(|| media::sent(&body.content, schemas));
        let found = found.and_then(|(taken, form)| Some((*taken.first()?, taken, form)));
        let Some((media, taken, form)) = found else {
            return Err(format!(
                "its body is sent as {}: of bodies in several parts, those of `multipart/form-data` are sent whose schema is an object, since its members name the parts",
                others(&body.content, &[]).join(", ")
            ));
        };
        let others = others(&body.content, &taken);
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
                styles: self.form_styles(media),
            },
            Form::Json if is_in_parts(media) => Encoding::Multipart,
            Form::Json => Encoding::Json,
            Form::Text => Encoding::Text,
            Form::Binary => Encoding::Binary,
        };
        Ok(Some(Sent {
            media,
            media_types: match &encoding {
                Encoding::Json => vec![media::written_as(media, form)],
                Encoding::Form { .. } | Encoding::Multipart => {
                    vec![encoding.media_type().to_owned()]
                }
                Encoding::Text | Encoding::Binary => {
                    let named = taken.iter().map(|media| media::asked_for(media, form));
                    let usual = |named: String| match named.as_str() {
                        "text/plain" => encoding.media_type().to_owned(),
                        _ => named,
                    };
                    named.map(usual).collect()
                }
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
        let (ty, nullable) = match ty {
            // Where it need not be there either, it is one of three things: absent, null or a value.
            TypeRef::Nullable(ty) if sent.required || sent.encoding != Encoding::Json => {
                (*ty, sent.encoding == Encoding::Json)
            }
            ty => (ty, false),
        };
        Body {
            ty,
            encoding: sent.encoding,
            media_types: sent.media_types,
            required: sent.required,
            nullable,
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

    /// The members of a form that are not written in brackets; says of which the document does not say how they are written.
    fn form_styles(&mut self, media: &Media) -> Vec<(String, FormStyle)> {
        let held = media.schema.as_ref();
        let held = held.map(|used| self.types.held_of(used.id));
        let (mut styles, mut presumed) = (Vec::new(), Vec::new());
        for (name, holds, is_list) in held.unwrap_or_default() {
            let encoding = media.encoding.get(name);
            let is_json = encoding.is_some_and(|encoding| {
                let kind = encoding.content_type.as_deref();
                encoding.style.is_none() && kind.is_some_and(|kind| is_json(&media_type(kind).0))
            });
            let style = encoding.and_then(|encoding| encoding.style);
            let explode = encoding.is_none_or(|encoding| encoding.explode);
            let stated = match (holds, style) {
                (_, Some(Style::DeepObject)) => continue,
                (Holds::Text, _) if name.contains('[') => FormStyle::Plain,
                (Holds::Text, _) => continue,
                _ if is_json => FormStyle::Json,
                (Holds::List, _) if explode => FormStyle::Repeated,
                (Holds::List, None | Some(Style::Form)) => FormStyle::Commas,
                (Holds::List, Some(Style::SpaceDelimited)) => FormStyle::Spaces,
                (Holds::List, Some(Style::PipeDelimited)) => FormStyle::Pipes,
                _ => {
                    let within = if is_list { "0" } else { "member" };
                    presumed.push(format!("`{name}` as `{name}[{within}]`"));
                    continue;
                }
            };
            styles.push((name.to_owned(), stated));
        }
        if !presumed.is_empty() {
            let text = format!(
                "the document does not say how these members of a form are written, or says it in a style that is not spoken; they are written in brackets: {}",
                presumed.join(", ")
            );
            self.types
                .note(Id::StylePresumed, &media.notes.pointer, text);
        }
        styles
    }
}
