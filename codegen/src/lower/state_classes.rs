//! What the values of an enumeration mean for the money.

use serde_json::Value;

use super::types::Types;
use crate::api::{EnumerationValue, StateClass};
use crate::openapi::SchemaId;

impl Types<'_> {
    /// Reads `x-states`; every value needs a word, since silence would make a known state an unknown one.
    pub(super) fn state_classes(
        &mut self,
        id: SchemaId,
        values: &[EnumerationValue],
    ) -> Vec<(String, StateClass)> {
        let stated = self.first_said(id, |notes| notes.extensions.get("x-states")?.as_object());
        let Some(stated) = stated else {
            return Vec::new();
        };
        let pointer = &self.schema(id).notes.pointer;
        let mut state_classes = Vec::new();
        for value in values {
            match stated
                .get(&value.wire)
                .and_then(Value::as_str)
                .map(state_class)
            {
                Some(Some(state_class)) => state_classes.push((value.wire.clone(), state_class)),
                Some(None) => {
                    let text = format!(
                        "`x-states` gives `{}` a word that is none of pending, authorized, done, canceled and failed",
                        value.wire
                    );
                    self.problem("unknown-standing", pointer, text);
                }
                None => {
                    let text = format!("`x-states` does not say what `{}` means", value.wire);
                    self.problem("missing-standing", pointer, text);
                }
            }
        }
        state_classes
    }
}

fn state_class(word: &str) -> Option<StateClass> {
    match word {
        "pending" => Some(StateClass::Pending),
        "authorized" => Some(StateClass::Authorized),
        "done" => Some(StateClass::Done),
        "canceled" => Some(StateClass::Canceled),
        "failed" => Some(StateClass::Failed),
        _ => None,
    }
}
