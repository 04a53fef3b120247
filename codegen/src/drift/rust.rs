//! What a change of the document does to code that uses the crate.

use std::collections::BTreeMap;

use crate::items::{self, Item};
use crate::render::TextFile;

/// What happened to a public item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It has gone.
    Removed,
    /// It is declared otherwise.
    Changed,
    /// It is new.
    Added,
}

impl Step {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Added => "added",
        }
    }
}

/// One public item of which something is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemChange {
    /// What happened.
    pub step: Step,
    /// Whether code that compiled before may not compile any more.
    pub breaks: bool,
    /// Its path in the crate, such as `models::Card::cvc`.
    pub item: String,
    /// How it was declared.
    pub was: Option<String>,
    /// How it is declared.
    pub is: Option<String>,
}

/// What code that uses the crate notices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// The items, those that break first.
    pub items: Vec<ItemChange>,
}

impl Effect {
    /// Whether code that compiled against the old crate may not compile against the new one.
    #[must_use]
    pub fn breaks(&self) -> bool {
        self.items.iter().any(|item| item.breaks)
    }

    /// How many items break.
    #[must_use]
    pub fn breaking(&self) -> usize {
        self.items.iter().filter(|item| item.breaks).count()
    }
}

/// Compares the public items of two crates by the files of their `src`.
///
/// # Errors
///
/// The name of a file that is no Rust.
pub fn effect(old: &[TextFile], new: &[TextFile]) -> Result<Effect, String> {
    let (old, new) = (items::items(old)?, items::items(new)?);
    let mut items = Vec::new();
    for (name, was) in &old {
        match new.get(name) {
            // What belongs to a type that has gone goes with it.
            None if lacks_owner(&new, was) => {}
            None => items.push(gone(name, was)),
            Some(is) if is.declared != was.declared => items.push(ItemChange {
                step: Step::Changed,
                breaks: true,
                item: name.clone(),
                was: Some(was.declared.clone()),
                is: Some(is.declared.clone()),
            }),
            Some(_) => {}
        }
    }
    for (name, is) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        if lacks_owner(&old, is) {
            continue;
        }
        items.push(ItemChange {
            step: Step::Added,
            breaks: closes(&old, is),
            item: name.clone(),
            was: None,
            is: Some(is.declared.clone()),
        });
    }
    items.sort_by(|left, right| {
        let key = |item: &ItemChange| (!item.breaks, item.step, item.item.clone());
        key(left).cmp(&key(right))
    });
    Ok(Effect { items })
}

fn lacks_owner(crate_items: &BTreeMap<String, Item>, item: &Item) -> bool {
    item.within
        .as_ref()
        .is_some_and(|owner| !crate_items.contains_key(owner))
}

fn gone(name: &str, was: &Item) -> ItemChange {
    ItemChange {
        step: Step::Removed,
        breaks: true,
        item: name.to_owned(),
        was: Some(was.declared.clone()),
        is: None,
    }
}

/// Whether a new item is a field or a variant of something that others write out or match in full.
fn closes(old: &BTreeMap<String, Item>, item: &Item) -> bool {
    item.is_part
        && item
            .within
            .as_ref()
            .and_then(|owner| old.get(owner))
            .is_some_and(|owner| owner.is_exhaustive)
}
