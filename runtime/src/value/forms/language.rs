/// Whether a text is a well-formed tag of BCP 47 (RFC 5646, section 2.1); the few irregular tags of old are not. Whether
/// a language of that code exists is not looked up.
pub(super) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-').peekable();
    if !parts.next().is_some_and(|part| is(part, 2..=8, is_letter)) {
        return false;
    }
    // Script, region and variants, each where it belongs.
    let _ = parts.next_if(|part| is(part, 4..=4, is_letter));
    let _ = parts.next_if(|part| is(part, 2..=2, is_letter) || is(part, 3..=3, is_digit));
    while parts.next_if(|part| is_variant(part)).is_some() {}
    // Extensions: a single letter or digit, and what belongs to it.
    while let Some(single) = parts.next() {
        let least = if single.eq_ignore_ascii_case("x") {
            1
        } else {
            2
        };
        let belongs = |part: &&str| is(part, least..=8, is_letter_or_digit);
        if !is(single, 1..=1, is_letter_or_digit) || parts.next_if(belongs).is_none() {
            return false;
        }
        while parts.next_if(belongs).is_some() {}
    }
    true
}

fn is_variant(part: &str) -> bool {
    is(part, 5..=8, is_letter_or_digit)
        || (part.starts_with(|first: char| first.is_ascii_digit())
            && is(part, 4..=4, is_letter_or_digit))
}

fn is(part: &str, length: std::ops::RangeInclusive<usize>, of: fn(u8) -> bool) -> bool {
    length.contains(&part.len()) && part.bytes().all(of)
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic()
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn is_letter_or_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}
