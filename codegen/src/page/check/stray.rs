//! Texts that may be no part of what they were read as, since nothing on a page says where a text ends.

use crate::findings::{At, Findings, Id};
use crate::page::model::Page;

/// Reports what may be a section of its own above the first tag, and what may be the foot of the page.
pub(super) fn report(page: &Page, findings: &mut Findings) {
    if let Some(tag) = page.tags.first()
        && let Some(text) = &tag.description
        && let Some((above, _)) = text.value.rsplit_once("\n\n")
        && let Some(heading) = above.split("\n\n").find(|it| is_heading(it))
    {
        let name = &tag.name.value;
        let text = format!(
            "the first tag is taken to be `{name}`, and what follows to describe it; but `{heading}` may be the tag, and what stands above it a section of its own"
        );
        findings.warning(Id::StrayText, At::Line(tag.name.line), text);
    }
    let table = page.schemas.last().map(|schema| &schema.table);
    let table = table.filter(|table| table.values.is_empty());
    let row = table.and_then(|table| table.blocks.last()?.rows.last());
    if let Some(row) = row
        && let Some((_, foot)) = row
            .description
            .as_ref()
            .and_then(|it| it.split_once("\n\n"))
    {
        let (line, _) = foot.split_once('\n').unwrap_or((foot, ""));
        let text = format!(
            "`{line}` stands below the last table: it is taken for a part of what describes `{}`, and may be the foot of the page",
            row.name
        );
        findings.warning(Id::StrayText, At::Line(row.line), text);
    }
}

/// Whether a paragraph is a few words that are no sentence.
fn is_heading(text: &str) -> bool {
    let is_sentence = text.ends_with(['.', '。', ':', '：', ',', ';', '!', '?']);
    text.len() < 60 && !text.contains('\n') && !is_sentence
}
