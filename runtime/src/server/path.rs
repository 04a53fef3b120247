//! What a path has where its template has names.

use axum::extract::Request;

use crate::record::operation::Operation;

/// Whether a request is one of an operation by the text that its path has beside its parameters. A router compares whole
/// segments.
pub fn is_of(operation: &Operation, request: &Request) -> bool {
    captured(operation.path, request.uri().path()).is_some()
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
            segment = segment.strip_prefix(before)?;
        }
        while let Some(piece) = pieces.next() {
            let (name, behind) = piece.split_once('}')?;
            let end = match pieces.peek() {
                Some(_) => segment.rfind(behind)?,
                None => segment.strip_suffix(behind)?.len(),
            };
            let (value, rest) = segment.split_at_checked(end)?;
            if value.is_empty() && template.len() > name.len().saturating_add(2) {
                return None;
            }
            found.push((name, value));
            segment = rest.strip_prefix(behind)?;
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::captured;

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
        for path in ["/a/.json", "/a/x", "/a/x.jso", "/a/"] {
            assert_eq!(captured("/a/{id}.json", path), None, "{path}");
        }
    }
}
