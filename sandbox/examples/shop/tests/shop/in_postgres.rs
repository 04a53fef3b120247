//! The same with orders and journal in PostgreSQL, where there is one.

use std::sync::Arc;

use gateway_postgres::Postgres;
use gateway_postgres::tokio_postgres::{Config, NoTls};
use gateway_sandbox::{Fault, FaultRun};
use gateway_servers::PostgresServer;
use gateway_shop::order::State;
use gateway_shop::orders::Orders;

use crate::running::{CARD, Running};

#[tokio::test]
async fn a_process_on_another_machine_learns_of_a_payment_that_this_one_left() {
    let Some(server) = PostgresServer::start() else {
        println!("skipped: there is no PostgreSQL");
        return;
    };
    let config: Config = server.config().parse().unwrap();
    let postgres = Postgres::new(&config, NoTls).unwrap();
    postgres.migrate().await.unwrap();
    Orders::migrate(config.clone()).await.unwrap();
    let orders = config.clone();
    let running = Running::with(move |_| {
        let orders = Orders::postgres(orders.clone()).unwrap();
        (Arc::new(postgres.journal("shop")), orders)
    })
    .await;
    let run = FaultRun::new(1, 1000, [Fault::ResetAfter]).sparing_tokens();
    running.sandbox.set_faults(run);
    running.post("/card", &format!("basket=B&{CARD}")).await;
    let order = running.last().await;
    assert_eq!(order.state, State::Waiting);

    // Another machine has the order too, does not begin the purchase anew, and knows whose session it is.
    let other = Orders::postgres(config).unwrap();
    let mut second = order.clone();
    second.number = "ORDER-2".to_owned();
    assert_eq!(other.begin(second).await.unwrap().as_ref(), Some(&order));
    let of_session = other.of_session(&order.session).await.unwrap();
    assert_eq!(of_session.as_ref(), Some(&order));
    assert_eq!(other.get_now(&order.number).unwrap(), Some(order));
    assert_eq!(other.get("ORDER-2").await.unwrap(), None);

    running.sandbox.set_faults(None);
    let running = running.again().await;
    let order = running.last().await;
    assert_eq!(order.state, State::Authorized);
    assert_eq!(running.calls("createPayment"), 1);

    // What one machine changes is there for the other, and what failed has changed nothing.
    running.act(&order, "capture", "").await;
    assert_eq!(
        other
            .get(&order.number)
            .await
            .unwrap()
            .map(|order| order.state),
        Some(State::Paid)
    );
    assert_eq!(other.all().await.unwrap().len(), 1);
    assert!(other.change("ORDER-2", |_| ()).await.unwrap().is_none());
    drop(server);
    assert!(other.get(&order.number).await.is_err());
}
