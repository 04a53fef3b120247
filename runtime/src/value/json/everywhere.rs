//! Members by their names, wherever they stand in a value.

use std::borrow::Cow;

use crate::value::json::kind::Kind;
use crate::value::json::reference::JsonRef;

/// Shows every member of every object to `visit`, with the names that lead to it, its own at the end. Says whether it
/// could look everywhere: what is nested too deeply is not looked into.
pub(crate) fn everywhere<'a>(
    json: JsonRef<'a>,
    visit: &mut impl FnMut(&[Cow<'a, str>], JsonRef<'a>),
) -> bool {
    let mut path = Vec::new();
    walk(json, &mut path, visit)
}

/// Nesting is bounded by what [`JsonRef`] opens, and so is this recursion.
fn walk<'a>(
    json: JsonRef<'a>,
    path: &mut Vec<Cow<'a, str>>,
    visit: &mut impl FnMut(&[Cow<'a, str>], JsonRef<'a>),
) -> bool {
    let mut is_whole = true;
    match json.kind() {
        Kind::Object => {
            let Some(members) = json.members() else {
                return false;
            };
            for (name, value) in members.named() {
                path.push(name);
                visit(path, value);
                is_whole &= walk(value, path, visit);
                path.pop();
            }
        }
        Kind::List => {
            let Some(elements) = json.items() else {
                return false;
            };
            for element in elements {
                is_whole &= walk(element, path, visit);
            }
        }
        _ => {}
    }
    is_whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json::reference::Document;
    use crate::value::json::warning::DecodeWarnings;

    /// The paths of all members called `n`.
    fn found(json: &str) -> (Vec<String>, bool) {
        let document = Document::parse(json, &mut DecodeWarnings::new());
        let mut found = Vec::new();
        let whole = everywhere(document.json(), &mut |path, _| {
            if path.last().is_some_and(|name| name == "n") {
                found.push(path.join("."));
            }
        });
        (found, whole)
    }

    #[test]
    fn a_member_is_found_wherever_it_stands_and_however_often() {
        for (json, expected) in [
            (r#"{"n":1,"a":{"n":{"n":2}},"n":3}"#, "n a.n a.n.n n"),
            (r#"[{"l":[[{"n":1}],{"n":null}]}]"#, "l.n l.n"),
            (r#"{"\u006e":1}"#, "n"),
            ("<html>", ""),
            ("7", ""),
        ] {
            let (paths, whole) = found(json);
            assert_eq!(
                (paths.join(" ").as_str(), whole),
                (expected, true),
                "{json}"
            );
        }
    }

    #[test]
    fn what_is_nested_too_deeply_is_told_and_costs_no_stack() {
        let nested =
            |depth: usize| format!("{}{{\"n\":1}}{}", "[".repeat(depth), "]".repeat(depth));
        let (deep, deeper) = (nested(50), nested(5_000));
        let thread = std::thread::Builder::new().stack_size(256 * 1024);
        let looked = thread.spawn(move || (found(&deep), found(&deeper).1));
        let ((paths, whole), all) = looked.unwrap().join().unwrap();
        assert_eq!((paths.len(), whole, all), (1, true, false));
    }
}
