use super::*;
use crate::fixture::run;
use crate::wire::fake::Fake;
use crate::wire::tests::line;

const RESTS: Duration = Duration::from_secs(20);

#[test]
fn no_more_idle_connections_are_kept_than_are_told() {
    run(async {
        let fakes: Vec<Fake> = (0..=MOST_IDLE).map(|_| Fake::default()).collect();
        let pool = Pool::default();
        for fake in &fakes {
            pool.keep(Duration::ZERO, RESTS, line(fake, false).await);
        }
        let closed: Vec<bool> = fakes.iter().map(Fake::is_dropped).collect();
        assert_eq!(closed, [[false; MOST_IDLE].as_slice(), &[true]].concat());
        let mut taken = 0;
        while pool.take(Duration::ZERO).await.is_some() {
            taken += 1;
        }
        assert_eq!(taken, MOST_IDLE);
        assert!(pool.is_empty());
    });
}

#[test]
fn a_connection_is_trusted_for_less_than_twenty_seconds() {
    run(async {
        for (seconds, is_trusted) in [(0, true), (19, true), (20, false), (60, false)] {
            let (pool, fake) = (Pool::default(), Fake::default());
            pool.keep(Duration::from_secs(100), RESTS, line(&fake, false).await);
            let taken = pool.take(Duration::from_secs(100 + seconds)).await;
            assert_eq!(
                (taken.is_some(), fake.is_dropped()),
                (is_trusted, !is_trusted),
                "{seconds}"
            );
        }
    });
}

#[test]
fn whoever_is_too_old_makes_room_when_another_is_kept() {
    run(async {
        let (pool, fakes) = (Pool::default(), [(); 3].map(|()| Fake::default()));
        for (fake, at) in fakes.iter().zip([0, 1, 20]) {
            pool.keep(Duration::from_secs(at), RESTS, line(fake, false).await);
        }
        let closed: Vec<bool> = fakes.iter().map(Fake::is_dropped).collect();
        assert_eq!(closed, [true, false, false]);
    });
}

#[test]
fn a_connection_that_has_ended_is_neither_kept_nor_given() {
    run(async {
        let (pool, idle, gone) = (Pool::default(), Fake::default(), Fake::default());
        pool.keep(Duration::ZERO, RESTS, line(&idle, false).await);
        let mut ended = line(&gone, false).await;
        gone.hang_up();
        assert!(!ended.is_ready());
        pool.keep(Duration::ZERO, RESTS, ended);
        assert!(gone.is_dropped());
        idle.hang_up();
        assert!(pool.take(Duration::ZERO).await.is_none() && pool.is_empty());
    });
}

#[test]
fn a_connection_serves_the_runtime_that_it_was_made_on_and_no_other() {
    let one_thread = || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap()
    };
    let (first, second) = (one_thread(), one_thread());
    let (pool, fakes) = (Pool::default(), [(); 2].map(|()| Fake::default()));
    for (runtime, fake) in [&first, &second].into_iter().zip(&fakes) {
        runtime.block_on(async {
            assert!(pool.take(Duration::ZERO).await.is_none());
            pool.keep(Duration::ZERO, RESTS, line(fake, false).await);
        });
    }
    for (runtime, fake) in [&first, &second].into_iter().zip(&fakes) {
        runtime.block_on(async {
            drop(pool.take(Duration::ZERO).await.unwrap());
            assert!(fake.is_dropped() && pool.take(Duration::ZERO).await.is_none());
        });
    }
    assert!(pool.is_empty());
}
