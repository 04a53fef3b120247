//! Names with letters of two alphabets, which look as if they were of one.

use std::collections::BTreeSet;

use super::prose::rows;
use crate::findings::{At, Findings, Id};
use crate::page::model::Page;

/// Reports each name of a schema, a property or a parameter that has Latin letters and others that look like them.
pub(super) fn report(page: &Page, findings: &mut Findings) {
    let schemas = page.schemas.iter().map(|it| (it.key.line, &it.key.value));
    let mut known = BTreeSet::new();
    for (line, name) in schemas.chain(rows(page).map(|row| (row.line, &row.name))) {
        let is_latin = name.contains(|it: char| it.is_ascii_alphabetic());
        if let Some(other) = name.chars().find(|it| is_latin && is_alike(*it))
            && known.insert(name)
        {
            let code = u32::from(other);
            let text = format!(
                "`{name}` has the letter `{other}` (U+{code:04X}) of another alphabet among Latin ones: so it is sent, and nobody sees it"
            );
            findings.warning(Id::LookAlike, At::Line(line), text);
        }
    }
}

/// Greek, Cyrillic, Armenian, Cherokee, and Latin letters of another width or print.
fn is_alike(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{ff21}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}')
}
