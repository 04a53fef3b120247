//! How long it takes to look up a hundred thousand open payments, by one process and by four.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gateway_runtime::{Journal, Resolution};
use gateway_servers::PostgresServer;
use online_payment_gateway::Client;

use super::gateway::PaidAtOnce;
use super::pool;
use super::written::request;
use crate::worker::looks;

/// How many look-ups a process makes at once.
const AT_ONCE: usize = 32;

pub(super) async fn measure(server: &PostgresServer, open: u64) {
    pool(server, 1)
        .migrate()
        .await
        .expect("the tables can be made");
    println!("\n| {open} open payments are looked up | s | look-ups a second |");
    println!("|---|---:|---:|");
    for (account, name, processes) in [("one", "by one client", 1), ("four", "by four", 4)] {
        fill(server, account, open).await;
        let gateway = Arc::new(PaidAtOnce::default());
        let begun = Instant::now();
        let workers: Vec<_> = (0..processes)
            .map(|_| {
                let journal = pool(server, AT_ONCE).journal(account);
                let client = Client::new(gateway.config(journal, Duration::from_secs(30)));
                tokio::spawn(recover(client.expect("the configuration is whole")))
            })
            .collect();
        let mut found = 0;
        for worker in workers {
            found += worker.await.expect("no task panics");
        }
        let took = begun.elapsed().as_secs_f64();
        let left = pool(server, 1).journal(account);
        let left = left.unresolved().await.expect("the server runs").len();
        assert_eq!((left, found as u64), (0, open), "left, and found once each");
        println!("| {name} | {took:.1} | {:.0} |", open as f64 / took);
    }
}

/// Writes so many requests down of which nobody knows the outcome.
async fn fill(server: &PostgresServer, account: &str, open: u64) {
    let journal = Arc::new(pool(server, 64).journal(account));
    let next = Arc::new(AtomicU64::new(0));
    let writers: Vec<_> = (0..64)
        .map(|_| {
            let (journal, next) = (Arc::clone(&journal), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= open {
                        return;
                    }
                    let (entry, handle) = request(number);
                    let intended = journal.intend(&entry, &handle, Duration::ZERO).await;
                    intended.expect("it is written down");
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("no task panics");
    }
}

/// Looks up whatever is open until there is nothing more for this process; how many it found.
async fn recover(client: Client) -> usize {
    let options = looks().at_once(AT_ONCE).patience(Duration::from_secs(600));
    let recovered = client.recover(&options).await;
    let recovered = recovered.expect("the server runs");
    let found = recovered
        .iter()
        .filter(|one| matches!(one.resolution, Resolution::Found(_)));
    found.count()
}
