use std::future::{pending, ready};

use super::*;
use crate::wire::testing::clock::TestClock;

#[test]
fn the_clock_of_the_system_says_how_long_it_is_up_and_goes_on() {
    let clock = SystemClock::new();
    let first = clock.uptime();
    let began = std::time::Instant::now();
    while clock.uptime() == first {
        assert!(began.elapsed() < Duration::from_secs(60));
        std::thread::yield_now();
    }
    assert!(clock.uptime() > first);
    let said = uptime_of_system(Instant::now(), SystemTime::now());
    assert_eq!(said.is_some(), cfg!(target_os = "linux"));
}

#[test]
fn what_never_rests_ends_at_its_deadline_too() {
    let (ended, has_ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().unwrap();
        let end = runtime.block_on(async {
            let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
            sender.send(()).unwrap();
            let busy = poll_fn(move |context| {
                // Ready whenever it is asked, up to where tokio wants a pause.
                while receiver.poll_recv(context).is_ready() {
                    sender.send(()).unwrap();
                }
                Poll::<()>::Pending
            });
            let clock = SystemClock::new();
            let deadline = clock.monotonic() + Duration::from_millis(5);
            until(&clock, deadline, busy).await
        });
        ended.send(end).unwrap();
    });
    let end = has_ended.recv_timeout(Duration::from_secs(60));
    assert_eq!(end, Ok(None));
}

#[test]
fn a_reading_is_what_each_clock_shows() {
    let clock = SystemClock::new();
    let before = (clock.monotonic(), clock.uptime(), clock.wall());
    let read = clock.reading();
    let after = (clock.monotonic(), clock.uptime(), clock.wall());
    assert!((before.0..=after.0).contains(&read.monotonic));
    assert!((before.1..=after.1).contains(&read.uptime));
    assert!((before.2..=after.2).contains(&read.wall));
    let test = TestClock::new();
    test.advance(Duration::from_secs(5));
    let shown = (test.monotonic(), test.uptime(), test.wall());
    let read = test.reading();
    assert_eq!((read.monotonic, read.uptime, read.wall), shown);
}

#[test]
fn the_system_is_not_asked_at_each_look() {
    let clock = SystemClock::new();
    // What it says itself goes by hundredths of a second.
    let is_between = |_| {
        let before = clock.uptime();
        let passed = clock.uptime().saturating_sub(before);
        !passed.is_zero() && passed < Duration::from_millis(10)
    };
    assert!((0..1_000).any(is_between));
}

#[test]
fn the_system_is_asked_again_once_the_wall_clock_has_gone_another_way() {
    let said = Said {
        uptime: Duration::from_secs(100),
        monotonic: Instant::now(),
        wall: SystemTime::now(),
    };
    let after = |monotonic, wall| {
        said.after(
            Duration::from_millis(monotonic),
            Duration::from_millis(wall),
        )
    };
    assert_eq!(after(2_000, 2_001), Some(Duration::from_secs(102)));
    // Suspended for a while, set forward, set back.
    assert_eq!(after(2_000, 9_000), None);
    assert_eq!(after(2_000, 2_002), None);
    assert_eq!(after(2_000, 1_998), None);
}

#[test]
fn what_sets_an_alarm_of_its_own_is_waited_for_without_one_until_that_rings() {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(async {
        let clock = TestClock::new();
        let late = Duration::from_secs(20);
        let own = async {
            clock.sleep(Duration::from_secs(10)).await;
            pending::<u8>().await
        };
        let mut waited = pin!(until_later(&clock, late, true, own));
        let mut poll = || {
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            waited.as_mut().poll(&mut context)
        };
        assert_eq!(poll(), Poll::Pending);
        assert_eq!(clock.next_alarm(), Some(Duration::from_secs(10)));
        clock.advance(Duration::from_secs(10));
        // It should have ended by itself, and did not.
        assert_eq!(poll(), Poll::Pending);
        assert!(clock.next_alarm().is_some());
        clock.advance(Duration::from_secs(10));
        assert_eq!(poll(), Poll::Ready(None));
    });
}

#[test]
fn what_is_ready_at_the_deadline_still_counts() {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(async {
        let clock = TestClock::new();
        clock.advance(Duration::from_secs(10));
        for deadline in [9, 10] {
            let deadline = Duration::from_secs(deadline);
            assert_eq!(until(&clock, deadline, ready(7)).await, Some(7));
            assert_eq!(until(&clock, deadline, pending::<u8>()).await, None);
        }
        // Both at once: an answer that comes as the time runs out.
        let late = Duration::from_secs(20);
        let answer = async {
            clock.sleep(Duration::from_secs(10)).await;
            7
        };
        let mut waited = pin!(until(&clock, late, answer));
        let first = poll_fn(|context| Poll::Ready(waited.as_mut().poll(context))).await;
        assert_eq!(first, Poll::Pending);
        clock.advance(Duration::from_secs(10));
        assert_eq!(waited.await, Some(7));
    });
}
