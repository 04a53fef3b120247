//! The journal on disk: several processes at once, what they leave behind, and what does not belong there.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::{DiskJournal, EntryId, Journal, Outcome, Seen};
use online_payment_gateway::Client;

use super::{Folder, accepted, handle, order_of};
use crate::reconcile::requests::{CODE, PAN, payment, tracking};
use crate::reconcile::{config, gateway, run};
use crate::runtime::server::{Act, answer};

async fn intend(journal: &DiskJournal, order: &str, entry: &str) {
    let (id, handle) = (EntryId::new(entry), handle(order, entry));
    let intended = journal.intend(&id, &handle, Duration::ZERO);
    intended.await.unwrap();
}

async fn conclude(journal: &DiskJournal, entry: &str, outcome: Outcome) {
    let (id, handle) = (EntryId::new(entry), handle("ORDER-0", entry));
    journal.conclude(&id, &handle, &outcome).await.unwrap();
}

async fn unresolved(journal: &DiskJournal) -> Vec<String> {
    let handles = journal.unresolved().await.unwrap();
    handles.iter().map(order_of).collect()
}

#[test]
fn what_was_written_is_there_when_it_is_opened_again() {
    run(async {
        let folder = Folder::new();
        {
            let journal = DiskJournal::open(folder.path()).unwrap();
            intend(&journal, "ORDER-1", "01").await;
            intend(&journal, "ORDER-2", "02").await;
            intend(&journal, "ORDER-3", "03").await;
            conclude(&journal, "02", accepted()).await;
            conclude(
                &journal,
                "03",
                Outcome::Open {
                    answered: true,
                    seen: Seen::NOTHING,
                },
            )
            .await;
        }
        let journal = DiskJournal::open(folder.path()).unwrap();
        assert_eq!(unresolved(&journal).await, ["ORDER-1", "ORDER-3"]);
        let entries = journal.entries().await.unwrap();
        let told: Vec<_> = entries
            .iter()
            .map(|entry| (order_of(&entry.handle), entry.outcome.clone()))
            .collect();
        assert_eq!(
            told,
            [
                ("ORDER-1".to_owned(), None),
                ("ORDER-2".to_owned(), Some(accepted())),
                (
                    "ORDER-3".to_owned(),
                    Some(Outcome::Open {
                        answered: true,
                        seen: Seen::NOTHING
                    })
                ),
            ]
        );
        conclude(
            &journal,
            "01",
            Outcome::Closed(gateway_runtime::Closing::default()),
        )
        .await;
        conclude(
            &journal,
            "03",
            Outcome::Found {
                seen: Seen::NOTHING,
            },
        )
        .await;
        assert!(unresolved(&journal).await.is_empty());
        assert_eq!(folder.files("redb").len(), 1, "the file was taken up again");
    });
}

#[test]
fn those_who_live_keep_to_themselves_and_inherit_from_those_who_do_not() {
    run(async {
        let folder = Folder::new();
        let first = DiskJournal::open(folder.path()).unwrap();
        let second = DiskJournal::open(folder.path()).unwrap();
        let third = DiskJournal::open(folder.path()).unwrap();
        assert_eq!(folder.files("redb").len(), 3);
        intend(&first, "ORDER-1", "01").await;
        intend(&second, "ORDER-2", "02").await;
        intend(&third, "ORDER-3", "03").await;
        conclude(&third, "03", accepted()).await;
        assert_eq!(unresolved(&first).await, ["ORDER-1"]);
        drop((second, third));
        assert_eq!(unresolved(&first).await, ["ORDER-1", "ORDER-2"]);
        assert_eq!(
            folder.files("redb").len(),
            1,
            "what was taken over is gone from where it was"
        );
        assert_eq!(first.entries().await.unwrap().len(), 3);
        conclude(
            &first,
            "02",
            Outcome::Closed(gateway_runtime::Closing::default()),
        )
        .await;
        assert_eq!(unresolved(&first).await, ["ORDER-1"]);
    });
}

#[test]
fn a_file_that_cannot_be_read_stops_no_payment_and_is_named_when_recovering() {
    run(async {
        let folder = Folder::new();
        std::fs::create_dir_all(folder.path()).unwrap();
        std::fs::write(folder.path().join("0.redb"), b"this was a journal").unwrap();
        std::fs::write(folder.path().join("half.new"), b"redb").unwrap();
        let journal = DiskJournal::open(folder.path()).unwrap();
        intend(&journal, "ORDER-1", "01").await;
        let error = journal.unresolved().await.unwrap_err().to_string();
        assert!(
            error.contains("0.redb") && error.contains("by hand"),
            "{error}"
        );
        std::fs::remove_file(folder.path().join("0.redb")).unwrap();
        assert_eq!(unresolved(&journal).await, ["ORDER-1"]);
        assert_eq!(
            folder.files("new").len(),
            1,
            "one that is being made is left alone"
        );
    });
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = Folder::new();
    std::fs::write(folder.path(), b"a file").unwrap();
    let error = DiskJournal::open(folder.path().join("journal")).unwrap_err();
    assert!(error.to_string().contains("journal"), "{error}");
    std::fs::remove_file(folder.path()).unwrap();
}

#[test]
fn a_thousand_payments_at_once_are_all_written_down() {
    run(async {
        let folder = Folder::new();
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..1000 {
            let journal = Arc::clone(&journal);
            tasks.spawn(async move {
                let entry = format!("{number:04}");
                intend(&journal, &format!("ORDER-{entry}"), &entry).await;
                conclude(&journal, &entry, accepted()).await;
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        let entries = journal.entries().await.unwrap();
        assert_eq!(entries.len(), 1000);
        assert!(entries.iter().all(|entry| entry.outcome.is_some()));
    });
}

#[test]
fn no_byte_on_the_disk_is_of_a_card_a_person_or_a_secret() {
    run(async {
        let folder = Folder::new();
        let (server, _) = gateway(|name, number, _| match (name, number % 2) {
            ("payment", 1) => Act::Close,
            _ => answer(
                200,
                r#"{"respCode":"0000","respMsg":"Marked message","payUrl":"https://pay.example.com/Marked"}"#,
            ),
        })
        .await;
        {
            let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
            let client = Client::new(config(&server).journal(journal)).unwrap();
            for number in 0..8 {
                let _ = client
                    .create_payment(&payment(&format!("ORDER-{number}")))
                    .await;
            }
            let _ = client.add_tracking(&tracking("ORDER-1", "TRACK-1")).await;
        }
        let mut bytes = Vec::new();
        for file in folder.files("redb") {
            bytes.extend(std::fs::read(file).unwrap());
        }
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        };
        assert!(holds("ORDER-7") && holds("42.50") && holds("TRACK-1"));
        // As whole values: the name of an entry is drawn at random, and its digits may be these.
        let [code, year] = [CODE, "2035"].map(|value| format!("\"{value}\""));
        for marked in [
            PAN,
            "00000002",
            &code,
            &year,
            "Marked",
            "203.0.113.7",
            "token-1",
        ] {
            assert!(!holds(marked), "{marked} is in the journal");
        }
    });
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let _journal = DiskJournal::open(folder.path()).unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(folder.path()) & 0o777, 0o700);
    assert_eq!(mode(&folder.files("redb")[0]) & 0o777, 0o600);
}
