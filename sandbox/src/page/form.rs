//! What a form sends, and a query.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The value of a name among the pairs of a form or a query; a pair that is not well encoded is none.
pub(super) fn value(pairs: &str, name: &str) -> Option<String> {
    let mut pairs = pairs.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    decoded(value)
}

fn decoded(text: &str) -> Option<String> {
    let is_escape = |behind: &str| {
        let digits = behind.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let is_well_encoded = text.split('%').skip(1).all(is_escape);
    let spaced = is_well_encoded.then(|| text.replace('+', " "))?;
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A text as it stands in a query.
pub(super) fn encode(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, RESERVED));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_read_back() {
        for text in ["", "ORDER-1", "a b&c=d%2", "é+"] {
            let mut pairs = "x=1&q=".to_owned();
            encode(text, &mut pairs);
            assert_eq!(value(&pairs, "q").as_deref(), Some(text));
        }
        assert_eq!(value("q=a+b", "q").as_deref(), Some("a b"));
        for bad in ["q=%", "q=%4", "q=%zz", "q=%ff", "p=1"] {
            assert_eq!(value(bad, "q"), None, "{bad}");
        }
    }
}
