//! Templates of paths, whose parameters stand in braces.

/// The names of the parameters.
pub(crate) fn names(template: &str) -> impl Iterator<Item = &str> {
    let pieces = template.split('{').skip(1);
    pieces.filter_map(|piece| piece.split_once('}').map(|(name, _)| name))
}

/// A template without what it says of parameters that the query has anyway: `/a?b={b}` and `/a{?b}` are `/a`.
pub(crate) fn without_query(template: &str, is_in_query: impl Fn(&str) -> bool) -> String {
    if let Some((path, names)) = template.split_once("{?")
        && let Some(names) = names.strip_suffix('}')
        && names.split(',').all(&is_in_query)
    {
        return path.to_owned();
    }
    let Some((path, query)) = template.split_once('?') else {
        return template.to_owned();
    };
    let is_said_twice = |pair: &&str| {
        let named = pair.split_once('=');
        named.is_some_and(|(name, value)| value == format!("{{{name}}}") && is_in_query(name))
    };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !is_said_twice(pair))
        .collect();
    match kept.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", kept.join("&")),
    }
}

/// A template without the names of its parameters, which are not sent.
pub(crate) fn unnamed(template: &str) -> String {
    let mut pieces = template.split('{');
    let mut short = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        short.push('{');
        match piece.split_once('}') {
            Some((_, behind)) => short.extend(["}", behind]),
            None => short.push_str(piece),
        }
    }
    short
}
