//! Where overlays add what a document does not have.

use std::collections::BTreeMap;

use serde_json::Value;

use super::apply::apply_one;
use super::model::Overlay;
use crate::findings::Findings;

/// For each pointer, the file and the line of the first action after which the document has it.
#[must_use]
pub fn added_by(
    mut document: Value,
    overlays: &[Overlay],
    pointers: &[String],
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for overlay in overlays {
        for action in &overlay.actions {
            apply_one(&mut document, overlay, action, &mut Findings::default());
            for pointer in pointers {
                if !found.contains_key(pointer) && document.pointer(pointer).is_some() {
                    found.insert(pointer.clone(), overlay.place_of(action));
                }
            }
        }
    }
    found
}
