//! What is said of an object as a whole: properties that belong together, and constructors.

use serde_json::Value;

use super::{Check, strings};
use crate::refine::nodes::Node;

impl Check<'_> {
    pub(super) fn one_of_required(&mut self, node: &Node<'_>) {
        let Some(lists) = node.members.get("x-one-of-required") else {
            return;
        };
        let at = format!("{}/x-one-of-required", node.pointer);
        let lists: Option<Vec<Vec<&str>>> = lists
            .as_array()
            .and_then(|lists| lists.iter().map(strings).collect());
        let Some(lists) = lists else {
            return self.error(
                "bad-extension",
                &at,
                "this is a list of lists of properties",
            );
        };
        for list in lists {
            if list.len() < 2 {
                self.error(
                    "bad-extension",
                    &at,
                    "a list of fewer than two leaves no choice",
                );
            }
            for name in list {
                self.has(node, name, &at);
            }
        }
    }

    /// Properties that become one type: two of which one is enough, or several that belong together.
    pub(super) fn grouped(
        &mut self,
        node: &Node<'_>,
        extension: &str,
        are_enough: fn(usize) -> bool,
    ) {
        let Some(stated) = node.members.get(extension) else {
            return;
        };
        let at = format!("{}/{extension}", node.pointer);
        let Value::Array(stated) = stated else {
            return self.error(
                "bad-extension",
                &at,
                "this is a list of groups of properties",
            );
        };
        for (index, group) in stated.iter().enumerate() {
            let at = format!("{at}/{index}");
            match group.get("of").and_then(strings) {
                Some(of) if are_enough(of.len()) => {
                    of.into_iter().for_each(|name| self.has(node, name, &at));
                }
                _ => self.error(
                    "bad-extension",
                    &at,
                    "`of` must name the properties: two of `x-either`, two or more of `x-together`",
                ),
            }
            if let Value::Object(group) = group {
                self.said(group, &at, "rust-name");
                if extension == "x-together" {
                    self.said(group, &at, "description");
                }
            }
        }
    }

    pub(super) fn choice(&mut self, node: &Node<'_>) {
        let Some(choices) = node.members.get("x-choice") else {
            return;
        };
        let at = format!("{}/x-choice", node.pointer);
        let Value::Array(choices) = choices else {
            return self.error("bad-extension", &at, "this is a list of choices");
        };
        for (index, choice) in choices.iter().enumerate() {
            let at = format!("{at}/{index}");
            let Value::Object(choice) = choice else {
                self.error("bad-extension", &at, "a choice is an object");
                continue;
            };
            if let Some(by) = self.said(choice, &at, "by") {
                self.has(node, by, &format!("{at}/by"));
            }
            self.said(choice, &at, "rust-name");
            match choice.get("blocks") {
                Some(Value::Object(blocks)) => {
                    for block in blocks.values() {
                        match block.as_str() {
                            Some(block) => self.has(node, block, &format!("{at}/blocks")),
                            None => self.error(
                                "bad-extension",
                                &format!("{at}/blocks"),
                                "a block is named by its property",
                            ),
                        }
                    }
                }
                _ => self.error(
                    "bad-extension",
                    &at,
                    "`blocks` must map values to properties",
                ),
            }
            if choice
                .get("without-block")
                .is_some_and(|values| strings(values).is_none())
            {
                self.error(
                    "bad-extension",
                    &format!("{at}/without-block"),
                    "this is a list of values",
                );
            }
        }
    }

    pub(super) fn presets(&mut self, node: &Node<'_>) {
        let Some(stated) = node.members.get("x-presets") else {
            return;
        };
        let at = format!("{}/x-presets", node.pointer);
        let Value::Array(stated) = stated else {
            return self.error("bad-extension", &at, "this is a list of constructors");
        };
        for (index, preset) in stated.iter().enumerate() {
            let at = format!("{at}/{index}");
            let Value::Object(preset) = preset else {
                self.error("bad-extension", &at, "a constructor is an object");
                continue;
            };
            self.said(preset, &at, "rust-name");
            self.said(preset, &at, "description");
            match preset.get("values") {
                Some(Value::Object(values)) => {
                    let at = format!("{at}/values");
                    values.keys().for_each(|name| self.has(node, name, &at));
                }
                _ => self.error(
                    "bad-extension",
                    &at,
                    "`values` must map properties to values",
                ),
            }
        }
    }

    /// The schema must have this property.
    fn has(&mut self, node: &Node<'_>, name: &str, at: &str) {
        if self.names.property(node.value, name).is_none() {
            self.error(
                "dangling-name",
                at,
                format!("the schema has no property `{name}`"),
            );
        }
    }
}
