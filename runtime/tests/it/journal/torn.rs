//! A write that the disk did only in part, as a power cut leaves it.

use std::time::Duration;

use gateway_runtime::{DiskJournal, EntryId, Journal};

use super::{Folder, accepted, handle, order_of, random};
use crate::api::run;
use crate::cases::cases;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// Some sectors of the later state, the others still as they were.
fn torn(before: &[u8], after: &[u8], mut bits: u64) -> Vec<u8> {
    let mut file = Vec::with_capacity(after.len());
    for at in (0..after.len()).step_by(SECTOR) {
        let end = (at + SECTOR).min(after.len());
        let (old, new) = (before.get(at..end), &after[at..end]);
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        match old {
            Some(old) if bits >> 63 == 0 => file.extend(old),
            _ => file.extend(new),
        }
    }
    file
}

#[test]
fn what_was_durable_survives_a_torn_write() {
    run(async {
        let folder = Folder::new();
        let journal = DiskJournal::open(folder.path()).unwrap();
        for number in 0..40 {
            let entry = format!("{number:02}");
            let order = format!("ORDER-{entry}");
            let id = EntryId::new(&*entry);
            let handle = handle(&order, &entry);
            journal.intend(&id, &handle, Duration::ZERO).await.unwrap();
            if number % 2 == 0 {
                journal.conclude(&id, &handle, &accepted()).await.unwrap();
            }
        }
        let file = folder.files("redb")[0].clone();
        let before = std::fs::read(&file).unwrap();
        let last = EntryId::new("99");
        journal
            .intend(&last, &handle("ORDER-99", "99"), Duration::ZERO)
            .await
            .unwrap();
        let after = std::fs::read(&file).unwrap();
        assert_ne!(before, after);

        let (mut old, mut new) = (0, 0);
        for _ in 0..cases(25).cases {
            let seed = random();
            let copy = Folder::new();
            std::fs::create_dir_all(copy.path()).unwrap();
            std::fs::write(copy.path().join("0.redb"), torn(&before, &after, seed)).unwrap();
            let opened = DiskJournal::open(copy.path()).unwrap();
            let mut open: Vec<String> = match opened.unresolved().await {
                Ok(handles) => handles.iter().map(order_of).collect(),
                Err(error) => panic!("seed {seed}: {error}"),
            };
            match open.last().map(String::as_str) {
                Some("ORDER-99") => {
                    open.pop();
                    new += 1;
                }
                _ => old += 1,
            }
            let expected: Vec<String> = (0..40)
                .filter(|number| number % 2 == 1)
                .map(|number| format!("ORDER-{number:02}"))
                .collect();
            assert_eq!(open, expected, "seed {seed}");
            assert_eq!(copy.files("redb").len(), 1, "seed {seed}: it was taken up");
        }
        assert!(old > 0, "no write was torn: {old} old, {new} new");
    });
}
