//! What it costs to write an intent down: on disk, in PostgreSQL by itself and in the shop's own transaction, with a standby, and a
//! bare row beside it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use gateway_postgres::tokio_postgres::types::Type;
use gateway_postgres::tokio_postgres::{self, Client, NoTls};
use gateway_postgres::{Postgres, prepare_in};
use gateway_runtime::{BoxFuture, DiskJournal, EntryId, Handle, Journal};
use gateway_servers::PostgresServer;
use tokio::sync::Mutex;

use super::pool;

/// How many rows each figure is of.
const ROWS: u64 = 4_000;
const LEASE: Duration = Duration::from_secs(100);
/// How many connections there are.
const CONNECTIONS: usize = 64;

/// Writes one row, whose number it is given.
type Write = Arc<dyn Fn(u64) -> BoxFuture<'static, ()> + Send + Sync>;
/// Connections of one's own.
type Clients = Vec<Arc<Mutex<Client>>>;

pub(super) async fn measure(server: &PostgresServer, replicated: &PostgresServer) {
    let postgres = pool(server, CONNECTIONS);
    let synchronous = pool(replicated, CONNECTIONS);
    for each in [&postgres, &synchronous] {
        each.migrate().await.expect("the tables can be made");
    }
    let durability = synchronous.durability().await.expect("it runs");
    assert!(durability.has_synchronous_standby, "{durability:?}");
    let folder = std::env::temp_dir().join(format!("fleet-figures-{}", std::process::id()));
    let disk = DiskJournal::open(&folder).expect("the folder can be written to");
    let (own, bare) = (connected(server).await, connected(server).await);
    let journal = |postgres: &Postgres| intends(Arc::new(postgres.journal("figures")));
    let writes: [(&str, Write); 5] = [
        ("redb", intends(Arc::new(disk))),
        ("PostgreSQL", journal(&postgres)),
        (
            "PostgreSQL with a synchronous standby",
            journal(&synchronous),
        ),
        ("the shop's own transaction, with its order", prepares(own)),
        ("a bare INSERT", inserts(bare)),
    ];
    println!("| journal | at a time | p50 | p99 | p99.9 | intents a second |");
    println!("|---|---:|---:|---:|---:|---:|");
    let mut first = 0;
    for at_once in [1, 64] {
        for (name, write) in &writes {
            // What is done for the first time only is not counted.
            figure(write, first, 200, at_once).await;
            first += 200;
            let (mut took, all) = figure(write, first, ROWS, at_once).await;
            first += ROWS;
            took.sort();
            let part = |per_mille: usize| {
                let at = took.len().saturating_sub(1) * per_mille / 1_000;
                let took = took.get(at).copied().unwrap_or_default();
                took.as_secs_f64() * 1_000.0
            };
            let rate = ROWS as f64 / all.as_secs_f64();
            let parts = [500, 990, 999].map(|each| format!("{:.2} ms", part(each)));
            println!("| {name} | {at_once} | {} | {rate:.0} |", parts.join(" | "));
        }
    }
    drop(writes);
    let _ = std::fs::remove_dir_all(folder);
}

/// Connections to a server that has tables of a shop's own.
async fn connected(server: &PostgresServer) -> Clients {
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        let connected = tokio_postgres::connect(&server.config(), NoTls).await;
        let (client, connection) = connected.expect("the server runs");
        tokio::spawn(connection);
        clients.push(client);
    }
    let tables = "CREATE TABLE IF NOT EXISTS bare (entry text PRIMARY KEY, intent text NOT NULL);
         CREATE TABLE IF NOT EXISTS orders (number text PRIMARY KEY, payment text NOT NULL)";
    let made = clients.first().expect("there are some");
    let made = made.batch_execute(tables).await;
    made.expect("tables can be made");
    clients
        .into_iter()
        .map(|client| Arc::new(Mutex::new(client)))
        .collect()
}

/// The one of all connections that writes a row.
fn client_of(clients: &Clients, number: u64) -> Arc<Mutex<Client>> {
    let at = usize::try_from(number).unwrap_or_default() % clients.len().max(1);
    Arc::clone(clients.get(at).expect("there are some"))
}

pub(super) fn request(number: u64) -> (EntryId, Handle) {
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

fn prepares(clients: Clients) -> Write {
    Arc::new(move |number| {
        let client = client_of(&clients, number);
        Box::pin(async move {
            let (entry, handle) = request(number);
            let mut client = client.lock().await;
            let written = async {
                let transaction = client.transaction().await?;
                let (order, payment) = (format!("ORDER-{number}"), entry.as_str());
                let row = "INSERT INTO orders (number, payment) VALUES ($1, $2)";
                let values: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 2] =
                    [(&order, Type::TEXT), (&payment, Type::TEXT)];
                transaction.query_typed(row, &values).await?;
                prepare_in(&transaction, "prepared", &entry, &handle, LEASE).await?;
                transaction.commit().await
            };
            written.await.expect("it is written down");
        })
    })
}

fn inserts(clients: Clients) -> Write {
    Arc::new(move |number| {
        let client = client_of(&clients, number);
        Box::pin(async move {
            let (entry, handle) = request(number);
            let row = "INSERT INTO bare (entry, intent) VALUES ($1, $2)";
            let text = handle.to_json();
            let (entry, text) = (entry.as_str(), text.expose());
            let values: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 2] =
                [(&entry, Type::TEXT), (&text, Type::TEXT)];
            let written = client.lock().await.query_typed(row, &values).await;
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
