//! A query, cut into its steps.

use std::fmt;

use super::moved::Move;

/// The steps of a query, which are told apart only as far as following asks for it.
pub(super) struct Target(Vec<Segment>);

enum Segment {
    /// One or more names, and whether they are written in brackets.
    Names(Vec<String>, bool),
    /// A filter, as it is written.
    Filter(String),
    /// Anything else, as it is written.
    Other(String),
}

impl Target {
    /// Cuts a query; nothing where it is none that could be followed.
    pub(super) fn parse(query: &str) -> Option<Self> {
        let mut rest = query.trim().strip_prefix('$')?;
        let mut segments = Vec::new();
        while !rest.is_empty() {
            let (segment, after) = match rest.strip_prefix('.') {
                Some(name) => plain(name)?,
                None => bracketed(rest.strip_prefix('[')?)?,
            };
            segments.push(segment);
            rest = after;
        }
        Some(Self(segments))
    }

    /// The query for one place.
    pub(super) fn of(steps: &[String]) -> Self {
        let segment = |(index, step): (usize, &String)| match is_entry(steps, index) {
            true => Segment::Other(format!("[{step}]")),
            false => Segment::Names(vec![step.clone()], false),
        };
        Self(steps.iter().enumerate().map(segment).collect())
    }

    /// The query that names the new place; nothing where it does not name the old one, or other places beside it.
    pub(super) fn moved(&self, moved: &Move) -> Option<Self> {
        if self.0.len() < moved.from.len() {
            return None;
        }
        let (head, tail) = self.0.split_at(moved.from.len());
        if !leads_along(head, &moved.from) {
            return None;
        }
        let is_single = |segment: &Segment| match segment {
            Segment::Names(names, _) => names.len() == 1,
            Segment::Filter(_) => false,
            Segment::Other(_) => true,
        };
        let mut segments = if head.iter().all(is_single) {
            let like = |index: usize| matches!(head.get(index), Some(Segment::Names(_, true)));
            let steps = moved.to.iter().enumerate();
            steps
                .map(|(index, step)| Segment::Names(vec![step.clone()], like(index)))
                .collect()
        } else {
            in_place(head, moved)?
        };
        segments.extend(tail.iter().map(Segment::again));
        Some(Self(segments))
    }

    /// The query with another name in the place of one.
    pub(super) fn renamed(&self, was: &str, is: &str) -> Self {
        let segments = self.0.iter().map(|segment| match segment {
            Segment::Names(names, bracket) => Segment::Names(with_name(names, was, is), *bracket),
            other => other.again(),
        });
        Self(segments.collect())
    }

    /// How many steps of a longer path the query names, one name each; nothing where it does not lead there.
    pub(super) fn leads_to(&self, path: &[String]) -> Option<usize> {
        let depth = self.0.len();
        let named = path.get(..depth).filter(|_| depth < path.len())?;
        let mut pairs = self.0.iter().zip(named);
        let leads = pairs.all(|(segment, step)| {
            matches!(segment, Segment::Names(names, _) if names.len() == 1 && names.contains(step))
        });
        leads.then_some(depth)
    }
}

/// Whether one of the steps to a place is the number of an entry: `0` after `parameters`, and not `200` after `responses`.
#[must_use]
pub fn is_entry(steps: &[String], index: usize) -> bool {
    const LISTS: [&str; 9] = [
        "parameters",
        "allOf",
        "anyOf",
        "oneOf",
        "prefixItems",
        "x-choice",
        "x-either",
        "x-together",
        "x-presets",
    ];
    let is_number = steps
        .get(index)
        .is_some_and(|it| it.parse::<usize>().is_ok());
    let before = index.checked_sub(1).and_then(|before| steps.get(before));
    is_number && before.is_some_and(|before| LISTS.contains(&before.as_str()))
}

/// The query for one place, by the names of the members and the numbers of the entries that lead there.
#[must_use]
pub fn query(steps: &[String]) -> String {
    Target::of(steps).to_string()
}

