//! Paths into JSON, as documents write them: wire names, `.` into an object, `[]` for each element of a list.

use std::borrow::Cow;

use crate::value::json::kind::Kind;
use crate::value::json::reference::JsonRef;

/// Every value that a path leads to, each with the positions of the list elements that it stands in. A value where a list
/// was documented counts as the only element of one.
pub(crate) fn values<'a>(json: JsonRef<'a>, path: &str) -> Vec<(Vec<usize>, JsonRef<'a>)> {
    let mut found = Vec::new();
    each_value(json, path, &mut |at, json| found.push((at.to_vec(), json)));
    found
}

/// Shows each of them to `see`.
pub(crate) fn each_value<'a>(
    json: JsonRef<'a>,
    path: &str,
    see: &mut impl FnMut(&[usize], JsonRef<'a>),
) {
    walk(json, path, &mut Vec::new(), &member, see);
}

/// The same with every value of a member that contradicts itself.
pub(crate) fn all_values<'a>(json: JsonRef<'a>, path: &str) -> Vec<(Vec<usize>, JsonRef<'a>)> {
    let mut found = Vec::new();
    let members = |json: JsonRef<'a>, name: &str| all_members(json, name).collect::<Vec<_>>();
    let see = &mut |at: &[usize], json| found.push((at.to_vec(), json));
    walk(json, path, &mut Vec::new(), &members, see);
    found
}

/// As deep as the path is long.
fn walk<'a, M: IntoIterator<Item = JsonRef<'a>>>(
    json: JsonRef<'a>,
    path: &str,
    at: &mut Vec<usize>,
    members: &impl Fn(JsonRef<'a>, &str) -> M,
    see: &mut impl FnMut(&[usize], JsonRef<'a>),
) {
    let (step, rest) = match path.split_once('.') {
        Some((step, rest)) => (step, Some(rest)),
        None => (path, None),
    };
    let (name, is_list) = match step.strip_suffix("[]") {
        Some(name) => (name, true),
        None => (step, false),
    };
    let mut go_on = |json: JsonRef<'a>, at: &mut Vec<usize>| match rest {
        Some(rest) => walk(json, rest, at, members, see),
        None => see(at, json),
    };
    let mut of_member = |json: JsonRef<'a>, at: &mut Vec<usize>| {
        if !is_list {
            return go_on(json, at);
        }
        let elements = json.items();
        let only = (elements.is_none() && !json.is_null()).then_some(json);
        let elements = elements.into_iter().flatten().chain(only);
        for (index, element) in elements.enumerate() {
            at.push(index);
            go_on(element, at);
            at.pop();
        }
    };
    if name.is_empty() {
        return of_member(json, at);
    }
    for member in members(json, name) {
        of_member(member, at);
    }
}

/// A member of an object. One that stands there twice with different values is none: who knows which one counts.
fn member<'a>(json: JsonRef<'a>, name: &str) -> Option<JsonRef<'a>> {
    let mut all = all_members(json, name);
    let first = all.next()?;
    all.all(|other| other.expose() == first.expose())
        .then_some(first)
}

/// Every value of a member of an object; nothing for what is none, or nested too deeply.
pub(crate) fn all_members<'a>(json: JsonRef<'a>, name: &str) -> impl Iterator<Item = JsonRef<'a>> {
    let mut members = json.members();
    std::iter::from_fn(move || members.as_mut()?.find_named(name))
}

/// The text of a value that is one: a string's without its quotes, a number's digits, a boolean's name.
pub(crate) fn text(json: JsonRef<'_>) -> Option<Cow<'_, str>> {
    match json.kind() {
        Kind::String => json.string(),
        Kind::Number | Kind::Boolean => Some(Cow::Borrowed(json.expose())),
        _ => None,
    }
}

/// A path with the positions put into its brackets: `[].orderNo` at 2 is `[2].orderNo`.
pub(crate) fn placed<'p>(path: &'p str, at: &[usize]) -> Cow<'p, str> {
    if at.is_empty() {
        return Cow::Borrowed(path);
    }
    let mut positions = at.iter();
    let mut parts = path.split("[]");
    let mut placed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match positions.next() {
            Some(position) => placed.push_str(&format!("[{position}]")),
            None => placed.push_str("[]"),
        }
        placed.push_str(part);
    }
    Cow::Owned(placed)
}

/// The path that a placed one was made of.
pub(crate) fn unplaced(placed: &str) -> Cow<'_, str> {
    if !placed.contains('[') {
        return Cow::Borrowed(placed);
    }
    let mut path = String::with_capacity(placed.len());
    let mut rest = placed;
    while let Some((before, after)) = rest.split_once('[') {
        path.push_str(before);
        path.push_str("[]");
        rest = after.split_once(']').map_or("", |(_, rest)| rest);
    }
    path.push_str(rest);
    Cow::Owned(path)
}

/// The part of a path up to its last list: paths with the same one speak of the same element.
pub(crate) fn list_of(path: &str) -> Option<&str> {
    path.rfind("[]").and_then(|at| path.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json::reference::Document;
    use crate::value::json::warning::DecodeWarnings;

    fn found(json: &str, path: &str) -> Vec<(Vec<usize>, String)> {
        let document = Document::parse(json, &mut DecodeWarnings::new());
        values(document.json(), path)
            .into_iter()
            .filter_map(|(at, json)| Some((at, text(json)?.into_owned())))
            .collect()
    }

    #[test]
    fn values_are_found_with_their_positions() {
        let json = r#"{"a":{"b":"x"},"l":[{"n":1},{"m":2},{"n":true,"k":[{"z":"y"}]}]}"#;
        assert_eq!(found(json, "a.b"), [(vec![], "x".to_owned())]);
        assert_eq!(
            found(json, "l[].n"),
            [(vec![0], "1".to_owned()), (vec![2], "true".to_owned())]
        );
        assert_eq!(found(json, "l[].k[].z"), [(vec![2, 0], "y".to_owned())]);
        assert_eq!(found(r#"[{"n":"p"}]"#, "[].n"), [(vec![0], "p".to_owned())]);
        assert_eq!(found(json, "a.b.c"), []);
        assert_eq!(found(json, "a"), []);
    }

    #[test]
    fn a_member_that_contradicts_itself_is_none() {
        assert_eq!(found(r#"{"a":"x","a":"y"}"#, "a"), []);
        assert_eq!(
            found(r#"{"a":"x","a":"x"}"#, "a"),
            [(vec![], "x".to_owned())]
        );
    }

    #[test]
    fn positions_go_into_brackets_and_out_again() {
        for (path, at, expected) in [
            ("[].orderNo", vec![2], "[2].orderNo"),
            ("a.l[].k[].z", vec![0, 11], "a.l[0].k[11].z"),
            ("orderNo", vec![], "orderNo"),
        ] {
            assert_eq!(placed(path, &at), expected);
            assert_eq!(unplaced(expected), path);
        }
    }
}
