//! Writing a document as YAML that readers of either version take for the same.

use serde_json::Value;

/// Writes a document, with the members of every object in their order.
///
/// Names and texts that YAML 1.1 takes for something else (`no`, `Y`, `1:20`, a date) are quoted, since many readers speak
/// 1.1.
#[must_use]
pub fn write(document: &Value) -> String {
    let text = serde_yaml::to_string(document)
        .expect("the names of a JSON object are strings, and YAML can write every JSON value");
    quoted(&text)
}

/// Quotes the plain scalars of a written document that a reader of YAML 1.1 would not take for text.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Lines further in than the one that opened a block of text belong to that block.
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if block.is_some_and(|outer| line.trim().is_empty() || indent > outer) {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        block = opens_block(line).then_some(indent);
        let (before, name, between, value) = split(line);
        out.push_str(before);
        push_scalar(&mut out, name, is_taken_otherwise(name));
        out.push_str(between);
        push_scalar(&mut out, value, is_taken_otherwise(value) && is_text(value));
        out.push('\n');
    }
    out
}

fn opens_block(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    matches!(last, "|" | "|-" | "|+" | ">" | ">-" | ">+")
        || (last.len() <= 3
            && last.starts_with(['|', '>'])
            && last.ends_with(|c: char| c.is_ascii_digit()))
}

fn push_scalar(out: &mut String, scalar: &str, quoted: bool) {
    if quoted {
        out.push('\'');
        out.push_str(scalar);
        out.push('\'');
    } else {
        out.push_str(scalar);
    }
}

/// A line in parts: what stands before its scalars, a name if there is one, the colon, and the value behind it.
fn split(line: &str) -> (&str, &str, &str, &str) {
    let mut rest = line.trim_start();
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    let (before, rest) = line
        .split_at_checked(line.len() - rest.len())
        .unwrap_or((line, ""));
    let colon = match closing(rest) {
        Some(end) => rest
            .get(end..)
            .is_some_and(|after| after.starts_with(": "))
            .then_some(end),
        None => rest
            .find(": ")
            .or_else(|| rest.ends_with(':').then(|| rest.len() - 1)),
    };
    let Some((name, value)) = colon.and_then(|colon| rest.split_at_checked(colon)) else {
        return (before, "", "", rest);
    };
    let (between, value) = value.split_at_checked(2).unwrap_or((value, ""));
    (before, name, between, value)
}

/// Where the quotes end that a line begins with.
fn closing(line: &str) -> Option<usize> {
    let quote = line
        .chars()
        .next()
        .filter(|first| matches!(first, '\'' | '"'))?;
    let mut letters = line.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        let escapes = match quote {
            '"' => letter == '\\',
            _ => letter == quote && letters.peek().is_some_and(|(_, next)| *next == quote),
        };
        if escapes {
            letters.next();
        } else if letter == quote {
            return Some(at + 1);
        }
    }
    None
}

/// Whether a plain scalar is a text to us.
fn is_text(scalar: &str) -> bool {
    serde_yaml::from_str::<Value>(scalar).is_ok_and(|read| read.is_string())
}

/// Whether a reader of YAML 1.1 takes a plain scalar for something else than text, or one of YAML 1.2 does.
fn is_taken_otherwise(scalar: &str) -> bool {
    const WORDS: [&str; 12] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<",
    ];
    WORDS.contains(&scalar.to_ascii_lowercase().as_str()) || is_number(scalar) || is_date(scalar)
}

