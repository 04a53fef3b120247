//! Answers that are not quite HTTP, or say oddly where they end. Each carries an acceptance, and each is sent on a
//! connection that stays open behind it.

use super::api::ACCEPTED;

/// Answers that are odd, by what is odd about them, and what they are.
pub(crate) fn odd_answers() -> Vec<(&'static str, Vec<u8>)> {
    let length = ACCEPTED.len();
    let with = |headers: &str| lines(&format!("{headers}content-length: {length}\r\n"), ACCEPTED);
    let framed = |headers: &str| lines(headers, ACCEPTED);
    let chunked = |headers: &str| lines(headers, &in_chunks("\r\n"));
    let after = |before: &str| [before.as_bytes(), &with("")].concat();
    let long = format!("x-long: {}\r\n", "a".repeat(300 * 1024));
    vec![
        ("a blank before a colon", with("x-odd : a\r\n")),
        (
            "a control character in a header",
            with("x-odd: a\u{1}b\r\n"),
        ),
        ("a folded header", with("x-odd: a\r\n b\r\n")),
        ("a header without a colon", with("x-odd\r\n")),
        ("150 headers", with(&"x-more: a\r\n".repeat(150))),
        (
            "300 headers, where 160 are the most",
            with(&"x-more: a\r\n".repeat(300)),
        ),
        (
            "headers of 300 KiB, where 256 KiB are the most",
            with(&long),
        ),
        (
            "the length twice",
            with(&format!("content-length: {length}\r\n")),
        ),
        (
            "the length twice on one line",
            framed(&format!("content-length: {length}, {length}\r\n")),
        ),
        ("two lengths that differ", with("content-length: 7\r\n")),
        (
            "a length with a sign",
            framed(&format!("content-length: +{length}\r\n")),
        ),
        (
            "a length that no number holds",
            framed("content-length: 99999999999999999999999\r\n"),
        ),
        ("an empty length", framed("content-length:\r\n")),
        (
            "a folded length",
            framed(&format!("content-length:\r\n {length}\r\n")),
        ),
        (
            "a length with a blank before its colon",
            framed(&format!("content-length : {length}\r\n")),
        ),
        (
            "chunks and a length",
            chunked(&format!(
                "transfer-encoding: chunked\r\ncontent-length: {length}\r\n"
            )),
        ),
        (
            "chunks and a length of nothing",
            chunked("content-length: 0\r\ntransfer-encoding: chunked\r\n"),
        ),
        (
            "chunks said twice",
            chunked("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n"),
        ),
        (
            "chunks of a coding that nobody asked for",
            chunked("transfer-encoding: gzip, chunked\r\n"),
        ),
        (
            "chunks in capitals behind a fold",
            chunked("transfer-encoding:\r\n CHUNKED\r\n"),
        ),
        (
            "chunks behind a control character",
            chunked("transfer-encoding: \u{b}chunked\r\n"),
        ),
        (
            "a chunk whose size has a sign",
            lines(
                "transfer-encoding: chunked\r\n",
                &in_chunks("\r\n").replacen("1e", "+1e", 1),
            ),
        ),
        (
            "a chunk whose size no number holds",
            lines("transfer-encoding: chunked\r\n", "fffffffffffffffffff\r\n"),
        ),
        (
            "chunks that end in line feeds alone",
            lines("transfer-encoding: chunked\r\n", &in_chunks("\n")),
        ),
        (
            "100 before the answer",
            after("HTTP/1.1 100 Continue\r\n\r\n"),
        ),
        (
            "100 with a length before the answer",
            after("HTTP/1.1 100 Continue\r\ncontent-length: 2\r\n\r\n"),
        ),
        (
            "100 with a body before the answer",
            after("HTTP/1.1 100 Continue\r\ncontent-length: 2\r\n\r\n{}"),
        ),
        (
            "103 before the answer",
            after("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"),
        ),
        (
            "100 a thousand times before the answer",
            after(&"HTTP/1.1 100 Continue\r\n\r\n".repeat(1000)),
        ),
        (
            "101 before the answer",
            after("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
        ),
        (
            "204 with a body",
            format!("HTTP/1.1 204 No Content\r\ncontent-length: {length}\r\n\r\n{ACCEPTED}")
                .into_bytes(),
        ),
        (
            "304 with a length",
            format!("HTTP/1.1 304 Not Modified\r\ncontent-length: {length}\r\n\r\n").into_bytes(),
        ),
        (
            "more than its length",
            [&with("")[..], b"\r\n\r\n"].concat(),
        ),
        ("an answer behind the answer", with("").repeat(2)),
    ]
}

fn lines(headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\n{headers}\r\n{body}").into_bytes()
}

/// The acceptance in two chunks, whose lines end so.
fn in_chunks(end: &str) -> String {
    let (first, second) = ACCEPTED.split_at(30);
    let chunk = |chunk: &str| format!("{:x}{end}{chunk}{end}", chunk.len());
    [chunk(first), chunk(second), chunk("")].concat()
}
