//! The gateway is looked at at a rate for the fleet, however many processes look.

use std::time::Duration;

use gateway_runtime::{Claim, Journal};

use crate::shared::{ACCOUNT, LEASE, connect, open, request};

#[tokio::test(flavor = "multi_thread")]
async fn all_processes_together_begin_no_more_look_ups_than_they_may() {
    let Some((server, journal)) = open(&[]).await else {
        return;
    };
    let mut entries = Vec::new();
    for _ in 0..20 {
        let (entry, handle) = request();
        journal
            .intend(&entry, &handle, Duration::ZERO)
            .await
            .unwrap();
        entries.push(entry);
    }
    // A second's worth at once, and then none for ten.
    let seldom = Duration::from_secs(10);
    let [one, other] = [(); 2].map(|()| connect(&server).journal(ACCOUNT).looks_apart(seldom));
    let taken = one.take(9, LEASE).await.unwrap();
    assert_eq!(taken.len(), 1);
    assert!(other.take(9, LEASE).await.unwrap().is_empty());
    let later = other.claim(&entries[19], None, LEASE).await.unwrap();
    let Claim::Later(pause) = later else {
        panic!("{later:?}");
    };
    assert!(pause <= seldom && pause > seldom / 2, "{pause:?}");
    // What is held is renewed whenever that is due.
    let held = taken[0].handle.entry().unwrap();
    let renewed = other
        .claim(held, Some(taken[0].fence), LEASE)
        .await
        .unwrap();
    assert!(matches!(renewed, Claim::Ours { .. }), "{renewed:?}");
    // Another account has a rate of its own, and without one there is none.
    let unbounded = connect(&server).journal(ACCOUNT);
    assert_eq!(unbounded.take(9, LEASE).await.unwrap().len(), 9);
    let elsewhere = connect(&server).journal("another").looks_apart(seldom);
    assert_eq!(
        elsewhere.claim(&entries[19], None, LEASE).await.unwrap(),
        Claim::Elsewhere
    );
}
