//! A process that takes payments is killed at random moments, again and again, and nothing gets lost or done twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::pin::pin;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gateway_runtime::{Config, DiskJournal, Outcome, Reconcile, Retries};
use online_payment_gateway::Client;
use serde_json::{Value, json};

use super::{Folder, order_of, random};
use crate::reconcile::TOKEN;
use crate::reconcile::requests::payment;
use crate::runtime::server::{Act, Seen, Server, answer};

/// How often a process is killed: as often as takes seconds, or as `CRASH_KILLS` says where somebody takes longer, as `.ci/run` does.
fn kills() -> usize {
    let stated = std::env::var("CRASH_KILLS").ok();
    let stated = stated.and_then(|text| text.parse().ok());
    stated.unwrap_or(30)
}

const ADDRESS: &str = "GATEWAY_CRASH_ADDRESS";
const FOLDER: &str = "GATEWAY_CRASH_FOLDER";
const ORDERS: &str = "GATEWAY_CRASH_ORDERS";

/// What the gateway has in its books.
#[derive(Default)]
struct Books {
    /// How often each order was charged, and how often it was asked for since.
    orders: BTreeMap<String, (usize, usize)>,
}

/// A gateway that charges whatever it is sent, a repeated order once more, and shows an order to the second query only.
/// Of some payments the answer gets lost.
async fn till() -> (Server, Arc<Mutex<Books>>) {
    let books = Arc::new(Mutex::new(Books::default()));
    let own = Arc::clone(&books);
    let server = Server::start(move |_: usize, seen: &Seen| {
        if seen.target.ends_with("connect/token") {
            return answer(200, TOKEN);
        }
        let body: Value = serde_json::from_str(seen.body()).unwrap();
        let number = body["orderNo"].as_str().unwrap().to_owned();
        let mut books = own.lock().unwrap();
        if seen.target.ends_with("payment") {
            let order = books.orders.entry(number.clone()).or_default();
            order.0 += 1;
            if number.ends_with('7') {
                return Act::Close;
            }
            return answer(
                200,
                &json!({"respCode": "0000", "orderNo": number, "orderStatus": "authorized"})
                    .to_string(),
            );
        }
        let shown = match books.orders.get_mut(&number) {
            Some((_, queries)) => {
                *queries += 1;
                *queries > 1
            }
            None => false,
        };
        let order = crate::reconcile::shown(&number, "authorized");
        let answered = if shown {
            json!({"respCode": "0000", "order": order})
        } else {
            json!({"respCode": "0000"})
        };
        answer(200, &answered.to_string())
    })
    .await;
    (server, books)
}

fn client(address: &str, journal: &Arc<DiskJournal>) -> Client {
    let config = Config::new(address)
        .credentials("app-1", "secret")
        .retries(Retries::NONE)
        .journal(Arc::clone(journal) as _);
    Client::new(config).unwrap()
}

fn quick(patience: Duration) -> Reconcile {
    Reconcile::new()
        .patience(patience)
        .pauses(Duration::from_millis(1), Duration::from_millis(4))
}

/// Takes payments for numbered orders, with nothing to remember by but the journal: what it knows, or cannot rule out,
/// is not sent again.
async fn take_payments(address: &str, folder: &Path, orders: &str, how_many: usize) {
    let journal = Arc::new(DiskJournal::open(folder).unwrap());
    let client = client(address, &journal);
    client
        .gateway()
        .recover(&quick(Duration::from_millis(20)))
        .await
        .unwrap();
    let entries = journal.entries().await.unwrap();
    let taken: std::collections::BTreeSet<String> = entries
        .iter()
        .filter(|entry| entry.outcome != Some(Outcome::NotSent))
        .map(|entry| order_of(&entry.handle))
        .collect();
    let numbers = (0..)
        .map(|number| format!("ORDER-{orders}-{number:05}"))
        .filter(|order| !taken.contains(order));
    for order in numbers.take(how_many) {
        let _ = client.create_payment(&payment(&order)).await;
    }
}

/// The process that is killed. By itself it takes a few payments and ends.
#[test]
fn a_process_takes_payments() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let (address, folder) = (std::env::var(ADDRESS), std::env::var_os(FOLDER));
    if let (Ok(address), Some(folder)) = (address, folder) {
        let orders = std::env::var(ORDERS).unwrap();
        let endless = usize::MAX;
        runtime.block_on(take_payments(&address, folder.as_ref(), &orders, endless));
        return;
    }
    runtime.block_on(async {
        let (server, books) = till().await;
        let folder = Folder::new();
        for _ in 0..2 {
            take_payments(&server.url(), folder.path(), "X", 10).await;
        }
        let books = books.lock().unwrap();
        assert_eq!(
            books.orders.len(),
            20,
            "the second one goes on where the first one ended"
        );
        assert!(books.orders.values().all(|(charges, _)| *charges == 1));
    });
}

