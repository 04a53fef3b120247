//! Rows put together again as the tree that they were printed from.

use crate::page::model::{Block, BlockKind, Combinator, Row};

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
    /// The property that tells the parts apart.
    pub(super) discriminator: Option<&'p str>,
    pub(super) parts: Vec<Node<'p>>,
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
                    discriminator: block.discriminator.as_deref(),
                    parts: vec![node],
                });
            }
            Some((BlockKind::Next(combinator), block)) => match inner.combined.last_mut() {
                Some(last) if last.combinator == combinator => last.parts.push(node),
                _ => inner.combined.push(Combined {
                    combinator,
                    discriminator: block.discriminator.as_deref(),
                    parts: vec![node],
                }),
            },
            _ => inner.children.push(node),
        }
    }
    inner
}
