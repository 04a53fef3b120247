//! What it costs to write an intent down: on disk, in PostgreSQL, and a bare row beside it, in one run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use gateway_postgres::Postgres;
use gateway_postgres::tokio_postgres::{self, Client, NoTls};
use gateway_runtime::{BoxFuture, DiskJournal, EntryId, Handle, Journal};
use gateway_servers::PostgresServer;
use tokio::runtime::Runtime;

/// How many rows each figure is of.
const ROWS: u64 = 4_000;
const LEASE: Duration = Duration::from_secs(100);

/// Writes one row, whose number it is given.
type Write = Arc<dyn Fn(u64) -> BoxFuture<'static, ()> + Send + Sync>;

/// Prints the figures.
pub(crate) fn run() {
    let Some(server) = PostgresServer::start() else {
        return;
    };
    let runtime = Runtime::new().expect("a runtime can be made");
    runtime.block_on(measure(&server));
}

async fn measure(server: &PostgresServer) {
    let config = server.config();
    let parsed = config.parse().expect("it is one of the server's");
    let postgres = Postgres::with_connections(&parsed, NoTls, 64).expect("a pool can be made");
    postgres.migrate().await.expect("the tables can be made");
    let folder = std::env::temp_dir().join(format!("fleet-figures-{}", std::process::id()));
    let disk = DiskJournal::open(&folder).expect("the folder can be written to");
    let mut clients = Vec::new();
    for _ in 0..64 {
        clients.push(Arc::new(connected(&config).await));
    }
    let table = "CREATE TABLE bare (entry text PRIMARY KEY, intent text NOT NULL)";
    for client in clients.iter().take(1) {
        client
            .batch_execute(table)
            .await
            .expect("a table can be made");
    }
    let writes: [(&str, Write); 3] = [
        ("redb", intends(Arc::new(disk))),
        ("PostgreSQL", intends(Arc::new(postgres.journal("figures")))),
        ("a bare INSERT", inserts(clients)),
    ];
    println!("| journal | at a time | p50 | p99 | intents a second |");
    println!("|---|---|---|---|---|");
    let mut first = 0;
    for at_once in [1, 64] {
        for (name, write) in &writes {
            // What is done for the first time only is not counted.
            figure(write, first, 200, at_once).await;
            first += 200;
            let (mut took, all) = figure(write, first, ROWS, at_once).await;
            first += ROWS;
            took.sort();
            let part = |percent: usize| {
                let at = took.len().saturating_sub(1) * percent / 100;
                took.get(at)
                    .map_or(0.0, |took| took.as_secs_f64() * 1_000.0)
            };
            let rate = ROWS as f64 / all.as_secs_f64();
            println!(
                "| {name} | {at_once} | {:.2} ms | {:.2} ms | {rate:.0} |",
                part(50),
                part(99)
            );
        }
    }
    drop(writes);
    let _ = std::fs::remove_dir_all(folder);
}

async fn connected(config: &str) -> Client {
    let connected = tokio_postgres::connect(config, NoTls).await;
    let (client, connection) = connected.expect("the server runs");
    tokio::spawn(connection);
    client
}

fn request(number: u64) -> (EntryId, Handle) {
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let entry = EntryId::new(format!("{:016x}{number:016x}", since.as_micros()));
    let text = format!(
        r#"{{"version":1,"operation":"createPayment","at":{},"entry":"{entry}","fields":{{"amount":"42.50","currency":"USD","orderNo":"ORDER-{number}","paymentMethodType":"card"}}}}"#,
        since.as_millis()
    );
    let handle = Handle::from_json(&text).expect("it is a handle");
    (entry, handle)
}

fn intends(journal: Arc<dyn Journal>) -> Write {
    Arc::new(move |number| {
        let journal = Arc::clone(&journal);
        Box::pin(async move {
            let (entry, handle) = request(number);
            let intended = journal.intend(&entry, &handle, LEASE).await;
            intended.expect("it is written down");
        })
    })
}

fn inserts(clients: Vec<Arc<Client>>) -> Write {
    Arc::new(move |number| {
        let at = usize::try_from(number).unwrap_or_default() % clients.len();
        let client = clients.get(at).map(Arc::clone);
        Box::pin(async move {
            let (entry, handle) = request(number);
            let client = client.expect("there are some");
            let row = "INSERT INTO bare (entry, intent) VALUES ($1, $2)";
            let text = handle.to_json();
            let written = client
                .query_typed(
                    row,
                    &[
                        (&entry.as_str(), tokio_postgres::types::Type::TEXT),
                        (&text.expose(), tokio_postgres::types::Type::TEXT),
                    ],
                )
                .await;
            written.expect("it is written down");
        })
    })
}

/// How long each row took, and all of them.
async fn figure(write: &Write, first: u64, rows: u64, at_once: u64) -> (Vec<Duration>, Duration) {
    let begun = Instant::now();
    let next = Arc::new(AtomicU64::new(first));
    let tasks: Vec<_> = (0..at_once)
        .map(|_| {
            let (write, next) = (Arc::clone(write), Arc::clone(&next));
            tokio::spawn(async move {
                let mut took = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= first + rows {
                        return took;
                    }
                    let begun = Instant::now();
                    write(number).await;
                    took.push(begun.elapsed());
                }
            })
        })
        .collect();
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await.expect("no task panics"));
    }
    (took, begun.elapsed())
}
