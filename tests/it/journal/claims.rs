//! Whose request it is that is to be sent again, where several could do it.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::testing::{ForgetfulJournal, JournalAround};
use gateway_runtime::{
    Claim, Claimed, DiskJournal, EntryId, Fence, Journal, JournalError, JournalFuture, NotResent,
    Outcome, Released, Seen, Stage,
};
use online_payment_gateway::Client;

use super::Folder;
use crate::reconcile::requests::refund;
use crate::reconcile::{config, gateway, impatient, open, run};
use crate::runtime::server::{Act, answer};

/// The first refund gets no answer, the next ones are accepted; the queries say that there is none.
fn lost_once(name: &str, number: usize) -> Act {
    match (name, number) {
        ("refund", 1) => Act::Close,
        ("refundQuery", _) => answer(200, r#"{"respCode":"4004"}"#),
        _ => answer(200, r#"{"respCode":"0000","amount":"42.50"}"#),
    }
}

const MINUTE: Duration = Duration::from_secs(60);

/// How far an entry got that is claimed for no time at all; `None` if it is not to be had.
async fn claimed(journal: &DiskJournal, entry: &EntryId) -> Option<Stage> {
    match journal.claim(entry, None, Duration::ZERO).await.unwrap() {
        Claim::Ours { stage, .. } => Some(stage),
        _ => None,
    }
}

#[test]
fn a_journal_tells_its_own_entries_from_those_of_other_processes_and_from_settled_ones() {
    run(async {
        let folder = Folder::new();
        let (first, second) = (
            DiskJournal::open(folder.path()).unwrap(),
            DiskJournal::open(folder.path()).unwrap(),
        );
        let entry = EntryId::new("0000000000000001");
        let handle = super::handle("ORDER-1", entry.as_str());
        assert_eq!(claimed(&first, &entry).await, None);
        first.intend(&entry, &handle, MINUTE).await.unwrap();
        // Its call has it.
        assert_eq!(claimed(&first, &entry).await, None);
        let open = Outcome::Open {
            answered: false,
            seen: Seen::NOTHING,
        };
        first.conclude(&entry, &handle, &open).await.unwrap();
        assert_eq!(claimed(&first, &entry).await, Some(Stage::Open));
        assert_eq!(claimed(&second, &entry).await, None);

        // What a process leaves behind is whoever's takes it over, without that it has been listed before.
        drop(first);
        assert_eq!(claimed(&second, &entry).await, Some(Stage::Open));
        let closed = Outcome::Closed(gateway_runtime::Closing::default());
        second.conclude(&entry, &handle, &closed).await.unwrap();
        assert_eq!(claimed(&second, &entry).await, Some(Stage::Settled));
    });
}

#[test]
fn what_another_process_has_is_not_sent_again() {
    run(async {
        let folder = Folder::new();
        let (server, log) = gateway(|name, number, _| lost_once(name, number)).await;
        let journal = || Arc::new(DiskJournal::open(folder.path()).unwrap());
        let client =
            |journal: Arc<DiskJournal>| Client::new(config(&server).journal(journal)).unwrap();
        let (first, second) = (client(journal()), client(journal()));
        let request = refund("ORDER-1", "REFUND-1");
        let options = impatient().answer("paymentMethodType", "card");
        let handle = open(first.refund_payment(&request).await);

        let again = second
            .resend_refund_payment(&handle, &request, &options)
            .await;
        assert!(matches!(again, Err(NotResent::Elsewhere)), "{again:?}");
        // Not even looked up: that is the other one's business.
        assert_eq!(*log.lock().unwrap(), ["refund"]);

        let again = first
            .resend_refund_payment(&handle, &request, &options)
            .await;
        assert!(again.is_ok(), "{again:?}");
        // Whoever has kept the handle cannot send it once more, though no query shows the refund yet.
        let once_more = first
            .resend_refund_payment(&handle, &request, &options)
            .await;
        assert!(
            matches!(once_more, Err(NotResent::Settled)),
            "{once_more:?}"
        );
        let sent = log.lock().unwrap();
        assert_eq!(sent.iter().filter(|name| *name == "refund").count(), 2);
    });
}

#[test]
fn two_clients_of_a_process_do_not_send_the_same_request_again() {
    run(async {
        let (server, log) = gateway(|name, number, _| lost_once(name, number)).await;
        let (first, second) = (
            Client::new(config(&server)).unwrap(),
            Client::new(config(&server)).unwrap(),
        );
        let request = refund("ORDER-9", "REFUND-9");
        let options = impatient().answer("paymentMethodType", "card");
        let handle = open(first.refund_payment(&request).await);
        let (one, other) = tokio::join!(
            first.resend_refund_payment(&handle, &request, &options),
            second.resend_refund_payment(&handle, &request, &options),
        );
        assert!(one.is_ok(), "{one:?}");
        assert!(matches!(other, Err(NotResent::UnderWay)), "{other:?}");
        let sent = log.lock().unwrap();
        assert_eq!(sent.iter().filter(|name| *name == "refund").count(), 2);
    });
}

fn gone() -> JournalError {
    JournalError::new("it is gone")
}

/// A journal whose owner cannot be asked.
#[derive(Debug)]
struct Mute;

impl JournalAround for Mute {
    fn inner(&self) -> &dyn Journal {
        &ForgetfulJournal
    }

    fn claim<'a>(
        &'a self,
        _entry: &'a EntryId,
        _held: Option<Fence>,
        _lease: Duration,
    ) -> JournalFuture<'a, Claim> {
        Box::pin(std::future::ready(Err(gone())))
    }

    fn take(&self, _at_most: usize, _lease: Duration) -> JournalFuture<'_, Vec<Claimed>> {
        Box::pin(std::future::ready(Err(gone())))
    }

    fn release<'a>(
        &'a self,
        _entry: &'a EntryId,
        _fence: Fence,
        _found: Option<&'a Outcome>,
        _due: Duration,
    ) -> JournalFuture<'a, Released> {
        Box::pin(std::future::ready(Err(gone())))
    }
}

#[test]
fn nothing_is_sent_again_when_the_journal_cannot_say_whose_it_is() {
    run(async {
        let (server, log) = gateway(|name, number, _| lost_once(name, number)).await;
        let client = Client::new(config(&server).journal(Arc::new(Mute))).unwrap();
        let request = refund("ORDER-1", "REFUND-1");
        let handle = open(client.refund_payment(&request).await);
        let options = impatient().answer("paymentMethodType", "card");
        let again = client
            .resend_refund_payment(&handle, &request, &options)
            .await;
        assert!(matches!(again, Err(NotResent::Journal(_))), "{again:?}");
        assert_eq!(*log.lock().unwrap(), ["refund"]);
    });
}