fn is_number(scalar: &str) -> bool {
    let number = scalar.strip_prefix(['-', '+']).unwrap_or(scalar);
    let lower = number.to_ascii_lowercase();
    let of = |digits: &str, is: fn(char) -> bool| {
        !digits.is_empty() && digits.chars().all(|each| each == '_' || is(each))
    };
    let decimal = |digits: &str| {
        digits.starts_with(|first: char| first.is_ascii_digit())
            && of(digits, |each| each.is_ascii_digit())
    };
    if matches!(lower.as_str(), ".inf" | ".nan") {
        return true;
    }
    if let Some((base, digits)) = lower.split_at_checked(2) {
        let is = match base {
            "0x" => Some((|each| each.is_ascii_hexdigit()) as fn(char) -> bool),
            "0b" => Some((|each| matches!(each, '0' | '1')) as fn(char) -> bool),
            "0o" => Some((|each| each.is_digit(8)) as fn(char) -> bool),
            _ => None,
        };
        if is.is_some_and(|is| of(digits, is)) {
            return true;
        }
    }
    // Numbers of base sixty: hours, minutes and seconds.
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or_default();
    let sixties = parts.clone().count();
    if sixties > 0 {
        return decimal(first)
            && parts.all(|part| part.len() <= 2 && decimal(part))
            && fraction.is_none_or(|fraction| {
                fraction.is_empty() || of(fraction, |each| each.is_ascii_digit())
            });
    }
    let (mantissa, exponent) = match lower.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (lower.as_str(), None),
    };
    let exponent = exponent
        .is_none_or(|exponent| decimal(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction_is = fraction.is_empty() || of(fraction, |each| each.is_ascii_digit());
    let whole_is = decimal(whole) || (whole.is_empty() && !fraction.is_empty());
    exponent && fraction_is && whole_is
}

fn is_date(scalar: &str) -> bool {
    let mut parts = scalar.splitn(3, '-');
    let digits = |part: &str, most: usize| {
        !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    year.len() == 4
        && digits(year, 4)
        && digits(month, 2)
        && rest.starts_with(|first: char| first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::read;

    #[test]
    fn words_of_yaml_1_1_are_quoted_and_read_back() {
        let document = serde_json::json!({
            "no": ["no", "Y", "off", "plain", "2025-05-08", "2025-05-08T12:00:00Z", "2025-05"],
            "text": "a line\nno\n- yes\n",
            "answer": "yes",
            "flag": true,
        });
        let text = write(&document);
        assert_eq!(read(&text), Ok(document));
        for line in [
            "'no':",
            "- 'no'",
            "- 'Y'",
            "- 'off'",
            "- plain",
            "- '2025-05-08'",
            "answer: 'yes'",
            "flag: true",
        ] {
            assert!(
                text.lines().any(|written| written.trim() == line),
                "{line} in\n{text}"
            );
        }
        assert!(
            text.contains("\n  no\n  - yes\n"),
            "a block of text stays as it is:\n{text}"
        );
    }

    /// What a reader of YAML 1.1 or 1.2 resolves to something else than text.
    const OTHERWISE: &[&str] = &[
        "y",
        "Y",
        "n",
        "N",
        "yes",
        "Yes",
        "YES",
        "no",
        "No",
        "NO",
        "on",
        "On",
        "ON",
        "off",
        "Off",
        "OFF",
        "true",
        "TRUE",
        "false",
        "False",
        "~",
        "null",
        "Null",
        "=",
        "<<",
        "0",
        "7",
        "-7",
        "+7",
        "1_000",
        "010",
        "0o7",
        "0x1F",
        "0b1_0",
        "1:2",
        "190:20:30",
        "-1:20",
        "190:20:30.15",
        "1.5",
        "1.",
        ".5",
        "6.8523015e+5",
        "685.230_15e+03",
        "1e5",
        ".inf",
        "-.INF",
        ".NaN",
        "2025-05-08",
        "2001-1-1",
        "2001-12-14t21:59:43.10-05:00",
        "2001-12-14 21:59:43.10 -5",
    ];

    /// What looks like it and is text to both.
    const TEXTS: &[&str] = &[
        "V:20250508",
        "3.0.3",
        "nope",
        "o",
        "1:2:",
        "1:",
        "12:345",
        "0xg",
        "2025-05",
        "1-2",
        "e5",
        "-",
        "a: b",
        "it's no",
        "no ",
        " no",
        "key: no",
        "- no",
        "'no'",
        "\"no\"",
        "#no",
        "no:",
        "",
        "|",
        "|-",
        "a\nno\n",
        "no: |",
        "?",
        "? no",
    ];

    #[test]
    fn no_name_and_no_text_is_taken_for_anything_else() {
        for scalar in OTHERWISE.iter().chain(TEXTS) {
            let document = serde_json::json!({
                *scalar: { *scalar: *scalar },
                "list": [scalar, [scalar], { *scalar: [] }, { "a": scalar }],
                "numbers": [1, -2.25, 1e30, true, false, null],
                "last": { "no": { "on": {} } },
            });
            let text = write(&document);
            // Our reader cannot tell that the sign for a merge is quoted, and refuses it.
            if *scalar != "<<" {
                assert_eq!(read(&text), Ok(document), "{text}");
            }
            assert!(
                text.contains("\n- 1\n- -2.25\n"),
                "numbers stay numbers:\n{text}"
            );
            for line in text.lines() {
                let line = line.trim_start_matches([' ', '-']);
                let plain = |at: &str| {
                    OTHERWISE.contains(scalar) && at == *scalar && !scalar.starts_with('-')
                };
                let (name, value) = line
                    .split_once(": ")
                    .unwrap_or((line.trim_end_matches(':'), line));
                let is_number = matches!(*scalar, "true" | "false" | "null" | "1");
                assert!(
                    is_number || !(plain(name) || plain(value)),
                    "{line:?} in\n{text}"
                );
            }
        }
    }
}
