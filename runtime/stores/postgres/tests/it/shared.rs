//! A server with the tables, and requests to write.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use gateway_postgres::tokio_postgres::{self, Client, NoTls};
use gateway_postgres::{Postgres, PostgresJournal};
use gateway_runtime::{EntryId, Handle, Journal};
use gateway_servers::PostgresServer;

pub(crate) const ACCOUNT: &str = "account";
pub(crate) const LEASE: Duration = Duration::from_secs(3_600);

/// What a client has of a server.
pub(crate) fn connect(server: &PostgresServer) -> Postgres {
    Postgres::new(&server.config().parse().unwrap(), NoTls).unwrap()
}

/// A server with the tables, and a journal in it.
pub(crate) async fn open(settings: &[&str]) -> Option<(PostgresServer, PostgresJournal)> {
    let server = PostgresServer::with_settings(settings)?;
    let postgres = connect(&server);
    postgres.migrate().await.unwrap();
    Some((server, postgres.journal(ACCOUNT)))
}

/// A connection of the test's own.
pub(crate) async fn client(server: &PostgresServer) -> Client {
    let (client, connection) = tokio_postgres::connect(&server.config(), NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
}

/// A request that was never made before.
pub(crate) fn request() -> (EntryId, Handle) {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    request_at(SystemTime::now(), number)
}

/// A request that was made at a time.
pub(crate) fn request_at(time: SystemTime, number: u64) -> (EntryId, Handle) {
    let at = time.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let first = EntryId::first_at(time);
    let entry = EntryId::new(format!("{}{number:016x}", &first.as_str()[..16]));
    let text = format!(
        r#"{{"version":1,"operation":"pay","at":{},"entry":"{entry}","fields":{{"orderNo":"ORDER-{number}"}}}}"#,
        at.as_millis()
    );
    (entry, Handle::from_json(&text).unwrap())
}

/// The orders that are open.
pub(crate) async fn open_orders(journal: &impl Journal) -> Vec<String> {
    let open = journal.unresolved().await.unwrap();
    open.iter()
        .map(|handle| handle.field("orderNo").unwrap().into_owned())
        .collect()
}

pub(crate) fn order(handle: &Handle) -> String {
    handle.field("orderNo").unwrap().into_owned()
}