/// The steps with the one name replaced that differs, where the others name nothing beside it.
fn in_place(head: &[Segment], moved: &Move) -> Option<Vec<Segment>> {
    if moved.from.len() != moved.to.len() {
        return None;
    }
    let mut differs = moved
        .from
        .iter()
        .zip(&moved.to)
        .filter(|(was, is)| was != is);
    let (was, is) = differs.next()?;
    if differs.next().is_some() {
        return None;
    }
    let steps = head.iter().zip(moved.from.iter().zip(&moved.to));
    let segments = steps.map(|(segment, (from, to))| match segment {
        Segment::Names(names, bracket) if from != to => {
            Some(Segment::Names(with_name(names, from, to), *bracket))
        }
        Segment::Names(names, _) if names.len() > 1 => None,
        Segment::Filter(filter) if from != to => Some(Segment::Filter(
            filter.replace(&literal(from), &literal(to)),
        )),
        Segment::Filter(filter) => Some(Segment::Filter(renamed(filter, was, is))),
        other => Some(other.again()),
    });
    segments.collect()
}

/// Names with another one in the place of one, each once.
fn with_name(names: &[String], was: &str, is: &str) -> Vec<String> {
    let mut renamed: Vec<String> = Vec::new();
    for name in names {
        let name = if name == was { is } else { name };
        if !renamed.iter().any(|known| known == name) {
            renamed.push(name.to_owned());
        }
    }
    renamed
}

/// Whether steps name a path, a filter standing for the properties that it speaks of, or for the tag of a name.
fn leads_along(segments: &[Segment], path: &[String]) -> bool {
    let mut pairs = segments.iter().zip(path).enumerate();
    pairs.all(|(index, (segment, step))| match segment {
        Segment::Names(names, _) => names.contains(step),
        Segment::Filter(filter) if index == 1 && path.first().is_some_and(|it| it == "tags") => {
            *filter == format!("[?@.name == {}]", literal(step))
        }
        Segment::Filter(filter) => {
            let next = path.get(index + 1);
            step == "properties" && next.is_some_and(|next| speaks_of_nothing_but(filter, next))
        }
        Segment::Other(_) => false,
    })
}

/// Whether all members of the node that a filter asks for are one.
fn speaks_of_nothing_but(filter: &str, name: &str) -> bool {
    let mut parts = filter.split("@.");
    let before = parts.next();
    let asked: Vec<&str> = parts.map(|part| ident(part).0).collect();
    before.is_some() && !asked.is_empty() && asked.iter().all(|asked| *asked == name)
}

/// A filter that asks for a member under its new name.
fn renamed(filter: &str, was: &str, is: &str) -> String {
    let mut parts = filter.split("@.");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, after) = ident(part);
        let name = if name == was { is } else { name };
        text.push_str(&format!("@.{name}{after}"));
    }
    text
}

/// The name at the beginning of a text, and what follows.
fn ident(text: &str) -> (&str, &str) {
    let end = text
        .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .unwrap_or(text.len());
    text.split_at(end)
}

fn plain(text: &str) -> Option<(Segment, &str)> {
    if let Some(after) = text.strip_prefix('*') {
        return Some((Segment::Other(".*".to_owned()), after));
    }
    let (name, after) = ident(text);
    (!name.is_empty()).then(|| (Segment::Names(vec![name.to_owned()], false), after))
}

/// A step in brackets, the first of which is read already.
fn bracketed(text: &str) -> Option<(Segment, &str)> {
    let mut quote = None;
    let mut depth = 1;
    let mut is_escaped = false;
    let mut names = Vec::new();
    let mut name = String::new();
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(_), _) if is_escaped => {
                is_escaped = false;
                name.push(letter);
            }
            (Some(_), '\\') => is_escaped = true,
            (Some(open), _) if open == letter => {
                quote = None;
                names.push(std::mem::take(&mut name));
            }
            (Some(_), _) => name.push(letter),
            (None, '\'' | '"') => quote = Some(letter),
            (None, '[' | '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, ']') => {
                depth -= 1;
                if depth == 0 {
                    let (within, after) = (text.get(..at)?, text.get(at + 1..)?);
                    return Some((step(within, names), after));
                }
            }
            (None, _) => {}
        }
    }
    None
}

