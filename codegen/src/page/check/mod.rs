//! Compares what a page says twice. A page repeats much of itself, so that most damage shows as a contradiction.

mod answers;
mod calls;
mod headings;
mod letters;
mod prose;
mod rows;
mod samples;
mod stray;
mod tables;
mod twice;

use super::lines::Lines;
use super::model::Page;
use crate::findings::Findings;

pub(crate) use tables::is_made;

/// Reports every place where the page contradicts itself.
pub(super) fn page(page: &Page, lines: &Lines<'_>, findings: &mut Findings) {
    samples::report(page, lines, findings);
    rows::report(page, lines, findings);
    tables::samples(page, lines, findings);
    tables::expansions(page, findings);
    twice::report(page, lines, findings);
    calls::report(page, findings);
    answers::report(page, findings);
    headings::report(page, findings);
    letters::report(page, findings);
    stray::report(page, findings);
}
