//! What was said to be written down is there, whatever happens to the server.

use std::time::{Duration, SystemTime};

use gateway_postgres::statements;
use gateway_postgres::tokio_postgres::types::Type;
use gateway_runtime::{
    Claim, Closing, Fence, Journal, Note, NoteKind, Outcome, Released, Seen, StateClass,
};

use crate::shared::{ACCOUNT, LEASE, client, connect, open, open_orders, order, request};

const OPEN: Outcome = Outcome::Open {
    answered: false,
    seen: Seen::NOTHING,
};

fn found(class: StateClass) -> Outcome {
    let mut seen = Seen::NOTHING;
    seen.class = Some(class);
    Outcome::Found { seen }
}

/// A commit that waits for a standby and is cut short is told with a warning, which is taken for what it is. The server
/// would not wait at all if the journal left `synchronous_commit` as it is set here.
#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_may_not_have_reached_a_standby_is_none() {
    let settings = ["synchronous_commit=off", "synchronous_standby_names=nobody"];
    let Some((server, journal)) = open(&settings).await else {
        return;
    };
    let (entry, handle) = request();
    let client = client(&server).await;
    let intended = async { journal.intend(&entry, &handle, LEASE).await };
    let cut_short = async {
        let waits =
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
        while client.query(waits, &[]).await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let intended = async {
        // It waits until somebody ends that, if it waits at all.
        tokio::pin!(intended);
        tokio::select! {
            intended = &mut intended => intended,
            () = cut_short => intended.await,
        }
    };
    let error = intended.await.unwrap_err().to_string();
    assert!(error.contains("standby"), "{error}");
    assert_eq!(open_orders(&journal).await, [order(&handle)]);
    let durability = connect(&server).durability().await.unwrap();
    assert!(durability.is_flushed && durability.has_synchronous_standby);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_down_outlives_servers_that_end_at_once_and_nobody_has_to_do_anything() {
    let Some((mut server, journal)) = open(&[]).await else {
        return;
    };
    let mut written = Vec::new();
    for round in 0..4 {
        let writer = tokio::spawn({
            let journal = journal.clone();
            async move {
                let mut written = Vec::new();
                let mut failures = 0;
                while failures == 0 || written.len() < 20 {
                    let (entry, handle) = request();
                    match journal.intend(&entry, &handle, LEASE).await {
                        Ok(()) => written.push(order(&handle)),
                        Err(_) => failures += 1,
                    }
                    tokio::task::yield_now().await;
                }
                written
            }
        });
        tokio::time::sleep(Duration::from_millis(200)).await;
        tokio::task::block_in_place(|| {
            match round % 2 {
                0 => server.stop(),
                _ => server.kill(),
            }
            // A moment in which nothing can be written.
            std::thread::sleep(Duration::from_millis(100));
            server.run();
        });
        written.extend(writer.await.unwrap());
    }
    let open = open_orders(&journal).await;
    let lost: Vec<_> = written
        .iter()
        .filter(|order| !open.contains(order))
        .collect();
    assert!(lost.is_empty() && !written.is_empty(), "{lost:?}");
}

/// A standby that was behind has become the server: what this process wrote, and what it heard, is written again.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_fail_over_has_lost_is_written_again_by_whoever_wrote_it() {
    let Some((mut server, journal)) = open(&[]).await else {
        return;
    };
    let (first, second, third) = (request(), request(), request());
    journal.intend(&first.0, &first.1, LEASE).await.unwrap();
    let copy = tokio::task::block_in_place(|| server.copy());
    journal.intend(&second.0, &second.1, LEASE).await.unwrap();
    journal.intend(&third.0, &third.1, LEASE).await.unwrap();
    let paid = found(StateClass::Done);
    journal.conclude(&first.0, &first.1, &paid).await.unwrap();
    journal.conclude(&third.0, &third.1, &OPEN).await.unwrap();
    tokio::task::block_in_place(|| server.fail_over_to(copy));

    let another = connect(&server).journal(ACCOUNT);
    assert_eq!(open_orders(&another).await, [order(&first.1)]);
    let (next, handle) = request();
    journal.intend(&next, &handle, LEASE).await.unwrap();
    let expected = [&second.1, &third.1, &handle].map(order);
    assert_eq!(open_orders(&another).await, expected);
    // The call of the second one has it still, that of the third has ended.
    let claim = another.claim(&second.0, None, LEASE).await.unwrap();
    assert_eq!(claim, Claim::Elsewhere);
    assert_eq!(another.take(9, LEASE).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_worker_heard_that_had_lost_its_claim_is_kept_and_decides_nothing() {
    let Some((_server, journal)) = open(&[]).await else {
        return;
    };
    let (entry, handle) = request();
    journal
        .intend(&entry, &handle, Duration::ZERO)
        .await
        .unwrap();
    let claim = async || match journal.claim(&entry, None, Duration::ZERO).await.unwrap() {
        Claim::Ours { fence, .. } => fence,
        other => panic!("{other:?}"),
    };
    let (frozen, other) = (claim().await, claim().await);
    assert!(frozen > Fence::CALL && other > frozen);
    let failed = Outcome::Failed {
        seen: Seen::NOTHING,
    };
    let late = journal.release(&entry, frozen, Some(&failed), LEASE).await;
    assert_eq!(late.unwrap(), Released::TooLate);
    let paid = found(StateClass::Done);
    journal
        .release(&entry, other, Some(&paid), LEASE)
        .await
        .unwrap();
    let heard = journal.heard(&entry).await.unwrap();
    assert_eq!(heard, [(failed, false), (paid, true)]);
    assert!(open_orders(&journal).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_of_a_request_is_what_was_heard_of_it_and_every_look_that_came_to_nothing() {
    let Some((_server, journal)) = open(&[]).await else {
        return;
    };
    let (entry, handle) = request();
    journal
        .intend(&entry, &handle, Duration::ZERO)
        .await
        .unwrap();
    journal.conclude(&entry, &handle, &OPEN).await.unwrap();
    let nothing = Note::new(NoteKind::LookUp, "it is not shown", SystemTime::now());
    for _ in 0..3 {
        journal.note(&entry, &nothing).await.unwrap();
    }
    let claim = journal.claim(&entry, None, LEASE).await.unwrap();
    let Claim::Ours { fence, .. } = claim else {
        panic!("{claim:?}");
    };
    let paid = found(StateClass::Done);
    journal
        .release(&entry, fence, Some(&paid), LEASE)
        .await
        .unwrap();
    let other = request();
    journal.intend(&other.0, &other.1, LEASE).await.unwrap();

    let recorded = journal.recorded().await.unwrap();
    assert_eq!(recorded.len(), 2);
    assert!(!recorded[0].is_open() && recorded[1].is_open());
    assert_eq!(recorded[0].outcome, Some(paid));
    let lines: Vec<_> = recorded[0]
        .notes
        .iter()
        .map(|note| (note.kind, note.times))
        .collect();
    let expected = [
        (NoteKind::Answer, 1),
        (NoteKind::LookUp, 3),
        (NoteKind::LookUp, 1),
    ];
    assert_eq!(lines, expected);
    assert!(recorded[1].notes.is_empty());
}

/// One that was given up, since the answer of the server took too long, must not be sent after all.
#[tokio::test(flavor = "multi_thread")]
async fn what_has_an_end_or_is_looked_up_cannot_be_intended_any_more() {
    let Some((_server, journal)) = open(&[]).await else {
        return;
    };
    let (ended, claimed) = (request(), request());
    let given_up = journal
        .conclude(&ended.0, &ended.1, &Outcome::NotSent)
        .await;
    assert_eq!(given_up.unwrap(), Outcome::NotSent);
    journal
        .intend(&claimed.0, &claimed.1, Duration::ZERO)
        .await
        .unwrap();
    journal
        .intend(&claimed.0, &claimed.1, Duration::ZERO)
        .await
        .unwrap();
    journal
        .claim(&claimed.0, None, Duration::ZERO)
        .await
        .unwrap();
    for (entry, handle) in [&ended, &claimed] {
        let intended = journal.intend(entry, handle, LEASE).await;
        assert!(intended.is_err(), "{intended:?}");
    }
    assert_eq!(open_orders(&journal).await, [order(&claimed.1)]);
}

/// Also between the look at what counts and the decision another one may have claimed the entry.
#[tokio::test(flavor = "multi_thread")]
async fn the_statement_that_decides_compares_the_claim_itself() {
    let Some((server, journal)) = open(&[]).await else {
        return;
    };
    let (entry, handle) = request();
    journal
        .intend(&entry, &handle, Duration::ZERO)
        .await
        .unwrap();
    let claim = journal.claim(&entry, None, LEASE).await.unwrap();
    let Claim::Ours { fence, .. } = claim else {
        panic!("{claim:?}");
    };
    let client = client(&server).await;
    let number = i64::try_from(fence.get()).unwrap();
    let closed = Outcome::Closed(Closing::by("Ada", "a letter")).to_json();
    for (held, rows) in [(number - 1, 0), (0, 0), (number, 1), (number, 0)] {
        let decided = client
            .query_typed(
                statements::DECIDE,
                &[
                    (&ACCOUNT, Type::TEXT),
                    (&entry.as_str(), Type::TEXT),
                    (&held, Type::INT8),
                    (&0_i64, Type::INT8),
                    (&closed.expose(), Type::TEXT),
                    (&true, Type::BOOL),
                    (&None::<String>, Type::TEXT),
                    (&closed.expose(), Type::TEXT),
                ],
            )
            .await;
        assert_eq!(decided.unwrap().len(), rows, "{held}");
    }
}

/// Two that hear something at the same moment both count.
#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_hear_something_at_once_each_counts() {
    let Some((_server, journal)) = open(&["default_transaction_isolation=serializable"]).await
    else {
        return;
    };
    let (entry, handle) = request();
    journal.intend(&entry, &handle, LEASE).await.unwrap();
    let heard: Vec<Outcome> = (0..8)
        .map(|number| match number {
            3 => found(StateClass::Done),
            5 => Outcome::Refused { code: None },
            _ => OPEN,
        })
        .collect();
    let tasks: Vec<_> = heard
        .into_iter()
        .map(|heard| {
            let (journal, entry, handle) = (journal.clone(), entry.clone(), handle.clone());
            tokio::spawn(async move { journal.conclude(&entry, &handle, &heard).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let last = journal.conclude(&entry, &handle, &OPEN).await.unwrap();
    assert!(matches!(last, Outcome::Conflicting { .. }), "{last:?}");
    assert_eq!(journal.heard(&entry).await.unwrap().len(), 9);
}
