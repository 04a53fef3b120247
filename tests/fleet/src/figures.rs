//! What the stores cost, each beside something bare in the same run.

mod written;

use gateway_postgres::{Postgres, tokio_postgres::NoTls};
use gateway_servers::PostgresServer;
use tokio::runtime::Runtime;

/// Prints the figures.
pub(crate) fn run() {
    let runtime = Runtime::new().expect("a runtime can be made");
    let Some(server) = PostgresServer::start() else {
        return;
    };
    let replicated = PostgresServer::with_settings(&["synchronous_standby_names=*"]);
    let replicated = replicated.expect("the first one has started");
    let standby = replicated.standby();
    runtime.block_on(written::measure(&server, &replicated));
    drop((replicated, standby));
}

/// A pool of so many connections to a server.
fn pool(server: &PostgresServer, connections: usize) -> Postgres {
    let config = server.config();
    let config = config.parse().expect("it is one of the server's");
    let postgres = Postgres::with_connections(&config, NoTls, connections);
    postgres.expect("a pool can be made")
}
