//! What support and audit are told.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::time::UNIX_EPOCH;

use super::*;
use crate::audit::difference::DifferenceKind::{Differing, Doubled, NotCharged, Open, Unknown};
use crate::audit::difference::{Difference, DifferenceKind};
use crate::audit::statement::{Columns, Statement};
use crate::fixture::READS;
use crate::record::note::NoteKind;
use crate::record::operation::{Acknowledges, Moves, Operation, Repeat, StateClass};
use crate::record::outcome::Closing;
use crate::record::security::Security;
use crate::record::seen::Seen;

const FOUND: FoundBy = FoundBy::Lookup {
    ways: &[],
    lost: &[],
    reason: "",
};

static PAY: Operation = Operation {
    id: "pay",
    acknowledges: Acknowledges {
        same: &[("order", "orderNo")],
        issued: Some("tradeNo"),
        moves: Some(Moves::Pays("amount")),
        ..Acknowledges::NOTHING
    },
    found_by: FOUND,
    ..READS
};

static CAPTURE: Operation = Operation {
    id: "capture",
    acknowledges: Acknowledges {
        moves: Some(Moves::Captures("captured")),
        ..Acknowledges::NOTHING
    },
    found_by: FOUND,
    ..READS
};

static REFUND: Operation = Operation {
    id: "refund",
    repeat: Repeat::SameKey { key: "refundNo" },
    acknowledges: Acknowledges {
        moves: Some(Moves::Refunds("amount")),
        ..Acknowledges::NOTHING
    },
    found_by: FOUND,
    ..READS
};

static PAGE: Operation = Operation {
    id: "page",
    acknowledges: Acknowledges {
        moves: Some(Moves::Pays("amount")),
        ..Acknowledges::NOTHING
    },
    found_by: FoundBy::Nothing {
        reason: "nothing returns the page",
    },
    ..READS
};

static API: Api = Api {
    title: "",
    release: "",
    security: Security::None,
    token: None,
    requirements: &[],
    operations: &[&PAY, &CAPTURE, &REFUND, &PAGE],
};

fn entry(at: u64, operation: &str, more: &str, fields: &str, outcome: Option<Outcome>) -> Recorded {
    let text = format!(
        r#"{{"version":1,"operation":"{operation}","at":{at}000{more},"entry":"{at}","fields":{{{fields}}},"hidden":{{"email":"ada@example.com"}}}}"#
    );
    Recorded::new(Handle::from_json(&text).unwrap(), outcome, Vec::new())
}

fn seen(class: StateClass, number: Option<&str>) -> Seen {
    Seen {
        class: Some(class),
        number: number.map(str::to_owned),
        ..Seen::NOTHING
    }
}

fn found(class: StateClass) -> Option<Outcome> {
    let seen = seen(class, None);
    Some(Outcome::Found { seen })
}

