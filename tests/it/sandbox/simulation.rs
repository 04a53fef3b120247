//! Seeded schedules of faults against the real client: it never charges twice, and in the end every outcome is known or
//! named as unresolved.
//!
//! `SANDBOX_SCHEDULES` says how many seeds run (60 without it); `SANDBOX_SEED` replays one.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::{Accepted, Evidence, Failure, NotResent, Reconcile, Resolution};
use gateway_sandbox::state::Status;
use gateway_sandbox::{Fault, FaultRun, Modes, MovableClock, Sandbox};
use online_payment_gateway::models::{CaptureMethod, QueryPaymentMethodType};
use online_payment_gateway::{Client, LookUpAnswers};

use super::shop::*;

/// How many schedules run at once.
const AT_ONCE: u64 = 16;
/// How many times faster than the machine's the clock runs: a client waits a minute for an answer, which is 120 ms here.
const PACE: u32 = 500;
/// How far queries lag in unkind schedules.
const LAG: Duration = Duration::from_secs(5);

/// What the shop knows of a request in the end.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Known {
    Done,
    NotDone,
    Unresolved,
}

struct Shop {
    client: Client,
}

impl Shop {
    /// Pays once, and looks an open outcome up.
    async fn pay(&self, order: &str) -> Known {
        let payment = by_card(order, "10.00", GOOD, CaptureMethod::Manual);
        self.known(self.client.create_payment(&payment).await).await
    }

    /// Captures once, and looks an open outcome up.
    async fn capture(&self, order: &str) -> Known {
        let capture = capture(order, "10.00");
        self.known(self.client.capture_payment(&capture).await)
            .await
    }

    /// Refunds, and sends an open refund again where the runtime lets it.
    async fn refund(&self, order: &str, number: &str) -> Known {
        let refund = refund(order, number, "4.00");
        let open = match self.client.refund_payment(&refund).await {
            Err(Failure::Indeterminate(open)) => open,
            decided => return self.known(decided).await,
        };
        let (handle, options) = (open.handle(), patient());
        for _ in 0..3 {
            let again = self
                .client
                .resend_refund_payment(&handle, &refund, &options);
            match again.await {
                Ok(_) | Err(NotResent::Found(_)) => return Known::Done,
                // What came of the second request says nothing about the first.
                Err(_) => {}
            }
        }
        Known::Unresolved
    }

    async fn known<T>(&self, outcome: Result<Accepted<T>, Failure>) -> Known {
        match outcome {
            Ok(_) => Known::Done,
            Err(Failure::Indeterminate(open)) => {
                let gateway = self.client.gateway();
                match gateway.reconcile(&open.handle(), &patient()).await {
                    Resolution::Found(_) => Known::Done,
                    // Not found proves nothing.
                    _ => Known::Unresolved,
                }
            }
            Err(failure) => {
                assert_ne!(failure.evidence(), Evidence::MayHaveBeenSent, "{failure}");
                Known::NotDone
            }
        }
    }
}

/// For how long an outcome is looked up: long enough for queries that lag, and for many that go wrong.
fn patient() -> Reconcile {
    Reconcile::new()
        .patience(Duration::from_secs(60))
        .pauses(LAG, LAG * 2)
        .answer_payment_method_type(QueryPaymentMethodType::Card)
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
    let client = Client::new(sandbox.config().clock(Arc::new(clock))).unwrap();
    let shop = Shop { client };
    let (mut resolved, mut unresolved) = (0, 0);
    for number in 0..3 {
        let order = format!("ORDER-{number}");
        let paid = shop.pay(&order).await;
        let captured = match paid {
            Known::Done => shop.capture(&order).await,
            _ => Known::NotDone,
        };
        let refund = format!("REFUND-{number}");
        let refunded = match captured {
            Known::Done => shop.refund(&order, &refund).await,
            _ => Known::NotDone,
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
                Known::Done => assert!(is, "believed done and is not: {truth:?}"),
                Known::NotDone => assert!(!is, "believed not done and is: {truth:?}"),
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
        None => (0, number("SANDBOX_SCHEDULES").unwrap_or(60)),
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
