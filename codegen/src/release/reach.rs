//! What the actions of the overlays reach from now on, and what no longer.

use std::collections::HashSet;

use super::attention::{Attention, Kind};
use super::follow::now;
use crate::drift::Change;
use crate::overlay::Touch;

/// What differs in what one action with a wildcard reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The file of the overlay and the line of the action.
    pub at: String,
    /// The target of the action.
    pub target: String,
    /// The places that it reaches from now on.
    pub gains: Vec<String>,
    /// The places that it no longer reaches.
    pub loses: Vec<String>,
}

/// Compares what each action with a wildcard reaches before and after. What has moved counts where it is now.
pub(super) fn compare(old: &[Touch], new: &[Touch], changes: &[Change]) -> Vec<Reach> {
    // Overlays that follow a move gain actions, but none with a wildcard.
    let wild = |touch: &&Touch| touch.is_wild();
    let pairs = old.iter().filter(wild).zip(new.iter().filter(wild));
    // An action that reaches nothing any more is told for itself.
    let pairs = pairs.filter(|(_, new)| !new.places.is_empty());
    let reaches = pairs.map(|(old, new)| {
        let before: HashSet<String> = old.places.iter().map(|it| now(it, changes)).collect();
        let after: HashSet<&String> = new.places.iter().collect();
        let gains = new.places.iter().filter(|it| !before.contains(*it));
        let loses = old.places.iter();
        let loses = loses.filter(|it| !after.contains(&now(it, changes)));
        Reach {
            at: new.at.clone(),
            target: new.target.clone(),
            gains: gains.cloned().collect(),
            loses: loses.cloned().collect(),
        }
    });
    reaches
        .filter(|reach| !reach.gains.is_empty() || !reach.loses.is_empty())
        .collect()
}

/// Judgements that an operation has lost by moving to where the target of the action does not look.
pub(super) fn lost(reaches: &[Reach], changes: &[Change]) -> Vec<Attention> {
    let mut list = Vec::new();
    for reach in reaches {
        for place in &reach.loses {
            let now = now(place, changes);
            if now == *place {
                continue;
            }
            list.push(Attention {
                kind: Kind::Judgement,
                at: reach.at.clone(),
                text: format!(
                    "`{}` spoke of {place}, which is {now} now and no longer among what it reaches; say of it anew what the action says [judgement-lost]",
                    reach.target
                ),
                words: None,
            });
        }
    }
    list
}
