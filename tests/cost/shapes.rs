//! Answers of two MiB that somebody made up to cost as much as they can.

/// So many bytes.
pub(crate) const MIB: usize = 1024 * 1024;

const SIZE: usize = 2 * MIB;

/// A name, and how to make such an answer.
pub(crate) type Shape = (&'static str, fn() -> String);

/// All of them.
pub(crate) const SHAPES: [Shape; 14] = [
    ("deep lists", || nested("[", "]")),
    ("deep objects", || nested(r#"{"order":"#, "}")),
    ("many lists as deep as are read", || {
        within("[", "]", &deep(60))
    }),
    ("a wide list", || within("[", "]", "0")),
    ("a list of empty objects", || within("[", "]", "{}")),
    ("refunds without end", || {
        within(r#"{"respCode":"0000","refund":["#, "]}", "{}")
    }),
    ("a long number", || {
        format!(r#"{{"amount":{}}}"#, "1".repeat(SIZE))
    }),
    ("many long numbers", || {
        within(r#"{"refund":["#, "]}", &"7".repeat(300))
    }),
    ("a long text", || {
        format!(r#"{{"orderNo":"{}"}}"#, "x".repeat(SIZE))
    }),
    ("a long text of escapes", || {
        format!(r#"{{"orderNo":"{}"}}"#, r"\u0041".repeat(SIZE / 6))
    }),
    ("a long name", || format!(r#"{{"{}":1}}"#, "n".repeat(SIZE))),
    ("a long name of escapes", || {
        format!(r#"{{"{}":1}}"#, r"\u006e".repeat(SIZE / 6))
    }),
    ("170,000 keys", || {
        let keys: Vec<String> = (0..170_000)
            .map(|key| format!(r#""k{key:06}":1"#))
            .collect();
        format!("{{{}}}", keys.join(","))
    }),
    ("one key without end", || {
        within("{", "}", r#""orderNo":"1""#)
    }),
];

fn nested(open: &str, close: &str) -> String {
    let depth = SIZE / (open.len() + close.len());
    format!("{}1{}", open.repeat(depth), close.repeat(depth))
}

fn deep(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

fn within(open: &str, close: &str, part: &str) -> String {
    let parts = vec![part; SIZE / (part.len() + 1)];
    format!("{open}{}{close}", parts.join(","))
}
