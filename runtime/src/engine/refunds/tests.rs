//! What counts as taken, and what as given back.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use super::*;
use crate::fixture::READS;
use crate::record::operation::{
    Acknowledges, Effect, Fill, FoundBy, Kept, Lookup, PaymentPage, Repeat, Source,
};
use crate::record::security::Security;

const fn fill(field: &'static str) -> Fill {
    Fill {
        field,
        parameter: None,
        from: Source::Request(field),
        known: None,
    }
}

const fn way(with: &'static [Fill]) -> Lookup {
    Lookup {
        operation: &READS,
        media_type: "application/json",
        with,
        field: "state",
        success_states: &[],
        state_classes: &[],
        same: &[],
        matching: &[],
        not_before: None,
    }
}

const fn found(ways: &'static [Lookup]) -> FoundBy {
    FoundBy::Lookup {
        ways,
        lost: &[],
        reason: "",
    }
}

const ORDER: Kept = Kept {
    path: "orderNo",
    open: true,
};

static PAY: Operation = Operation {
    id: "pay",
    effect: Effect::MovesMoney,
    repeat: Repeat::Never,
    acknowledges: Acknowledges {
        same: &[("orderNo", "orderNo")],
        issued: Some("tradeNo"),
        keeps_issued: true,
        moves: Some(Moves::Pays("amount")),
        ..Acknowledges::NOTHING
    },
    found_by: found(&[way(&[fill("orderNo")])]),
    journal: &[ORDER],
    ..READS
};

static CAPTURE: Operation = Operation {
    id: "capture",
    acknowledges: Acknowledges {
        same: &[("orderNo", "orderNo"), ("tradeNo", "tradeNo")],
        issued: Some("tradeNo"),
        keeps_issued: true,
        moves: Some(Moves::Captures("captured")),
        ..Acknowledges::NOTHING
    },
    found_by: found(&[way(&[fill("orderNo"), fill("tradeNo")])]),
    ..PAY
};

static REFUND: Operation = Operation {
    id: "refund",
    repeat: Repeat::SameKey { key: "refundNo" },
    acknowledges: Acknowledges {
        issued: Some("refundTradeNo"),
        moves: Some(Moves::Refunds("amount")),
        ..Acknowledges::NOTHING
    },
    found_by: found(&[way(&[fill("orderNo"), fill("tradeNo"), fill("refundNo")])]),
    ..PAY
};

static QUERY: Operation = Operation {
    acknowledges: Acknowledges {
        issued: Some("order.tradeNo"),
        keeps_issued: true,
        ..Acknowledges::NOTHING
    },
    ..READS
};

static PAGE: Operation = Operation {
    id: "page",
    effect: Effect::Changes,
    acknowledges: Acknowledges {
        same: &[("orderNo", "orderNo")],
        issued: Some("redirectUrl"),
        moves: Some(Moves::Pays("amount")),
        ..Acknowledges::NOTHING
    },
    found_by: FoundBy::Page {
        page: PaymentPage {
            way: Lookup {
                operation: &QUERY,
                ..way(&[fill("orderNo")])
            },
            method: "method",
            beyond: &[],
            minutes: None,
        },
        reason: "",
    },
    ..PAY
};

static API: Api = Api {
    title: "",
    release: "",
    security: Security::None,
    token: None,
    requirements: &[],
    operations: &[&PAY, &CAPTURE, &REFUND, &PAGE, &READS],
};

fn handle(entry: u32, operation: &str, fields: &str, class: &str) -> Handle {
    let text = format!(
        r#"{{"version":1,"operation":"{operation}","at":1,"seen":{{"class":"{class}","number":"T-1"}},"entry":"{entry}","fields":{{{fields}}}}}"#
    );
    Handle::from_json(&text).unwrap()
}

