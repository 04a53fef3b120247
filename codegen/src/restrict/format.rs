//! Date formats as tokens write them.

/// What a date format asks of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// One of the forms that `x-time` names.
    Time(&'static str),
    /// Anything else, as a regular expression.
    Pattern(String),
}

/// Reads a date format such as `yyyy-MM-dd HH:mm:ss`; nothing if one of its letters has no digits to stand for.
pub(super) fn form(format: &str) -> Option<Form> {
    // Years and days are written in either case and mean the same; months and minutes differ by it.
    let plain: String = format
        .chars()
        .filter(|c| *c != '\'')
        .map(|c| match c {
            'Y' => 'y',
            'D' => 'd',
            'h' => 'H',
            other => other,
        })
        .collect();
    match plain.as_str() {
        "yyyy-MM-dd" => return Some(Form::Time("date")),
        "yyyy-MM-dd HH:mm:ss" => return Some(Form::Time("local-datetime")),
        _ => {}
    }
    if let Some(zone) = plain.strip_prefix("yyyy-MM-ddTHH:mm:ss")
        && matches!(
            zone.trim_start_matches('.').trim_start_matches('S'),
            "Z" | "X" | "XX" | "XXX" | "xxx" | "ZZ" | "ZZZ"
        )
    {
        return Some(Form::Time("rfc3339"));
    }
    pattern(&plain).map(Form::Pattern)
}

fn pattern(format: &str) -> Option<String> {
    let mut pattern = String::from("^");
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(first).len();
        match first {
            'y' | 'M' | 'd' | 'H' | 'm' | 's' | 'S' if run > 1 => {
                pattern.push_str(&format!("[0-9]{{{run}}}"))
            }
            'y' | 'M' | 'd' | 'H' | 'm' | 's' | 'S' => pattern.push_str("[0-9]{1,2}"),
            'T' if run == 1 => pattern.push('T'),
            '-' | '/' | ':' | ' ' => pattern.extend(std::iter::repeat_n(first, run)),
            '.' => pattern.push_str(&"\\.".repeat(run)),
            _ => return None,
        }
        rest = rest.get(run..)?;
    }
    pattern.push('$');
    Some(pattern)
}
