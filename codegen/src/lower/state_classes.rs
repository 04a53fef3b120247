//! What the values of an enumeration mean for the money.

use super::types::Types;
use crate::api::{EnumerationValue, StateClass};
use crate::findings::Id;
use crate::openapi::SchemaId;

impl Types<'_> {
    /// Reads `x-states`; every value needs a word, since silence would make a known state an unknown one.
    pub(super) fn state_classes(
        &mut self,
        id: SchemaId,
        values: &[EnumerationValue],
    ) -> Vec<(String, StateClass)> {
        let Some(stated) = self.first_said(id, |said| said.states.as_ref()) else {
            return Vec::new();
        };
        let pointer = &self.schema(id).notes.pointer;
        let mut state_classes = Vec::new();
        for value in values {
            match stated.get(&value.wire) {
                Some(class) => state_classes.push((value.wire.clone(), *class)),
                None => {
                    let text = format!("`x-states` does not say what `{}` means", value.wire);
                    self.problem(Id::MissingState, pointer, text);
                }
            }
        }
        state_classes
    }
}
