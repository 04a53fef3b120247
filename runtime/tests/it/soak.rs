//! Thousands of payments at once, through connections that break at random: none is sent twice, and whatever is said
//! of one is true of what the server saw.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gateway_runtime::{Call, Evidence, Gateway, Retries};

use super::api::{ACCEPTED, API, PAY, Paid, Pay, config, outcome};
use super::server::{Act, Script, Seen, Server, answer, reply};

/// How often the head of each order's request was seen.
#[derive(Clone, Default)]
struct Chaos(Arc<Mutex<HashMap<String, usize>>>);

fn dice(sides: u64) -> u64 {
    RandomState::new().build_hasher().finish() % sides
}

impl Script for Chaos {
    fn on_accept(&self, _connection: usize) -> Act {
        match dice(20) {
            0 => Act::Close,
            1 => Act::Reset,
            _ => Act::Go,
        }
    }

    fn on_head(&self, _request: usize, head: &Seen) -> Act {
        let order = head.header("x-order").unwrap().to_owned();
        *self.0.lock().unwrap().entry(order).or_default() += 1;
        match dice(20) {
            0 => Act::Close,
            1 => Act::Reset,
            _ => Act::Go,
        }
    }

    fn on_request(&self, _request: usize, seen: &Seen) -> Act {
        let accepted = ACCEPTED.replace("order-1", seen.header("x-order").unwrap());
        let whole = reply(200, "", &accepted);
        match dice(16) {
            0 => Act::Close,
            1 => Act::Reset,
            2 => Act::SendAndClose(whole[..whole.len() - 10].to_vec()),
            3 => Act::SendAndReset(whole[..20].to_vec()),
            // In good order, but the client expects that the connection stays open.
            4..=6 => Act::SendAndClose(whole),
            7 => Act::Send(reply(200, "connection: close\r\n", &accepted)),
            8 => answer(503, ""),
            9 => answer(200, r#"{"respCode":"2001"}"#),
            _ => Act::Send(whole),
        }
    }
}

#[test]
fn among_thousands_of_payments_none_is_sent_twice_and_all_that_is_said_is_true() {
    const TASKS: usize = 40;
    const EACH: usize = 50;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let chaos = Chaos::default();
        let server = Server::start(chaos.clone()).await;
        let retries = Retries::default().pauses(Duration::ZERO, Duration::ZERO);
        let gateway = Gateway::new(&API, config(&server.url()).retries(retries)).unwrap();
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                let gateway = gateway.clone();
                tokio::spawn(async move {
                    let mut said = Vec::new();
                    for number in 0..EACH {
                        let order = format!("order-{task}-{number}");
                        let body = Pay {
                            order_no: order.clone(),
                            ..Pay::sample()
                        };
                        let call = Call::new().header("X-Order", &order).body(&body);
                        let result = gateway.call::<Paid>(&PAY, call).await;
                        let evidence = result
                            .as_ref()
                            .map_or_else(|failure| failure.evidence(), |_| Evidence::Answered);
                        said.push((order, outcome(&result), evidence));
                    }
                    said
                })
            })
            .collect();
        let mut outcomes = HashMap::<&str, usize>::new();
        for task in tasks {
            for (order, outcome, evidence) in task.await.unwrap() {
                let seen = chaos
                    .0
                    .lock()
                    .unwrap()
                    .get(&order)
                    .copied()
                    .unwrap_or_default();
                assert!(seen <= 1, "{order} was sent {seen} times");
                match evidence {
                    Evidence::NeverSent => assert_eq!(seen, 0, "{order}: {outcome}"),
                    Evidence::Answered => assert_eq!(seen, 1, "{order}: {outcome}"),
                    Evidence::MayHaveBeenSent => {}
                }
                *outcomes.entry(outcome).or_default() += 1;
            }
        }
        // All of it has happened, or the test has shown nothing.
        for outcome in ["accepted", "refused", "indeterminate"] {
            assert!(
                outcomes.get(outcome).is_some_and(|count| *count > 20),
                "{outcomes:?}"
            );
        }
    });
}
