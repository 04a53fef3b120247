//! What an answer proves of a request, value by value.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use super::*;
use crate::engine::their_clock::TheirClock;
use crate::fixture::READS;
use crate::value::json::reference::Document;
use crate::value::json::warning::DecodeWarnings;

const ONE: Lookup = Lookup {
    operation: &READS,
    media_type: "application/json",
    with: &[],
    field: "order.state",
    success_states: &["done"],
    state_classes: &[],
    same: &[("order.no", "no")],
    matching: &[("order.amount", "amount"), ("order.currency", "currency")],
    not_before: Some("order.time"),
};

/// A list, each entry with its own values, of one currency.
const LIST: Lookup = Lookup {
    field: "refund[].state",
    same: &[("refund[].no", "no")],
    matching: &[("refund[].amount", "amount"), ("currency", "currency")],
    not_before: Some("refund[].time"),
    ..ONE
};

const REQUEST: &str = r#""no":"A","amount":"42.50","currency":"USD""#;
const BEFORE: &str = r#""2020-01-01T00:00:00+00:00""#;
const AFTER: &str = r#""2999-01-01T00:00:00+00:00""#;

/// The verdict upon an answer to a request that was made at 16:00 UTC, a day being in doubt.
fn verdict(way: &Lookup, fields: &str, json: &str, zone: Option<UtcOffset>) -> Option<Verdict> {
    let stored =
        format!(r#"{{"version":1,"operation":"pay","at":1764000000000,"fields":{{{fields}}}}}"#);
    let handle = Handle::from_json(&stored).unwrap();
    let asked = TheirClock::default().time_of(&handle, None);
    let document = Document::parse(json, &mut DecodeWarnings::new());
    let shown = shown(
        way,
        &handle,
        document.json(),
        asked,
        zone,
        None,
        |state| match way.success_states.contains(&state) {
            true => Standing::Proves,
            false => Standing::Decides,
        },
    );
    shown.map(|shown| shown.verdict)
}

/// What is shown of the payment, with one text in it replaced.
fn order(from: &str, to: &str) -> String {
    let shown = format!(
        r#"{{"order":{{"no":"A","state":"done","amount":42.5,"currency":"USD","time":{AFTER}}}}}"#
    );
    assert!(shown.contains(from), "{from}");
    shown.replacen(from, to, 1)
}

#[test]
fn each_value_beside_a_state_has_its_say() {
    const AMOUNT: &str = "order.amount";
    const CURRENCY: &str = "order.currency";
    const TIME: &str = "order.time";
    let missing = |path| Some(Verdict::Doubtful(path, Doubt::NotShown));
    let unreadable = |path| Some(Verdict::Doubtful(path, Doubt::Unreadable));
    let amount = r#""amount":42.5"#;
    let time = format!(r#""time":{AFTER}"#);
    for (from, to, expected) in [
        ("", "", Some(Verdict::IfUsedOnce(TIME))),
        // The number.
        (r#""no":"A""#, r#""no":"B""#, None),
        (r#""no":"A","#, "", None),
        (r#""no":"A""#, r#""no":"A","no":"B""#, None),
        // The state.
        ("done", "odd", Some(Verdict::Undecided)),
        (r#""done""#, r#""done","state":"odd""#, None),
        // What has to be equal.
        (
            amount,
            r#""amount":"42.51""#,
            Some(Verdict::Contradicted(AMOUNT)),
        ),
        ("USD", "SGD", Some(Verdict::Contradicted(CURRENCY))),
        (r#""amount":42.5,"#, "", missing(AMOUNT)),
        (amount, r#""amount":null"#, missing(AMOUNT)),
        (amount, r#""amount":"""#, missing(AMOUNT)),
        (amount, r#""amount":{}"#, unreadable(AMOUNT)),
        (amount, r#""amount":"a lot""#, unreadable(AMOUNT)),
        ("USD", "usd", unreadable(CURRENCY)),
        // Twice: alike, with nothing beside it, and otherwise.
        (
            amount,
            r#""amount":42.5,"amount":"42.50""#,
            Some(Verdict::IfUsedOnce(TIME)),
        ),
        (
            amount,
            r#""amount":null,"amount":42.5"#,
            Some(Verdict::IfUsedOnce(TIME)),
        ),
        (amount, r#""amount":42.5,"amount":10"#, unreadable(AMOUNT)),
        // The time.
        (AFTER, BEFORE, Some(Verdict::Contradicted(TIME))),
        (
            AFTER,
            r#""2025-11-24T16:00:00+00:00""#,
            Some(Verdict::IfKnownOnce(TIME)),
        ),
        (&format!(",{time}"), "", missing(TIME)),
        (AFTER, "null", missing(TIME)),
        (AFTER, r#""yesterday""#, unreadable(TIME)),
        (
            &time,
            &format!(r#"{time},"time":{BEFORE}"#),
            unreadable(TIME),
        ),
        (
            &time,
            &format!(r#"{time},"time":"yesterday""#),
            unreadable(TIME),
        ),
    ] {
        assert_eq!(
            verdict(&ONE, REQUEST, &order(from, to), None),
            expected,
            "{from} {to}"
        );
    }
    // What is surely another's is so in any state, and whatever else is in doubt.
    let other = order("done", "odd").replace("USD", "SGD");
    let contradicted = Some(Verdict::Contradicted(CURRENCY));
    assert_eq!(verdict(&ONE, REQUEST, &other, None), contradicted);
    let other = order(r#""amount":42.5,"#, "").replace(AFTER, BEFORE);
    let contradicted = Some(Verdict::Contradicted(TIME));
    assert_eq!(verdict(&ONE, REQUEST, &other, None), contradicted);
}

#[test]
fn a_time_without_offset_is_read_in_the_zone_of_the_gateway() {
    let shown = order(AFTER, r#""2025-11-25 20:00:00""#);
    for (zone, expected) in [
        (None, Verdict::IfKnownOnce("order.time")),
        (Some(UtcOffset::UTC), Verdict::IfUsedOnce("order.time")),
    ] {
        assert_eq!(
            verdict(&ONE, REQUEST, &shown, zone),
            Some(expected),
            "{zone:?}"
        );
    }
}

#[test]
fn a_request_is_named_by_all_of_its_numbers_and_by_one_at_least() {
    const NAMELESS: Lookup = Lookup { same: &[], ..ONE };
    const BOTH: Lookup = Lookup {
        same: &[("order.no", "no"), ("order.trade", "trade")],
        ..ONE
    };
    let request = format!(r#"{REQUEST},"trade":"T""#);
    let named = Some(Verdict::IfUsedOnce("order.time"));
    for (way, fields, trade, expected) in [
        (&NAMELESS, REQUEST, "", None),
        (&BOTH, &*request, r#","trade":"T""#, named),
        (&BOTH, &request, r#","trade":"U""#, None),
        (&BOTH, &request, "", None),
        // A number that the request does not have is not looked for.
        (&BOTH, REQUEST, r#","trade":"U""#, named),
    ] {
        let shown = order(r#""no":"A""#, &format!(r#""no":"A"{trade}"#));
        assert_eq!(
            verdict(way, fields, &shown, None),
            expected,
            "{fields} {trade}"
        );
    }
    const TIMELESS: Lookup = Lookup {
        not_before: None,
        ..ONE
    };
    assert_eq!(
        verdict(&TIMELESS, REQUEST, &order("", ""), None),
        Some(Verdict::Proven)
    );
}

#[test]
fn of_a_list_each_entry_speaks_for_itself_and_the_best_one_counts() {
    const TIME: &str = "refund[].time";
    let entry = |no: &str, amount: &str, time: &str| {
        format!(r#"{{"no":"{no}","state":"done","amount":{amount},"time":{time}}}"#)
    };
    let own = entry("A", "42.5", AFTER);
    let found = Some(Verdict::IfUsedOnce(TIME));
    for (entries, expected) in [
        (vec![own.clone()], found),
        (vec![entry("B", "10", BEFORE), own.clone()], found),
        (vec![own.clone(), entry("B", "10", BEFORE)], found),
        (vec![entry("A", "10", AFTER), own.clone()], found),
        (vec![own.clone(), entry("A", "10", AFTER)], found),
        (
            vec![entry("A", "10", AFTER), entry("B", "42.5", AFTER)],
            Some(Verdict::Contradicted("refund[].amount")),
        ),
        (
            vec![entry("A", "42.5", BEFORE), entry("B", "42.5", AFTER)],
            Some(Verdict::Contradicted(TIME)),
        ),
        (vec![entry("B", "42.5", AFTER)], None),
    ] {
        let json = format!(r#"{{"currency":"USD","refund":[{}]}}"#, entries.join(","));
        assert_eq!(verdict(&LIST, REQUEST, &json, None), expected, "{json}");
    }
}

#[test]
fn a_number_that_may_be_another_one_of_the_request_names_nothing_for_sure() {
    const WAY: Lookup = Lookup {
        same: &[("order.no", "refundNo"), ("order.trade", "tradeNo")],
        ..ONE
    };
    const OWN: Lookup = Lookup {
        same: &[("order.no", "no")],
        ..ONE
    };
    let both = |no: &str| format!(r#"{no},"refundNo":"A","amount":"42.50","currency":"USD""#);
    let found = Some(Verdict::IfUsedOnce("order.time"));
    let shown = order("", "");
    for (no, expected) in [
        (
            r#""no":"A""#,
            Some(Verdict::Doubtful("order.no", Doubt::Ambiguous)),
        ),
        (r#""no":"B""#, found),
        // Neither a `trade` nor a `tradeNo`: two that are missing are not one.
        (r#""else":"A""#, found),
    ] {
        assert_eq!(verdict(&WAY, &both(no), &shown, None), expected, "{no}");
    }
    assert_eq!(verdict(&OWN, &both(r#""no":"A""#), &shown, None), found);
}

#[test]
fn amounts_are_alike_by_value_and_other_texts_as_they_stand() {
    let unreadable = Comparison::Unknown(Doubt::Unreadable);
    for (shown, ours, expected) in [
        ("42.5", "42.50", Comparison::Equal),
        ("4.25e1", "42.50", Comparison::Equal),
        ("42.51", "42.50", Comparison::Differs),
        ("a lot", "42.50", unreadable),
        ("USD", "USD", Comparison::Equal),
        ("SGD", "USD", Comparison::Differs),
        // Said otherwise, it is neither the same nor another currency.
        ("usd", "USD", unreadable),
        (" USD", "USD", unreadable),
        ("840", "USD", unreadable),
    ] {
        assert_eq!(compare(shown, ours), expected, "{shown} {ours}");
    }
}

#[test]
fn what_may_have_been_carried_out_counts_before_what_failed_unless_the_number_says_which_it_is() {
    let entry = |state: &str, amount: &str, number: &str| {
        format!(
            r#"{{"no":"A","state":"{state}","amount":"{amount}","time":{AFTER},"tradeNo":"{number}"}}"#
        )
    };
    let counts = |known: &str, entries: &[String]| {
        let stored = format!(
            r#"{{"version":1,"operation":"pay","at":1764000000000,"seen":{{{known}}},"fields":{{{REQUEST}}}}}"#
        );
        let handle = Handle::from_json(&stored).unwrap();
        let asked = TheirClock::default().time_of(&handle, None);
        let json = format!(r#"{{"currency":"USD","refund":[{}]}}"#, entries.join(","));
        let document = Document::parse(&json, &mut DecodeWarnings::new());
        let number = ("tradeNo", handle.seen().number.clone());
        let standing = |state: &str| match state {
            "done" => Standing::Proves,
            "failed" => Standing::Denies,
            _ => Standing::Decides,
        };
        let shown = shown(
            &LIST,
            &handle,
            document.json(),
            asked,
            None,
            Some(&number),
            standing,
        );
        shown.unwrap().state
    };
    let known = r#""number":"T-1""#;
    for (known, one, other, expected) in [
        (
            "",
            ("done", "42.50", "T-1"),
            ("failed", "42.50", "T-2"),
            "done",
        ),
        (
            known,
            ("done", "42.50", "T-1"),
            ("failed", "42.50", "T-1"),
            "done",
        ),
        (
            known,
            ("done", "42.50", "T-2"),
            ("failed", "42.50", "T-1"),
            "failed",
        ),
        (
            "",
            ("done", "9.99", "T-1"),
            ("failed", "42.50", "T-2"),
            "failed",
        ),
        (
            "",
            ("failed", "9.99", "T-1"),
            ("odd", "42.50", "T-2"),
            "odd",
        ),
    ] {
        let entry = |(state, amount, number)| entry(state, amount, number);
        let both = [entry(one), entry(other)];
        let turned = [entry(other), entry(one)];
        for entries in [both, turned] {
            assert_eq!(counts(known, &entries), expected, "{entries:?}");
        }
    }
    // Of two that are others, the first.
    let others = ["done", "failed"].map(|state| entry(state, "9.99", "T-2"));
    assert_eq!(counts("", &others), "done");
}
