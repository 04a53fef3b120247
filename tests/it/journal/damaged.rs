//! A journal that is damaged, late, of another version, or whose folder is gone.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::testing::JournalAround;
use gateway_runtime::{DiskJournal, EntryId, Failure, Journal, JournalFuture};
use online_payment_gateway::Client;

use super::Folder;
use crate::reconcile::requests::payment;
use crate::reconcile::{config, gateway, open, run};
use crate::runtime::server::{Act, answer};

async fn intend(journal: &DiskJournal, entry: &str) -> bool {
    let text = format!(
        r#"{{"version":1,"operation":"createPayment","at":1764000000000,"entry":"{entry}","fields":{{"orderNo":"ORDER-1","paymentMethodType":"card"}}}}"#
    );
    let handle = gateway_runtime::Handle::from_json(&text).unwrap();
    let entry = EntryId::new(entry);
    let intended = journal.intend(&entry, &handle, Duration::ZERO);
    intended.await.is_ok()
}

#[test]
fn one_file_that_cannot_be_read_hides_no_other() {
    run(async {
        let folder = Folder::new();
        let path = folder.path();
        {
            let journal = DiskJournal::open(path).unwrap();
            intend(&journal, "01").await;
        }
        std::fs::write(path.join("zz.redb"), b"this was a journal").unwrap();
        let journal = DiskJournal::open(path).unwrap();
        let told = journal.unresolved().await.unwrap_err().to_string();
        assert!(told.contains("zz.redb"), "it is told once: {told}");
        let open = journal.unresolved().await.unwrap();
        assert_eq!(open.len(), 1, "and what can be read is listed after that");
    });
}

#[test]
fn a_damaged_file_of_a_former_process_stops_no_payment() {
    let mut stopped = Vec::new();
    for seed in 9..16_usize {
        run(async {
            let folder = Folder::new();
            let path = folder.path();
            {
                let journal = DiskJournal::open(path).unwrap();
                for n in 0..60 {
                    intend(&journal, &format!("{n:02}")).await;
                }
            }
            let file = std::fs::read_dir(path)
                .unwrap()
                .next()
                .unwrap()
                .unwrap()
                .path();
            let mut bytes = std::fs::read(&file).unwrap();
            let len = bytes.len();
            // One sector of a page that holds something has gone bad.
            let used: Vec<usize> = (4096..len)
                .step_by(4096)
                .filter(|at| bytes[*at..(*at + 4096).min(len)].iter().any(|b| *b != 0))
                .collect();
            let at = used[(seed * 7) % used.len()];
            bytes[at..at + 512].fill(0xA5);
            std::fs::write(&file, &bytes).unwrap();
            let Ok(opened) = std::panic::catch_unwind(|| DiskJournal::open(path)) else {
                stopped.push((seed, "open panics"));
                return;
            };
            let Ok(journal) = opened else {
                stopped.push((seed, "open"));
                return;
            };
            // What the damage is found by may be refused, and is not sent then.
            let mut taken = 0;
            for n in 0..3 {
                taken += usize::from(intend(&journal, &format!("9{n}")).await);
            }
            if taken == 0 {
                stopped.push((seed, "intend, for ever"));
            }
            if let Ok(Ok(listed)) =
                tokio::time::timeout(Duration::from_secs(5), journal.unresolved()).await
                && listed.len() < 60 + taken
            {
                stopped.push((seed, "lists fewer, without a word"));
            }
        });
    }
    assert!(stopped.is_empty(), "{stopped:?}");
}

#[test]
fn an_intent_that_was_refused_late_is_not_left_open() {
    // A journal that is slower than the call's time: the call was never sent, and says so.
    #[derive(Debug)]
    struct Late(DiskJournal);
    impl JournalAround for Late {
        fn inner(&self) -> &dyn Journal {
            &self.0
        }

        fn intend<'a>(
            &'a self,
            entry: &'a EntryId,
            intent: &'a gateway_runtime::Handle,
            lease: Duration,
        ) -> JournalFuture<'a, ()> {
            let written = self.0.intend(entry, intent, lease);
            Box::pin(async move {
                let done = written.await;
                tokio::time::sleep(Duration::from_millis(400)).await;
                done
            })
        }
    }
    run(async {
        let (server, _) = gateway(|_, _, _| answer(200, r#"{"respCode":"0000"}"#)).await;
        let folder = Folder::new();
        let journal = Arc::new(Late(DiskJournal::open(folder.path()).unwrap()));
        let client = Client::new(
            config(&server)
                .total_timeout(Duration::from_millis(100))
                .journal(Arc::clone(&journal) as _),
        )
        .unwrap();
        let result = client.create_payment(&payment("ORDER-1")).await;
        assert!(matches!(result, Err(Failure::NotSent(_))), "{result:?}");
        assert_eq!(Journal::unresolved(&*journal).await.unwrap().len(), 0);
    });
}

#[test]
fn an_intent_that_cannot_be_read_is_not_passed_over() {
    run(async {
        let folder = Folder::new();
        let path = folder.path();
        {
            let journal = DiskJournal::open(path).unwrap();
            intend(&journal, "01").await;
        }
        let file = std::fs::read_dir(path)
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        let mut bytes = std::fs::read(&file).unwrap();
        let mark = br#""version":1"#;
        let places: Vec<usize> = (0..bytes.len() - mark.len())
            .filter(|at| bytes[*at..].starts_with(mark))
            .collect();
        for at in &places {
            bytes[at + mark.len() - 1] = b'2';
        }
        std::fs::write(&file, &bytes).unwrap();
        let journal = DiskJournal::open(path).unwrap();
        let listed = journal.unresolved().await;
        assert!(
            !listed.as_ref().is_ok_and(Vec::is_empty),
            "{} places: {listed:?}",
            places.len()
        );
    });
}

#[test]
fn what_is_written_after_the_folder_was_removed_is_there_for_the_next_process() {
    run(async {
        let folder = Folder::new();
        let path = folder.path();
        let (server, _) = gateway(|_, _, _| Act::Close).await;
        let journal = Arc::new(DiskJournal::open(path).unwrap());
        let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
        open(client.create_payment(&payment("ORDER-1")).await);
        std::fs::remove_dir_all(path).unwrap();
        open(client.create_payment(&payment("ORDER-2")).await);
        drop((client, journal));
        let next = DiskJournal::open(path).unwrap();
        let listed = next.unresolved().await.unwrap();
        let orders: Vec<_> = listed
            .iter()
            .filter_map(|one| one.field("orderNo"))
            .collect();
        assert_eq!(orders, ["ORDER-1", "ORDER-2"]);
    });
}
