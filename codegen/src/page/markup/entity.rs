//! Character references, as in `&amp;` and `&#39;`.

/// Text with its character references resolved. One that is not known stays as it is.
pub(super) fn resolve(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, from) = rest.split_at(start);
        resolved.push_str(before);
        let end = from.find(';').filter(|end| *end <= 10);
        let letter = end.and_then(|end| Some((end, of(from.get(1..end)?)?)));
        match letter {
            Some((end, letter)) => {
                resolved.push(letter);
                rest = from.get(end + 1..).unwrap_or_default();
            }
            None => {
                resolved.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    resolved.push_str(rest);
    resolved
}

fn of(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "copy" => '©',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        _ => return None,
    })
}
