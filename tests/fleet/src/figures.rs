//! What the stores cost, each beside something bare in the same run.

mod gateway;
mod outage;
mod recovered;
mod written;

use std::time::Duration;

use gateway_postgres::{Postgres, tokio_postgres::NoTls};
use gateway_servers::PostgresServer;
use tokio::runtime::Runtime;

/// How many open payments are looked up, and how many seconds the gateway is away.
const OPEN: u64 = 100_000;
const OUTAGE: u64 = 900;

/// Prints the figures of one kind, of so many payments or seconds; `false` if there is no such kind.
pub(crate) fn run(of: &str, size: Option<u64>) -> bool {
    let runtime = Runtime::new().expect("a runtime can be made");
    let Some(server) = PostgresServer::start() else {
        return true;
    };
    match of {
        "written" => {
            let replicated = PostgresServer::with_settings(&["synchronous_standby_names=*"]);
            let replicated = replicated.expect("the first one has started");
            let standby = replicated.standby();
            runtime.block_on(written::measure(&server, &replicated));
            drop((replicated, standby));
        }
        "recovered" => runtime.block_on(recovered::measure(&server, size.unwrap_or(OPEN))),
        "outage" => {
            let outage = Duration::from_secs(size.unwrap_or(OUTAGE));
            runtime.block_on(outage::measure(&server, outage));
        }
        _ => return false,
    }
    true
}

/// A pool of so many connections to a server.
fn pool(server: &PostgresServer, connections: usize) -> Postgres {
    let config = server.config();
    let config = config.parse().expect("it is one of the server's");
    let postgres = Postgres::with_connections(&config, NoTls, connections);
    postgres.expect("a pool can be made")
}
