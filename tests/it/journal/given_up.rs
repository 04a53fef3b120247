//! What becomes of a call that nobody waits for any more.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gateway_runtime::{DiskJournal, Outcome, Recorded};
use online_payment_gateway::Client;

use super::Folder;
use crate::reconcile::requests::payment;
use crate::reconcile::{TOKEN, config, impatient};
use crate::runtime::server::{Act, Seen, Server, answer, in_time};

pub(super) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(3)
        .enable_all()
        .build()
        .unwrap()
}

/// A gateway that answers one operation only when it is told to.
pub(super) async fn waiting_with(path: &'static str) -> (Server, mpsc::Sender<()>) {
    let (go, told) = mpsc::channel();
    let told = Mutex::new(told);
    let server = Server::start(move |_: usize, seen: &Seen| {
        if seen.target.ends_with(path) {
            // On a worker that waits like this, nobody looks after timers and sockets, unless another takes its place.
            tokio::task::block_in_place(|| told.lock().unwrap().recv().unwrap());
        }
        match seen.target.as_str() {
            "/gateway/v1/connect/token" => answer(200, TOKEN),
            _ => answer(
                200,
                r#"{"respCode":"0000","amount":"42.50","orderStatus":"successed"}"#,
            ),
        }
    })
    .await;
    (server, go)
}

/// The one call that a journal has, once it has an outcome.
async fn concluded(journal: &DiskJournal) -> Recorded {
    let outcome = async {
        loop {
            let mut entries = journal.entries().await.unwrap();
            match entries.pop() {
                Some(entry) if entry.outcome.is_some() => return entry,
                _ => tokio::time::sleep(Duration::from_millis(2)).await,
            }
        }
    };
    in_time(outcome).await.expect("an outcome is written down")
}

/// Makes a payment, gives it up when the server has seen so many requests, lets the server go on, and gives what the
/// journal has of it once that is known.
fn given_up_after(requests: usize, path: &'static str) -> (Recorded, Vec<String>) {
    runtime().block_on(async {
        let folder = Folder::new();
        let (server, go) = waiting_with(path).await;
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
        let call = tokio::spawn({
            let client = client.clone();
            async move { client.create_payment(&payment("ORDER-1")).await }
        });
        server.until(|counts| counts.whole == requests).await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        go.send(()).unwrap();
        let recorded = concluded(&journal).await;
        let left = client.gateway().recover(&impatient()).await.unwrap();
        assert!(left.is_empty(), "{left:?}");
        let targets = server.seen().into_iter().map(|seen| seen.target);
        (recorded, targets.collect())
    })
}

#[test]
fn one_that_has_left_goes_on_and_its_outcome_is_written_down() {
    let (recorded, targets) = given_up_after(2, "/payment");
    let Some(Outcome::Accepted { code, .. }) = recorded.outcome else {
        panic!("{recorded:?}")
    };
    assert_eq!(code.as_deref(), Some("0000"));
    assert_eq!(targets.last().unwrap(), "/gateway/v1/payment");
}

#[test]
fn one_that_has_not_left_is_not_sent() {
    let (recorded, targets) = given_up_after(1, "/connect/token");
    assert_eq!(recorded.outcome, Some(Outcome::NotSent));
    assert_eq!(targets, ["/gateway/v1/connect/token"]);
}

#[test]
fn without_an_answer_it_stays_open_and_is_recovered() {
    runtime().block_on(async {
        let folder = Folder::new();
        let server = Server::start(|_: usize, seen: &Seen| match seen.target.as_str() {
            "/gateway/v1/connect/token" => answer(200, TOKEN),
            "/gateway/v1/payment" => Act::Silence,
            _ => answer(
                200,
                r#"{"respCode":"0000","amount":"42.50","orderStatus":"successed"}"#,
            ),
        })
        .await;
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let config = config(&server)
            .answer_timeout(Duration::from_millis(300))
            .journal(Arc::clone(&journal) as _);
        let client = Client::new(config).unwrap();
        let call = tokio::spawn({
            let client = client.clone();
            async move { client.create_payment(&payment("ORDER-1")).await }
        });
        server.until(|counts| counts.whole == 2).await;
        call.abort();
        let recorded = concluded(&journal).await;
        assert_eq!(
            recorded.outcome,
            Some(Outcome::Open {
                answered: false,
                seen: gateway_runtime::Seen::NOTHING
            })
        );
        // The call counts as under way until its task has ended, a moment after the outcome is written.
        let listed = async {
            loop {
                let left = client.gateway().recover(&impatient()).await.unwrap();
                if !left.is_empty() {
                    return left.len();
                }
                tokio::task::yield_now().await;
            }
        };
        assert_eq!(in_time(listed).await, Some(1));
    });
}
