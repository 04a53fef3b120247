//! What a form sends, and a query.

use std::fmt::Write as _;

/// The value of a name among the pairs of a form or a query; a pair that is not well encoded is none.
pub(super) fn value(pairs: &str, name: &str) -> Option<String> {
    let mut pairs = pairs.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    decoded(value)
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// A text as it stands in a query.
pub(super) fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
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
