//! What the values of an enumeration mean for the money.

use serde_json::Value;

use super::shape::Node;
use super::types::Types;
use crate::api::{EnumerationValue, Standing};

impl Types<'_> {
    /// Reads `x-states`; every value needs a word, since silence would make a known state an unknown one.
    pub(super) fn standings(
        &mut self,
        node: Node<'_>,
        values: &[EnumerationValue],
        pointer: &str,
    ) -> Vec<(String, Standing)> {
        let Some(stated) = node
            .data()
            .and_then(|data| data.extensions.get("x-states")?.as_object())
        else {
            return Vec::new();
        };
        let mut standings = Vec::new();
        for value in values {
            match stated
                .get(&value.wire)
                .and_then(Value::as_str)
                .map(standing)
            {
                Some(Some(standing)) => standings.push((value.wire.clone(), standing)),
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
        standings
    }
}

fn standing(word: &str) -> Option<Standing> {
    match word {
        "pending" => Some(Standing::Pending),
        "authorized" => Some(Standing::Authorized),
        "done" => Some(Standing::Done),
        "canceled" => Some(Standing::Canceled),
        "failed" => Some(Standing::Failed),
        _ => None,
    }
}
