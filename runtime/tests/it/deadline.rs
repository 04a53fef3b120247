//! What is ready too late is not sent: nobody would wait for the answer.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::testing::{ForgetfulJournal, JournalAround, TestClock};
use gateway_runtime::{
    Clock, Config, EntryId, Failure, Gateway, Handle, Journal, JournalFuture, Json, Reason,
    Retries, TransportError,
};

use super::api::{ACCEPTED, API, PAY, QUERY, outcome, send};
use super::stub::{Reply, Stub};
use super::{api, settle};

/// A journal that takes its time to write an intent down, and no more.
#[derive(Debug)]
struct Slow {
    clock: TestClock,
    takes: Duration,
}

impl JournalAround for Slow {
    fn inner(&self) -> &dyn Journal {
        &ForgetfulJournal
    }

    fn intend<'a>(&'a self, _: &'a EntryId, _: &'a Handle, _: Duration) -> JournalFuture<'a, ()> {
        Box::pin(async {
            self.clock.sleep(self.takes).await;
            Ok(())
        })
    }
}

fn over(stub: &Stub, clock: &TestClock) -> Config {
    Config::new("https://gateway.example.com")
        .credentials("app-1", "app-secret")
        .transport(Arc::new(stub.clone()))
        .clock(Arc::new(clock.clone()))
        .total_timeout(Duration::from_secs(20))
}

#[test]
fn a_payment_that_was_written_down_at_the_last_moment_is_not_sent() {
    for (takes, sent) in [(19_999, 1), (20_000, 0), (30_000, 0)] {
        api::run(async {
            let (stub, clock) = (Stub::answering(200, ACCEPTED), TestClock::new());
            let journal = Slow {
                clock: clock.clone(),
                takes: Duration::from_millis(takes),
            };
            let gateway =
                Gateway::new(&API, over(&stub, &clock).journal(Arc::new(journal))).unwrap();
            let call = tokio::spawn(async move { send::<Json>(&gateway, &PAY).await });
            settle().await;
            clock.advance(Duration::from_millis(takes));
            let result = call.await.unwrap();
            assert_eq!(stub.sent(), sent, "after {takes} ms");
            match result {
                Ok(_) => assert_eq!(sent, 1),
                Err(Failure::NotSent(not_sent)) => assert!(matches!(
                    not_sent.reason(),
                    Reason::Deadline | Reason::Journal
                )),
                other => panic!("{}", outcome(&other)),
            }
        });
    }
}

#[test]
fn a_pause_that_ends_with_the_time_is_not_begun() {
    for (asked, sent) in [("19", 2), ("20", 1)] {
        api::run(async {
            let busy = || Reply::AnswerWith(503, vec![("retry-after", asked)]);
            let stub = Stub::new([busy(), Reply::Answer(200, ACCEPTED.into())]);
            let clock = TestClock::new();
            let config = over(&stub, &clock)
                .retries(Retries::default().pauses(Duration::ZERO, Duration::ZERO));
            let gateway = Gateway::new(&API, config).unwrap();
            let call = tokio::spawn(async move { send::<Json>(&gateway, &QUERY).await });
            settle().await;
            assert_eq!(call.is_finished(), sent == 1);
            clock.advance(Duration::from_secs(19));
            let result = call.await.unwrap();
            assert_eq!((result.is_ok(), stub.sent()), (sent == 2, sent));
        });
    }
}

#[test]
fn an_attempt_ends_at_its_own_time_or_at_that_of_the_call() {
    for (answer_timeout, ends) in [(5, 5), (60, 20)] {
        api::run(async {
            let (stub, clock) = (Stub::new([Reply::Keeps]), TestClock::new());
            let config = over(&stub, &clock)
                .answer_timeout(Duration::from_secs(answer_timeout))
                .retries(Retries::NONE);
            let gateway = Gateway::new(&API, config).unwrap();
            let call = tokio::spawn(async move { send::<Json>(&gateway, &PAY).await });
            settle().await;
            clock.advance(Duration::from_secs(ends) - Duration::from_millis(1));
            settle().await;
            assert!(!call.is_finished());
            clock.advance(Duration::from_millis(1));
            let Err(Failure::Indeterminate(open)) = call.await.unwrap() else {
                panic!()
            };
            assert_eq!(open.reason(), Reason::Timeout);
        });
    }
}

#[test]
fn what_is_tried_again_has_what_is_left_of_the_time() {
    api::run(async {
        let stub = Stub::new([
            Reply::Fails(TransportError::never_sent(Reason::Connect)),
            Reply::Keeps,
        ]);
        let clock = TestClock::new();
        let config = over(&stub, &clock)
            .retries(Retries::default().pauses(Duration::from_micros(1), Duration::from_micros(1)));
        let gateway = Gateway::new(&API, config).unwrap();
        let call = tokio::spawn(async move { send::<Json>(&gateway, &PAY).await });
        settle().await;
        clock.advance(Duration::from_secs(12));
        settle().await;
        assert_eq!(stub.sent(), 2);
        clock.advance(Duration::from_secs(8));
        assert_eq!(outcome(&call.await.unwrap()), "indeterminate");
    });
}
