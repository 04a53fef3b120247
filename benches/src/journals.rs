//! What the journal on disk costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use gateway_runtime::{DiskJournal, EntryId, Handle, Journal, Outcome, Seen};

use crate::measure::{Rounds, processor_time};

/// What a request costs in the journal on disk, written down and settled, one at a time and 64 at once. Processor time
/// alone: how long a disk takes is its own.
pub(crate) fn run(rounds: u32) {
    let folder = std::env::temp_dir().join(format!("gateway-benches-{}", std::process::id()));
    let journal = Arc::new(DiskJournal::open(&folder).expect("a journal"));
    let text = r#"{"version":1,"operation":"createPayment","at":1764000000000,"fields":{"amount":"42.50","currency":"USD","orderNo":"ORDER-1","paymentMethodType":"card"}}"#;
    let handle = Handle::from_json(text).expect("a handle");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let next = AtomicU64::new(0);
    let mut table = Rounds::new([
        "a handle as text, and taken up again",
        "an entry, one at a time",
        "an entry, 64 at once",
    ]);
    const ENTRIES: u32 = 640;
    for _ in 0..rounds {
        let before = processor_time();
        for _ in 0..ENTRIES {
            let again = Handle::from_json(handle.to_json().expose());
            std::hint::black_box(again).expect("a handle");
        }
        table.note(0, processor_time() - before, ENTRIES);
        for (at, at_once) in [(1, 1), (2, 64)] {
            let before = processor_time();
            for _ in 0..ENTRIES / at_once {
                runtime.block_on(async {
                    let entries: Vec<_> = (0..at_once)
                        .map(|_| {
                            let number = next.fetch_add(1, Ordering::Relaxed);
                            let (journal, handle) = (Arc::clone(&journal), handle.clone());
                            tokio::spawn(async move {
                                let entry = EntryId::new(format!("{number:032x}"));
                                let lease = Duration::from_secs(120);
                                let written = journal.intend(&entry, &handle, lease);
                                written.await.expect("written");
                                let outcome = Outcome::Accepted {
                                    code: None,
                                    seen: Seen::NOTHING,
                                };
                                let written = journal.conclude(&entry, &handle, &outcome);
                                written.await.expect("written");
                            })
                        })
                        .collect();
                    for entry in entries {
                        entry.await.expect("an entry");
                    }
                });
            }
            table.note(at, processor_time() - before, ENTRIES);
        }
    }
    drop(journal);
    let _ = std::fs::remove_dir_all(&folder);
    table.print("the journal on disk", 0);
}
