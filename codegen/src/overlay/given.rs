//! What each file of the overlays gives, and to which places.

use serde_json::Value;

use super::apply::{apply_one, places};
use super::model::{Change, Overlay};
use crate::findings::{Findings, pointer_token};

/// A member that an update gives to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The file of the overlay.
    pub file: String,
    /// The JSON pointer of the object that is given the member.
    pub at: String,
    /// The name of the member.
    pub member: String,
}

/// Whatever the updates give, in the order of the actions, each to what those before it have left.
#[must_use]
pub fn given(mut document: Value, overlays: &[Overlay]) -> Vec<Given> {
    let mut given = Vec::new();
    for overlay in overlays {
        for action in &overlay.actions {
            if let Change::Update(update) = &action.change {
                for place in places(&document, action) {
                    below(&overlay.file, update, &place.to_string(), &mut given);
                }
            }
            apply_one(&mut document, overlay, action, &mut Findings::default());
        }
    }
    given
}

fn below(file: &str, update: &Value, at: &str, given: &mut Vec<Given>) {
    for (member, value) in update.as_object().into_iter().flatten() {
        given.push(Given {
            file: file.to_owned(),
            at: at.to_owned(),
            member: member.clone(),
        });
        let at = format!("{at}/{}", pointer_token(member));
        below(file, value, &at, given);
    }
}
