//! Rows of the tables of properties and parameters.

use std::collections::BTreeSet;

use super::model::{Access, ParameterRow, Place, Row};
use super::types::{self, Names, Problem};

/// What a line of a table is.
pub(super) enum Line<R> {
    /// A row.
    Row(R),
    /// It has the form of a row, but its type is unknown.
    UnknownSchema(String),
    /// No row.
    Other,
}

/// Reads `(» )*name type required restrictions description`.
pub(super) fn property(line: usize, text: &str, names: &Names, keys: &BTreeSet<&str>) -> Line<Row> {
    let mut unknown = None;
    for (head, required, tail) in flags(text) {
        let accesses = [
            ("none", Access::Both),
            ("read-only", Access::ReadOnly),
            ("write-only", Access::WriteOnly),
        ];
        let mut accesses = accesses.into_iter();
        let given = accesses.find_map(|(name, access)| Some((access, word(tail, name)?)));
        let Some((access, description)) = given else {
            continue;
        };
        match types::cut(head, names, keys) {
            Ok((name, ty)) => {
                let (depth, name) = depth(name);
                return Line::Row(Row {
                    line,
                    depth,
                    name,
                    ty,
                    required,
                    access,
                    description: said(description),
                });
            }
            Err(Problem::UnknownSchema(name)) => unknown = unknown.or(Some(name)),
            Err(Problem::NoType) => {}
        }
    }
    unknown.map_or(Line::Other, Line::UnknownSchema)
}

/// Reads `name in type required description`.
pub(super) fn parameter(
    line: usize,
    text: &str,
    names: &Names,
    keys: &BTreeSet<&str>,
) -> Line<ParameterRow> {
    let mut unknown = None;
    for (head, required, tail) in flags(text) {
        match parameter_head(head, names, keys) {
            Ok((name, place, ty)) => {
                let (depth, name) = depth(name);
                let description = said(tail);
                let row = Row {
                    line,
                    depth,
                    name,
                    ty,
                    required,
                    access: Access::Both,
                    description,
                };
                return Line::Row(ParameterRow { place, row });
            }
            Err(Problem::UnknownSchema(name)) => unknown = unknown.or(Some(name)),
            Err(Problem::NoType) => {}
        }
    }
    unknown.map_or(Line::Other, Line::UnknownSchema)
}

fn parameter_head<'t>(
    head: &'t str,
    names: &Names,
    keys: &BTreeSet<&str>,
) -> Result<(&'t str, Place, super::model::Type), Problem> {
    let mut problem = Problem::NoType;
    for (space, _) in head.rmatch_indices(' ').take(80) {
        let (Some(before), Some(rest)) = (head.get(..space), head.get(space + 1..)) else {
            continue;
        };
        let Some((name, word)) = before.rsplit_once(' ') else {
            continue;
        };
        let Some(place) = place(word) else {
            continue;
        };
        match types::parse(rest, names) {
            Ok(ty) => return Ok((name, place, ty)),
            Err(Problem::UnknownSchema(unknown))
                if problem == Problem::NoType && !keys.contains(rest) =>
            {
                problem = Problem::UnknownSchema(unknown);
            }
            Err(_) => {}
        }
    }
    Err(problem)
}

fn place(word: &str) -> Option<Place> {
    Some(match word {
        "query" => Place::Query,
        "path" => Place::Path,
        "header" => Place::Header,
        "cookie" => Place::Cookie,
        "body" => Place::Body,
        _ => return None,
    })
}

/// Whether a line says somewhere whether something is required, as every row does.
pub(super) fn has_flag(text: &str) -> bool {
    flags(text).next().is_some()
}

/// Where a row could say whether it is required, with what stands before and after it, up to a bound that no real row
/// needs.
fn flags(text: &str) -> impl Iterator<Item = (&str, bool, &str)> {
    text.match_indices(' ')
        .filter_map(|(space, _)| {
            let (head, rest) = (text.get(..space)?, text.get(space + 1..)?);
            let flag = |flag: bool| Some((head, flag, word(rest, &flag.to_string())?));
            let (head, flag, tail) = flag(true).or_else(|| flag(false))?;
            Some((head, flag, tail.trim_start_matches(' ')))
        })
        .take(8)
}

/// Takes a whole word off the front of a text.
fn word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(word)?;
    if rest.is_empty() {
        Some(rest)
    } else {
        rest.strip_prefix(' ')
    }
}

/// The depth of a name and the name without its marks.
fn depth(name: &str) -> (usize, String) {
    let plain = types::plain_name(name);
    let marks = name.chars().take_while(|mark| *mark == '»').count();
    (marks, plain.to_owned())
}

/// A description; the word `none` stands for its absence.
pub(super) fn said(text: &str) -> Option<String> {
    (!text.is_empty() && text != "none").then(|| text.to_owned())
}
