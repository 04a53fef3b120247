//! Combinators: schemas that consist of parts.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::shape::{Combined, Inner, Node};
use super::writer::{Table, Writer};
use crate::page::model::{Combinator, Kind};

/// The name of a part in a table.
const PART: &str = "anonymous";

/// Whether the rows of a table without headings are parts rather than properties.
pub(super) fn is_combined(inner: &Inner<'_>) -> bool {
    inner.children.iter().any(|node| node.row.name == PART)
}

impl Writer<'_> {
    /// Gathers the parts of a combinator in a table that has no headings for them; nothing where there are none.
    ///
    /// Such a table does not say how the parts are joined. A sample with members of several parts shows that all of them hold
    /// at once. Otherwise the weakest of the words is taken, and the other ones are said to be as likely.
    pub(super) fn gathered<'n>(
        &self,
        inner: &Inner<'n>,
        sample: Option<&Map<String, Value>>,
        table: Table<'_>,
    ) -> Option<Inner<'n>> {
        let named = sample.is_some_and(|members| members.contains_key(PART));
        if !table.flat || named || !is_combined(inner) {
            return None;
        }
        let (parts, children): (Vec<Node<'n>>, Vec<Node<'n>>) = inner
            .children
            .iter()
            .cloned()
            .partition(|node| node.row.name == PART);
        let known: Vec<BTreeSet<&str>> = parts.iter().map(|part| self.names_of(part)).collect();
        let is_of = |names: &BTreeSet<&str>, name: &str| names.contains(name);
        let several = sample.is_some_and(|members| {
            members.keys().any(|name| {
                let mut parts = known.iter();
                let first = parts.next().is_some_and(|names| is_of(names, name));
                !first && parts.any(|names| is_of(names, name))
            })
        });
        let mut combined = inner.combined.clone();
        combined.push(Combined {
            combinator: if several {
                Combinator::AllOf
            } else {
                Combinator::AnyOf
            },
            stated: several,
            discriminator: None,
            parts,
        });
        Some(Inner { children, combined })
    }

    /// The names of the properties of a part.
    fn names_of<'s>(&'s self, part: &'s Node<'_>) -> BTreeSet<&'s str> {
        if let Kind::Reference(name) = &part.row.ty.kind {
            let sample = self.sample_of(name).and_then(Value::as_object);
            return sample
                .into_iter()
                .flat_map(Map::keys)
                .map(String::as_str)
                .collect();
        }
        let children = part.inner.children.iter();
        let own = children.filter(|node| node.row.name != PART);
        let mut names: BTreeSet<&str> = own.map(|node| node.row.name.as_str()).collect();
        for nested in part
            .inner
            .children
            .iter()
            .filter(|node| node.row.name == PART)
        {
            names.extend(self.names_of(nested));
        }
        names
    }

    /// The named schema that the items of an array are, where the page shows its parts in place of its name.
    ///
    /// A table shows `[allOf]` for an array of a schema that consists of parts, whatever the schema is called. Its parts and
    /// its sample tell, if they are those of one schema alone.
    pub(super) fn named_items(&self, inner: &Inner<'_>, sample: Option<&Value>) -> Option<&str> {
        let [combined] = inner.combined.as_slice() else {
            return None;
        };
        let is_same = |name: &str| {
            let parts = self.parts_of(name);
            parts.len() == combined.parts.len()
                && parts
                    .iter()
                    .zip(&combined.parts)
                    .all(|(row, part)| row.ty == part.row.ty)
                && self.yields(name, sample)
        };
        let mut named = self
            .names()
            .filter(|name| inner.children.is_empty() && is_same(name));
        let first = named.next()?;
        named.next().is_none().then_some(first)
    }

    /// Adds a combinator with its parts to a schema.
    pub(super) fn combine(
        &self,
        schema: &mut Map<String, Value>,
        combined: &Combined<'_>,
        sample: Option<&Value>,
        table: Table<'_>,
    ) {
        let word = match combined.combinator {
            Combinator::AllOf => "allOf",
            Combinator::OneOf => "oneOf",
            Combinator::AnyOf => "anyOf",
            Combinator::Not => "not",
        };
        let parts: Vec<Value> = combined
            .parts
            .iter()
            .enumerate()
            .map(|(place, part)| {
                let sample = part_sample(combined.combinator, place, part, sample);
                self.property(part, sample.as_ref(), table)
            })
            .collect();
        let value = match combined.combinator {
            Combinator::Not => parts.into_iter().next().unwrap_or_default(),
            _ => Value::Array(parts),
        };
        schema.insert(word.to_owned(), value);
        if !combined.stated {
            schema.insert("x-unknown".to_owned(), json!(["combinator"]));
        }
        if let Some(discriminator) = combined.discriminator {
            schema.insert("x-discriminator".to_owned(), json!(discriminator));
        }
    }
}

/// The sample of one part of a combinator, taken from the sample of the whole.
fn part_sample(
    combinator: Combinator,
    place: usize,
    part: &Node<'_>,
    sample: Option<&Value>,
) -> Option<Value> {
    match combinator {
        Combinator::OneOf | Combinator::AnyOf if place == 0 => sample.cloned(),
        Combinator::AllOf => {
            if matches!(part.row.ty.kind, Kind::Reference(_)) {
                return None;
            }
            let members = sample?.as_object()?;
            let own = part.inner.children.iter().filter_map(|node| {
                Some((node.row.name.clone(), members.get(&node.row.name)?.clone()))
            });
            let own: Map<String, Value> = own.collect();
            (!own.is_empty()).then_some(Value::Object(own))
        }
        _ => None,
    }
}
