//! What stands in a file after each way of writing to it.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use redb::backends::InMemoryBackend;

use super::*;
use crate::record::claim::Stage;
use crate::record::evidence::Evidence;
use crate::record::numbers::Numbers;
use crate::record::operation::StateClass;
use crate::record::outcome::Closing;
use crate::record::seen::Seen;
use crate::recovery::disk::lookups::*;
use crate::recovery::disk::names::candidates;

fn database() -> Database {
    let database = Database::builder()
        .create_with_backend(InMemoryBackend::new())
        .unwrap();
    write(&database, &[]).unwrap();
    database
}

fn intent(entry: &str) -> Row {
    let handle = format!(r#"{{"version":1,"operation":"pay","at":1,"entry":"{entry}"}}"#);
    Row::Intent(Intent {
        entry: entry.to_owned(),
        handle: Sensitive::new(handle),
        is_prepared: false,
        lease: None,
    })
}

fn outcome(entry: &str, outcome: Outcome) -> Row {
    Row::Outcome(entry.to_owned(), outcome)
}

const OPEN_OUTCOME: Outcome = Outcome::Open {
    answered: false,
    seen: Seen::NOTHING,
};

fn open(database: &Database) -> Vec<String> {
    entries(database, true)
        .into_iter()
        .map(|(entry, _)| entry)
        .collect()
}

fn entries(database: &Database, only_open: bool) -> Vec<(String, Option<Outcome>)> {
    let entries = read(database, only_open).unwrap().into_iter();
    entries
        .map(|recorded| {
            let entry = recorded.handle.entry().unwrap().as_str().to_owned();
            (entry, recorded.outcome)
        })
        .collect()
}

#[test]
fn what_proves_most_of_a_request_counts() {
    let database = database();
    write(&database, &[intent("a"), intent("b")]).unwrap();
    assert_eq!(open(&database), ["a", "b"]);
    let seen = Seen::default;
    let refused = Outcome::Refused { code: None };
    let pending = Seen {
        class: Some(StateClass::Pending),
        ..seen()
    };
    for (next, kept, is_open) in [
        (OPEN_OUTCOME, OPEN_OUTCOME, true),
        (Outcome::NotSent, Outcome::NotSent, false),
        // Nothing that was learnt is lost to a word that proves less.
        (OPEN_OUTCOME, Outcome::NotSent, false),
        // What was accepted and is not done is followed.
        (
            Outcome::Accepted {
                code: None,
                seen: pending.clone(),
            },
            Outcome::Accepted {
                code: None,
                seen: pending,
            },
            true,
        ),
        (refused.clone(), refused, false),
        (
            Outcome::Found { seen: seen() },
            Outcome::Conflicting { seen: seen() },
            true,
        ),
        (
            Outcome::Closed(Closing::default()),
            Outcome::Closed(Closing::default()),
            false,
        ),
    ] {
        write(&database, &[outcome("a", next.clone())]).unwrap();
        assert_eq!(
            open(&database).contains(&"a".to_owned()),
            is_open,
            "{next:?}"
        );
        let expected = match is_open {
            true => Stage::Open,
            false => Stage::Settled,
        };
        let stage = stage(&database, &EntryId::new("a")).unwrap();
        assert_eq!(stage, Some(expected));
        assert_eq!(
            entries(&database, false),
            [("a".to_owned(), Some(kept)), ("b".to_owned(), None)]
        );
    }
    assert_eq!(stage(&database, &EntryId::new("c")).unwrap(), None);
}

#[test]
fn what_is_taken_over_does_not_replace_what_is_known() {
    let database = database();
    let accepted = || Outcome::Accepted {
        code: None,
        seen: Seen::default(),
    };
    write(
        &database,
        &[
            intent("settled"),
            outcome("settled", accepted()),
            intent("open"),
            outcome("open", OPEN_OUTCOME),
        ],
    )
    .unwrap();
    let theirs = [
        intent("settled"),
        outcome("settled", OPEN_OUTCOME),
        intent("open"),
        outcome("open", Outcome::NotSent),
        intent("theirs"),
        intent("theirs, settled"),
        outcome("theirs, settled", Outcome::Closed(Closing::default())),
    ];
    // A crash between writing and removing the other file makes this happen twice.
    for _ in 0..2 {
        merge(&database, &theirs).unwrap();
        assert_eq!(open(&database), ["theirs"]);
        assert_eq!(
            entries(&database, false),
            [
                ("open".to_owned(), Some(Outcome::NotSent)),
                ("settled".to_owned(), Some(accepted())),
                ("theirs".to_owned(), None),
                (
                    "theirs, settled".to_owned(),
                    Some(Outcome::Closed(Closing::default()))
                ),
            ]
        );
    }
    // Paid against refused goes to a person.
    let other = Outcome::Refused { code: None };
    merge(&database, &[outcome("settled", other)]).unwrap();
    let seen = Seen::default();
    let settled = ("settled".to_owned(), Some(Outcome::Conflicting { seen }));
    assert!(entries(&database, false).contains(&settled));
    assert!(open(&database).contains(&"settled".to_owned()));
}

#[test]
fn the_rows_of_a_file_make_the_same_file_elsewhere() {
    let (one, other) = (database(), database());
    let all = [
        intent("a"),
        intent("b"),
        outcome("b", Outcome::Closed(Closing::default())),
        intent("c"),
        outcome("c", OPEN_OUTCOME),
    ];
    write(&one, &all).unwrap();
    merge(&other, &rows(&one).unwrap()).unwrap();
    assert_eq!(entries(&other, false), entries(&one, false));
    assert_eq!(open(&other), ["a", "c"]);
}

#[test]
fn a_file_that_was_never_written_has_no_rows() {
    let empty = Database::builder()
        .create_with_backend(InMemoryBackend::new())
        .unwrap();
    assert!(rows(&empty).unwrap().is_empty());
}

#[test]
fn an_intent_that_cannot_be_read_stays_open_under_its_name() {
    let database = database();
    let unknown = Row::Intent(Intent {
        entry: "x".to_owned(),
        handle: Sensitive::from("{\"version\":9}"),
        is_prepared: false,
        lease: None,
    });
    write(&database, &[unknown]).unwrap();
    assert_eq!(open(&database), ["x"]);
}

#[test]
fn the_evidence_of_a_request_is_what_became_of_it() {
    let database = database();
    for (entry, outcome, evidence) in [
        (
            "a",
            Some(Outcome::Open {
                answered: true,
                seen: Seen::NOTHING,
            }),
            Some(Evidence::Answered),
        ),
        ("b", Some(OPEN_OUTCOME), Some(Evidence::MayHaveBeenSent)),
        ("c", Some(Outcome::NotSent), Some(Evidence::NeverSent)),
        (
            "d",
            Some(Outcome::Status { status: 403 }),
            Some(Evidence::Answered),
        ),
        ("e", Some(Outcome::Closed(Closing::default())), None),
        ("f", None, None),
    ] {
        let outcome = outcome.map(|outcome| Row::Outcome(entry.to_owned(), outcome));
        let rows: Vec<Row> = [intent(entry)].into_iter().chain(outcome).collect();
        write(&database, &rows).unwrap();
        let recorded = read(&database, false).unwrap().pop().unwrap();
        assert_eq!(recorded.handle.evidence(), evidence, "{entry}");
    }
}

#[cfg(feature = "testing")]
#[test]
fn a_file_that_was_written_before_there_was_an_index_is_completed_when_it_is_opened() {
    let database = Database::builder()
        .create_with_backend(InMemoryBackend::new())
        .unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut intents = transaction.open_table(INTENTS).unwrap();
        for (entry, fields) in [
            ("1", r#""orderNo":"A""#),
            ("2", r#""orderNo":"B""#),
            ("3", r#""total":"7""#),
        ] {
            let handle = format!(
                r#"{{"version":1,"operation":"pay","at":1,"entry":"{entry}","fields":{{{fields}}}}}"#
            );
            intents.insert(entry, &*handle).unwrap();
        }
        intents.insert("4", "{}").unwrap();
    }
    transaction.commit().unwrap();
    for _ in 0..2 {
        complete(&database).unwrap();
        let transaction = database.begin_read().unwrap();
        for (operation, expected) in [("pay", &["1", "3"][..]), ("refund", &["1"])] {
            let values = vec![("orderNo", "A".to_owned())];
            let numbers = Numbers::new(vec![operation], values, SystemTime::UNIX_EPOCH);
            let (found, is_whole) = candidates(&transaction, &numbers).unwrap();
            assert!(found.iter().eq(expected), "{operation} {found:?}");
            assert!(!is_whole);
        }
    }
}

#[test]
fn what_is_reserved_in_a_file_of_before_is_found_once_it_is_opened() {
    let database = database();
    let found = |class| {
        let seen = Seen {
            class: Some(class),
            ..Seen::NOTHING
        };
        Outcome::Found { seen }
    };
    for (entry, class) in [("1", StateClass::Authorized), ("2", StateClass::Done)] {
        write(&database, &[intent(entry), outcome(entry, found(class))]).unwrap();
    }
    let listed = || {
        let listed = authorized(&database, &EntryId::new("9")).unwrap();
        listed.len()
    };
    assert_eq!(listed(), 1);
    write(&database, &[Row::Ended("1".to_owned())]).unwrap();
    // A file that has the index already is left as it is.
    complete(&database).unwrap();
    assert_eq!(listed(), 0);
    let transaction = database.begin_write().unwrap();
    transaction.delete_table(AUTHORIZED).unwrap();
    transaction.commit().unwrap();
    complete(&database).unwrap();
    assert_eq!(listed(), 1);
}

#[test]
fn what_was_begun_here_is_not_prepared_again_by_what_is_taken_over_twice() {
    let database = database();
    write(&database, &[intent("a")]).unwrap();
    let Row::Intent(theirs) = intent("a") else {
        panic!("no intent");
    };
    let prepared = Intent {
        is_prepared: true,
        ..theirs
    };
    merge(&database, &[Row::Intent(prepared)]).unwrap();
    let stage = stage(&database, &EntryId::new("a")).unwrap();
    assert_eq!(stage, Some(Stage::Open));
}

#[test]
fn of_two_outcomes_that_prove_as_much_the_one_that_stands_here_counts() {
    let database = database();
    let by = |who| Outcome::Closed(Closing::by(who, "a letter"));
    write(&database, &[intent("a"), outcome("a", by("Ada"))]).unwrap();
    merge(&database, &[outcome("a", by("Ben"))]).unwrap();
    assert_eq!(
        entries(&database, false),
        [("a".to_owned(), Some(by("Ada")))]
    );
}

#[test]
fn the_latest_time_before_which_something_was_forgotten_counts() {
    let database = database();
    for before in ["3", "5", "4"] {
        merge(&database, &[Row::Forgotten(before.to_owned())]).unwrap();
    }
    let rows = rows(&database).unwrap();
    assert!(matches!(&rows[..], [Row::Forgotten(before)] if before == "5"));
}

#[test]
fn what_was_never_released_is_due_before_what_was() {
    let database = database();
    write(&database, &[intent("a"), intent("b")]).unwrap();
    let since = |entry: &str| Some(Duration::from_secs(if entry == "a" { 5 } else { 0 }));
    let due = due_entries(&database, 1, since).unwrap();
    assert_eq!(due, [EntryId::new("b")]);
}

#[cfg(feature = "testing")]
#[test]
fn where_something_cannot_be_read_nobody_knows_how_often_a_number_was_used() {
    let database = database();
    let numbers = Numbers::about(vec!["pay"], vec![("orderNo", "A".to_owned())], "main");
    assert_eq!(uses(&database, &numbers).unwrap(), Some(Vec::new()));
    let unknown = Row::Intent(Intent {
        entry: "x".to_owned(),
        handle: Sensitive::from("{\"version\":9}"),
        is_prepared: false,
        lease: None,
    });
    write(&database, &[unknown]).unwrap();
    assert_eq!(uses(&database, &numbers).unwrap(), None);
}
