//! Headings and headers of tables that were taken for prose, because something around them is gone.

use super::prose::prose;
use crate::findings::{At, Findings, Id};
use crate::page::model::Page;
use crate::page::{answers, parameters, responses, table};

/// What stands on a line of its own only where it heads something.
const WORDS: [&str; 8] = [
    table::HEADER,
    parameters::HEADER,
    answers::HEADER,
    responses::HEADERS,
    "Property Value",
    "Parameter Value",
    table::VALUES,
    "Detailed descriptions",
];

/// Reports prose with lines that head a table.
pub(super) fn report(page: &Page, findings: &mut Findings) {
    for (line, text) in prose(page) {
        let text = text.replace(parameters::BREAK, "\n");
        for (offset, words) in text.lines().enumerate() {
            if WORDS.contains(&words) || words.starts_with("Scroll down for ") {
                let text = format!(
                    "`{words}` stands in the middle of a text; is what should stand around it lost?"
                );
                findings.error(Id::MissingHeading, At::Line(line + offset), text);
            }
        }
    }
}
