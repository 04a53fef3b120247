//! Many look-ups at once, and no more than so many.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// A piece of work.
pub(super) type Work<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Does all of it, at most so many pieces at a time, which are begun in their order. It all runs in the task that waits:
/// when the future is dropped, nothing goes on.
pub(super) async fn together<'a>(at_once: usize, work: impl Iterator<Item = Work<'a>> + Send) {
    let mut rest = work;
    let mut under_way: Vec<Work<'a>> = Vec::new();
    poll_fn(move |context| {
        loop {
            while under_way.len() < at_once.max(1) {
                match rest.next() {
                    Some(next) => under_way.push(next),
                    None => break,
                }
            }
            let before = under_way.len();
            under_way.retain_mut(|work| work.as_mut().poll(context).is_pending());
            match under_way.len() {
                0 if before == 0 => return Poll::Ready(()),
                // What is begun in place of what ended has to be polled once, or nobody wakes for it.
                after if after < before => {}
                _ => return Poll::Pending,
            }
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::fixture::run;

    #[test]
    fn all_is_done_and_never_more_at_once_than_was_said() {
        for (at_once, most) in [(0, 1), (1, 1), (3, 3), (100, 20)] {
            run(async {
                let (now, peak, done) = (
                    AtomicUsize::new(0),
                    AtomicUsize::new(0),
                    AtomicUsize::new(0),
                );
                let work = (0..20_usize).map(|number| -> Work<'_> {
                    let (now, peak, done) = (&now, &peak, &done);
                    Box::pin(async move {
                        let running = now.fetch_add(1, Ordering::Relaxed) + 1;
                        peak.fetch_max(running, Ordering::Relaxed);
                        for _ in 0..number % 4 {
                            tokio::task::yield_now().await;
                        }
                        now.fetch_sub(1, Ordering::Relaxed);
                        done.fetch_add(1, Ordering::Relaxed);
                    })
                });
                together(at_once, work).await;
                assert_eq!(done.load(Ordering::Relaxed), 20);
                assert!(peak.load(Ordering::Relaxed) <= most);
                assert!(at_once < 2 || peak.load(Ordering::Relaxed) > 1);
            });
        }
    }
}
