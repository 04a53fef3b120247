//! The addresses of one server, raced as RFC 8305 says: one that is dead or slow does not cost the others their time.

use std::collections::VecDeque;
use std::future::{pending, poll_fn};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::record::evidence::Reason;
use crate::record::future::BoxFuture;
use crate::wire::clock::Clock;
use crate::wire::transport::TransportError;

/// How long there may be no progress before the next address is tried as well (RFC 8305, 5).
pub(super) const STAGGER: Duration = Duration::from_millis(250);

/// Connects to the addresses and finishes what is connected, with TLS for instance. Gives the first that is done and drops
/// the others. The next address is tried when one has failed, or when for a quarter of a second none was connected to:
/// one that accepts and then says nothing holds up nobody.
///
/// # Errors
///
/// Of the address that failed last, among those that came furthest.
pub(super) async fn race<S, T, C, F>(
    addresses: &[SocketAddr],
    clock: &dyn Clock,
    connect: impl Fn(SocketAddr) -> C,
    finish: impl Fn(S) -> F,
) -> Result<T, TransportError>
where
    C: Future<Output = Result<S, TransportError>>,
    F: Future<Output = Result<T, TransportError>>,
{
    let mut waiting = interleaved(addresses);
    let mut running: Vec<Attempt<C, F>> = Vec::new();
    let mut failure = Failure {
        was_connected: false,
        error: TransportError::never_sent(Reason::Connect),
    };
    loop {
        match waiting.pop_front() {
            Some(address) => running.push(Attempt::Connecting(Box::pin(connect(address)))),
            None if running.is_empty() => return Err(failure.error),
            None => {}
        }
        loop {
            let mut stagger: BoxFuture<'_, ()> = match waiting.is_empty() {
                true => Box::pin(pending()),
                false => clock.sleep(STAGGER),
            };
            let event = poll_fn(|context| {
                let event = poll(&mut running, &finish, context);
                match event.is_pending() {
                    true => stagger.as_mut().poll(context).map(|()| Event::Stalled),
                    false => event,
                }
            });
            match event.await {
                Event::Done(done) => return Ok(done),
                Event::Connected => continue,
                Event::Failed(later) if later.was_connected >= failure.was_connected => {
                    failure = later;
                }
                Event::Failed(_) | Event::Stalled => {}
            }
            break;
        }
    }
}

/// One address, as far as it has come.
enum Attempt<C, F> {
    Connecting(Pin<Box<C>>),
    Finishing(Pin<Box<F>>),
}

enum Event<T> {
    Done(T),
    /// An address was connected to, and is to be finished.
    Connected,
    Failed(Failure),
    Stalled,
}

struct Failure {
    was_connected: bool,
    error: TransportError,
}

/// The first thing that happens in any of the attempts. One that fails is no longer among them.
fn poll<S, T, C, F>(
    running: &mut Vec<Attempt<C, F>>,
    finish: &impl Fn(S) -> F,
    context: &mut Context<'_>,
) -> Poll<Event<T>>
where
    C: Future<Output = Result<S, TransportError>>,
    F: Future<Output = Result<T, TransportError>>,
{
    for (at, attempt) in running.iter_mut().enumerate() {
        let failure = match attempt {
            Attempt::Connecting(connecting) => match connecting.as_mut().poll(context) {
                Poll::Pending => continue,
                Poll::Ready(Ok(connected)) => {
                    *attempt = Attempt::Finishing(Box::pin(finish(connected)));
                    return Poll::Ready(Event::Connected);
                }
                Poll::Ready(Err(error)) => Failure {
                    was_connected: false,
                    error,
                },
            },
            Attempt::Finishing(finishing) => match finishing.as_mut().poll(context) {
                Poll::Pending => continue,
                Poll::Ready(Ok(done)) => return Poll::Ready(Event::Done(done)),
                Poll::Ready(Err(error)) => Failure {
                    was_connected: true,
                    error,
                },
            },
        };
        running.swap_remove(at);
        return Poll::Ready(Event::Failed(failure));
    }
    Poll::Pending
}

