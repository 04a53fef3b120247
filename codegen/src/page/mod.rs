//! Reads a published API reference: the text of a page that widdershins, shins and a text extractor have made.
//!
//! The page has three parts: a front with title and version, the operations under their tags, and the schemas.
//! The names of the schemas come first, because a row can only be cut into cells when they are known.

mod answers;
mod call;
mod check;
mod copied;
mod front;
mod hidden;
mod json;
mod lines;
mod lost;
mod markup;
pub mod model;
mod operation;
mod operations;
mod parameters;
mod prose_rows;
mod responses;
mod row;
mod schemas;
mod status;
mod table;
mod template;
mod types;

pub(crate) use call::decoded;
pub(crate) use check::is_made;
pub(crate) use hidden::part as hidden_part;
pub(crate) use json::{is_filled, is_part};
pub use model::Page;
pub(crate) use prose_rows::is_printed;
pub(crate) use status::{is_phrase, phrase};
pub(crate) use types::shown_name;

use std::collections::BTreeSet;

use crate::findings::{At, Findings, Id, Severity, Stage};
use lines::Lines;

/// Reads a page: its text, the HTML that a browser saves, or the Markdown that it was made from.
///
/// Lines in findings are those of the text. Of HTML and Markdown they are those of the text that a browser shows.
///
/// # Errors
///
/// Everything that is broken, each with its line, when the page is not text, is no published reference, is truncated,
/// lacks a table, has a broken row or names a schema that it does not document.
pub fn read(bytes: &[u8]) -> Stage<Page> {
    let text = markup::text(bytes);
    pieces(&text).map_err(|findings| {
        let text = String::from_utf8_lossy(&text);
        let cause = copied::find(&text).or_else(|| template::find(&text));
        let cause = cause.or_else(|| cut_off(&text, &findings));
        cause.unwrap_or(findings)
    })
}

/// What to say of a page that refers to schemas and ends before their section, or before several of them: each table that
/// refers to one would be broken for itself. What else is wrong with a page may be why its schemas are not found.
fn cut_off(text: &str, findings: &Findings) -> Option<Findings> {
    let unknown = || findings.iter().filter(|it| it.id == Id::UnknownSchema);
    let names = unknown().filter_map(|it| it.text.split('`').nth(1));
    let names: BTreeSet<&str> = names.collect();
    let mut errors = findings.iter().filter(|it| it.severity == Severity::Error);
    let follow =
        errors.all(|it| it.id == Id::MissingTable || unknown().any(|unknown| unknown.at == it.at));
    let has_section = text.lines().any(|line| line.trim_end() == schemas::HEADING);
    let what = match (names.len(), has_section) {
        (0, _) => return None,
        (_, false) => "schemas that stand in a section `Schemas`, which it has not: it was cut off, or that heading is another one".to_owned(),
        (2.., true) if follow => {
            let names: Vec<&str> = names.into_iter().collect();
            format!("schemas that its section `Schemas` has not, `{}`: it was cut off, or they are left out", names.join("`, `"))
        }
        _ => return None,
    };
    let mut findings = Findings::default();
    let last = text.lines().count();
    let text = format!("the page ends here, and refers to {what}; save the page again, whole");
    findings.error(Id::CutOff, At::Line(last), text);
    Some(findings)
}

fn pieces(text: &[u8]) -> Stage<Page> {
    let lines = Lines::new(text)?;
    let mut findings = Findings::default();
    let mut sections = schemas::find(&lines, &mut findings);
    lost::name(&lines, &mut sections, &mut findings);
    let names = sections.names();
    let schemas_from = sections.from;
    let first = operations::first(&lines, schemas_from);
    let Some(front) = front::read(&lines, first, &mut findings) else {
        return Err(findings);
    };
    let tags = operations::read(&lines, front.after, schemas_from, &names, &mut findings);
    let schemas = schemas::read(&lines, &sections, &names, &mut findings);
    if tags.is_empty() && schemas.is_empty() {
        let text = "the page documents no operation and no schema";
        findings.error(Id::NotAReference, At::File, text);
    }
    let page = Page {
        title: front.title,
        version: front.version,
        description: front.description,
        links: front.links,
        tags,
        schemas_heading: Some(schemas_from).filter(|line| *line <= lines.last()),
        schemas,
    };
    check::page(&page, &lines, &mut findings);
    findings.finish(page)
}