fn step(within: &str, names: Vec<String>) -> Segment {
    let first = within.trim_start().chars().next();
    match first {
        Some('?') => Segment::Filter(format!("[{within}]")),
        Some('\'' | '"') => Segment::Names(names, true),
        _ => Segment::Other(format!("[{within}]")),
    }
}

impl Segment {
    fn again(&self) -> Self {
        match self {
            Self::Names(names, bracket) => Self::Names(names.clone(), *bracket),
            Self::Filter(text) => Self::Filter(text.clone()),
            Self::Other(text) => Self::Other(text.clone()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for segment in &self.0 {
            match segment {
                Segment::Names(names, bracket) => match names.as_slice() {
                    [name] if !bracket && is_plain(name) => write!(f, ".{name}")?,
                    names => write!(f, "[{}]", quoted(names))?,
                },
                Segment::Filter(text) | Segment::Other(text) => f.write_str(text)?,
            }
        }
        Ok(())
    }
}

fn is_plain(name: &str) -> bool {
    let begins = |letter: char| letter.is_alphabetic() || letter == '_';
    name.starts_with(begins) && ident(name).1.is_empty()
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| literal(name)).collect();
    names.join(", ")
}

/// A text as it stands in a query.
#[must_use]
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::{Move, Target};

    fn moved(query: &str, from: &str, to: &str) -> Option<String> {
        let steps = |path: &str| path.split('/').map(str::to_owned).collect();
        let moved = Move {
            from: steps(from),
            to: steps(to),
        };
        let target = Target::parse(query).expect("a query");
        assert_eq!(target.to_string(), query, "it is written as it was read");
        target.moved(&moved).map(|target| target.to_string())
    }

    #[test]
    fn a_target_that_names_what_moved_names_its_new_place() {
        let (from, to) = ("s/Card/properties/no", "s/Pan/properties/no");
        for (query, is) in [
            ("$.s.Card.properties.no", "$.s.Pan.properties.no"),
            (
                "$.s.Card.properties.no['type']",
                "$.s.Pan.properties.no['type']",
            ),
            (
                "$.s['Bin', 'Card'].properties.no.type",
                "$.s['Bin', 'Pan'].properties.no.type",
            ),
            (
                "$.s['Pan', 'Card'].properties.no",
                "$.s['Pan'].properties.no",
            ),
            (
                "$.s.Card[?@.no.minLength == 3].no['minLength']",
                "$.s.Pan[?@.no.minLength == 3].no['minLength']",
            ),
        ] {
            assert_eq!(moved(query, from, to).as_deref(), Some(is), "{query}");
        }
        let renamed = moved(
            "$.s.Card[?@.no.enum == ['a]']].no",
            from,
            "s/Card/properties/pan",
        );
        assert_eq!(
            renamed.as_deref(),
            Some("$.s.Card[?@.pan.enum == ['a]']].pan")
        );
        let inlined = moved(
            "$.s.Card.properties.no",
            "s/Card",
            "s/Order/properties/card",
        );
        assert_eq!(
            inlined.as_deref(),
            Some("$.s.Order.properties.card.properties.no")
        );
        let tag = moved(
            "$.tags[?@.name == 'Pay \\'now\\'']",
            "tags/Pay 'now'",
            "tags/Pay",
        );
        assert_eq!(tag.as_deref(), Some("$.tags[?@.name == 'Pay']"));
        let path = moved("$.s['/it\\'s'].post", "s/\u{b7}", "s/x");
        assert_eq!(path, None);
    }

    #[test]
    fn a_target_that_names_others_as_well_stays() {
        let (from, to) = ("s/Card/properties/no", "s/Pan/properties/no");
        for query in [
            "$.s.*.properties.no",
            "$.s.Card.properties['no', 'bin']",
            "$.s.Card[?@.no.minLength == 3 && @.bin].no",
            "$.s.Card",
            "$.s.Cards.properties.no",
        ] {
            assert_eq!(moved(query, from, to), None, "{query}");
        }
    }
}
