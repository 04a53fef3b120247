//! Writing a document as YAML that readers of either version take for the same.

use serde_json::Value;

/// Writes a document, with the members of every object in their order.
///
/// Plain words that YAML 1.1 takes for something else (`no`, `Y`, a date) are quoted, since many readers speak 1.1.
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
        let (before, scalar) = split_scalar(line);
        if is_ambiguous(scalar) {
            out.push_str(before);
            out.push('\'');
            out.push_str(scalar);
            out.push_str("'\n");
        } else {
            out.push_str(line);
            out.push('\n');
        }
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

/// The value at the end of a line, behind its name or its dash.
fn split_scalar(line: &str) -> (&str, &str) {
    let at = match line.rfind(": ") {
        Some(colon) => colon + 2,
        None => line.len() - line.trim_start_matches([' ', '-']).len(),
    };
    line.split_at_checked(at).unwrap_or((line, ""))
}

/// Whether a plain scalar is a truth value or a date to a reader of YAML 1.1, and text to us.
fn is_ambiguous(scalar: &str) -> bool {
    let lower = scalar.to_ascii_lowercase();
    if matches!(lower.as_str(), "y" | "n" | "yes" | "no" | "on" | "off") {
        return true;
    }
    let mut parts = scalar.splitn(3, '-');
    let digits = |part: Option<&str>, most: usize| {
        part.is_some_and(|part| {
            !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let year = parts.next();
    year.is_some_and(|year| year.len() == 4)
        && digits(year, 4)
        && digits(parts.next(), 2)
        && parts
            .next()
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
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
}
