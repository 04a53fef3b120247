use std::collections::BTreeMap;

use super::urlencoded::pairs;
use crate::value::json::writer::{JsonWriter, Write};

/// How many brackets a name may have.
const DEEPEST: usize = 32;

/// A form whose names say with brackets what stands in what.
#[derive(Default)]
pub(super) struct Tree {
    /// One, or several where it is a list whose name is repeated.
    texts: Vec<String>,
    /// What stands in the brackets behind it, or at the root the names before them.
    pub(super) members: BTreeMap<String, Tree>,
}

impl Tree {
    /// Reads a form; the names that are repeated are those of lists.
    pub(super) fn parse(text: &str, repeated: &[&str]) -> Option<Self> {
        let mut root = Self::default();
        for (name, value) in pairs(text) {
            let mut name = name?;
            if repeated.contains(&name.as_str()) {
                name.push_str("[]");
            }
            let mut tree = &mut root;
            for (depth, step) in name.split('[').enumerate() {
                if depth > DEEPEST {
                    return None;
                }
                let step = match depth {
                    0 => step,
                    _ => step.strip_suffix(']')?,
                };
                let step = match step {
                    "" => tree.members.len().to_string(),
                    step => step.to_owned(),
                };
                tree = tree.members.entry(step).or_default();
            }
            tree.texts.push(value?);
        }
        Some(root)
    }

    /// The members as a list, where they are numbered.
    fn elements(&self) -> Option<BTreeMap<usize, &Self>> {
        self.members
            .iter()
            .map(|(name, tree)| Some((name.parse().ok()?, tree)))
            .collect()
    }
}

impl Write for Tree {
    fn write(&self, out: &mut JsonWriter) {
        match self.elements() {
            _ if self.members.is_empty() => match self.texts.as_slice() {
                [only] => out.string(only),
                texts => texts.write(out),
            },
            Some(elements) => {
                out.list(|list| elements.values().for_each(|element| list.element(*element)));
            }
            None => out.object(|object| {
                for (name, member) in &self.members {
                    object.field(name, member);
                }
            }),
        }
    }
}
