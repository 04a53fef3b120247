//! Text that can stand in the head of a request.

use bytes::Bytes;
use http::HeaderValue;

use crate::value::wipe::WipingBuffer;

/// A header value that no `Debug` shows and whose memory is wiped; `None` if the text cannot stand in a header.
pub(crate) fn sensitive_header(text: &str) -> Option<HeaderValue> {
    let mut buffer = WipingBuffer::with_capacity(text.len());
    buffer.extend(text.as_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(buffer)).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// RFC 6265: visible ASCII, less the characters that would end the value.
pub(crate) fn is_cookie_value(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\'))
}
