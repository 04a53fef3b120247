//! The same with the journal in PostgreSQL, where there is one.

use std::sync::Arc;

use gateway_postgres::Postgres;
use gateway_postgres::tokio_postgres::NoTls;
use gateway_sandbox::{Fault, FaultRun};
use gateway_servers::PostgresServer;
use gateway_shop::order::State;

use crate::running::{CARD, Running};

#[tokio::test]
async fn a_process_on_another_machine_learns_of_a_payment_that_this_one_left() {
    let Some(server) = PostgresServer::start() else {
        println!("skipped: there is no PostgreSQL");
        return;
    };
    let postgres = Postgres::new(&server.config().parse().unwrap(), NoTls).unwrap();
    postgres.migrate().await.unwrap();
    let running = Running::with(move |_| Arc::new(postgres.journal("shop"))).await;
    let run = FaultRun::new(1, 1000, [Fault::ResetAfter]).sparing_tokens();
    running.sandbox.set_faults(run);
    running.post("/card", &format!("basket=B&{CARD}")).await;
    assert_eq!(running.last().await.state, State::Waiting);
    running.sandbox.set_faults(None);
    let running = running.again().await;
    assert_eq!(running.last().await.state, State::Authorized);
    assert_eq!(running.calls("createPayment"), 1);
}
