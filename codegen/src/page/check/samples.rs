//! Samples that the renderer cannot have printed as they stand.

use crate::findings::{At, Findings, Id};
use crate::page::lines::Lines;
use crate::page::model::{Page, Sample};

/// Reports samples with an object or an array that is printed over several lines and holds nothing.
pub(super) fn report(page: &Page, lines: &Lines<'_>, findings: &mut Findings) {
    let operations = page.operations();
    let shown = operations.flat_map(|operation| {
        let answers = operation.examples.iter();
        let answers = answers.filter_map(|example| example.sample.as_ref());
        operation.body_sample.iter().chain(answers)
    });
    let schemas = page.schemas.iter();
    for sample in shown.chain(schemas.filter_map(|schema| schema.sample.as_ref())) {
        if let Some(line) = emptied(sample, lines) {
            let text = "what begins here holds nothing, and would stand on one line if it never did; is a line lost?";
            findings.error(Id::BrokenSample, At::Line(line), text);
        }
    }
}

/// The line on which something opens that the next line closes.
fn emptied(sample: &Sample, lines: &Lines<'_>) -> Option<usize> {
    let inside = (sample.line..).take_while(|line| !lines.is_blank(*line));
    let mut opened = inside.filter(|line| lines.get(*line).ends_with(['{', '[']));
    opened.find(|line| lines.get(line + 1).trim_start().starts_with(['}', ']']))
}
