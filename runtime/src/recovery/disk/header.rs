//! What is looked at before a file is handed to redb, which panics over one that is cut off or is none of its own.

use std::io;

use redb::StorageBackend;

/// How redb 2 begins its files. All numbers are little endian.
const MAGIC: &[u8] = b"redb\x1A\x0A\xA9\x0D\x0A";
/// The header itself, at the beginning of the first page.
const LENGTH: usize = 320;
/// In bytes, as for every file that nobody asked to have another.
const PAGE: u64 = 4096;
/// In pages: what a region begins with, and what a full one holds.
const REGION_HEADER: u64 = 130;
const REGION: u64 = 1 << 20;

/// Whether a file is one of redb's, and as long as its header says; or longer, if it says too that its owner was killed,
/// for whoever makes a file larger does that first, and redb mends it.
pub(super) fn is_sound(file: &dyn StorageBackend) -> io::Result<bool> {
    let length = file.len()?;
    if length < PAGE || length % PAGE != 0 {
        return Ok(false);
    }
    let header = file.read(0, LENGTH)?;
    let stated = header.strip_prefix(MAGIC).and_then(stated);
    let pages = length / PAGE - 1;
    // Behind the full regions there is none, or one that has pages.
    let last = pages % (REGION_HEADER + REGION);
    let ends_well = last == 0 || last > REGION_HEADER;
    Ok(ends_well
        && stated.is_some_and(|(stated, is_killed)| {
            stated > 0 && (stated == pages || is_killed && stated < pages)
        }))
}

/// How many pages there are behind the first by a header without its magic number, and whether its owner did not close
/// it; `None` if its sizes are none of ours.
fn stated(header: &[u8]) -> Option<(u64, bool)> {
    // A byte of flags comes first, and two that fill up.
    let is_killed = header.first()? & 2 != 0;
    let mut numbers = header.get(3..)?.chunks_exact(4).filter_map(|bytes| {
        let bytes = bytes.first_chunk()?;
        Some(u64::from(u32::from_le_bytes(*bytes)))
    });
    let sizes = [numbers.next()?, numbers.next()?, numbers.next()?];
    let (full_regions, last) = (numbers.next()?, numbers.next()?);
    let last = match last {
        0 => 0,
        pages => REGION_HEADER + pages,
    };
    let full = full_regions.checked_mul(REGION_HEADER + REGION)?;
    (sizes == [PAGE, REGION_HEADER, REGION] && last < REGION_HEADER + REGION)
        .then(|| (full.saturating_add(last), is_killed))
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;
    use redb::{Builder, Database, TableDefinition};

    use super::*;
    use crate::recovery::disk::memory::Shared;

    /// A file that was written to its end, and the same as a killed process leaves it, with room that it had just made.
    fn files() -> [Vec<u8>; 2] {
        let backend = std::sync::Arc::new(InMemoryBackend::new());
        let database = open(backend.clone());
        for number in 0..12_u64 {
            let transaction = database.begin_write().unwrap();
            let table: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("t");
            let bytes = vec![7; 100_000];
            let mut opened = transaction.open_table(table).unwrap();
            opened.insert(number, bytes.as_slice()).unwrap();
            drop(opened);
            transaction.commit().unwrap();
        }
        let content = || {
            backend
                .read(0, usize::try_from(backend.len().unwrap()).unwrap())
                .unwrap()
        };
        let mut torn = content();
        drop(database);
        torn.extend([0; 40 * 4096]);
        [content(), torn]
    }

    fn open(backend: std::sync::Arc<InMemoryBackend>) -> Database {
        Builder::new().create_with_backend(Shared(backend)).unwrap()
    }

    fn of(bytes: &[u8]) -> InMemoryBackend {
        let backend = InMemoryBackend::new();
        backend.set_len(bytes.len() as u64).unwrap();
        backend.write(0, bytes).unwrap();
        backend
    }

    #[test]
    fn files_of_every_age_are_sound_and_none_that_is_cut_off() {
        for file in files() {
            assert!(is_sound(&of(&file)).unwrap());
            assert!(Builder::new().create_with_backend(of(&file)).is_ok());
        }
        let [file, _] = files();
        let (page, end) = (4096, file.len());
        for length in [
            0,
            9,
            319,
            320,
            page - 1,
            page,
            130 * page,
            132 * page,
            end - page,
        ] {
            let cut = of(file.get(..length).unwrap());
            assert!(!is_sound(&cut).unwrap(), "{length}");
        }
        assert!(!is_sound(&of(&[file, vec![0; page]].concat())).unwrap());
    }

    #[test]
    fn whatever_sizes_a_header_states_nothing_panics_over_them() {
        let [_, file] = files();
        let numbers = [0, 1, 130, 583, 4_095, 1 << 20, u32::MAX];
        for index in 0..5 {
            for number in numbers {
                let mut changed = file.clone();
                let at = 12 + 4 * index;
                changed.splice(at..at + 4, u32::to_le_bytes(number));
                if !is_sound(&of(&changed)).unwrap() {
                    continue;
                }
                let opened = std::panic::catch_unwind(|| {
                    Builder::new().create_with_backend(of(&changed)).map(|_| ())
                });
                assert!(opened.is_ok(), "{index} {number}");
            }
        }
    }
}
