//! Work shared out over all processors.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

/// Does pieces of work by their numbers, on as many threads as there are processors, and gives what comes of them in the
/// order of the numbers.
pub(crate) fn shared_out<T: Send>(pieces: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return done;
            }
            done.push((piece, work(piece)));
        }
    };
    let mut done = thread::scope(|scope| {
        let running: Vec<_> = (0..workers.min(pieces)).map(|_| scope.spawn(run)).collect();
        let ended = running.into_iter().map(ScopedJoinHandle::join);
        // What a thread panics with is a bug of ours, and belongs to whoever called.
        let ended = ended.map(|ended| ended.unwrap_or_else(|bug| std::panic::resume_unwind(bug)));
        ended.flatten().collect::<Vec<_>>()
    });
    done.sort_unstable_by_key(|(piece, _)| *piece);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_piece_is_done_once_and_stands_where_its_number_says() {
        let done = shared_out(1_000, |piece| piece * 2);
        assert!(done.iter().copied().eq((0..1_000).map(|piece| piece * 2)));
        assert!(shared_out(0, |piece| piece).is_empty());
    }
}
