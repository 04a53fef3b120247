//! The gateway goes mute for a quarter of an hour while customers pay: how many payments have no outcome then, with a breaker and
//! without one, and how long it takes until each has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gateway_postgres::tokio_postgres::{self, NoTls};
use gateway_runtime::{Attempt, Breaker, Call, Follow};
use gateway_servers::PostgresServer;
use online_payment_gateway::Client;
use online_payment_gateway::models::{
    OrderReference, QueryPaymentMethodType, QueryRequest, QueryRequired,
};
use online_payment_gateway::operations::{CREATE_PAYMENT, QUERY_PAYMENT};

use super::gateway::PaidAtOnce;
use super::pool;
use crate::requests::payment;
use crate::words::Word;
use crate::worker::{looks, word_of};

/// One payment begins in this time.
const APART: Duration = Duration::from_millis(20);
/// How long a call may take.
const DEADLINE: Duration = Duration::from_secs(8);
/// How long customers pay before the outage, and after it.
const BESIDE: Duration = Duration::from_secs(30);

/// What became of the payments of one shop.
#[derive(Default)]
struct Counts {
    paid: AtomicU64,
    open: AtomicU64,
    not_sent: AtomicU64,
}

pub(super) async fn measure(server: &PostgresServer, outage: Duration) {
    pool(server, 1)
        .migrate()
        .await
        .expect("the tables can be made");
    println!(
        "\n| the gateway is mute for {} s, 50 payments a second | paid | never sent | came out open | none open after |",
        outage.as_secs()
    );
    println!("|---|---:|---:|---:|---:|");
    let breaker = Breaker::probing(&QUERY_PAYMENT, probe);
    let (without, with) = tokio::join!(
        drill(server, "without", None, outage),
        drill(server, "with", Some(breaker), outage)
    );
    for (name, said) in [("without a breaker", without), ("with one", with)] {
        println!("| {name} | {said} |");
    }
}

/// Any number will do: it is the answer that counts.
fn probe() -> Call {
    const VALID: &str = "it keeps the limits";
    let query = QueryRequest::new(QueryRequired {
        order_reference: OrderReference::OrderNo("PROBE-1".parse().expect(VALID)),
        payment_method_type: QueryPaymentMethodType::Card,
    });
    Call::new().body(&query)
}

async fn drill(
    server: &PostgresServer,
    account: &'static str,
    breaker: Option<Breaker>,
    outage: Duration,
) -> String {
    let gateway = Arc::new(PaidAtOnce::default());
    let journal = pool(server, 32).journal(account);
    let config = gateway.config(journal, DEADLINE);
    let config = match breaker {
        Some(breaker) => config.breaker(breaker),
        None => config,
    };
    let client = Client::new(config).expect("the configuration is whole");
    let following = {
        let client = client.clone();
        tokio::spawn(async move {
            let follow = Follow::new(looks().at_once(32));
            let _ = client.gateway().follow(&follow, |_| ()).await;
        })
    };
    let counts = Arc::new(Counts::default());
    let is_open = Arc::new(AtomicBool::new(true));
    let paying = tokio::spawn(pay(
        client.clone(),
        account,
        Arc::clone(&counts),
        Arc::clone(&is_open),
    ));
    tokio::time::sleep(BESIDE).await;
    gateway.is_mute.store(true, Ordering::Relaxed);
    tokio::time::sleep(outage).await;
    gateway.is_mute.store(false, Ordering::Relaxed);
    let back = Instant::now();
    tokio::time::sleep(BESIDE).await;
    is_open.store(false, Ordering::Relaxed);
    paying.await.expect("no task panics");
    while open(server, account).await > 0 {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let none = back.elapsed();
    following.abort();
    let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
    format!(
        "{} | {} | {} | {} s",
        of(&counts.paid),
        of(&counts.not_sent),
        of(&counts.open),
        none.as_secs()
    )
}

/// Begins a payment every so often, whatever becomes of those before it.
async fn pay(client: Client, account: &'static str, counts: Arc<Counts>, is_open: Arc<AtomicBool>) {
    let mut beat = tokio::time::interval(APART);
    let mut payments = tokio::task::JoinSet::new();
    let mut number = 0_u64;
    while is_open.load(Ordering::Relaxed) {
        beat.tick().await;
        number += 1;
        let order = format!("{account}-{number}");
        let (client, counts) = (client.clone(), Arc::clone(&counts));
        payments.spawn(async move {
            let call = Call::new()
                .body(&payment(&order))
                .attempt(Attempt::of(&order));
            let paid = client.gateway().call(&CREATE_PAYMENT, call).await;
            let count = match word_of(&paid) {
                Word::Paid => &counts.paid,
                Word::NotSent => &counts.not_sent,
                _ => &counts.open,
            };
            count.fetch_add(1, Ordering::Relaxed);
        });
        while payments.try_join_next().is_some() {}
    }
    while payments.join_next().await.is_some() {}
}

/// How many payments of an account have no outcome, in the journal.
async fn open(server: &PostgresServer, account: &str) -> i64 {
    let connected = tokio_postgres::connect(&server.config(), NoTls).await;
    let (client, connection) = connected.expect("the server runs");
    tokio::spawn(connection);
    let count = "SELECT count(*) FROM gateway_journal WHERE account = $1 AND NOT settled";
    let count = client.query_one(count, &[&account]).await;
    count.expect("it can be counted").get(0)
}
