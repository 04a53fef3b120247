//! By which numbers a request is found, so that asking for those of one payment does not mean reading all.

use std::collections::BTreeSet;

use redb::{ReadTransaction, Table, TableDefinition, WriteTransaction};

use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::numbers::Numbers;
use crate::recovery::disk::trouble::{Trouble, if_there};

/// By a hash of the path and the value of a number, and the name of the entry that has it.
const NAMES: TableDefinition<'_, (u64, &str), ()> = TableDefinition::new("names");
/// By the operation, the paths at which a request has values, and the name of its entry: what may be named by a number that
/// it does not have.
const SHAPES: TableDefinition<'_, (&str, &str, &str), ()> = TableDefinition::new("shapes");

/// What comes after the names of all entries.
const LAST: &str = "\u{10ffff}";

/// The operation, in the table, of what a later version wrote.
const UNREADABLE: &str = "";

/// Both tables, to be written.
pub(super) struct Names<'a> {
    names: Table<'a, (u64, &'static str), ()>,
    shapes: Table<'a, (&'static str, &'static str, &'static str), ()>,
}

impl<'a> Names<'a> {
    pub(super) fn open(transaction: &'a WriteTransaction) -> Result<Self, Trouble> {
        Ok(Self {
            names: transaction.open_table(NAMES)?,
            shapes: transaction.open_table(SHAPES)?,
        })
    }

    /// Notes an entry, with its handle if that can be read.
    pub(super) fn put(&mut self, entry: &str, handle: Option<&Handle>) -> Result<(), Trouble> {
        let Some(handle) = handle else {
            self.shapes.insert((UNREADABLE, "", entry), ())?;
            return Ok(());
        };
        for (path, value) in handle.first_values() {
            self.names.insert((word(&path, &value), entry), ())?;
        }
        let shape = shape(handle);
        self.shapes
            .insert((handle.operation(), &*shape, entry), ())?;
        Ok(())
    }

    pub(super) fn remove(&mut self, entry: &str, handle: &Handle) -> Result<(), Trouble> {
        for (path, value) in handle.first_values() {
            self.names.remove((word(&path, &value), entry))?;
        }
        let shape = shape(handle);
        self.shapes.remove((handle.operation(), &*shape, entry))?;
        Ok(())
    }
}

/// Whether there is neither of both yet.
pub(super) fn is_missing(transaction: &ReadTransaction) -> Result<bool, Trouble> {
    Ok(if_there(transaction.open_table(SHAPES))?.is_none())
}

/// The entries from a time on that these numbers may name, and perhaps others; and whether all that were written can be read.
pub(super) fn candidates(
    transaction: &ReadTransaction,
    numbers: &Numbers,
) -> Result<(BTreeSet<String>, bool), Trouble> {
    let since = EntryId::first_at(numbers.not_before());
    let since = since.as_str();
    let (names, shapes) = (
        transaction.open_table(NAMES)?,
        transaction.open_table(SHAPES)?,
    );
    let mut found = BTreeSet::new();
    for (path, value) in numbers.values() {
        let word = word(path, value);
        for row in names.range((word, since)..=(word, LAST))? {
            found.insert(row?.0.value().1.to_owned());
        }
    }
    for operation in numbers.operations() {
        // From one shape of the operation to the next: there are few.
        let mut next = shapes.range((*operation, "", "")..)?.next().transpose()?;
        while let Some((key, _)) = next {
            let (of, shape, _) = key.value();
            if of != *operation {
                break;
            }
            let shape = shape.to_owned();
            if is_nameless(&shape, numbers) {
                for row in shapes.range((*operation, &*shape, since)..)? {
                    let (key, _) = row?;
                    match key.value() {
                        (of, is, entry) if of == *operation && is == shape => {
                            found.insert(entry.to_owned())
                        }
                        _ => break,
                    };
                }
            }
            let after = format!("{shape}\u{0}");
            next = shapes
                .range((*operation, &*after, "")..)?
                .next()
                .transpose()?;
        }
    }
    let unreadable = shapes
        .range((UNREADABLE, "", since)..)?
        .next()
        .transpose()?;
    let is_whole = unreadable.is_none_or(|(key, _)| key.value().0 != UNREADABLE);
    Ok((found, is_whole))
}

/// FNV-1a, which stands in files and never changes. Requests that share a word by chance are told apart by their handles.
fn word(path: &str, value: &str) -> u64 {
    let bytes = path.bytes().chain([0]).chain(value.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The paths at which a request has values.
fn shape(handle: &Handle) -> String {
    let paths: Vec<String> = handle.first_values().into_keys().collect();
    paths.join(" ")
}

/// Whether a request of this shape has none of the paths of these numbers, so that it may be any of theirs.
fn is_nameless(shape: &str, numbers: &Numbers) -> bool {
    let mut paths = numbers.values().iter();
    !paths.any(|(path, _)| shape.split(' ').any(|other| other == *path))
}