/// The addresses in their order, but of the two families by turns (RFC 8305, 4): where one of them leads nowhere, the
/// other is tried next.
fn interleaved(addresses: &[SocketAddr]) -> VecDeque<SocketAddr> {
    let first = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (mut own, mut other): (VecDeque<_>, VecDeque<_>) = addresses
        .iter()
        .copied()
        .partition(|address| address.is_ipv6() == first);
    let mut ordered = VecDeque::with_capacity(addresses.len());
    while !(own.is_empty() && other.is_empty()) {
        ordered.extend(own.pop_front());
        ordered.extend(other.pop_front());
    }
    ordered
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use std::pin::pin;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::fixture::run;
    use crate::wire::testing::clock::TestClock;

    /// What an address does that is connected to.
    #[derive(Clone, Copy, PartialEq)]
    enum Does {
        /// Is connected to, and finished, after so many milliseconds each.
        Takes(u64, u64),
        Refuses,
        /// Is connected to at once, and cannot be finished.
        IsOther,
        Drops,
        /// Is connected to, and then says nothing.
        Stalls,
    }
    use Does::{Drops, IsOther, Refuses, Stalls, Takes};

    /// Races addresses that do this. Gives which one won, after how many milliseconds each was tried, and when it was
    /// over.
    fn raced(does: &'static [Does]) -> (Result<u16, TransportError>, Vec<u64>, u64) {
        run(async {
            let addresses: Vec<SocketAddr> = (0..)
                .zip(does)
                .map(|(port, _)| SocketAddr::from(([127, 0, 0, 1], port)))
                .collect();
            let clock = TestClock::new();
            let tried = Mutex::new(Vec::new());
            let passed = || u64::try_from(clock.monotonic().as_millis()).unwrap_or_default();
            let wait = |milliseconds| clock.sleep(Duration::from_millis(milliseconds));
            let of = |port: u16| does.get(usize::from(port)).copied().unwrap_or(Drops);
            let connect = async |address: SocketAddr| {
                tried
                    .lock()
                    .unwrap_or_else(|held| held.into_inner())
                    .push(passed());
                match of(address.port()) {
                    Takes(connecting, _) => wait(connecting).await,
                    Refuses => return Err(TransportError::never_sent(Reason::Connect)),
                    Drops => pending().await,
                    IsOther | Stalls => {}
                }
                Ok(address.port())
            };
            let finish = async |port| {
                match of(port) {
                    Takes(_, finishing) => wait(finishing).await,
                    IsOther => return Err(TransportError::never_sent(Reason::Tls)),
                    _ => pending().await,
                }
                Ok(port)
            };
            let mut race = pin!(race(&addresses, &clock, connect, finish));
            // Time passes once nothing else can happen.
            let over = poll_fn(|context| {
                loop {
                    if let Poll::Ready(over) = race.as_mut().poll(context) {
                        return Poll::Ready(over);
                    }
                    match clock.next_alarm() {
                        Some(alarm) => clock.advance(alarm),
                        None => {
                            return Poll::Ready(Err(TransportError::never_sent(
                                Reason::ConnectTimeout,
                            )));
                        }
                    }
                }
            });
            let over = over.await;
            let tried = tried
                .lock()
                .unwrap_or_else(|held| held.into_inner())
                .clone();
            (over, tried, passed())
        })
    }

    #[test]
    fn the_next_address_is_tried_when_one_fails_or_nothing_is_connected_for_a_quarter_of_a_second()
    {
        let failed = |reason| Err(TransportError::never_sent(reason));
        for (does, expected, tried, over) in [
            (&[Takes(0, 0), Takes(0, 0)][..], Ok(0), &[0][..], 0),
            (&[Refuses, IsOther, Takes(0, 0)], Ok(2), &[0, 0, 0], 0),
            (&[Drops, Drops, Takes(9, 9)], Ok(2), &[0, 250, 500], 518),
            (&[Stalls, Takes(9, 9)], Ok(1), &[0, 250], 268),
            (&[Drops, Refuses, Takes(9, 9)], Ok(2), &[0, 250, 250], 268),
            // One that makes progress has its time for each step, and nobody else is connected to.
            (&[Takes(200, 200), Takes(0, 0)], Ok(0), &[0], 400),
            // One that is slow goes on, and wins if nobody is quicker.
            (&[Takes(300, 9), Takes(200, 9)], Ok(0), &[0, 250], 309),
            (&[Takes(300, 300), Takes(100, 9)], Ok(1), &[0, 250], 359),
            (&[Takes(900, 9)], Ok(0), &[0], 909),
            // What came furthest tells most.
            (&[Refuses, Refuses], failed(Reason::Connect), &[0, 0], 0),
            (&[IsOther, Refuses], failed(Reason::Tls), &[0, 0], 0),
            (&[Refuses, IsOther], failed(Reason::Tls), &[0, 0], 0),
            (&[], failed(Reason::Connect), &[], 0),
            // Nobody but the caller ends this.
            (
                &[Drops, Stalls],
                failed(Reason::ConnectTimeout),
                &[0, 250],
                250,
            ),
        ] {
            assert_eq!(raced(does), (expected, tried.to_vec(), over));
        }
    }

    #[test]
    fn whoever_loses_is_dropped_when_another_has_won() {
        run(async {
            let held = Arc::new(());
            let addresses = [1, 2].map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
            let connect = async |address: SocketAddr| {
                let _held = Arc::clone(&held);
                match address.port() {
                    1 => pending().await,
                    port => Ok(port),
                }
            };
            let clock = TestClock::new();
            let mut race = pin!(race(&addresses, &clock, connect, async |port| Ok(port)));
            let waits = poll_fn(|context| Poll::Ready(race.as_mut().poll(context).is_pending()));
            assert!(waits.await && Arc::strong_count(&held) == 2);
            clock.advance(STAGGER);
            assert_eq!(race.await, Ok(2));
            assert_eq!(Arc::strong_count(&held), 1);
        });
    }

    #[test]
    fn families_take_turns_and_the_first_one_begins() {
        let ordered = |addresses: &[&str]| -> Vec<String> {
            let addresses: Vec<SocketAddr> = addresses.iter().map(|a| a.parse().unwrap()).collect();
            interleaved(&addresses)
                .iter()
                .map(ToString::to_string)
                .collect()
        };
        let (four, six) = (["127.0.0.1:1", "127.0.0.2:1"], ["[::1]:1", "[::2]:1"]);
        assert_eq!(
            ordered(&[six[0], six[1], four[0], four[1]]),
            [six[0], four[0], six[1], four[1]]
        );
        assert_eq!(
            ordered(&[four[0], six[0], six[1]]),
            [four[0], six[0], six[1]]
        );
        assert_eq!(ordered(&four), four);
    }
}
