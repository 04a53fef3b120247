//! Basic authentication.

use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;

/// `Basic` and the Base64 of user, colon, password (RFC 7617); `None` for a user with a colon and for control characters.
pub(crate) fn login(user: &str, password: &str) -> Option<Sensitive<String>> {
    let control = |text: &str| text.chars().any(char::is_control);
    if user.contains(':') || control(user) || control(password) {
        return None;
    }
    let mut plain =
        WipingBuffer::with_capacity(user.len().saturating_add(password.len()).saturating_add(1));
    plain.extend(user.as_bytes());
    plain.extend(b":");
    plain.extend(password.as_bytes());
    let mut text = String::with_capacity(8 + plain.len() / 3 * 4 + 4);
    text.push_str("Basic ");
    base64(plain.as_ref(), &mut text);
    Some(Sensitive::new(text))
}

/// Base64 with padding (RFC 4648); twelve lines are cheaper than a crate.
fn base64(bytes: &[u8], out: &mut String) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4_usize {
            let sextet = (group >> (18 - 6 * place) & 63) as usize;
            let letter = if place > chunk.len() {
                b'='
            } else {
                ALPHABET.get(sextet).copied().unwrap_or(b'=')
            };
            out.push(char::from(letter));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_is_encoded_as_in_the_rfc() {
        let text = |user, password| login(user, password).map(|text| text.expose().clone());
        assert_eq!(
            text("Aladdin", "open sesame").as_deref(),
            Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        );
        assert_eq!(
            text("test", "123\u{a3}").as_deref(),
            Some("Basic dGVzdDoxMjPCow==")
        );
        assert_eq!(text("a", "b").as_deref(), Some("Basic YTpi"));
        assert_eq!(text("a:b", "c"), None);
        assert_eq!(
            text(
                "a", "b
X: 1"
            ),
            None
        );
    }
}
