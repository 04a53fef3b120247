use super::*;
use crate::record::operation::StateClass;

fn seen(class: Option<StateClass>) -> Seen {
    Seen {
        class,
        ..Seen::default()
    }
}

fn found(class: StateClass) -> Outcome {
    let seen = seen(Some(class));
    Outcome::Found { seen }
}

/// One outcome of each kind, with whether it is conclusive and whether it may have been carried out.
fn all() -> Vec<(Outcome, bool, bool)> {
    use StateClass::*;
    let code = Some("0000".to_owned());
    let accepted = |class| Outcome::Accepted {
        code: code.clone(),
        seen: seen(class),
    };
    let open = |answered| Outcome::Open {
        answered,
        seen: seen(None),
    };
    vec![
        (accepted(None), true, true),
        (accepted(Some(Pending)), false, true),
        (accepted(Some(Done)), true, true),
        (accepted(Some(Failed)), false, true),
        (Outcome::Refused { code: code.clone() }, true, false),
        (Outcome::Status { status: 403 }, true, false),
        (Outcome::NotSent, true, false),
        (open(true), false, true),
        (open(false), false, true),
        (found(Pending), false, true),
        (found(Authorized), true, true),
        (found(Canceled), true, true),
        (
            Outcome::Failed {
                seen: seen(Some(Failed)),
            },
            true,
            false,
        ),
        (
            Outcome::Conflicting {
                seen: seen(Some(Done)),
            },
            false,
            true,
        ),
        (Outcome::Closed(Closing::default()), true, true),
    ]
}

#[test]
fn outcomes_come_back_from_their_text() {
    for (outcome, conclusive, may_be_done) in all() {
        assert_eq!(outcome.is_conclusive(), conclusive, "{outcome:?}");
        assert_eq!(outcome.may_have_been_carried_out(), may_be_done);
        let stored = outcome.to_json();
        assert_eq!(Outcome::from_json(stored.expose()), Some(outcome));
    }
    assert_eq!(Outcome::from_json(r#"{"outcome":"new"}"#), None);
    assert_eq!(Outcome::from_json("{"), None);
}

#[test]
fn what_the_first_version_wrote_is_read() {
    let found = Outcome::from_json(r#"{"outcome":"found","state":"successed"}"#).unwrap();
    assert_eq!(found.seen().unwrap().state.as_deref(), Some("successed"));
    let accepted = Outcome::from_json(r#"{"outcome":"accepted","code":"0000"}"#).unwrap();
    assert!(found.is_conclusive() && accepted.is_conclusive());
}

#[test]
fn proof_counts_and_not_the_order_in_which_it_comes() {
    for (one, ..) in all() {
        for (other, ..) in all() {
            let (forth, back) = (one.clone().after(&other), other.clone().after(&one));
            let kind = |outcome: &Outcome| (outcome.proof(), outcome.is_conclusive());
            // A failed payment that is pending again is followed, and one that was pending and failed has failed.
            let is_news = [&one, &other].map(|one| matches!(one, Outcome::Failed { .. }));
            let is_under = [&one, &other].map(|one| one.proof() == Proof::Under);
            let is_news_of = |at: usize| is_news[at] && is_under[1 - at];
            if !is_news_of(0) && !is_news_of(1) {
                assert_eq!(kind(&forth), kind(&back), "{one:?} {other:?}");
            }
            // Nothing that proves more is ever forgotten.
            let most = one.proof().max(other.proof());
            let closed_paid = most == Proof::Closed;
            let reopened = is_news[1] && is_under[0];
            assert!(
                forth.proof() == most || closed_paid || reopened,
                "{one:?} {other:?}"
            );
            assert_eq!(one.clone().after(&one), one);
        }
    }
}

#[test]
fn paid_against_refused_stays_with_people() {
    let refused = Outcome::Refused { code: None };
    let paid = found(StateClass::Done);
    let conflicting = paid.clone().after(&refused);
    assert!(!conflicting.is_conclusive() && !conflicting.is_not_made());
    for learnt in [refused, paid, Outcome::NotSent] {
        assert_eq!(learnt.after(&conflicting), conflicting);
    }
    assert_eq!(
        Outcome::Closed(Closing::default()).after(&conflicting),
        Outcome::Closed(Closing::default())
    );
}

#[test]
fn a_number_that_was_seen_once_is_kept() {
    let accepted = Outcome::Accepted {
        code: None,
        seen: Seen {
            number: Some("T1".to_owned()),
            class: Some(StateClass::Pending),
            customer_acts: true,
            ..Seen::default()
        },
    };
    let done = found(StateClass::Done).after(&accepted);
    let seen = done.seen().unwrap();
    assert_eq!(seen.number.as_deref(), Some("T1"));
    assert!(seen.customer_acts && seen.is_final());
}

/// What an entry of a journal asks of a shop, by the outcome that it has.
fn asks(outcome: &Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Accepted { seen, .. } if seen.class == Some(StateClass::Failed) => (
            "accepted, in a failed state",
            "wait until that has stood: it may still be paid",
        ),
        Outcome::Accepted { seen, .. } if seen.is_final() => {
            ("accepted, in a final state", "act on the state")
        }
        Outcome::Accepted { .. } => ("accepted, in a state that is not final", "wait for its end"),
        Outcome::Refused { .. } => ("refused for good", "the customer may try again"),
        Outcome::Status { .. } => (
            "a status that comes before anything is done",
            "mind the credential or the address",
        ),
        Outcome::NotSent => ("never sent", "try again"),
        Outcome::Open { answered: true, .. } => (
            "an answer that decides nothing",
            "wait until it is looked up",
        ),
        Outcome::Open { .. } => ("no answer", "wait until it is looked up"),
        Outcome::Found { seen } if seen.is_final() => {
            ("found, in a final state", "act on the state")
        }
        Outcome::Found { .. } => ("found, in a state that is not final", "wait for its end"),
        Outcome::Failed { .. } => ("found as failed", "the customer may try again"),
        Outcome::Conflicting { .. } => (
            "paid against refused or failed",
            "a person gives the goods or the money back, and closes it",
        ),
        Outcome::Closed(_) => ("closed by a person", "nothing"),
    }
}

#[test]
fn the_table_of_outcomes_is_what_they_are() {
    let mut table = "| The journal has | Looked up again | Bars another attempt | What it asks of a shop |\n|---|---|---|---|\n".to_owned();
    let mut told = std::collections::BTreeSet::new();
    for (outcome, conclusive, may_be_made) in all() {
        let (has, asks) = asks(&outcome);
        if told.insert(has) {
            let word = |yes: bool| if yes { "yes" } else { "no" };
            let (again, bars) = (word(!conclusive), word(may_be_made));
            table.push_str(&format!("| {has} | {again} | {bars} | {asks} |\n"));
        }
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/outcomes.md");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, &table).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(
        committed == table,
        "runtime/docs/outcomes.md is old; `INSTA_UPDATE=always cargo test -p online-payment-gateway-runtime outcomes` writes it"
    );
}

#[test]
fn a_failed_one_that_is_pending_again_is_followed() {
    let failed = Outcome::Failed {
        seen: seen(Some(StateClass::Failed)),
    };
    let pending = found(StateClass::Pending);
    let followed = pending.clone().after(&failed);
    assert_eq!(followed, pending);
    assert!(!followed.is_conclusive());
}
