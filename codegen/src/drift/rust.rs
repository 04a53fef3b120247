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

impl ItemChange {
    /// Whether it is of the feature `server`, which whoever stands in for the gateway implements, and no caller sees.
    /// It is outside of semantic versioning: an operation that the gateway gains has to break its implementers.
    #[must_use]
    pub fn is_of_server(&self) -> bool {
        self.item.starts_with("server::")
            || self.item.contains(" for server::")
            || self.item.contains("feature = \"server\"")
    }

    /// Whether code that calls the gateway may not compile any more.
    #[must_use]
    pub fn breaks_callers(&self) -> bool {
        self.breaks && !self.is_of_server()
    }
}

/// What code that uses the crate notices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// The items, those that break first.
    pub items: Vec<ItemChange>,
}

impl Effect {
    /// Whether code that calls the gateway through the old crate may not compile against the new one.
    #[must_use]
    pub fn breaks(&self) -> bool {
        self.items.iter().any(ItemChange::breaks_callers)
    }

    /// How many items break callers.
    #[must_use]
    pub fn breaking(&self) -> usize {
        self.items
            .iter()
            .filter(|item| item.breaks_callers())
            .count()
    }

    /// How many items break implementers of the feature `server`.
    #[must_use]
    pub fn breaking_implementers(&self) -> usize {
        let of_server = self.items.iter().filter(|item| item.is_of_server());
        of_server.filter(|item| item.breaks).count()
    }
}

/// Compares the public items of two crates by the files of their `src`.
///
/// # Errors
///
/// The name of a file that is no Rust.
pub fn effect(old: &[TextFile], new: &[TextFile]) -> Result<Effect, String> {
    if old == new {
        return Ok(Effect::default());
    }
    let (old, new) = (items::items(old)?, items::items(new)?);
    let (before, after) = (by_key(&old), by_key(&new));
    let mut items = Vec::new();
    for (key, (name, was)) in &before {
        match after.get(key) {
            // What belongs to a type that has gone goes with it.
            None if lacks_owner(&new, was) => {}
            None => items.push(gone(name, was)),
            Some((_, is)) if is.resolved != was.resolved => items.push(ItemChange {
                step: Step::Changed,
                breaks: true,
                item: (*name).to_owned(),
                was: Some(was.declared.clone()),
                is: Some(is.declared.clone()),
            }),
            Some(_) => {}
        }
    }
    let added = after.iter().filter(|(key, _)| !before.contains_key(*key));
    for (_, (name, is)) in added {
        if lacks_owner(&old, is) {
            continue;
        }
        items.push(ItemChange {
            step: Step::Added,
            breaks: closes(&old, is),
            item: (*name).to_owned(),
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

/// The items by what pairs those of two crates, each with its path.
fn by_key(items: &BTreeMap<String, Item>) -> BTreeMap<&str, (&str, &Item)> {
    let keyed = items.iter();
    keyed
        .map(|(name, item)| (item.key.as_str(), (name.as_str(), item)))
        .collect()
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
