//! What the parts of a call cost that are not reading and writing.

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use zeroize::Zeroize;

use crate::measure::compare;
use crate::sample;

/// So large is the task of a call, nearly.
const TASK: usize = 3 * 1024;

pub(crate) fn run(rounds: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let request = sample::request();
    let listening = tracing::Dispatch::new(Listening);
    compare(
        "a part of a call",
        rounds,
        0,
        &mut [
            (
                "a task of its own: boxed, spawned, waited for",
                Box::new(|| {
                    runtime.block_on(async {
                        let state = [1_u8; TASK];
                        let task = Box::pin(async move {
                            tokio::task::yield_now().await;
                            state[TASK / 2]
                        });
                        black_box(tokio::spawn(task).await).expect("a task");
                    });
                }),
            ),
            (
                "the same without a task",
                Box::new(|| {
                    runtime.block_on(async {
                        let state = [1_u8; TASK];
                        let future = async move {
                            tokio::task::yield_now().await;
                            state[TASK / 2]
                        };
                        black_box(future.await);
                    });
                }),
            ),
            (
                "three timers, set and taken back",
                Box::new(|| {
                    let _entered = runtime.enter();
                    for _ in 0..3 {
                        let sleep = pin!(tokio::time::sleep(Duration::from_secs(60)));
                        let mut context = Context::from_waker(Waker::noop());
                        black_box(sleep.poll(&mut context).is_ready());
                    }
                }),
            ),
            ("a span and two events, nobody listens", Box::new(spans)),
            (
                "a span and two events, somebody listens",
                Box::new(|| tracing::dispatcher::with_default(&listening, spans)),
            ),
            (
                "wiping a request and an answer, 2.6 KB",
                Box::new(|| {
                    let mut bytes = vec![1_u8; 2_600];
                    black_box(&mut bytes).zeroize();
                }),
            ),
            (
                "the same bytes without wiping",
                Box::new(|| drop(black_box(vec![1_u8; 2_600]))),
            ),
            (
                "checking the largest request, and cloning it",
                Box::new(|| drop(black_box(request.clone().validate()))),
            ),
            (
                "cloning it alone",
                Box::new(|| drop(black_box(request.clone()))),
            ),
        ],
    );
}

fn spans() {
    let span = tracing::info_span!(
        "gateway_call",
        operation = "createPayment",
        request = "ORDER-1"
    );
    let _entered = span.enter();
    tracing::debug!(
        attempt = 1,
        evidence = "answered",
        status = 200,
        elapsed_ms = 1,
        "attempt"
    );
    tracing::info!(attempts = 1, warnings = 0, elapsed_ms = 1, "accepted");
}

/// Whoever takes everything that is logged, and looks at each field.
struct Listening;

struct Looks;

impl Visit for Looks {
    fn record_debug(&mut self, _: &Field, value: &dyn std::fmt::Debug) {
        black_box(value);
    }
}

impl Subscriber for Listening {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Looks);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Looks);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
