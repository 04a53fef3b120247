//! What is known of the gateway's clock, whatever happens to ours.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use super::*;
use crate::fixture::READS;
use crate::record::operation::{Acknowledges, Effect, Kept, Method, Operation, Repeat};
use crate::record::security::Security;

const fn naming(id: &'static str) -> Operation {
    Operation {
        id,
        method: Method::Post,
        effect: Effect::MovesMoney,
        repeat: Repeat::Never,
        acknowledges: Acknowledges {
            same: &[("orderNo", "orderNo")],
            ..Acknowledges::NOTHING
        },
        journal: &[Kept {
            path: "orderNo",
            open: true,
        }],
        ..READS
    }
}

static PAY: Operation = naming("pay");
static CHARGE: Operation = naming("charge");
static CAPTURE: Operation = Operation {
    acknowledges: Acknowledges {
        same: &[("orderNo", "orderNo"), ("tradeNo", "tradeNo")],
        ..Acknowledges::NOTHING
    },
    ..naming("capture")
};

static API: Api = Api {
    title: "Test",
    release: "1",
    security: Security::None,
    token: None,
    requirements: &[],
    operations: &[&PAY, &CHARGE, &CAPTURE],
};

/// Second 1,764,000,000 since 1970, which is the start of all clocks here.
const START: i64 = 1_764_000_000_000;
const DATE: &str = "Mon, 24 Nov 2025 16:00:00 GMT";

fn moment(monotonic: i64, wall: i64) -> Moment {
    Moment {
        monotonic,
        wall: START + wall,
    }
}

fn request(operation: &str, order: &str) -> Handle {
    let stored = format!(
        r#"{{"version":1,"operation":"{operation}","at":1,"fields":{{"orderNo":"{order}"}}}}"#
    );
    Handle::from_json(&stored).unwrap()
}

fn stored(handle: &Handle) -> Handle {
    Handle::from_json(handle.to_json().expose()).unwrap()
}

fn time_of(clock: &TheirClock, handle: &Handle) -> TheirTime {
    clock.time_of(handle, Numbers::of(&API, handle).as_ref())
}

/// The time of a request, in milliseconds from the start.
fn span(clock: &TheirClock, handle: &Handle) -> (i64, i64) {
    let span = time_of(clock, handle).span;
    (span.from - START, span.to - START)
}

#[test]
fn a_request_has_the_time_of_the_gateway_whatever_our_clock_shows() {
    for wrong in [0, 90_000, -300_000, 40 * 24 * 3_600_000] {
        let clock = TheirClock::default();
        // The token was under way for 200 ms, and the payment leaves a second later.
        clock.heard(
            Some(DATE),
            moment(100, 100 + wrong),
            moment(300, 300 + wrong),
        );
        let handle = clock.asked(&request("pay", "A"), &API, moment(1_300, 1_300 + wrong));
        // A second later it is heard again.
        let (date, later) = (
            "Mon, 24 Nov 2025 16:00:01 GMT",
            moment(1_300, 1_300 + wrong),
        );
        clock.heard(Some(date), later, later);
        assert_eq!(handle.time(), system_time(START + 1_300 + wrong));
        assert_eq!(span(&clock, &handle), (1_000, 3_200), "{wrong}");
        let (from, to) = handle.gateway_time().unwrap();
        assert_eq!(
            (from, to),
            (system_time(START + 1_000), system_time(START + 3_200))
        );
        // It is kept with the handle, for a process that hears it as well.
        let other = TheirClock::default();
        other.heard(Some(date), later, later);
        assert_eq!(span(&other, &stored(&handle)), (1_000, 3_200));
    }
}

#[test]
fn without_a_date_nothing_is_known_and_a_day_is_in_doubt() {
    let clock = TheirClock::default();
    for date in [None, Some("yesterday")] {
        clock.heard(date, moment(0, 0), moment(0, 0));
        let handle = clock.asked(&request("pay", "A"), &API, moment(0, 0));
        assert_eq!(handle.gateway_time(), None);
        assert_eq!(span(&clock, &handle), (-NEVER_COMPARED, NEVER_COMPARED));
    }
}

