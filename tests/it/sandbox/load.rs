//! Many clients at once: nothing goes wrong, and the sums are right afterwards.
//!
//! `SANDBOX_LOAD_CLIENTS` and `SANDBOX_LOAD_SECONDS` say how many and for how long (100 for 2 s without them; a thousand
//! need 3000 file handles).

use std::time::{Duration, Instant};

use gateway_runtime::Decimal;
use gateway_sandbox::Sandbox;
use online_payment_gateway::models::{CaptureMethod, OrderStatus};

use super::shop::*;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_clients_at_once_go_right_and_add_up() {
    let (clients, seconds) = (
        number("SANDBOX_LOAD_CLIENTS", 100),
        number("SANDBOX_LOAD_SECONDS", 2),
    );
    let sandbox = Sandbox::start().await.unwrap();
    let ends = Instant::now() + Duration::from_secs(seconds);
    let mut running = tokio::task::JoinSet::new();
    for shop in 0..clients {
        // A client of its own, so that each has connections and a token of its own.
        let client = client(&sandbox);
        running.spawn(async move {
            let mut paid: i64 = 0;
            while paid == 0 || Instant::now() < ends {
                let order = format!("ORDER-{shop}-{paid}");
                client
                    .create_payment(&by_card(&order, "10.00", GOOD, CaptureMethod::Auto))
                    .await
                    .unwrap();
                client
                    .refund_payment(&refund(&order, &format!("REFUND-{shop}-{paid}"), "4.00"))
                    .await
                    .unwrap();
                let found = client
                    .query_payment(&query(&order))
                    .await
                    .unwrap()
                    .into_value();
                assert_eq!(
                    found.order.unwrap().order_status,
                    Some(OrderStatus::Successed)
                );
                paid += 1;
            }
            paid
        });
    }
    let paid: i64 = running.join_all().await.into_iter().sum();
    sandbox.advance(Duration::from_secs(60));
    let (orders, balance) = sandbox.look(|state| (state.orders().count(), state.balance("USD")));
    assert_eq!(i64::try_from(orders).unwrap(), paid);
    assert_eq!(balance, Decimal::from(paid * 6));
    println!("{clients} clients paid {paid} times in {seconds} s");
}
