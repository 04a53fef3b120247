//! Text in Markdown that shows what it is.

/// One line of Markdown in which nothing is markup. Code in backticks stays what it is.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut in_code = false;
    for letter in text.chars() {
        match letter {
            '`' => {
                in_code = !in_code;
                escaped.push('`');
            }
            '<' if !in_code => escaped.push_str("&lt;"),
            '>' if !in_code => escaped.push_str("&gt;"),
            '@' if !in_code => escaped.push_str("&#64;"),
            '*' | '_' | '[' | ']' | '#' | '|' if !in_code => {
                escaped.push('\\');
                escaped.push(letter);
            }
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    if in_code {
        escaped.push('`');
    }
    escaped
}
