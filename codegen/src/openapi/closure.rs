//! All that has to be true of a value: what schemas state, and what they refer to and are composed of.

use std::collections::HashMap;

use super::raws::Raws;
use super::stated::RawId;

/// One schema as it stands, among all that have to be true.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atom {
    pub(super) id: RawId,
    /// Whether null is a value whatever it says of that itself.
    pub(super) null: bool,
    /// Whether it stands here, and not in a named schema that is referred to.
    pub(super) own: bool,
}

/// All that has to be true.
#[derive(Debug, Default)]
pub(super) struct Closure {
    /// In the order in which it adds up: parts before what is composed of them.
    pub(super) atoms: Vec<Atom>,
    /// What stands here, the nearest first, whose words go before those of the others.
    pub(super) nearest: Vec<RawId>,
    /// The named schemas that are referred to from here.
    pub(super) refers: Vec<RawId>,
    /// Whether something is composed of itself.
    pub(super) circular: bool,
}

enum Step {
    Enter(Atom),
    Leave(Atom),
}

#[derive(PartialEq)]
enum Seen {
    Open,
    Done,
}

/// Collects all that has to be true where these schemas have to be.
pub(super) fn closure(raws: &mut Raws<'_>, entries: &[RawId]) -> Closure {
    let mut found = Closure::default();
    let mut seen: HashMap<RawId, Seen> = HashMap::new();
    let alone = entries.len() == 1;
    let mut steps: Vec<Step> = Vec::new();
    // Where among the nearest each entry begins, and how many steps are left behind it.
    let mut begins: Vec<usize> = Vec::new();
    let mut left = entries.len();
    let enter = |id: &RawId| {
        Step::Enter(Atom {
            id: *id,
            null: false,
            own: true,
        })
    };
    steps.extend(entries.iter().rev().map(enter));
    while let Some(step) = steps.pop() {
        if steps.len() < left {
            left = steps.len();
            begins.push(found.nearest.len());
        }
        let mut atom = match step {
            Step::Leave(atom) => {
                seen.insert(atom.id, Seen::Done);
                found.atoms.push(atom);
                continue;
            }
            Step::Enter(atom) => atom,
        };
        let is_entry = alone && entries.contains(&atom.id) && seen.is_empty();
        let stated = raws.stated(atom.id);
        // A named schema is one of its own, unless it is the one that is asked for.
        if stated.key.is_some() && atom.own && !is_entry {
            atom.own = false;
            if !found.refers.contains(&atom.id) && !entries.contains(&atom.id) | !alone {
                found.refers.push(atom.id);
            }
        }
        match seen.get(&atom.id) {
            Some(Seen::Open) => {
                found.circular = true;
                continue;
            }
            Some(Seen::Done) => continue,
            None => {}
        }
        seen.insert(atom.id, Seen::Open);
        if atom.own {
            found.nearest.push(atom.id);
        }
        let null = atom.null || stated.adds_null;
        let mut parts: Vec<RawId> = stated.parts().collect();
        steps.push(Step::Leave(atom));
        parts.reverse();
        for id in parts {
            steps.push(Step::Enter(Atom {
                id,
                null,
                own: atom.own,
            }));
        }
    }
    // Of what is stated more than once, the last statement is the nearest.
    let nearest = std::mem::take(&mut found.nearest);
    let mut end = nearest.len();
    for begin in begins.into_iter().rev() {
        found
            .nearest
            .extend(nearest.get(begin..end).unwrap_or_default());
        end = begin;
    }
    found
}