#[test]
fn our_clock_can_be_set_after_the_request_as_long_as_the_process_lives() {
    let clock = TheirClock::default();
    clock.heard(Some(DATE), moment(0, 90_000), moment(0, 90_000));
    let handle = clock.asked(&request("pay", "A"), &API, moment(0, 90_000));
    clock.heard(Some(DATE), moment(500, 500), moment(500, 500));
    assert_eq!(span(&clock, &handle), (-500, 2_000));
    // Another process has our word for it and the clock's, and they differ.
    let other = TheirClock::default();
    other.heard(Some(DATE), moment(7, 500), moment(7, 500));
    assert_eq!(span(&other, &handle), (0, 91_500));
}

#[test]
fn what_our_two_clocks_do_not_agree_upon_is_in_doubt() {
    // Between the token and the payment the clock was set by 90 s, or the machine slept for them.
    let clock = TheirClock::default();
    clock.heard(Some(DATE), moment(0, 0), moment(0, 0));
    let handle = clock.asked(&request("pay", "A"), &API, moment(1_000, 91_000));
    let (from, to) = (START + 1_000, START + 93_000);
    assert_eq!(
        handle.gateway_time(),
        Some((system_time(from), system_time(to)))
    );
    clock.heard(Some(DATE), moment(1_000, 91_000), moment(1_000, 91_000));
    assert_eq!(span(&clock, &handle), (0, 93_000));
}

#[test]
fn who_was_heard_before_the_request_or_after_it_alone_may_have_been_set() {
    let clock = TheirClock::default();
    clock.heard(Some(DATE), moment(0, 90_000), moment(0, 90_000));
    let before = clock.asked(&request("pay", "A"), &API, moment(1_000, 91_000));
    assert!(before.gateway_time().is_some());
    let doubt = (1_000 - NEVER_COMPARED, 91_000 + NEVER_COMPARED);
    assert_eq!(span(&clock, &before), doubt);
    assert_eq!(span(&TheirClock::default(), &stored(&before)), doubt);

    let clock = TheirClock::default();
    let after = clock.asked(&request("pay", "A"), &API, moment(0, 90_000));
    clock.heard(Some(DATE), moment(1_000, 91_000), moment(1_000, 91_000));
    assert_eq!(after.gateway_time(), None);
    let doubt = (-1_000 - NEVER_COMPARED, 90_000 + NEVER_COMPARED);
    assert_eq!(span(&clock, &after), doubt);
    assert_eq!(span(&clock, &stored(&after)), doubt);
}

#[test]
fn what_the_gateways_clock_is_set_by_after_the_request_is_in_doubt() {
    for is_own in [true, false] {
        let clock = TheirClock::default();
        clock.heard(Some(DATE), moment(0, 0), moment(0, 0));
        let handle = clock.asked(&request("pay", "A"), &API, moment(0, 0));
        let later = match is_own {
            true => clock,
            false => TheirClock::default(),
        };
        // A minute later it shows the same time.
        later.heard(Some(DATE), moment(60_000, 60_000), moment(60_000, 60_000));
        assert_eq!(span(&later, &handle), (-60_000, 2_000));
    }
}

#[test]
fn a_slow_answer_does_not_replace_what_a_quick_one_said_of_late() {
    let clock = TheirClock::default();
    let width = |at: i64| {
        let handle = clock.asked(&request("pay", "A"), &API, moment(at, at));
        let (from, to) = handle.gateway_time().unwrap();
        to.duration_since(from).unwrap().as_millis()
    };
    clock.heard(Some(DATE), moment(0, 0), moment(0, 0));
    clock.heard(Some(DATE), moment(0, 0), moment(30_000, 30_000));
    assert_eq!(width(30_000), 2_000);
    // One that says otherwise counts, and so does one after a while.
    clock.heard(Some(DATE), moment(40_000, 40_000), moment(45_000, 45_000));
    assert_eq!(width(45_000), 7_000);
    clock.heard(Some(DATE), moment(0, 0), moment(LASTS * 2, LASTS * 2));
    assert_eq!(width(LASTS * 2), 2_000 + u128::try_from(LASTS * 2).unwrap());
}

