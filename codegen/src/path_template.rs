//! Templates of paths, whose parameters stand in braces.

/// The names of the parameters.
pub(crate) fn names(template: &str) -> impl Iterator<Item = &str> {
    let pieces = template.split('{').skip(1);
    pieces.filter_map(|piece| piece.split_once('}').map(|(name, _)| name))
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
