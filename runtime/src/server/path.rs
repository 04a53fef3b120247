//! What a path has where its template has names.

use axum::extract::Request;
use percent_encoding::{percent_decode, percent_decode_str};

use super::urlencoded::pairs;
use crate::record::call::parts::in_parts;
use crate::record::operation::Operation;

/// Whether a request is one of an operation by the text that its path has beside its parameters, and by the query that its
/// path may have. A router compares whole segments.
pub fn is_of(operation: &Operation, request: &Request) -> bool {
    let (template, fixed) = in_parts(operation.path);
    let uri = request.uri();
    let is_given = |fixed| pairs(uri.query().unwrap_or_default()).any(|given| given == fixed);
    captured(template, uri.path()).is_some() && pairs(fixed.unwrap_or_default()).all(is_given)
}

/// What stands where a template has names, still encoded; `None` where the path is none of the template. Each name takes as much
/// of a segment as it can, and at least something.
pub(super) fn captured<'a>(template: &'a str, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let mut found = Vec::new();
    for (template, mut segment) in template.split('/').zip(path.split('/')) {
        let mut pieces = template.split('{');
        let before = pieces.next().unwrap_or_default();
        let mut pieces = pieces.peekable();
        // Text alone was compared by whoever chose the operation.
        if pieces.peek().is_some() {
            segment = behind_text(before, segment)?;
        }
        while let Some(piece) = pieces.next() {
            let (name, behind) = piece.split_once('}')?;
            let mut ends = (0..=segment.len()).rev();
            let (value, rest) = ends.find_map(|end| {
                let (value, rest) = segment.split_at_checked(end)?;
                let rest = behind_text(behind, rest)?;
                let is_cut = value.bytes().rev().take(2).any(|byte| byte == b'%');
                let is_end = !is_cut && (pieces.peek().is_some() || rest.is_empty());
                is_end.then_some((value, rest))
            })?;
            if value.is_empty() && template.len() > name.len().saturating_add(2) {
                return None;
            }
            found.push((name, value));
            segment = rest;
        }
    }
    Some(found)
}

/// What a segment has behind a text that it begins with, whichever letters of either are encoded.
fn behind_text<'a>(text: &str, segment: &'a str) -> Option<&'a str> {
    let mut rest = segment.as_bytes();
    for wanted in percent_decode_str(text) {
        let is_there = percent_decode(rest).next() == Some(wanted);
        let length = match rest {
            [b'%', one, two, ..] if one.is_ascii_hexdigit() && two.is_ascii_hexdigit() => 3,
            _ => 1,
        };
        rest = rest.get(length..).filter(|_| is_there)?;
    }
    segment.get(segment.len() - rest.len()..)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;

    use super::{captured, is_of};
    use crate::fixture::READS;
    use crate::record::operation::Operation;

    #[test]
    fn the_query_of_a_path_has_to_be_there_in_any_order_and_letters() {
        let operation = Operation {
            path: "/a/{id}?do=list&all",
            ..READS
        };
        let is_of = |target: &str| {
            let request = Request::builder().uri(target).body(Body::empty());
            is_of(&operation, &request.expect("a request"))
        };
        for target in ["/a/1?do=list&all=", "/a/1?x=y&all&d%6F=list"] {
            assert!(is_of(target), "{target}");
        }
        for target in ["/a/1", "/a/1?do=list", "/a/1?do=lists&all", "/a/1?all&do"] {
            assert!(!is_of(target), "{target}");
        }
    }

    #[test]
    fn names_take_what_stands_between_the_text_beside_them() {
        let found = |template, path| captured(template, path).unwrap_or_default();
        assert_eq!(found("/a/{id}.json", "/a/x.y.json"), [("id", "x.y")]);
        assert_eq!(
            found("/v1/{name}:cancel", "/v1/a%2Fb:cancel"),
            [("name", "a%2Fb")]
        );
        let near = "/Near(lat={lat},lon={lon})/{x}";
        let all = [("lat", "1.5"), ("lon", "-2"), ("x", "")];
        assert_eq!(found(near, "/Near(lat=1.5,lon=-2)/"), all);
        assert_eq!(
            found("/{id}.{format}", "/1.2.json"),
            [("id", "1.2"), ("format", "json")]
        );
        let encoded = [("id", "x%2Ey"), ("b", "%20")];
        assert_eq!(found("/é{id}.a {b}", "/%C3%A9x%2Ey%2Ea%20%20"), encoded);
        assert_eq!(found("/%C3%a9{id}:x", "/é1%3Ax"), [("id", "1")]);
        assert_eq!(captured("/{id}2E", "/x%2E"), None);
        for path in ["/a/.json", "/a/x", "/a/x.jso", "/a/"] {
            assert_eq!(captured("/a/{id}.json", path), None, "{path}");
        }
    }
}