#[test]
fn a_quick_answer_replaces_a_slow_one_and_one_by_either_clock_that_was_set_replaces_any() {
    const IN_HALF: &str = "Mon, 24 Nov 2025 16:00:30 GMT";
    const IN_ONE: &str = "Mon, 24 Nov 2025 16:01:00 GMT";
    let quick = (moment(0, 0), moment(0, 0));
    let slow = (moment(0, 0), moment(30_000, 30_000));
    for (first, date, sent, received, expected) in [
        (
            slow,
            IN_HALF,
            moment(30_000, 30_000),
            moment(30_000, 30_000),
            2_000,
        ),
        // The wall clock was set by 90 s.
        (
            quick,
            IN_HALF,
            moment(30_000, 120_000),
            moment(33_000, 123_000),
            5_000,
        ),
        // The machine slept for a minute, in which its monotonic clock stood still.
        (
            quick,
            IN_ONE,
            moment(0, 60_000),
            moment(3_000, 63_000),
            5_000,
        ),
    ] {
        let clock = TheirClock::default();
        clock.heard(Some(DATE), first.0, first.1);
        clock.heard(Some(date), sent, received);
        let handle = clock.asked(&request("pay", "A"), &API, received);
        let (from, to) = handle.gateway_time().unwrap();
        let width = to.duration_since(from).unwrap().as_millis();
        assert_eq!(width, expected, "{sent:?}");
    }
}

#[test]
fn what_is_heard_before_a_request_leaves_is_known_of_it_and_says_nothing_of_what_came_later() {
    let clock = TheirClock::default();
    let asked = clock.asked(&request("pay", "A"), &API, moment(0, 90_000));
    let again = clock.asked(&request("pay", "A"), &API, moment(50_000, 140_000));
    assert_eq!(asked.gateway_time(), None);
    let heard = moment(100, 90_100);
    clock.heard(Some(DATE), heard, heard);
    let leaves = clock.leaves(&asked, &API).unwrap();
    let expected = (system_time(START - 100), system_time(START + 1_900));
    assert_eq!(leaves.gateway_time(), Some(expected));
    assert!(again.is_used_again() && !leaves.is_used_again());
    // Nothing was heard since.
    let doubt = (-100 - NEVER_COMPARED, 90_000 + NEVER_COMPARED);
    assert_eq!(span(&clock, &leaves), doubt);
    let date = "Mon, 24 Nov 2025 16:00:01 GMT";
    clock.heard(Some(date), moment(1_100, 91_100), moment(1_100, 91_100));
    assert_eq!(span(&clock, &leaves), (-100, 1_900));
    // Of a request that is no longer remembered, what is known is kept, and so where nothing was heard meanwhile.
    assert_eq!(TheirClock::default().leaves(&leaves, &API), None);
    let next = clock.asked(&request("pay", "B"), &API, moment(2_000, 92_000));
    assert_eq!(clock.leaves(&next, &API), None);
}

#[test]
fn a_request_of_two_numbers_is_one() {
    let clock = TheirClock::default();
    let stored =
        r#"{"version":1,"operation":"capture","at":1,"fields":{"orderNo":"A","tradeNo":"T"}}"#;
    let handle = Handle::from_json(stored).unwrap();
    let handle = clock.asked(&handle, &API, moment(0, 0));
    assert!(!time_of(&clock, &handle).is_used_again);
}

#[test]
fn a_number_that_the_process_used_for_another_request_is_known_as_that() {
    let clock = TheirClock::default();
    let ask = |operation: &str, order: &str, at: i64| {
        clock.asked(&request(operation, order), &API, moment(at, at))
    };
    let first = ask("pay", "A", 0);
    let (other, capture) = (ask("pay", "B", 0), ask("capture", "A", 0));
    for handle in [&first, &other, &capture] {
        assert!(!time_of(&clock, handle).is_used_again, "{handle:?}");
    }
    // Of another kind, and in the same millisecond.
    let again = ask("charge", "A", 0);
    let same = ask("pay", "B", 0);
    for (handle, is_again, is_known_elsewhere) in [
        (&first, true, false),
        (&again, true, true),
        (&other, true, false),
        (&same, true, true),
        (&capture, false, false),
    ] {
        assert_eq!(
            time_of(&clock, handle).is_used_again,
            is_again,
            "{handle:?}"
        );
        let elsewhere = time_of(&TheirClock::default(), &stored(handle));
        assert_eq!(elsewhere.is_used_again, is_known_elsewhere, "{handle:?}");
    }
}

