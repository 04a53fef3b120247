//! What a journal and a handle hold of a request: what the document lets them keep, and no byte of anything else.

use std::sync::Arc;

use gateway_runtime::{Call, DiskJournal, Effect, Json};
use online_payment_gateway::{Client, operations};

use super::Folder;
use crate::own::own;
use crate::reconcile::{config, gateway, open, run};
use crate::runtime::server::Act;
use crate::samples::canary::{BEGINNINGS, leak, marked_requests};

#[test]
fn of_every_operation_only_what_may_be_kept_is_written_down() {
    let mut written = 0;
    for operation in operations::ALL {
        if operation.effect == Effect::Reads || operation.journal.is_empty() {
            continue;
        }
        let lowered = own().api.operations().find(|own| own.id == operation.id);
        let Some(body) = &lowered.unwrap().body else {
            continue;
        };
        for (json, hidden) in marked_requests(&body.ty) {
            written += 1;
            run(async {
                let folder = Folder::new();
                let (server, _) = gateway(|_, _, _| Act::Close).await;
                let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
                let client =
                    Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
                let call = Call::new().body(&Json::parse(json).unwrap());
                let handle = open(client.gateway().call::<Json>(operation, call).await);
                assert_eq!(leak(&format!("{handle:?} {handle:#?}")), None);

                drop((client, journal));
                let mut kept = 0;
                let stored = handle.to_json();
                let files = folder.files("redb");
                assert_eq!(files.len(), 1);
                let mut bytes = std::fs::read(&files[0]).unwrap();
                // Most of a file is empty, and no mark has a zero in it.
                bytes.retain(|byte| *byte != 0);
                let bytes = String::from_utf8_lossy(&bytes);
                let marks = BEGINNINGS.iter().flat_map(|mark| bytes.match_indices(mark));
                let marks: Vec<&str> = marks.map(|(at, _)| &bytes[at..]).collect();
                for mark in &hidden {
                    let may_be_kept = operation.journal.iter().any(|kept| {
                        let placed = (0..2).map(|at| kept.path.replace("[]", &format!("[{at}]")));
                        let mut texts = placed.filter_map(|path| handle.field(&path));
                        texts.any(|text| text == mark.as_str())
                    });
                    assert!(BEGINNINGS.iter().any(|with| mark.starts_with(with)));
                    let in_file = marks.iter().any(|text| text.starts_with(mark.as_str()));
                    assert_eq!(
                        in_file, may_be_kept,
                        "{}: {mark} in the journal",
                        operation.id
                    );
                    let in_handle = stored.expose().contains(mark.as_str());
                    assert_eq!(
                        in_handle, may_be_kept,
                        "{}: {mark} in the handle",
                        operation.id
                    );
                    kept += usize::from(may_be_kept);
                }
                // A tracking number is personal, and kept all the same; nothing else that is hidden is.
                let may_be = operation.journal.iter().filter(|kept| !kept.open).count();
                assert_eq!(kept > 0, may_be > 0, "{}", operation.id);
            });
        }
    }
    assert!(written > 10, "{written}");
}
