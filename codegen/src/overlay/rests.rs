//! The values that overlays take away or put others in the place of.
//!
//! Such an action covers up what it takes away: the document comes out the same whatever the value was. It rests on the
//! value that somebody saw when the action was written, so that it needs a look when the vendor changes the value.

use serde_json::Value;

use super::apply::{apply_one, places};
use super::model::{Change, Overlay};
use crate::findings::{Findings, pointer_token};

/// A value that an action takes away or replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest {
    /// The file of the overlay and the line of the action, as far as it is known.
    pub at: String,
    /// The target of the action.
    pub target: String,
    /// Where the value stands in the document, as a JSON pointer.
    pub pointer: String,
}

/// The values of a document that overlays take away or replace, in the order of the actions.
#[must_use]
pub fn rests(mut document: Value, overlays: &[Overlay]) -> Vec<Rest> {
    let mut found = Vec::new();
    for overlay in overlays {
        for action in &overlay.actions {
            for place in places(&document, action) {
                let pointer = place.to_string();
                let mut pointers = Vec::new();
                match &action.change {
                    Change::Remove => pointers.push(pointer),
                    Change::Update(update) => {
                        if let Some(node) = document.pointer(&pointer) {
                            replaced(node, update, &pointer, &mut pointers);
                        }
                    }
                }
                found.extend(pointers.into_iter().map(|pointer| Rest {
                    at: overlay.place_of(action),
                    target: action.target.clone(),
                    pointer,
                }));
            }
            apply_one(&mut document, overlay, action, &mut Findings::default());
        }
    }
    found
}

/// The members of a node that an update puts another value into.
fn replaced(node: &Value, update: &Value, at: &str, pointers: &mut Vec<String>) {
    match (node, update) {
        (Value::Object(members), Value::Object(updates)) => {
            for (name, update) in updates {
                if let Some(member) = members.get(name) {
                    let at = format!("{at}/{}", pointer_token(name));
                    replaced(member, update, &at, pointers);
                }
            }
        }
        // An array only grows.
        (Value::Array(_), _) => {}
        (node, update) if node != update => pointers.push(at.to_owned()),
        _ => {}
    }
}
