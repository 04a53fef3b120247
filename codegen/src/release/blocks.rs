//! New properties beside a choice, of which nothing says yet whether they belong to it.

use super::attention::{Attention, Kind};
use crate::drift::Change;
use crate::extensions;
use crate::openapi::{self, Document, Property};

/// Asks of each new block beside a choice whether it is one of those that can be chosen.
pub(super) fn list(changes: &[Change], refined: &Document) -> Vec<Attention> {
    let (said, _) = extensions::read(refined, true);
    let mut list = Vec::new();
    for (id, schema) in refined.schemas.iter() {
        let openapi::Kind::Object(object) = &schema.wire.kind else {
            continue;
        };
        for choice in said.schema(id).choice.iter() {
            let chosen: Vec<&String> = choice.blocks.values().chain([&choice.by]).collect();
            for property in &object.properties {
                let at = property.value.pointer.to_string();
                let is_new = changes.iter().any(|change| {
                    change.rule.ends_with("property-added") && change.pointer.as_ref() == Some(&at)
                });
                let kind = &refined.schemas[property.value.id].wire.kind;
                // What holds nothing but properties that stood beside it is no further way.
                let is_block = matches!(kind, openapi::Kind::Object(block)
                    if block.properties.iter().any(|within| !has_moved(changes, within)));
                if is_new && is_block && !chosen.contains(&&property.name) {
                    list.push(Attention {
                        kind: Kind::Judgement,
                        at,
                        text: format!(
                            "`{}` is a new block beside those of `{}`, which `{}` chooses from: add it to `blocks` of `x-choice` with the value that announces it, or leave it beside them [block-beside-a-choice]",
                            property.name, choice.rust_name, choice.by
                        ),
                        words: None,
                    });
                }
            }
        }
    }
    list
}

/// Whether a property stood in another object before.
fn has_moved(changes: &[Change], property: &Property) -> bool {
    let at = property.value.pointer.to_string();
    let mut moves = changes.iter().filter(|it| it.rule == "property-moved");
    moves.any(|change| change.pointer.as_ref() == Some(&at))
}
