//! New properties of which the overlays have no sample.

use super::attention::{Attention, Kind};
use super::fresh::Fresh;
use crate::openapi::{self, Document, Role, Statement};

/// A new property with a single value and no sample of it.
#[derive(Debug, Clone)]
pub(super) struct Unsampled {
    /// Where it stands.
    pub(super) at: String,
    /// Whether its value is text, which YAML needs in quotes.
    pub(super) is_text: bool,
}

impl Unsampled {
    pub(super) fn attention(&self) -> Attention {
        Attention {
            kind: Kind::Missing,
            at: self.at.clone(),
            text: "this is new, and has no `example` of ours [new-without-example]".to_owned(),
            words: None,
        }
    }
}

/// The new properties without a sample, neither of their own nor of what they refer to.
pub(super) fn list(fresh: &Fresh<'_>, refined: &Document) -> Vec<Unsampled> {
    let properties = refined.statements.iter();
    let properties = properties.filter(|statement| statement.role == Role::Property);
    let without = properties.filter_map(|statement| {
        let at = statement.notes.pointer.to_string();
        let is_text = is_text(refined, statement)?;
        let has_sample = is_sampled(refined, statement);
        (!has_sample && fresh.is_new(&at)).then_some(Unsampled { at, is_text })
    });
    without.collect()
}

/// Whether a single value is text; nothing for what holds others, or could be anything.
fn is_text(document: &Document, statement: &Statement) -> Option<bool> {
    match document.schemas[statement.id].wire.kind {
        // What has no type yet is about to refer to one of our scalars.
        openapi::Kind::Text(_) | openapi::Kind::Any => Some(true),
        openapi::Kind::Boolean | openapi::Kind::Integer(_) | openapi::Kind::Number(_) => {
            Some(false)
        }
        _ => None,
    }
}

fn is_sampled(document: &Document, statement: &Statement) -> bool {
    let referred = document.schemas.with_referred(statement.id).into_iter();
    let mut referred = referred.map(|id| &document.schemas[id].notes);
    !statement.notes.samples.is_empty() || referred.any(|notes| !notes.samples.is_empty())
}
