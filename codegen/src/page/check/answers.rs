//! The answers of an operation: their rows against their samples, their tables, and the other operations.

use std::collections::BTreeSet;

use crate::findings::{At, Findings, Id};
use crate::page::model::{Kind, Operation, Page, ResponseRow, ResponseType};

/// From how many operations on an answer that all of them have is taken for a rule.
const MANY: usize = 8;

/// Reports what the answers of an operation contradict.
pub(super) fn report(page: &Page, findings: &mut Findings) {
    let operations: Vec<&Operation> = page.operations().collect();
    // The word for nothing can be the name of a schema.
    let named_none = page.schemas.iter().any(|schema| schema.key.value == "None");
    for operation in &operations {
        rows(operation, findings);
        samples(operation, named_none, findings);
        tables(operation, findings);
    }
    usual(&operations, findings);
}

fn has(operation: &Operation, status: &str) -> bool {
    operation
        .responses
        .iter()
        .any(|row| row.status.value == status)
}

/// Every status stands once, and those that are numbers stand in their order.
fn rows(operation: &Operation, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    let mut highest = 0;
    for row in &operation.responses {
        let status = row.status.value.as_str();
        if !seen.insert(status) {
            let text = format!("the answer {status} stands here again");
            findings.error(Id::DuplicateRow, At::Line(row.status.line), text);
            continue;
        }
        let number = status.parse().unwrap_or(u32::MAX);
        if number < highest {
            let text = format!("the answer {status} does not stand in its order");
            findings.warning(Id::OddOrder, At::Line(row.status.line), text);
        }
        highest = highest.max(number);
    }
}

/// A sample belongs to an answer that holds something.
fn samples(operation: &Operation, named_none: bool, findings: &mut Findings) {
    for example in &operation.examples {
        let label = &example.label;
        let status = label
            .value
            .strip_suffix(" Response")
            .filter(|status| crate::page::status::is_status(status));
        let Some(status) = status else { continue };
        let row = operation
            .responses
            .iter()
            .find(|row| row.status.value == status);
        let empty =
            |row: &&ResponseRow| row.schema == ResponseType::None && example.sample.is_some();
        // What tears a table takes the rows below along.
        let last = operation.responses.last();
        let is_torn = last.is_some_and(|row| row.schema == ResponseType::Of(Kind::Any));
        match row {
            None if is_torn => {
                let text = format!("a sample of the answer {status} stands here, whose row the torn table of answers has lost");
                findings.warning(Id::TornTable, At::Line(label.line), text);
            }
            None => findings.error(
                Id::MissingRow,
                At::Line(label.line),
                format!("a sample of the answer {status} stands here, but the table of answers has no row for it"),
            ),
            Some(row) if empty(&row) && !named_none => findings.warning(
                Id::OtherAnswer,
                At::Line(row.status.line),
                format!("the answer {status} has a sample on line {}, but its row says that it holds nothing", label.line),
            ),
            Some(_) => {}
        }
    }
}

/// A table, or a header, belongs to an answer that has a row.
fn tables(operation: &Operation, findings: &mut Findings) {
    for table in &operation.response_schemas {
        let status = &table.status;
        let row = operation
            .responses
            .iter()
            .find(|row| row.status.value == status.value);
        let text = match row {
            None => format!(
                "a table of the answer {} stands here, but the table of answers has no row for it",
                status.value
            ),
            Some(row) if row.schema != ResponseType::Inline => format!(
                "a table of the answer {} stands here, but its row on line {} says that it holds something else",
                status.value, row.status.line
            ),
            Some(_) => continue,
        };
        findings.error(Id::MissingRow, At::Line(status.line), text);
    }
    for header in &operation.response_headers {
        let status = &header.status;
        if !has(operation, &status.value) {
            let text = format!(
                "a header of the answer {} stands here, but the table of answers has no row for it",
                status.value
            );
            findings.error(Id::MissingRow, At::Line(status.line), text);
        }
    }
}

/// Whether an operation has an answer of the same class that the others lack, such as 204 in the place of 200.
fn replaces(operation: &Operation, status: &str, common: &[&str]) -> bool {
    let class = status.chars().next();
    operation.responses.iter().any(|row| {
        let own = row.status.value.as_str();
        own.chars().next() == class && !common.contains(&own)
    })
}

/// An answer that all other operations have is missed where one lacks it, and it alone.
fn usual(operations: &[&Operation], findings: &mut Findings) {
    if operations.len() < MANY {
        return;
    }
    let statuses: BTreeSet<&str> = operations
        .iter()
        .flat_map(|operation| &operation.responses)
        .map(|row| row.status.value.as_str())
        .collect();
    let common: Vec<&str> = statuses
        .into_iter()
        .filter(|status| {
            let having = operations.iter().filter(|operation| has(operation, status));
            having.count() + 1 >= operations.len()
        })
        .collect();
    for operation in operations {
        let lacking: Vec<&&str> = common
            .iter()
            .filter(|status| !has(operation, status) && !replaces(operation, status, &common))
            .collect();
        if let [status] = lacking.as_slice() {
            let line = operation
                .responses
                .first()
                .map_or(operation.method.line, |row| row.status.line);
            let text = format!(
                "{} {} has no answer {status}, which every other operation has",
                operation.method.value, operation.path
            );
            findings.warning(Id::UnusualAnswers, At::Line(line), text);
        }
    }
}
