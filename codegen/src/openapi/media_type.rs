//! Names of media types.

/// Whether a body of a media type is bytes and nothing else: no text, nothing that is taken apart, and no range of types.
pub(super) fn is_of_bytes(essence: &str) -> bool {
    let known = ["image/", "audio/", "video/", "font/"];
    let is_known = known.iter().any(|kind| essence.starts_with(kind)) && !essence.ends_with("xml");
    is_known
        || matches!(
            essence,
            "application/octet-stream" | "application/pdf" | "application/zip" | "application/gzip"
        )
}

/// A media type taken apart: type and subtype in lower case, and its parameters, of which a charset is without case as well, less a
/// charset that says nothing.
pub fn media_type(name: &str) -> (String, Vec<(String, String)>) {
    let (essence, mut rest) = name.split_once(';').unwrap_or((name, ""));
    let mut parameters = Vec::new();
    while !rest.is_empty() {
        let (part, left) = parameter(rest);
        rest = left;
        if let Some((name, mut value)) = part
            && !(name == "charset" && value.eq_ignore_ascii_case("utf-8"))
        {
            if name == "charset" {
                value.make_ascii_lowercase();
            }
            parameters.push((name, value));
        }
    }
    parameters.sort();
    (essence.trim().to_ascii_lowercase(), parameters)
}

/// The first parameter of a media type, where it is one, and what stands behind it.
fn parameter(text: &str) -> (Option<(String, String)>, &str) {
    let end = text.find(';').unwrap_or(text.len());
    let Some(equals) = text.find('=').filter(|equals| *equals < end) else {
        return (None, text.get(end + 1..).unwrap_or_default());
    };
    let (name, value) = text.split_at(equals);
    let name = name.trim().to_ascii_lowercase();
    let value = value.strip_prefix('=').unwrap_or(value).trim_start();
    let Some(quoted) = value.strip_prefix('"') else {
        let (value, rest) = value.split_once(';').unwrap_or((value, ""));
        return (Some((name, value.trim().to_owned())), rest);
    };
    let mut value = String::new();
    let mut letters = quoted.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => value.extend(letters.next()),
            letter => value.push(letter),
        }
    }
    let rest = letters.as_str();
    (
        Some((name, value)),
        rest.split_once(';').map_or("", |(_, rest)| rest),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_taken_apart() {
        let none = Vec::new();
        assert_eq!(
            media_type("Application/JSON"),
            ("application/json".to_owned(), none.clone())
        );
        let plain = media_type("application/json ; Charset=\"UTF-8\"");
        assert_eq!(plain, ("application/json".to_owned(), none));
        let (_, quoted) = media_type(r#"application/x; p="a;\"b\\" ; q ; r = 1"#);
        let named = [("p", r#"a;"b\"#), ("r", "1")];
        assert_eq!(
            quoted,
            named.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        let (_, parameters) = media_type("text/csv; header=Present; charset=Latin1");
        let named = [("charset", "latin1"), ("header", "Present")];
        assert_eq!(
            parameters,
            named.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
