//! Seeded schedules of faults against the real client: it never charges twice, and in the end every outcome is known or
//! named as unresolved.
//!
//! `SANDBOX_SCHEDULES` says how many seeds run (300 without it); `SANDBOX_SEED` replays one.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::{Clock, Evidence, Failure};
use gateway_sandbox::state::Status;
use gateway_sandbox::{Fault, FaultRun, Modes, MovableClock, Sandbox};
use online_payment_gateway::Client;
use online_payment_gateway::models::{CaptureMethod, OrderStatus, RefundStatus};

use super::shop::*;

/// How many schedules run at once.
const AT_ONCE: u64 = 16;
/// How many times faster than the machine's the clock runs: a client waits a minute for an answer, which is 120 ms here.
const PACE: u32 = 500;
/// How far queries lag in unkind schedules.
const LAG: Duration = Duration::from_secs(5);

/// What the shop knows of a payment in the end.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Known {
    Paid,
    NotPaid,
    Unresolved,
}

struct Shop {
    client: Client,
    clock: MovableClock,
}

impl Shop {
    /// Pays once, and looks an open outcome up.
    async fn pay(&self, order: &str) -> Known {
        let payment = by_card(order, "10.00", GOOD, CaptureMethod::Manual);
        match self.client.create_payment(&payment).await {
            Ok(_) => Known::Paid,
            Err(Failure::Indeterminate(_)) => match self.status(order).await {
                Some(OrderStatus::Authorized | OrderStatus::Successed) => Known::Paid,
                // Not found proves nothing.
                _ => Known::Unresolved,
            },
            Err(failure) => {
                assert_ne!(failure.evidence(), Evidence::MayHaveBeenSent, "{failure}");
                Known::NotPaid
            }
        }
    }

    /// Captures once, and looks an open outcome up.
    async fn capture(&self, order: &str) -> Known {
        match self.client.capture_payment(&capture(order, "10.00")).await {
            Ok(_) => Known::Paid,
            Err(Failure::Indeterminate(_)) => match self.status(order).await {
                Some(OrderStatus::Successed) => Known::Paid,
                _ => Known::Unresolved,
            },
            Err(_) => Known::NotPaid,
        }
    }

    /// Refunds, and again by the same number after an open outcome.
    async fn refund(&self, order: &str, number: &str) -> Known {
        let refund = refund(order, number, "4.00");
        for _ in 0..6 {
            match self.client.refund_payment(&refund).await {
                Ok(_) => return Known::Paid,
                Err(Failure::Indeterminate(_)) if self.is_refunded(order, number).await => {
                    return Known::Paid;
                }
                Err(Failure::Indeterminate(_)) => {}
                Err(_) if self.is_refunded(order, number).await => return Known::Paid,
                Err(_) => {}
            }
        }
        Known::Unresolved
    }

    async fn status(&self, order: &str) -> Option<OrderStatus> {
        for _ in 0..12 {
            self.clock.sleep(LAG).await;
            if let Ok(found) = self.client.query_payment(&query(order)).await
                && let Some(order) = found.into_value().order
                && order.order_status.is_some()
            {
                return order.order_status;
            }
        }
        None
    }

    async fn is_refunded(&self, order: &str, number: &str) -> bool {
        for _ in 0..12 {
            self.clock.sleep(LAG).await;
            let Ok(found) = self.client.query_payment(&query(order)).await else {
                continue;
            };
            let refunds = found.into_value().refunds.unwrap_or_default();
            return refunds.iter().any(|refund| {
                refund.order_no.as_deref() == Some(number)
                    && matches!(
                        refund.refund_status,
                        Some(RefundStatus::Accepted | RefundStatus::Successed)
                    )
            });
        }
        false
    }
}

/// One schedule: payments, captures and refunds while calls go wrong; then the shop's books against the gateway's.
async fn schedule(seed: u64) -> (u32, u32) {
    let clock = MovableClock::at_pace(PACE);
    let unkind = seed % 2 == 1;
    let share = 150 + u32::try_from(seed % 7).unwrap() * 60;
    let builder = Sandbox::builder()
        .seed(seed)
        .clock(clock.clone())
        .rules(|rules| {
            if unkind {
                rules.modes = Modes::unkind(LAG / 2);
            }
        });
    let sandbox = builder
        .faults(FaultRun::new(seed, share, Fault::ALL))
        .start()
        .await
        .unwrap();
    let client = Client::new(sandbox.config().clock(Arc::new(clock.clone()))).unwrap();
    let shop = Shop { client, clock };
    let (mut resolved, mut unresolved) = (0, 0);
    for number in 0..3 {
        let order = format!("ORDER-{number}");
        let paid = shop.pay(&order).await;
        let captured = match paid {
            Known::Paid => shop.capture(&order).await,
            _ => Known::NotPaid,
        };
        let refund = format!("REFUND-{number}");
        let refunded = match captured {
            Known::Paid => shop.refund(&order, &refund).await,
            _ => Known::NotPaid,
        };
        let truth = sandbox.look(|state| state.orders_of(&order).cloned().collect::<Vec<_>>());
        assert!(truth.len() <= 1, "charged {} times: {truth:?}", truth.len());
        let truth = truth.first();
        let is_paid = truth.is_some_and(|order| !order.status.is_over());
        let is_captured = truth.is_some_and(|order| order.status == Status::Captured);
        let refunds = truth.map_or(0, |order| order.refunds.len());
        assert!(refunds <= 1, "refunded {refunds} times");
        for (known, is) in [
            (paid, is_paid),
            (captured, is_captured),
            (refunded, refunds == 1),
        ] {
            match known {
                Known::Paid => assert!(is, "believed done and is not: {truth:?}"),
                Known::NotPaid => assert!(!is, "believed not done and is: {truth:?}"),
                Known::Unresolved => {}
            }
            if known == Known::Unresolved {
                unresolved += 1
            } else {
                resolved += 1
            }
        }
    }
    (resolved, unresolved)
}

#[test]
fn the_client_never_charges_twice_and_knows_or_names_every_outcome() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let (first, count) = match number("SANDBOX_SEED") {
        Some(seed) => (seed, 1),
        None => (0, number("SANDBOX_SCHEDULES").unwrap_or(300)),
    };
    let (mut resolved, mut unresolved, mut failed) = (0, 0, Vec::new());
    runtime.block_on(async {
        let mut running = tokio::task::JoinSet::new();
        let mut next = first;
        loop {
            while next < first + count && running.len() < usize::try_from(AT_ONCE).unwrap() {
                let seed = next;
                running.spawn(async move { (seed, tokio::spawn(schedule(seed)).await) });
                next += 1;
            }
            match running.join_next().await {
                Some(Ok((_, Ok((known, open))))) => {
                    resolved += known;
                    unresolved += open;
                }
                Some(Ok((seed, Err(panic)))) => failed.push((seed, panic.to_string())),
                Some(Err(error)) => panic!("{error}"),
                None => break,
            }
        }
    });
    assert!(
        failed.is_empty(),
        "replay with SANDBOX_SEED=<seed>: {failed:?}"
    );
    assert!(
        resolved > unresolved,
        "{resolved} known, {unresolved} unresolved"
    );
}
