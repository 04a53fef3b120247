//! The journal on disk keeps the contract that every journal has.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use gateway_runtime::testing::journal_violations;
use gateway_runtime::{BoxFuture, DiskJournal, Journal};

use super::Folder;
use crate::api::run;

#[test]
fn the_journal_on_disk_keeps_the_contract_of_journals() {
    run(async {
        let folders = Mutex::new(Vec::new());
        let open = || -> BoxFuture<'static, Arc<dyn Journal>> {
            let folder = Folder::new();
            let journal = DiskJournal::open(folder.path()).unwrap();
            folders.lock().unwrap().push(folder);
            Box::pin(async move { Arc::new(journal) as _ })
        };
        let pass =
            |time: Duration| -> BoxFuture<'static, ()> { Box::pin(tokio::time::sleep(time)) };
        assert_eq!(journal_violations(open, pass).await, Vec::<String>::new());
    });
}
