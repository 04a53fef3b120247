//! Bodies of requests: which of the documented media types is sent.

use openapiv3::Operation as Documented;

use super::answers::json;
use super::operations::{Lowering, Place};
use super::reach;
use super::shape::Node;
use crate::api::{Encoding, LeftOut};
use crate::findings::{At, pointer_token};

impl<'a> Lowering<'_, 'a> {
    /// The body that can be sent, or why the operation cannot.
    pub(super) fn documented_body(
        &mut self,
        operation: &'a Documented,
        place: Place<'_>,
    ) -> Result<Option<(Node<'a>, Encoding, String)>, String> {
        let Some(body) = &operation.request_body else {
            return Ok(None);
        };
        let body = reach::request_body(self.types.document, body)
            .ok_or("its request body refers to something that is not in the document")?;
        if body.content.is_empty() {
            return Ok(None);
        }
        let found = json(&body.content)
            .map(|(name, media)| (name, media, Encoding::Json))
            .or_else(|| {
                let form = "application/x-www-form-urlencoded";
                body.content
                    .get_key_value(form)
                    .map(|(name, media)| (name.as_str(), media, Encoding::Form))
            })
            .filter(|(_, media, _)| media.schema.is_some());
        match found {
            Some((name, media, encoding)) => {
                let others: Vec<&str> = body
                    .content
                    .keys()
                    .map(String::as_str)
                    .filter(|other| *other != name)
                    .collect();
                if !others.is_empty() {
                    let text = format!("its body is sent as {name}, not as {}", others.join(", "));
                    let at = At::Pointer(format!("{}/requestBody/content", place.pointer));
                    self.types.findings.note("media-type-left-out", at, text);
                }
                let pointer = format!("/requestBody/content/{}/schema", pointer_token(name));
                Ok(media
                    .schema
                    .as_ref()
                    .map(|schema| (schema.into(), encoding, pointer)))
            }
            None if !body.required => {
                let kinds: Vec<&str> = body.content.keys().map(String::as_str).collect();
                let text = format!(
                    "its optional body is left out: it would be sent as {}, not as JSON or as a form",
                    kinds.join(", ")
                );
                let pointer = format!("{}/requestBody", place.pointer);
                self.types.problem("body-left-out", &pointer, text.clone());
                self.left_out.push(LeftOut {
                    what: "body".to_owned(),
                    pointer,
                    why: text,
                });
                Ok(None)
            }
            None => {
                let kinds: Vec<&str> = body.content.keys().map(String::as_str).collect();
                Err(format!(
                    "its body is sent as {}, not as JSON or as a form",
                    kinds.join(", ")
                ))
            }
        }
    }
}
