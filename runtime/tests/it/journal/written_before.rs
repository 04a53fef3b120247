//! Journals that earlier versions wrote are read for ever.

use gateway_runtime::{DiskJournal, Journal, Outcome};

use super::{Folder, order_of};
use crate::api::run;

/// What 0.1 wrote, as runs of 32 bytes: how often they stand one behind the other, and they in hexadecimal.
const WRITTEN_BY_0_1: &str = include_str!("cases/0.1.txt");

fn bytes(runs: &str) -> Vec<u8> {
    let run = |line: &str| {
        let (count, row) = line.split_once(' ').unwrap();
        let digits = (0..row.len()).step_by(2).map(|at| &row[at..at + 2]);
        let row: Vec<u8> = digits
            .map(|byte| u8::from_str_radix(byte, 16).unwrap())
            .collect();
        row.repeat(count.parse().unwrap())
    };
    runs.lines().flat_map(run).collect()
}

/// The outcome in one word.
fn word(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        None => "under way",
        Some(Outcome::Accepted { .. }) => "accepted",
        Some(Outcome::Refused { .. }) => "refused",
        Some(Outcome::NotSent) => "not sent",
        Some(Outcome::Open { .. }) => "open",
        Some(Outcome::Found { .. }) => "found",
        Some(Outcome::Status { .. }) => "status",
        Some(Outcome::Closed(_)) => "closed",
        Some(_) => "?",
    }
}

#[test]
fn what_0_1_wrote_is_there_with_its_outcomes() {
    run(async {
        let folder = Folder::new();
        std::fs::create_dir(folder.path()).unwrap();
        let file = folder.path().join("000661591dd40f5276acf6a84100a031.redb");
        std::fs::write(file, bytes(WRITTEN_BY_0_1)).unwrap();
        let journal = DiskJournal::open(folder.path()).unwrap();
        let entries = journal.entries().await.unwrap();
        let told: Vec<_> = entries
            .iter()
            .map(|entry| (order_of(&entry.handle), word(entry.outcome.as_ref())))
            .collect();
        let expected = [
            ("ORDER-1", "under way"),
            ("ORDER-2", "accepted"),
            ("ORDER-3", "refused"),
            ("ORDER-4", "not sent"),
            ("ORDER-5", "open"),
            ("ORDER-6", "found"),
            ("ORDER-7", "status"),
            ("ORDER-8", "closed"),
        ];
        assert_eq!(told, expected.map(|(order, word)| (order.to_owned(), word)));
        for entry in &entries {
            assert_eq!(entry.handle.field("amount").as_deref(), Some("12.50"));
            assert!(entry.handle.gateway_time().is_some());
        }
        let open = journal.unresolved().await.unwrap();
        let open: Vec<_> = open.iter().map(order_of).collect();
        assert_eq!(open, ["ORDER-1", "ORDER-5"]);
    });
}
