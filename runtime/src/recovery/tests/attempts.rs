//! What a request that stands in a journal keeps from being sent.

use std::sync::Arc;
use std::time::Duration;

use crate::fixture::run;
use crate::record::attempt::Attempt;
use crate::record::call::Call;
use crate::record::entry::EntryId;
use crate::record::evidence::Reason;
use crate::record::failure::Failure;
use crate::record::handle::Handle;
use crate::record::journal::{Journal, JournalError, JournalFuture};
use crate::record::numbers::Numbers;
use crate::record::operation::{
    Acknowledges, Api, Fill, FoundBy, Kept, Lookup, Moves, Operation, Repeat, Source,
};
use crate::recovery::tests::operations::*;
use crate::recovery::tests::stub::*;
use crate::value::json::untyped::Json;
use crate::wire::testing::around::JournalAround;
use crate::wire::testing::clock::TestClock;
use crate::wire::testing::forgetful::ForgetfulJournal;
use crate::wire::testing::memory::MemoryJournal;

const fn fill(field: &'static str) -> Fill {
    Fill {
        field,
        parameter: None,
        from: Source::Request(field),
        known: None,
    }
}

const fn open(path: &'static str) -> Kept {
    Kept { path, open: true }
}

static REFUND: Operation = Operation {
    id: "refund",
    repeat: Repeat::SameKey { key: "refundNo" },
    acknowledges: Acknowledges::NOTHING,
    found_by: FoundBy::Lookup {
        ways: &[Lookup {
            operation: &QUERY,
            media_type: "application/json",
            with: &[fill("orderNo"), fill("tradeNo"), fill("refundNo")],
            field: "state",
            success_states: &["done"],
            state_classes: &[],
            same: &[("refundNo", "refundNo")],
            matching: &[],
            not_before: None,
        }],
        lost: &[],
        reason: "",
    },
    journal: &[open("orderNo"), open("tradeNo"), open("refundNo")],
    ..PAY
};

/// A refund of which it is known how much it gives back.
static REFUND_OF: Operation = Operation {
    id: "refundOf",
    acknowledges: Acknowledges {
        moves: Some(Moves::Refunds("amount")),
        ..Acknowledges::NOTHING
    },
    ..REFUND
};

static WITH_REFUNDS: Api = Api {
    operations: &[&PAY, &REFUND, &REFUND_OF, &QUERY],
    ..API
};

/// A journal that lists these requests as open, and fails when it is asked what it knows of a payment.
#[derive(Debug)]
struct Failing(Vec<Handle>);

impl JournalAround for Failing {
    fn inner(&self) -> &dyn Journal {
        &ForgetfulJournal
    }

    fn unresolved(&self) -> JournalFuture<'_, Vec<Handle>> {
        Box::pin(async { Ok(self.0.clone()) })
    }

    fn attempts<'a>(
        &'a self,
        _: &'a str,
        _: Option<&'a Numbers>,
    ) -> JournalFuture<'a, Vec<Handle>> {
        Box::pin(async { Err(JournalError::new("the line is down")) })
    }
}

