//! Bodies of requests: which of the documented media types is sent.

use super::lowering::{Lowering, Place};
use super::media::{json, others};
use super::sides::Side;
use super::types::Hint;
use crate::api::{Body, Encoding, LeftOut, TypeRef};
use crate::openapi::{Media, Operation, Style, Use};

/// A body that can be sent.
pub(super) struct Sent<'a> {
    schema: Option<&'a Use>,
    encoding: Encoding,
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
        let form = "application/x-www-form-urlencoded";
        let as_json = json(&body.content).map(|media| (media, Encoding::Json));
        let found = as_json.or_else(|| {
            let mut content = body.content.iter();
            content
                .find(|media| media.essence == form)
                .map(|media| (media, Encoding::Form))
        });
        let pointer = place.pointer.member("requestBody");
        let Some((media, encoding)) = found else {
            let kinds = others(&body.content, None).join(", ");
            if body.required {
                return Err(format!(
                    "its body is sent as {kinds}, not as JSON or as a form"
                ));
            }
            let text = format!(
                "its optional body is left out: it would be sent as {kinds}, not as JSON or as a form"
            );
            self.types.problem("body-left-out", &pointer, text.clone());
            self.left_out.push(LeftOut {
                what: "body".to_owned(),
                pointer: pointer.to_string(),
                why: text,
            });
            return Ok(None);
        };
        let others = others(&body.content, Some(media));
        if !others.is_empty() {
            let text = format!(
                "its body is sent as {}, not as {}",
                media.name,
                others.join(", ")
            );
            self.types
                .note("media-type-left-out", &pointer.member("content"), text);
        }
        match encoding {
            Encoding::Json if media.essence.ends_with("+json") => {
                let text = format!("it is sent as application/json, not as {}", media.name);
                self.types
                    .note("media-type-presumed", &media.notes.pointer, text);
            }
            Encoding::Form => self.note_form_lists(media),
            Encoding::Json => {}
        }
        Ok(Some(Sent {
            schema: media.schema.as_ref(),
            encoding,
        }))
    }

    /// A body with its type.
    pub(super) fn body(&mut self, sent: Sent<'a>, name: &str) -> Body {
        let hint = Hint {
            name,
            side: Side::Request,
        };
        let ty = sent.schema.map_or(TypeRef::Json, |used| {
            let meaning = self.types.used(used, hint);
            self.types.held(meaning)
        });
        Body {
            ty,
            encoding: sent.encoding,
        }
    }

    /// Says which lists a form has that OpenAPI would have written with their name repeated, or in another style.
    fn note_form_lists(&mut self, media: &Media) {
        let lists = media.schema.as_ref();
        let lists = lists
            .map(|used| self.types.lists_of(used.id))
            .unwrap_or_default();
        let is_in_brackets = |name: &str| {
            let encoding = media.encoding.get(name);
            encoding.is_some_and(|encoding| encoding.style == Some(Style::DeepObject))
        };
        let lists = lists.into_iter().filter(|name| !is_in_brackets(name));
        let lists: Vec<String> = lists
            .map(|name| format!("`{name}` as `{name}[0]`"))
            .collect();
        if !lists.is_empty() {
            let text = format!(
                "lists of a form are written with their index, {}; OpenAPI repeats the name unless `encoding` says `deepObject`",
                lists.join(", ")
            );
            self.types
                .note("style-presumed", &media.notes.pointer, text);
        }
    }
}
