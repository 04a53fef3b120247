//! The places that each action of an overlay speaks of.

use serde_json::Value;

use super::apply::{apply_one, places};
use super::model::{Change, Overlay};
use crate::findings::{Findings, pointer_token};

/// An action, and what it speaks of in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// The file of the overlay and the line of the action, as far as it is known.
    pub at: String,
    /// The target of the action.
    pub target: String,
    /// The places that the target selects, as JSON pointers.
    pub places: Vec<String>,
    /// The objects below them that the update speaks of, and the properties that its extensions name.
    pub within: Vec<String>,
    /// What the action does to the places.
    pub change: Change,
}

impl Touch {
    /// Whether the target selects whatever there is, and not what it names.
    #[must_use]
    pub fn is_wild(&self) -> bool {
        self.target.contains('*') || self.target.contains("..")
    }
}

/// What each action speaks of, in the order of the actions, each on what those before it have left.
#[must_use]
pub fn touches(mut document: Value, overlays: &[Overlay]) -> Vec<Touch> {
    let mut touches = Vec::new();
    for overlay in overlays {
        for action in &overlay.actions {
            let selected = places(&document, action);
            let selected: Vec<String> = selected.iter().map(ToString::to_string).collect();
            apply_one(&mut document, overlay, action, &mut Findings::default());
            let mut within = Vec::new();
            if let Change::Update(update) = &action.change {
                for place in &selected {
                    below(&document, update, place, &mut within);
                }
            }
            touches.push(Touch {
                at: overlay.place_of(action),
                target: action.target.clone(),
                places: selected,
                within,
                change: action.change.clone(),
            });
        }
    }
    touches
}

/// The objects of an update, and the properties that its extensions name beside them.
fn below(document: &Value, update: &Value, at: &str, found: &mut Vec<String>) {
    for (name, value) in update.as_object().into_iter().flatten() {
        if name.starts_with("x-") && !at.ends_with("/properties") {
            named(document, value, at, found);
        } else if value.is_object() {
            let at = format!("{at}/{}", pointer_token(name));
            if name != "properties" {
                found.push(at.clone());
            }
            below(document, value, &at, found);
        }
    }
}

fn named(document: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(name) => {
            let place = format!("{at}/properties/{}", pointer_token(name));
            if document.pointer(&place).is_some() && !found.contains(&place) {
                found.push(place);
            }
        }
        Value::Array(entries) => entries.iter().for_each(|it| named(document, it, at, found)),
        Value::Object(members) => members
            .values()
            .for_each(|it| named(document, it, at, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::touches;
    use crate::overlay::parse;

    #[test]
    fn an_update_speaks_of_the_objects_in_it_and_of_the_properties_that_its_extensions_name() {
        let text = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions:\n  - target: $.schemas.Order\n    description: Why.\n    update:\n      properties: {number: {description: Its number.}}\n      x-either: [{of: [number, trade], rust-name: Reference}]\n";
        let overlay = parse("o.yaml", text).expect("an overlay").value;
        let document =
            json!({ "schemas": { "Order": { "properties": { "number": {}, "trade": {} } } } });
        let [touch] = &touches(document, &[overlay])[..] else {
            panic!("one action");
        };
        assert_eq!(touch.at, "o.yaml:4");
        assert!(!touch.is_wild());
        assert_eq!(touch.places, ["/schemas/Order"]);
        let properties = "/schemas/Order/properties";
        assert_eq!(
            touch.within,
            [
                format!("{properties}/number"),
                format!("{properties}/trade")
            ]
        );
    }
}
