//! Patterns of a document, as all rooms read them: those of JSON Schema are of ECMA-262.

use regex_syntax::hir::Hir;

/// What a pattern says; nothing for one that is none, or that only ECMA-262 knows.
pub(crate) fn parsed(source: &str) -> Option<Hir> {
    regex_syntax::parse(&in_rust(source)).ok()
}

/// A pattern in the one way in which all that say the same by other classes of characters are written.
pub(crate) fn normal(source: &str) -> String {
    parsed(source).map_or_else(|| source.to_owned(), |said| said.to_string())
}

/// A pattern of ECMA-262, which those of JSON Schema are, as Rust writes it: its digits and word characters are those of ASCII,
/// and a class holds neither other classes nor operators.
pub(crate) fn in_rust(source: &str) -> String {
    let (mut rust, mut is_in_class) = (String::new(), false);
    let mut letters = source.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('d') => rust.push_str("[0-9]"),
                Some('D') => rust.push_str("[^0-9]"),
                Some('w') => rust.push_str("[0-9A-Za-z_]"),
                Some('W') => rust.push_str("[^0-9A-Za-z_]"),
                escaped => rust.extend(std::iter::once(letter).chain(escaped)),
            },
            '[' | '&' | '~' if is_in_class => rust.extend(['\\', letter]),
            _ => {
                is_in_class = letter == '[' || is_in_class && letter != ']';
                rust.push(letter);
            }
        }
    }
    rust
}