fn start(server: &Server, folder: &Folder, orders: &str) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "journal::crash::a_process_takes_payments"])
        .arg("--nocapture")
        .env(ADDRESS, server.url())
        .env(FOLDER, folder.path())
        .env(ORDERS, orders)
        // What it says goes where it is seen when something fails.
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn is_alive(child: &mut std::process::Child) {
    assert_eq!(child.try_wait().unwrap(), None, "it ended by itself");
}

/// Kills them as `kill -9` does, each at a random moment: one in eight before it has said anything, which is when it
/// opens its journal, the others once they are at work, however slow the machine is today.
async fn kill(server: &Server, mut children: Vec<std::process::Child>, before: usize) {
    if !random().is_multiple_of(8) {
        let all = before + children.len();
        let mut are_at_work = pin!(server.until(|counts| counts.whole >= all));
        while tokio::time::timeout(Duration::from_millis(100), &mut are_at_work)
            .await
            .is_err()
        {
            children.iter_mut().for_each(is_alive);
        }
    }
    for child in &mut children {
        std::thread::sleep(Duration::from_millis(random() % 90));
        is_alive(child);
        child.kill().unwrap();
    }
    for mut child in children {
        child.wait().unwrap();
    }
}

/// After recovering, every order that was charged is known or listed as unresolved, and none was charged twice.
async fn check(server: &Server, folder: &Folder, books: &Mutex<Books>) -> (usize, usize, usize) {
    let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
    let client = client(&server.url(), &journal);
    let recovered = client
        .gateway()
        .recover(&quick(Duration::from_millis(500)))
        .await
        .unwrap();
    let unresolved: Vec<String> = recovered
        .iter()
        .filter(|each| !each.resolution.is_found())
        .map(|each| order_of(&each.handle))
        .collect();
    let entries = journal.entries().await.unwrap();
    let (mut known, mut found) = (Vec::new(), 0);
    for entry in &entries {
        match entry.outcome {
            Some(Outcome::Accepted { .. }) => known.push(order_of(&entry.handle)),
            Some(Outcome::Found { .. }) => {
                known.push(order_of(&entry.handle));
                found += 1;
            }
            _ => {}
        }
    }
    let books = books.lock().unwrap();
    for (order, (charges, _)) in &books.orders {
        assert_eq!(*charges, 1, "{order} was charged {charges} times");
        assert!(
            known.contains(order) || unresolved.contains(order),
            "{order} was charged, and nobody knows of it"
        );
    }
    for order in &known {
        assert!(
            books.orders.contains_key(order),
            "{order} was never charged"
        );
    }
    (books.orders.len(), found, unresolved.len())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn no_payment_is_lost_or_taken_twice_however_often_the_process_is_killed() {
    runtime().block_on(async {
        let (server, books) = till().await;
        let folder = Folder::new();
        let (began, kills) = (Instant::now(), kills());
        for _ in 0..kills {
            let before = server.counts().whole;
            kill(&server, vec![start(&server, &folder, "A")], before).await;
        }
        let (charged, found, unresolved) = check(&server, &folder, &books).await;
        println!(
            "{kills} kills in {:?}: {charged} orders charged, {found} found, {unresolved} unresolved",
            began.elapsed()
        );
        // On a busy machine many are killed before they have paid.
        assert!(charged > kills / 8, "it took payments between the kills");
        assert!(found > 0, "some of them were open");
        assert_eq!(folder.files("redb").len(), 1);
    });
}

#[test]
fn processes_that_share_a_folder_lose_nothing_when_they_are_killed() {
    runtime().block_on(async {
        let (server, books) = till().await;
        let folder = Folder::new();
        for round in 0..15 {
            // Each has orders of its own: what one leaves behind, another may take over.
            let before = server.counts().whole;
            let children: Vec<_> = ["B", "C", "D"]
                .iter()
                .map(|orders| start(&server, &folder, &format!("{orders}{round}")))
                .collect();
            kill(&server, children, before).await;
        }
        let (charged, found, _) = check(&server, &folder, &books).await;
        assert!(
            charged > 15 && found > 0,
            "{charged} charged, {found} found"
        );
    });
}
