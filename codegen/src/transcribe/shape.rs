//! Rows put together again as the tree that they were printed from.

use serde_json::Value;

use crate::page::model::{Block, BlockKind, Combinator, Kind, Row};

/// A property, an item of a combinator or a parameter with all that is nested in it.
#[derive(Debug, Clone)]
pub(super) struct Node<'p> {
    pub(super) row: &'p Row,
    /// The place of the row in its table, by which enumerated values are found.
    pub(super) index: usize,
    pub(super) inner: Inner<'p>,
}

/// What is nested in a node or stands at the top of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Inner<'p> {
    pub(super) children: Vec<Node<'p>>,
    pub(super) combined: Vec<Combined<'p>>,
}

impl Inner<'_> {
    /// Whether nothing is nested.
    pub(super) const fn is_empty(&self) -> bool {
        self.children.is_empty() && self.combined.is_empty()
    }
}

/// The parts of one combinator.
#[derive(Debug, Clone)]
pub(super) struct Combined<'p> {
    pub(super) combinator: Combinator,
    /// Whether the table says so.
    pub(super) stated: bool,
    /// The property that tells the parts apart.
    pub(super) discriminator: Option<&'p str>,
    pub(super) parts: Vec<Node<'p>>,
}

impl<'p> Inner<'p> {
    /// Puts rows back under their owners where the sample shows that they stand too far out.
    ///
    /// The renderer miscounts depths behind arrays of arrays: what follows is printed as if it were less deep. Everywhere else
    /// the depths hold, whatever a sample has that somebody wrote.
    pub(super) fn settle(&mut self, sample: Option<&Value>) {
        let mut from = if is_list_of_lists(sample) {
            Some(0)
        } else {
            None
        };
        self.miscounted(&mut from);
        if let Some(from) = from {
            self.settle_behind(from, sample);
        }
    }

    /// Finds the first row that an array of arrays holds.
    fn miscounted(&self, from: &mut Option<usize>) {
        for node in &self.children {
            let first = node.inner.first();
            if let Some(first) = first.filter(|_| can_hold_lists(node.row)) {
                *from = Some(from.map_or(first, |from| from.min(first)));
            }
            node.inner.miscounted(from);
        }
        for part in self.combined.iter().flat_map(|combined| &combined.parts) {
            part.inner.miscounted(from);
        }
    }

    /// The place of the first row.
    fn first(&self) -> Option<usize> {
        let parts = self.combined.iter().flat_map(|combined| &combined.parts);
        let nodes = self.children.iter().chain(parts);
        nodes.map(|node| node.index).min()
    }

    fn settle_behind(&mut self, from: usize, sample: Option<&Value>) {
        let mut sample = sample;
        while let Some(Value::Array(items)) = sample {
            sample = items.first();
        }
        let members = sample.and_then(Value::as_object);
        let mut settled: Vec<Node<'p>> = Vec::new();
        for node in std::mem::take(&mut self.children) {
            let stray = node.index >= from
                && members.is_some_and(|members| !members.contains_key(&node.row.name));
            let owner = settled.last_mut().filter(|owner| {
                stray
                    && can_own(owner)
                    && owns(
                        members.and_then(|members| members.get(&owner.row.name)),
                        &node.row.name,
                    )
            });
            match owner {
                Some(owner) => owner.inner.children.push(node),
                None => settled.push(node),
            }
        }
        for node in &mut settled {
            let own = members.and_then(|members| {
                members
                    .get(&node.row.name)
                    .or_else(|| members.get("property1"))
            });
            node.inner.settle_behind(from, own);
        }
        self.children = settled;
    }
}

/// Whether a sample is an array of arrays.
fn is_list_of_lists(sample: Option<&Value>) -> bool {
    let first = sample
        .and_then(Value::as_array)
        .and_then(|items| items.first());
    first.is_some_and(Value::is_array)
}

/// Whether a row can be an array of arrays: it says so, or its items are of a schema that can be an array.
fn can_hold_lists(row: &Row) -> bool {
    let Kind::Array(items) = &row.ty.kind else {
        return false;
    };
    match &**items {
        Kind::Base { name, .. } => name == "array",
        Kind::Reference(_) | Kind::Any | Kind::Array(_) => true,
    }
}

/// Whether a row can have rows below it: a plain value has none, and a schema only where it is spelled out.
fn can_own(node: &Node<'_>) -> bool {
    let kind = match &node.row.ty.kind {
        Kind::Array(items) => items,
        kind => kind,
    };
    match kind {
        Kind::Base { name, .. } => name == "object" || name == "array",
        Kind::Reference(_) => !node.inner.is_empty(),
        Kind::Any | Kind::Array(_) => true,
    }
}

/// Whether a member of this name stands in a sample at any depth.
fn owns(sample: Option<&Value>, name: &str) -> bool {
    match sample {
        Some(Value::Object(members)) => {
            let is_map = name == "additionalProperties" && members.contains_key("property1");
            is_map
                || members.contains_key(name)
                || members.values().any(|value| owns(Some(value), name))
        }
        Some(Value::Array(items)) => items.first().is_some_and(|item| owns(Some(item), name)),
        _ => false,
    }
}

/// One row with the block that it begins.
struct Item<'p> {
    row: &'p Row,
    index: usize,
    begins: Option<&'p Block>,
}

/// Builds the tree of a table.
pub(super) fn of_blocks(blocks: &[Block]) -> Inner<'_> {
    let mut items = Vec::new();
    for block in blocks {
        let mut begins =
            (block.kind != BlockKind::Own && block.kind != BlockKind::Continued).then_some(block);
        for row in &block.rows {
            let index = items.len();
            items.push(Item {
                row,
                index,
                begins: begins.take(),
            });
        }
    }
    let mut items = items.into_iter().peekable();
    gather(&mut items, 0)
}

/// Builds the tree of rows without blocks, of which those shallower than `depth` are left out.
pub(super) fn of_rows<'p>(rows: impl Iterator<Item = (usize, &'p Row)>) -> Inner<'p> {
    let mut items = rows
        .map(|(index, row)| Item {
            row,
            index,
            begins: None,
        })
        .collect::<Vec<_>>()
        .into_iter()
        .peekable();
    gather(&mut items, 0)
}

fn gather<'p>(
    items: &mut std::iter::Peekable<std::vec::IntoIter<Item<'p>>>,
    depth: usize,
) -> Inner<'p> {
    let mut inner = Inner::default();
    while let Some(item) = items.next_if(|item| item.row.depth >= depth) {
        let nested = gather(items, item.row.depth + 1);
        let node = Node {
            row: item.row,
            index: item.index,
            inner: nested,
        };
        match item.begins.map(|block| (block.kind, block)) {
            Some((BlockKind::First(combinator), block)) => {
                inner.combined.push(Combined {
                    combinator,
                    stated: true,
                    discriminator: block.discriminator.as_deref(),
                    parts: vec![node],
                });
            }
            Some((BlockKind::Next(combinator), block)) => match inner.combined.last_mut() {
                Some(last) if last.combinator == combinator => last.parts.push(node),
                _ => inner.combined.push(Combined {
                    combinator,
                    stated: true,
                    discriminator: block.discriminator.as_deref(),
                    parts: vec![node],
                }),
            },
            _ => inner.children.push(node),
        }
    }
    inner
}
