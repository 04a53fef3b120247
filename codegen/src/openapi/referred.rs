//! What members that are not understood refer to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::notes::Opaque;
use super::pointer::Pointer;
use super::references::{locate, references, schema_key};

/// Where the references of a document lead that stand in what is not understood, each place with one value.
pub(super) struct Referred<'a> {
    root: &'a Value,
    values: BTreeMap<String, Arc<Value>>,
}

impl<'a> Referred<'a> {
    pub(super) fn of(root: &'a Value) -> Self {
        Self {
            root,
            values: BTreeMap::new(),
        }
    }

    /// Adds to each member what it refers to. Named schemas are compared by themselves.
    pub(super) fn add_to(&mut self, all: &mut [Opaque]) {
        for opaque in all {
            let mut seen = BTreeSet::new();
            let mut open = vec![Arc::clone(&opaque.value)];
            let mut next = 0;
            while let Some(value) = open.get(next).cloned() {
                next += 1;
                let others = references(&value).into_iter();
                for reference in others.filter(|reference| schema_key(reference).is_none()) {
                    let Some((found, at)) = locate(self.root, reference) else {
                        continue;
                    };
                    let at = at.to_string();
                    // A reference to what is around it leads to nothing new.
                    if at.is_empty() || is_around(&at, &opaque.pointer) || !seen.insert(at.clone())
                    {
                        continue;
                    }
                    let known = self.values.entry(at);
                    open.push(Arc::clone(known.or_insert_with(|| Arc::new(found.clone()))));
                }
            }
            open.swap_remove(0);
            opaque.referred = open;
        }
    }
}

fn is_around(at: &str, pointer: &Pointer) -> bool {
    let pointer = pointer.to_string();
    let rest = pointer.strip_prefix(at);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