/// Why a request is not sent beside this one, if it is not.
async fn refused(beside: &str, operation: &'static Operation) -> Option<Reason> {
    refused_by(beside, r#""orderNo":"A","refundNo":"R-1""#, operation).await
}

/// The same of one with these fields.
async fn refused_by(beside: &str, fields: &str, operation: &'static Operation) -> Option<Reason> {
    let stored = format!(
        r#"{{"version":1,{beside},"at":1750000000000,"entry":"entry-0","fields":{{{fields}}}}}"#
    );
    let beside = Handle::from_json(&stored).unwrap();
    let clock = TestClock::new();
    let journal = Arc::new(MemoryJournal::new(Arc::new(clock.clone())));
    let entry = EntryId::new("entry-0");
    let intended = journal.intend(&entry, &beside, Duration::ZERO);
    intended.await.unwrap();
    let (gateway, asked) = gateway_of(journal, &clock, |config| config, |_| Does::Says("{}"));
    let body = Json::parse(r#"{"orderNo":"A","tradeNo":"T-1","refundNo":"R-2"}"#).unwrap();
    let call = Call::new().body(&body).attempt(Attempt::of("basket"));
    let called = gateway.call::<Json>(operation, call).await;
    let reason = match called {
        Err(Failure::NotSent(failure)) => Some(failure.reason()),
        _ => None,
    };
    assert_eq!(asked.lock().unwrap().is_empty(), reason.is_some());
    reason
}

#[test]
fn another_attempt_of_a_purchase_or_an_order_number_keeps_a_payment_from_being_sent() {
    run(async {
        for (beside, is_refused) in [
            (r#""operation":"pay""#, true),
            (r#""operation":"pay","purchase":"basket""#, true),
            // A number of another account names another payment, and a purchase is the shop's.
            (r#""operation":"pay","account":"paris""#, false),
            (
                r#""operation":"pay","account":"paris","purchase":"basket""#,
                true,
            ),
            (r#""operation":"capture","purchase":"basket""#, false),
            // What a later version wrote may be an attempt.
            (r#""operation":"later","purchase":"basket""#, true),
        ] {
            let expected = is_refused.then_some(Reason::AnotherAttempt);
            assert_eq!(refused(beside, &PAY).await, expected, "{beside}");
        }
    });
}

#[test]
fn an_open_refund_keeps_another_one_of_the_payment_from_being_sent_and_of_no_other_account() {
    run(async {
        for (beside, is_refused) in [
            (r#""operation":"refund""#, true),
            (r#""operation":"refund","account":"paris""#, false),
            (r#""operation":"capture""#, false),
        ] {
            let expected = is_refused.then_some(Reason::StillOpen);
            assert_eq!(refused(beside, &REFUND).await, expected, "{beside}");
        }
        // Nothing by which both name the payment differs.
        for (trade, is_refused) in [("T-1", true), ("T-2", false)] {
            let fields = format!(r#""orderNo":"A","tradeNo":"{trade}","refundNo":"R-1""#);
            let reason = refused_by(r#""operation":"refund""#, &fields, &REFUND).await;
            assert_eq!(reason, is_refused.then_some(Reason::StillOpen), "{trade}");
        }
    });
}

/// Why a refund is not sent, if it is not, where the journal is this one.
async fn refunded(operation: &'static Operation, journal: Arc<dyn Journal>) -> Option<Reason> {
    let (clock, does) = (TestClock::new(), |_| Does::Says("{}"));
    let (gateway, asked) = gateway_at(&WITH_REFUNDS, journal, &clock, |config| config, does);
    let body = Json::parse(r#"{"orderNo":"A","refundNo":"R-2","amount":"1.00"}"#).unwrap();
    let called = gateway.call::<Json>(operation, Call::new().body(&body));
    let reason = match called.await {
        Err(Failure::NotSent(failure)) => Some(failure.reason()),
        _ => None,
    };
    assert_eq!(asked.lock().unwrap().is_empty(), reason.is_some());
    reason
}

#[test]
fn a_journal_that_fails_to_tell_of_a_payment_keeps_its_refunds_back_and_one_that_cannot_does_not() {
    run(async {
        let open = r#"{"version":1,"operation":"refund","at":1750000000000,"entry":"entry-0","fields":{"tradeNo":"T-9","refundNo":"R-1"}}"#;
        let open = Handle::from_json(open).unwrap();
        // Of the one is asked whether another one that is open is for the same payment, of the other one how much was taken.
        for (operation, handles) in [(&REFUND, vec![open]), (&REFUND_OF, Vec::new())] {
            let fails = Arc::new(Failing(handles.clone()));
            assert_eq!(refunded(operation, fails).await, Some(Reason::Journal));
            // One that cannot be asked knows of nothing that would be in the way.
            let journal = Open {
                handles,
                ..Open::default()
            };
            assert_eq!(refunded(operation, Arc::new(journal)).await, None);
        }
    });
}