fn pay(amount: &str, class: &str) -> Handle {
    handle(
        1,
        "pay",
        &format!(r#""orderNo":"A","amount":"{amount}""#),
        class,
    )
}

fn capture(entry: u32, amount: &str, class: &str) -> Handle {
    let fields = format!(r#""orderNo":"A","tradeNo":"T-1","captured":"{amount}""#);
    handle(entry, "capture", &fields, class)
}

fn refund(number: u32, amount: &str, class: &str) -> Handle {
    let fields = format!(r#""orderNo":"A","refundNo":"R-{number}","amount":"{amount}""#);
    handle(100 + number, "refund", &fields, class)
}

fn sums(refund: &Handle, known: &[Handle]) -> Option<Sums> {
    let numbers = Numbers::of_payment(&API, refund)?;
    let known: Vec<Handle> = known
        .iter()
        .filter(|one| numbers.may_name(one))
        .cloned()
        .collect();
    Sums::of(&API, refund, numbers.values(), &known)
}

fn is_refused(refund: &Handle, known: &[Handle]) -> bool {
    sums(refund, known).is_some_and(|sums| sums.is_exceeded())
}

#[test]
fn what_is_known_as_captured_counts_and_else_what_is_known_as_paid() {
    let one = refund(1, "50", "pending");
    for (known, expected) in [
        (vec![], false),
        (vec![pay("49.99", "pending")], false),
        (vec![pay("49.99", "authorized")], false),
        (vec![pay("50.00", "done")], false),
        (vec![pay("49.99", "done")], true),
        (vec![pay("90", "done"), capture(2, "40", "done")], true),
        (vec![pay("90", "done"), capture(2, "40", "pending")], false),
        (
            vec![pay("90", "authorized"), capture(2, "40", "pending")],
            false,
        ),
        (
            vec![capture(2, "40", "done"), capture(3, "10.0", "done")],
            false,
        ),
    ] {
        assert_eq!(is_refused(&one, &known), expected, "{known:?}");
    }
}

#[test]
fn every_other_refund_counts_that_is_done_or_may_be() {
    let one = refund(1, "20", "pending");
    for (others, expected) in [
        (vec![refund(2, "30", "done")], false),
        (vec![refund(2, "30.01", "done")], true),
        (vec![refund(2, "30.01", "pending")], true),
        (vec![refund(2, "30.01", "failed")], false),
        (vec![refund(2, "30.01", "canceled")], false),
        (
            vec![refund(2, "15", "done"), refund(3, "15.5", "pending")],
            true,
        ),
        // What has one number is one refund: the other one, and this one itself.
        (
            vec![
                refund(2, "25", "done"),
                handle(
                    9,
                    "refund",
                    r#""orderNo":"A","refundNo":"R-2","amount":"25""#,
                    "done",
                ),
            ],
            false,
        ),
        (
            vec![handle(
                9,
                "refund",
                r#""orderNo":"A","refundNo":"R-1","amount":"40""#,
                "pending",
            )],
            false,
        ),
        (vec![one.clone()], false),
        (
            vec![
                refund(2, "30.01", "done"),
                handle(
                    9,
                    "refund",
                    r#""orderNo":"A","refundNo":"R-2","amount":"25""#,
                    "done",
                ),
            ],
            true,
        ),
    ] {
        let known = [vec![pay("50", "done")], others].concat();
        assert_eq!(is_refused(&one, &known), expected, "{known:?}");
    }
    // One without a number is told from others by its entry.
    let unnumbered = handle(7, "refund", r#""orderNo":"A","amount":"30""#, "pending");
    let known = [pay("50", "done"), unnumbered.clone()];
    assert!(!is_refused(&unnumbered, &known));
    let known = [pay("50", "done"), refund(2, "30.01", "done")];
    assert_eq!(
        sums(&one, &known).unwrap().to_string(),
        "50 was paid, 30.01 of it is given back or about to be, and this would give back 20 more"
    );
}

#[test]
fn a_request_that_does_not_say_how_much_moves_all_that_there_is() {
    let whole = |entry, number: &str| {
        let fields = format!(r#""orderNo":"A","refundNo":"{number}""#);
        handle(entry, "refund", &fields, "done")
    };
    let captured = handle(2, "capture", r#""orderNo":"A","tradeNo":"T-1""#, "done");
    for (one, known, expected) in [
        (whole(101, "R-1"), vec![], false),
        (whole(101, "R-1"), vec![refund(2, "0.01", "done")], true),
        (whole(101, "R-1"), vec![refund(2, "0.01", "failed")], false),
        (refund(1, "0.01", "pending"), vec![whole(102, "R-2")], true),
        (refund(1, "50", "pending"), vec![whole(102, "R-1")], false),
        (refund(1, "50", "pending"), vec![captured.clone()], false),
        (refund(1, "50.01", "pending"), vec![captured.clone()], true),
        (
            refund(1, "50", "pending"),
            vec![captured, capture(3, "40", "done")],
            false,
        ),
    ] {
        let known = [vec![pay("50", "done")], known].concat();
        assert_eq!(is_refused(&one, &known), expected, "{one:?} {known:?}");
    }
    // Of one that is forgotten nobody knows any more how much it was.
    let text = whole(102, "R-2")
        .to_json()
        .expose()
        .replacen('{', r#"{"forgotten":9,"#, 1);
    let forgotten = Handle::from_json(&text).unwrap();
    assert!(!is_refused(
        &refund(1, "50", "pending"),
        &[pay("50", "done"), forgotten]
    ));
    // A payment of which nobody knows how much it is bounds nothing.
    let unknown = handle(1, "pay", r#""orderNo":"A""#, "done");
    assert!(!is_refused(&refund(1, "50", "pending"), &[unknown]));
    let unreadable = handle(
        9,
        "refund",
        r#""orderNo":"A","refundNo":"R-1","amount":"much""#,
        "done",
    );
    assert!(!is_refused(&unreadable, &[pay("50", "done")]));
}

#[test]
fn another_payment_is_none_of_its_business() {
    let by_trade = |trade: &str| {
        let fields = format!(r#""orderNo":"A","tradeNo":"{trade}","refundNo":"R-1","amount":"60""#);
        handle(7, "refund", &fields, "pending")
    };
    let known = [pay("50", "done")];
    assert!(is_refused(&by_trade("T-1"), &known));
    assert!(!is_refused(&by_trade("T-2"), &known));
    let elsewhere = handle(
        7,
        "refund",
        r#""orderNo":"B","refundNo":"R-1","amount":"60""#,
        "pending",
    );
    assert!(!is_refused(&elsewhere, &known));
    let text = known[0]
        .to_json()
        .expose()
        .replacen('{', r#"{"account":"paris","#, 1);
    let of_another_account = Handle::from_json(&text).unwrap();
    assert!(!is_refused(&by_trade("T-1"), &[of_another_account]));
}

#[test]
fn a_payment_that_is_named_by_the_number_of_the_gateway_alone_is_the_same_one() {
    let by_number = |entry, number: &str, amount: &str| {
        let fields = format!(r#""tradeNo":"T-1","refundNo":"{number}","amount":"{amount}""#);
        handle(entry, "refund", &fields, "done")
    };
    let paid = pay("50", "done");
    let numbers = Numbers::of_payment(&API, &by_number(7, "R-7", "60")).unwrap();
    assert_eq!(numbers.number(), Some("T-1"));
    assert!(numbers.may_name(&paid));
    let other = paid.to_json().expose().replace("T-1", "T-2");
    assert!(!numbers.may_name(&Handle::from_json(&other).unwrap()));
    for (one, other, expected) in [
        (by_number(7, "R-7", "50"), None, false),
        (by_number(7, "R-7", "50.01"), None, true),
        (
            by_number(7, "R-7", "20"),
            Some(refund(2, "30", "done")),
            false,
        ),
        (
            by_number(7, "R-7", "20.01"),
            Some(refund(2, "30", "done")),
            true,
        ),
        (
            refund(2, "20", "pending"),
            Some(by_number(7, "R-7", "30")),
            false,
        ),
        (
            refund(2, "20.01", "pending"),
            Some(by_number(7, "R-7", "30")),
            true,
        ),
    ] {
        let known: Vec<Handle> = [Some(paid.clone()), other].into_iter().flatten().collect();
        assert_eq!(is_refused(&one, &known), expected, "{one:?} {known:?}");
    }
}

#[test]
fn a_capture_tells_that_two_numbers_are_one_payments() {
    let by_order = r#""orderNo":"A","captured":"50""#;
    let by_trade = r#""tradeNo":"T-1","captured":"50""#;
    let captured = |fields| handle(2, "capture", fields, "done");
    let trade = handle(
        200,
        "refund",
        r#""tradeNo":"T-1","refundNo":"R-9","amount":"20""#,
        "pending",
    );
    let unanswered = {
        let text = pay("50", "pending").to_json();
        Handle::from_json(&text.expose().replace(r#","number":"T-1""#, "")).unwrap()
    };
    assert_eq!(unanswered.seen().number, None);
    for (refund, known, expected) in [
        // Of a payment that this journal does not have.
        (
            &trade,
            vec![captured(by_order), refund(2, "30.01", "done")],
            true,
        ),
        (
            &trade,
            vec![captured(by_order), refund(2, "30", "done")],
            false,
        ),
        (
            &refund(1, "20", "pending"),
            vec![
                captured(by_order),
                captured(by_trade),
                refund(2, "80", "done"),
            ],
            false,
        ),
        (
            &refund(1, "20", "pending"),
            vec![
                captured(by_order),
                captured(by_trade),
                refund(2, "80.01", "done"),
            ],
            true,
        ),
        // Of one whose own answer never came.
        (
            &refund(1, "20", "pending"),
            vec![
                unanswered,
                captured(by_order),
                trade.clone(),
                refund(2, "10.01", "done"),
            ],
            true,
        ),
        // Without it, nobody knows that they are one payment's.
        (&trade, vec![refund(2, "30.01", "done")], false),
    ] {
        assert_eq!(is_refused(refund, &known), expected, "{refund:?} {known:?}");
    }
}

#[test]
fn what_was_paid_on_a_page_is_named_by_the_number_that_a_look_showed() {
    let page = |class: &str| {
        let fields = r#""orderNo":"A","amount":"50""#;
        handle(1, "page", fields, class)
    };
    let by_trade = |trade: &str| {
        let fields = format!(r#""tradeNo":"{trade}","refundNo":"R-9","amount":"20""#);
        handle(200, "refund", &fields, "pending")
    };
    for (one, known, expected) in [
        (
            by_trade("T-1"),
            vec![page("done"), refund(2, "30.01", "done")],
            true,
        ),
        (
            by_trade("T-1"),
            vec![page("done"), refund(2, "30", "done")],
            false,
        ),
        (
            refund(1, "30.01", "pending"),
            vec![page("done"), by_trade("T-1")],
            true,
        ),
        // Of another payment, and of a page on which nobody saw anything paid.
        (
            by_trade("T-2"),
            vec![page("done"), refund(2, "30.01", "done")],
            false,
        ),
        (refund(1, "50.01", "pending"), vec![page("pending")], false),
    ] {
        assert_eq!(is_refused(&one, &known), expected, "{one:?} {known:?}");
    }
}
