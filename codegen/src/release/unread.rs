//! Changes that nobody understands until a person has read them.

use super::attention::{Attention, Kind};
use super::prose::Prose;
use crate::drift::{Change, Class, rules};

/// Lists every change that is not understood, with the vendor's words before and after where the pages are at hand.
pub(super) fn list(changes: &[Change], prose: (Option<&Prose>, Option<&Prose>)) -> Vec<Attention> {
    changes
        .iter()
        .filter(|change| change.class == Class::NotUnderstood)
        .map(|change| {
            let shown = |text: &Option<String>| match text {
                Some(text) => format!("`{text}`"),
                None => "nothing that can be read".to_owned(),
            };
            let what = rules::rule(change.rule).map_or("", |rule| rule.what);
            let words = |prose: Option<&Prose>, pointer: &Option<String>| {
                let (node, _) = pointer.as_deref()?.rsplit_once('/')?;
                prose?.at(&format!("{node}/description"))
            };
            let was = words(prose.0, &change.former);
            let is = words(prose.1, &change.pointer);
            Attention {
                kind: Kind::Restriction,
                at: change.place().to_owned(),
                text: format!(
                    "{}: {what}; it was {} and is {}; state in the overlay what holds [{}]",
                    change.path,
                    shown(&change.was),
                    shown(&change.is),
                    change.rule
                ),
                words: (was.is_some() || is.is_some()).then_some((was, is)),
            }
        })
        .collect()
}
