//! What people wrote on a page.

use crate::page::model::{Page, Row};

/// Every row of a property or a parameter.
pub(super) fn rows(page: &Page) -> impl Iterator<Item = &Row> {
    let answers = page.operations().flat_map(|it| &it.response_schemas);
    let tables = answers
        .map(|answer| &answer.table)
        .chain(page.schemas.iter().map(|schema| &schema.table));
    let parameters = page.operations().flat_map(|it| &it.parameters);
    tables
        .flat_map(|table| &table.blocks)
        .flat_map(|block| &block.rows)
        .chain(parameters.map(|parameter| &parameter.row))
}

/// Every piece of prose of a page, with the line on which it begins.
pub(super) fn prose(page: &Page) -> Vec<(usize, &str)> {
    let operations = || page.operations();
    let tags = page.tags.iter();
    let texts = page
        .description
        .iter()
        .chain(tags.flat_map(|tag| {
            [Some(&tag.name), tag.description.as_ref()]
                .into_iter()
                .flatten()
        }))
        .chain(operations().flat_map(|operation| {
            [&operation.summary, &operation.description]
                .into_iter()
                .flatten()
        }))
        .chain(
            operations()
                .flat_map(|operation| &operation.examples)
                .map(|example| &example.label),
        )
        .chain(
            page.schemas
                .iter()
                .filter_map(|schema| schema.title.as_ref()),
        );
    let rows = rows(page).map(|row| (row.line, row.description.as_ref()));
    let answers = operations()
        .flat_map(|operation| &operation.responses)
        .map(|row| (row.status.line, row.description.as_ref()));
    let headers = operations()
        .flat_map(|operation| &operation.response_headers)
        .map(|header| (header.status.line, header.description.as_ref()));
    let described = rows.chain(answers).chain(headers);
    texts
        .map(|text| (text.line, text.value.as_str()))
        .chain(described.filter_map(|(line, text)| Some((line, text?.as_str()))))
        .collect()
}