fn pay(at: u64, order: &str, amount: &str, outcome: Option<Outcome>) -> Recorded {
    let fields = format!(r#""orderNo":"{order}","amount":"{amount}","currency":"USD""#);
    entry(at, "pay", "", &fields, outcome)
}

fn refund(at: u64, number: &str, amount: &str, outcome: Option<Outcome>) -> Recorded {
    let fields = format!(r#""orderNo":"A","refundNo":"{number}","amount":"{amount}""#);
    entry(at, "refund", "", &fields, outcome)
}

const DONE: StateClass = StateClass::Done;
fn compared(entries: Vec<Recorded>, lines: &str) -> Vec<Difference> {
    let text = format!("what,orderNo,refundNo,currency,amount\r\n{lines}");
    let statement = Statement::parse(&text, Columns::of(&API)).unwrap();
    Audit::new(&API, entries).compare(
        &statement,
        (UNIX_EPOCH, UNIX_EPOCH + Duration::from_secs(1_000)),
    )
}

fn kinds(entries: Vec<Recorded>, lines: &str) -> Vec<(DifferenceKind, String)> {
    let told = compared(entries, lines).into_iter();
    told.map(|one| (one.kind, one.name)).collect()
}

#[test]
fn charges_are_compared_with_what_was_captured_or_else_paid() {
    let page = |outcome| entry(1, "page", "", r#""orderNo":"A","amount":"40""#, outcome);
    let opened = Some(Outcome::Accepted {
        code: None,
        seen: Seen::NOTHING,
    });
    let capture = |at, amount: &str| {
        let fields = format!(r#""tradeNo":"T-A","captured":"{amount}""#);
        entry(at, "capture", "", &fields, found(DONE))
    };
    let authorized = || {
        let seen = seen(StateClass::Authorized, Some("T-A"));
        pay(1, "A", "50", Some(Outcome::Accepted { code: None, seen }))
    };
    let refused = Some(Outcome::Refused { code: None });
    for (entries, lines, expected) in [
        (
            vec![pay(1, "A", "42.50", found(DONE))],
            ",A,,USD,42.5\n",
            vec![],
        ),
        (vec![authorized(), capture(2, "40")], ",A,,USD,40\n", vec![]),
        (
            vec![authorized(), capture(2, "20"), capture(3, "20.0")],
            ",A,,USD,20\n,A,,USD,20\n",
            vec![],
        ),
        (vec![], ",A,,USD,40\n", vec![Unknown]),
        (vec![page(opened.clone())], ",A,,USD,40\n", vec![Open]),
        (vec![page(opened)], "", vec![]),
        (vec![page(found(DONE))], ",A,,USD,40\n", vec![]),
        (vec![page(found(DONE))], ",A,,USD,41\n", vec![Differing]),
        (
            vec![pay(1, "A", "40", refused)],
            ",A,,USD,40\n",
            vec![Unknown],
        ),
        (vec![pay(1, "A", "40", None)], ",A,,USD,40\n", vec![Open]),
        (
            vec![pay(1, "A", "40", found(StateClass::Pending))],
            ",A,,USD,40\n",
            vec![Open],
        ),
        (vec![pay(1, "A", "40", found(DONE))], "", vec![NotCharged]),
        (
            vec![pay(1, "A", "40", found(StateClass::Pending))],
            "",
            vec![],
        ),
        (
            vec![authorized(), capture(2, "20"), capture(3, "25")],
            ",A,,USD,20\n",
            vec![NotCharged],
        ),
        (
            vec![pay(1, "A", "40", found(DONE))],
            ",A,,USD,41\n",
            vec![Differing],
        ),
        (
            vec![pay(1, "A", "40", found(DONE))],
            ",A,,EUR,40\n",
            vec![Differing],
        ),
        (
            vec![pay(1, "A", "40", found(DONE))],
            ",A,,USD,40\n,A,,USD,40\n",
            vec![Doubled],
        ),
        (
            vec![pay(1, "A", "40", found(DONE))],
            ",A,,USD,40\n,A,,USD,1\n",
            vec![Differing],
        ),
    ] {
        let told: Vec<_> = kinds(entries, lines)
            .into_iter()
            .map(|(kind, _)| kind)
            .collect();
        assert_eq!(told, expected, "{lines}");
    }
}

#[test]
fn refunds_are_compared_by_their_numbers() {
    let entries = || {
        vec![
            pay(1, "A", "40", found(DONE)),
            refund(2, "R-1", "10", found(DONE)),
            refund(3, "R-2", "5", found(DONE)),
            refund(4, "R-3", "1", None),
        ]
    };
    let all = ",A,,USD,40\n,A,R-1,USD,-10\n,A,R-2,USD,-5\n";
    assert_eq!(kinds(entries(), all), []);
    let lines = ",A,,USD,40\n,A,R-1,USD,-11\n,A,R-3,USD,-1\n,A,R-4,USD,-2\n,A,,USD,-3\n";
    let name = |name: &str| name.to_owned();
    assert_eq!(
        kinds(entries(), lines),
        [
            (Unknown, name("A")),
            (Unknown, name("R-4")),
            (Open, name("R-3")),
            (NotCharged, name("R-2")),
            (Differing, name("R-1")),
        ]
    );
}

#[test]
fn two_attempts_of_a_purchase_that_were_charged_are_told() {
    let attempt = |at, order: &str, despite: &str| {
        let fields = format!(r#""orderNo":"{order}","amount":"40""#);
        let more = format!(r#","purchase":"basket"{despite}"#);
        entry(at, "pay", &more, &fields, found(DONE))
    };
    let lines = ",A,,USD,40\n,B,,USD,40\n";
    let told = compared(vec![attempt(1, "A", ""), attempt(2, "B", "")], lines);
    let told: Vec<String> = told.iter().map(Difference::to_string).collect();
    assert_eq!(
        told,
        ["doubled: basket, a purchase that was charged as A and B"]
    );
    let gift = attempt(2, "B", r#","despite":"a gift""#);
    assert_eq!(compared(vec![attempt(1, "A", ""), gift], lines), []);
}

#[test]
fn what_was_made_at_another_time_than_the_statement_is_of_is_not_missed() {
    let entries = vec![
        pay(1, "A", "40", found(DONE)),
        pay(1_000, "B", "40", found(DONE)),
    ];
    assert_eq!(kinds(entries, ""), [(NotCharged, "A".to_owned())]);
}

#[test]
fn a_statement_is_a_table_and_says_where_it_is_none() {
    let columns = || Columns::of(&API);
    let read = |text: &str| Statement::parse(text, columns());
    let odd =
        "\u{feff}amount , orderNo,x\n\"1.5\",\"a,\"\"b\"\"\nc\",\r\n\n2,,fee\n-3,\"'=A\",\"\"";
    let statement = read(odd).unwrap();
    let lines: Vec<_> = statement
        .lines
        .iter()
        .map(|line| (line.at, line.order.as_str(), line.refund.is_some()))
        .collect();
    assert_eq!(lines, [(2, "a,\"b\"\nc", false), (6, "=A", true)]);
    assert_eq!(statement.skipped(), 1);
    for (text, expected) in [
        ("", "line 1 of the statement is empty"),
        (
            "orderNo\n",
            "line 1 of the statement names no column `amount`",
        ),
        (
            "amount,orderNo\n1\n",
            "line 2 of the statement has 1 fields where the first has 2",
        ),
        (
            "amount,orderNo\nx,A\n",
            "line 2 of the statement has an amount that is no number",
        ),
        (
            "amount,orderNo\n\n1,\"A\n",
            "line 3 of the statement has a quote that is not closed",
        ),
    ] {
        assert_eq!(read(text).unwrap_err().to_string(), expected, "{text}");
    }
}

#[test]
fn an_order_is_shown_with_all_that_was_learnt_and_nothing_personal() {
    let seen = seen(DONE, Some("T-A"));
    let mut paid = pay(1, "A", "40", Some(Outcome::Found { seen: seen.clone() }));
    let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
    let answer = Outcome::Open {
        answered: false,
        seen: Seen::NOTHING,
    };
    let unseen = |seconds| Note::new(NoteKind::LookUp, "it is not shown", at(seconds));
    paid.notes = vec![
        Note::of_outcome(&answer, true, at(2)),
        unseen(9).after(&unseen(3)).unwrap(),
        Note::of_outcome(&Outcome::Found { seen }, false, at(10)),
    ];
    let closed = Outcome::Closed(Closing::by("Ada", "see the statement"));
    let purchase = r#","account":"berlin","purchase":"basket","despite":"a gift""#;
    let other = entry(2, "page", purchase, r#""orderNo":"B""#, Some(closed));
    let audit = Audit::new(&API, vec![other, paid]);
    let text =
        |name: &str| -> Vec<String> { audit.of(name).iter().map(Entry::to_string).collect() };
    let shown = "1970-01-01T00:00:01Z pay, amount 40, currency USD, orderNo A
  entry 1, account main
  1970-01-01T00:00:02Z answer: no answer
  1970-01-01T00:00:03Z look-up: it is not shown (2 times, until 1970-01-01T00:00:09Z)
  1970-01-01T00:00:10Z look-up: found, done, number T-A
  settled: found, done, number T-A";
    assert_eq!(text("A"), [shown]);
    assert_eq!(text("T-A"), [shown]);
    let other = "1970-01-01T00:00:02Z page, orderNo B
  entry 2, account berlin
  attempt of basket, sent beside others: a gift
  settled: closed by Ada: see the statement";
    assert_eq!(text("basket"), [other]);
    assert_eq!(text("C"), [""; 0]);
}

#[test]
fn what_is_open_is_told_with_its_age_and_what_is_awaited() {
    let open = |seen| Some(Outcome::Found { seen });
    let acts = Seen {
        customer_acts: true,
        ..seen(StateClass::Pending, None)
    };
    let unanswered = Outcome::Open {
        answered: false,
        seen: Seen::NOTHING,
    };
    let conflicting = Outcome::Conflicting {
        seen: seen(DONE, None),
    };
    let audit = Audit::new(
        &API,
        vec![
            pay(500, "F", "1", None),
            pay(1, "A", "1", open(seen(StateClass::Pending, None))),
            pay(2, "B", "1", open(acts)),
            pay(3, "C", "1", Some(unanswered)),
            pay(4, "D", "1", Some(conflicting)),
            pay(5, "X", "1", found(DONE)),
            entry(6, "page", "", r#""orderNo":"E""#, None),
            entry(7, "gone", "", "", None),
        ],
    );
    let now = UNIX_EPOCH + Duration::from_secs(200_000);
    let open = audit.open(now);
    let awaited: Vec<Awaited> = open.iter().map(|one| one.awaited).collect();
    assert_eq!(
        awaited,
        [
            Awaited::State,
            Awaited::Customer,
            Awaited::LookUp,
            Awaited::Person("it was paid, and was refused or showed as failed"),
            Awaited::Person("nothing returns the page"),
            Awaited::Person("this release of the API has no such operation"),
            Awaited::Call,
        ]
    );
    assert_eq!(
        open[4].to_string(),
        "2 days page, orderNo E: a person: nothing returns the page"
    );
    for (seconds, expected) in [
        (59, "59 s"),
        (60, "1 min"),
        (7_200, "2 h"),
        (172_800, "2 days"),
    ] {
        assert_eq!(aged(Duration::from_secs(seconds)), expected);
    }
}
