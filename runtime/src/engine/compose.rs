//! Putting a request together.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};

use crate::record::header::sensitive_header;
use crate::record::operation::Effect;
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;
use crate::wire::outgoing::Outgoing;

use crate::engine::authorize::{Place, add_cookie, add_cookies};
use crate::engine::inner::Inner;
use crate::engine::task::Task;

impl Inner {
    /// The request of a task; `None` if a credential has characters that cannot be sent.
    pub(super) fn compose<'a>(
        &self,
        task: &Task,
        credentials: impl Iterator<Item = (&'a Place, &'a Sensitive<String>)>,
    ) -> Option<Outgoing> {
        let parts = &task.parts;
        let mut headers = HeaderMap::with_capacity(6);
        headers.insert(header::ACCEPT, media_type(parts.accept.into())?);
        // What is compressed could not be counted, nor wiped.
        headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        );
        headers.insert(header::USER_AGENT, self.user_agent.clone());
        if parts.body.is_some() {
            headers.insert(header::CONTENT_TYPE, media_type(parts.media_type.clone())?);
        }
        let mut cookies = WipingBuffer::default();
        for (name, value) in &parts.headers {
            // Who documents these means what is sent, and no second line of it.
            match name {
                name if name == header::USER_AGENT => drop(headers.insert(name, value.clone())),
                name if name == header::COOKIE => add_cookies(&mut cookies, value.as_bytes()),
                name => drop(headers.append(name, value.clone())),
            }
        }
        for (name, value) in &parts.cookies {
            add_cookie(&mut cookies, name, value.expose());
        }
        let mut query = WipingBuffer::default();
        query.extend(parts.query.as_ref());
        for (place, text) in credentials {
            if !place.put(text, &mut headers, &mut query, &mut cookies) {
                return None;
            }
        }
        if let Some(cookies) = cookies.as_str().filter(|cookies| !cookies.is_empty()) {
            headers.insert(header::COOKIE, sensitive_header(cookies)?);
        }
        let length = self
            .base_path
            .len()
            .saturating_add(parts.path.len())
            .saturating_add(query.len())
            .saturating_add(1);
        let mut target = String::with_capacity(length);
        target.push_str(&self.base_path);
        let path = parts.path.as_str()?;
        if !path.starts_with('/') {
            target.push('/');
        }
        target.push_str(path);
        target.push_str(query.as_str()?);
        let mut outgoing = Outgoing::new(
            task.operation.method,
            self.base.clone(),
            Sensitive::new(target),
            headers,
            parts.body.clone(),
        );
        if self.fresh_for_money && task.operation.effect == Effect::MovesMoney {
            outgoing.on_fresh_connection();
        }
        outgoing.add_headers(&self.headers, &parts.headers);
        if let Some(options) = &task.options {
            outgoing.add_headers(&options.headers, &parts.headers);
        }
        Some(outgoing)
    }
}

/// A media type of the document as a header; `None` if it has characters that cannot be sent.
fn media_type(text: Cow<'static, str>) -> Option<HeaderValue> {
    let value = match text {
        Cow::Borrowed(text) => HeaderValue::from_maybe_shared(Bytes::from_static(text.as_bytes())),
        Cow::Owned(text) => HeaderValue::try_from(text),
    };
    value.ok()
}
