//! Texts that are percent-encoded. What is not encoded as it should be is refused here, not guessed at.

use percent_encoding::percent_decode_str;

use crate::value::wipe::WipingBuffer;

/// The pairs of a form or a query; `None` in the place of a text that is not encoded as it should be.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = (Option<String>, Option<String>)> {
    raw_pairs(text).map(|(name, value)| (spaced(name), spaced(value)))
}

/// The pairs of a form or a query, still encoded.
pub(super) fn raw_pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// A text in which `+` is a space.
pub(super) fn spaced(text: &str) -> Option<String> {
    decoded(&text.replace('+', " "))
}

/// A text in which `%` and two digits are a byte; `None` where they are not, or where the bytes are no UTF-8.
pub(super) fn decoded(text: &str) -> Option<String> {
    let are_digits = |behind: &str| {
        let two = behind.as_bytes().get(..2);
        two.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    };
    if !text.split('%').skip(1).all(are_digits) {
        return None;
    }
    let bytes: WipingBuffer = percent_decode_str(text).collect();
    std::str::from_utf8(bytes.as_ref()).ok().map(str::to_owned)
}
