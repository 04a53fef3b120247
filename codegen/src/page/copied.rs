//! Text that somebody marked in a browser and copied, instead of saving the page.

use super::{answers, parameters, responses, table};
use crate::findings::{At, Findings, Id};

/// The heads of the tables of such pages.
pub(super) const HEADS: [&str; 4] = [
    table::HEADER,
    parameters::HEADER,
    answers::HEADER,
    responses::HEADERS,
];

/// What to say of text that was copied out of a browser, which puts tabs between the cells of a table and leaves out
/// whatever is not shown at the time; nothing of any other text.
pub(super) fn find(text: &str) -> Option<Findings> {
    let line = text.lines().position(|line| {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        cells.len() > 1 && HEADS.contains(&cells.join(" ").as_str())
    })?;
    let mut findings = Findings::default();
    let text = "this text was copied out of a browser, which loses what is not shown; save the page instead (Save Page As, \"HTML only\") and give that file";
    findings.error(Id::CopiedFromBrowser, At::Line(line + 1), text);
    Some(findings)
}
