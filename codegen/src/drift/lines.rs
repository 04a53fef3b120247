//! The line of the page for a place in the document that the page was transcribed to.

use std::collections::BTreeMap;

use super::Change;
use crate::findings::pointer_token;
use crate::page::Page;
use crate::page::model::{Block, BlockKind, Row};
use crate::transcribe::component_keys;

/// The lines of a page by JSON pointers of its transcript.
#[derive(Debug, Clone, Default)]
pub struct Lines(BTreeMap<String, usize>);

impl Lines {
    /// The lines of a page.
    #[must_use]
    pub fn of(page: &Page) -> Self {
        let mut lines = BTreeMap::from([
            ("/info/title".to_owned(), page.title.line),
            ("/info/version".to_owned(), page.version.line),
        ]);
        lines.extend(
            page.description
                .as_ref()
                .map(|text| ("/info/description".to_owned(), text.line)),
        );
        for (index, tag) in page.tags.iter().enumerate() {
            lines.insert(format!("/tags/{index}"), tag.name.line);
            for operation in &tag.operations {
                let at = format!(
                    "/paths/{}/{}",
                    pointer_token(&operation.path),
                    operation.method.value.to_lowercase()
                );
                lines.insert(at.clone(), operation.method.line);
                for (name, text) in [
                    ("summary", &operation.summary),
                    ("description", &operation.description),
                ] {
                    lines.extend(
                        text.as_ref()
                            .map(|text| (format!("{at}/{name}"), text.line)),
                    );
                }
                for (index, parameter) in operation.parameters.iter().enumerate() {
                    if parameter.row.depth == 0 {
                        lines.insert(format!("{at}/parameters/{index}"), parameter.row.line);
                    }
                }
                for answer in &operation.responses {
                    let at = format!("{at}/responses/{}", pointer_token(&answer.status.value));
                    lines.insert(at, answer.status.line);
                }
            }
        }
        let keys = component_keys(page.schemas.iter().map(|schema| schema.key.value.as_str()));
        for schema in &page.schemas {
            let Some(key) = keys.get(&schema.key.value) else {
                continue;
            };
            let at = format!("/components/schemas/{}", pointer_token(key));
            lines.insert(at.clone(), schema.key.line);
            for block in schema.table.blocks.iter().filter(|block| is_own(block)) {
                rows(&at, &block.rows, &mut lines);
            }
        }
        Self(lines)
    }

    /// The line of a place, or of the nearest place around it.
    #[must_use]
    pub fn line(&self, pointer: &str) -> Option<usize> {
        let mut at = pointer;
        loop {
            if let Some(line) = self.0.get(at) {
                return Some(*line);
            }
            at = at.rsplit_once('/')?.0;
        }
    }
}

/// Gives every change its line: of the new page, or of the old one for what has gone.
pub fn locate(changes: &mut [Change], old: Option<&Lines>, new: Option<&Lines>) {
    for change in changes {
        let (pointer, lines) = match (&change.pointer, &change.former) {
            (Some(pointer), _) => (pointer, new),
            (None, Some(former)) => (former, old),
            (None, None) => continue,
        };
        change.line = lines.and_then(|lines| lines.line(pointer));
    }
}

fn is_own(block: &Block) -> bool {
    block.kind == BlockKind::Own
}

/// The rows of a table; a deeper row belongs to the one above it, or to the entries of its list.
fn rows(at: &str, rows: &[Row], lines: &mut BTreeMap<String, usize>) {
    let mut above: Vec<String> = Vec::new();
    for row in rows {
        above.truncate(row.depth);
        let mut pointer = at.to_owned();
        for name in above.iter().chain([&row.name]) {
            pointer.push_str("/properties/");
            pointer.push_str(&pointer_token(name));
        }
        lines.insert(pointer, row.line);
        above.push(row.name.clone());
    }
}