#[test]
fn what_was_surely_not_carried_out_has_used_no_number() {
    let clock = TheirClock::default();
    let ask = |at: i64| clock.asked(&request("pay", "A"), &API, moment(at, at));
    let (refused, open) = (ask(0), ask(1));
    assert!(open.is_used_again());
    clock.not_carried_out(&refused, &API);
    assert!(ask(2).is_used_again(), "the other one is as open as it was");
    // Of two that are alike but for their time or their operation, it is the one that it is.
    for (operation, at) in [("pay", 1), ("charge", 0)] {
        let clock = TheirClock::default();
        let open = clock.asked(&request("pay", "A"), &API, moment(0, 0));
        let refused = clock.asked(&request(operation, "A"), &API, moment(at, at));
        clock.not_carried_out(&refused, &API);
        assert!(!time_of(&clock, &open).is_used_again, "{operation}");
    }
    // One of another kind that has the same number leaves it used.
    let clock = TheirClock::default();
    let ask = |operation: &str| clock.asked(&request(operation, "A"), &API, moment(0, 0));
    let (_, refused) = (ask("pay"), ask("capture"));
    clock.not_carried_out(&refused, &API);
    assert!(ask("pay").is_used_again());
    let clock = TheirClock::default();
    let never_sent = clock.asked(&request("pay", "A"), &API, moment(0, 0));
    clock.not_carried_out(&never_sent, &API);
    let again = clock.asked(&request("pay", "A"), &API, moment(1, 1));
    assert!(!again.is_used_again() && !time_of(&clock, &again).is_used_again);
    let state = clock.0.lock();
    assert_eq!(state.uses.iter().filter(|one| !one.is_void).count(), 1);
}

#[test]
fn so_many_requests_are_remembered_and_no_more() {
    let clock = TheirClock::default();
    for number in 0..=REMEMBERED {
        clock.asked(&request("pay", &number.to_string()), &API, moment(0, 0));
    }
    let state = clock.0.lock();
    assert_eq!(
        (state.uses.len(), state.last_of.len()),
        (REMEMBERED, REMEMBERED)
    );
    drop(state);
    let again = |number: usize| {
        let handle = clock.asked(&request("pay", &number.to_string()), &API, moment(0, 0));
        handle.is_used_again()
    };
    assert!(!again(0) && again(REMEMBERED));
}

#[test]
fn a_time_lies_before_the_request_or_after_it_or_nobody_can_tell() {
    let at = |from: i64, to: i64| (system_time(from), system_time(to));
    for (span, (from, to), expected) in [
        // Known to the second: what was dated in that second is not before it.
        (Span { from: 0, to: 2_000 }, (-1_000, 0), Order::Before),
        (Span { from: 0, to: 2_000 }, (-999, 1), Order::After),
        (
            Span { from: 0, to: 2_000 },
            (-10_000, 10_000),
            Order::InDoubt,
        ),
        (Span { from: 0, to: CLOSE }, (0, 1_000), Order::After),
        (
            Span {
                from: 0,
                to: CLOSE + 1,
            },
            (0, 1_000),
            Order::InDoubt,
        ),
        (
            Span {
                from: 0,
                to: 90_000,
            },
            (-1_000, 0),
            Order::Before,
        ),
        (
            Span {
                from: 0,
                to: 90_000,
            },
            (89_999, 90_999),
            Order::InDoubt,
        ),
        (
            Span {
                from: 0,
                to: 90_000,
            },
            (90_000, 91_000),
            Order::After,
        ),
    ] {
        let time = TheirTime {
            span,
            is_used_again: false,
        };
        assert_eq!(time.order(at(from, to)), expected, "{span:?} {from} {to}");
    }
}
