//! How long it takes to look up a hundred thousand open payments, by one process and by four.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gateway_runtime::http::{HeaderMap, StatusCode};
use gateway_runtime::{
    BoxFuture, Config, Incoming, Journal, Limits, Outgoing, Reconcile, Resolution, Transport,
    TransportError,
};
use gateway_servers::PostgresServer;
use online_payment_gateway::Client;

use super::pool;
use super::written::request;

/// How many payments are open.
const OPEN: u64 = 100_000;
/// How many look-ups a process makes at once.
const AT_ONCE: usize = 32;

pub(super) async fn measure(server: &PostgresServer) {
    println!("\n| recovering {OPEN} open payments | s | look-ups a second |");
    println!("|---|---:|---:|");
    for (account, name, processes) in [("one", "by one", 1), ("four", "by four", 4)] {
        fill(server, account).await;
        let begun = Instant::now();
        let workers: Vec<_> = {
            let mut workers = Vec::new();
            for _ in 0..processes {
                let client = client(server, account).await;
                workers.push(tokio::spawn(recover(client)));
            }
            workers
        };
        let mut found = 0;
        for worker in workers {
            found += worker.await.expect("no task panics");
        }
        let took = begun.elapsed().as_secs_f64();
        let left = pool(server, 1).await.journal(account).unresolved().await;
        let left = left.expect("the server runs").len();
        assert_eq!(left, 0, "of {OPEN} with {found} found");
        println!("| {name} | {took:.1} | {:.0} |", OPEN as f64 / took);
    }
}

/// Writes so many requests down of which nobody knows the outcome.
async fn fill(server: &PostgresServer, account: &'static str) {
    let journal = Arc::new(pool(server, 64).await.journal(account));
    let next = Arc::new(AtomicU64::new(0));
    let writers: Vec<_> = (0..64)
        .map(|_| {
            let (journal, next) = (Arc::clone(&journal), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= OPEN {
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

async fn client(server: &PostgresServer, account: &str) -> Client {
    let journal = pool(server, AT_ONCE).await.journal(account);
    let config = Config::new("https://gateway.example.com")
        .credentials("example-app-id", "example-secret")
        .transport(Arc::new(Paid))
        .journal(Arc::new(journal));
    Client::new(config).expect("the configuration is whole")
}

/// Looks up whatever is open until there is nothing more for this process; how many it found.
async fn recover(client: Client) -> u64 {
    let options = Reconcile::new()
        .at_once(AT_ONCE)
        .patience(Duration::from_secs(600));
    let recovered = client.gateway().recover(&options).await;
    let recovered = recovered.expect("the server runs");
    let found = recovered
        .iter()
        .filter(|one| matches!(one.resolution, Resolution::Found(_)));
    u64::try_from(found.count()).unwrap_or_default()
}

/// A gateway in memory at which every payment is paid.
#[derive(Debug)]
struct Paid;

impl Transport for Paid {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        let mut answer = Incoming::new(StatusCode::OK, HeaderMap::new());
        let body = request.body().map(|body| String::from_utf8_lossy(body));
        let order = body.as_ref().and_then(|body| {
            let (_, behind) = body.split_once(r#""orderNo":""#)?;
            behind.split('"').next()
        });
        match order {
            None => answer.push(
                br#"{"respCode":"0000","accessToken":"example-access-token","expiresIn":3600}"#,
            ),
            Some(order) => answer.push(
                format!(
                    r#"{{"respCode":"0000","respMsg":"Accepted","order":{{"orderNo":"{order}","orderStatus":"successed","payAmount":42.50,"tradeCurrency":"USD","paymentMethodType":"card"}}}}"#
                )
                .as_bytes(),
            ),
        }
        Box::pin(std::future::ready(Ok(answer)))
    }
}
