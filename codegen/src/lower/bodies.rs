//! Bodies of requests: which of the documented media types is sent.

use std::sync::LazyLock;

use openapiv3::{
    AnySchema, MediaType, Operation as Documented, QueryStyle, Schema, SchemaData, SchemaKind,
};

use super::answers::json;
use super::node::{Node, resolved};
use super::operations::{Lowering, Place};
use super::reach;
use super::shape::{Shape, shape};
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
                let is_form = |name: &str| essence(name) == "application/x-www-form-urlencoded";
                let mut content = body.content.iter();
                content
                    .find(|(name, _)| is_form(name))
                    .map(|(name, media)| (name.as_str(), media, Encoding::Form))
            });
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
                let media_pointer = format!("/requestBody/content/{}", pointer_token(name));
                let at = format!("{}{media_pointer}", place.pointer);
                let node = media
                    .schema
                    .as_ref()
                    .map_or(Node::Schema(&ANYTHING), Node::from);
                match encoding {
                    Encoding::Json if name.ends_with("+json") => {
                        let text = format!("it is sent as application/json, not as {name}");
                        self.types.note("media-type-presumed", &at, text);
                    }
                    Encoding::Form => self.note_form_lists(node, media, &at),
                    Encoding::Json => {}
                }
                Ok(Some((node, encoding, format!("{media_pointer}/schema"))))
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

    /// Says which lists a form has that OpenAPI would have written with their name repeated, or in another style.
    fn note_form_lists(&mut self, node: Node<'a>, media: &MediaType, pointer: &str) {
        let schema = resolved(self.types.document, node).map_or(node, Node::Schema);
        let Shape::Object(properties) = shape(self.types.document, schema, pointer) else {
            return;
        };
        let mut lists = Vec::new();
        for property in &properties {
            let style = media
                .encoding
                .get(property.wire)
                .map(|encoding| &encoding.style);
            let brackets = style == Some(&Some(QueryStyle::DeepObject));
            let resolved = resolved(self.types.document, property.node);
            let node = resolved.map_or(property.node, Node::Schema);
            if !brackets && matches!(shape(self.types.document, node, ""), Shape::List(_)) {
                lists.push(format!("`{0}` as `{0}[0]`", property.wire));
            }
        }
        if !lists.is_empty() {
            let text = format!(
                "lists of a form are written with their index, {}; OpenAPI repeats the name unless `encoding` says `deepObject`",
                lists.join(", ")
            );
            self.types.note("style-presumed", pointer, text);
        }
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// What a body holds of which nothing is said.
pub(super) static ANYTHING: LazyLock<Schema> = LazyLock::new(|| Schema {
    schema_data: SchemaData::default(),
    schema_kind: SchemaKind::Any(AnySchema::default()),
});
