//! Whatever comes, each reader ends: with a value, or with what is wrong, and never in a panic.
//!
//! A driver of random bytes: it changes what each reader takes (`corpus`), at random, for a second in the tests and for as
//! many as `RANDOM_SECONDS` says by hand. What breaks is told with its seed, and `RANDOM_SEED` does it once more.

#[path = "../../asks.rs"]
mod asks;
mod readers;

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use readers::READERS;

/// Numbers that look random, always the same for a seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        usize::try_from(self.0 >> 33).unwrap()
    }

    fn below(&mut self, end: usize) -> usize {
        self.next() % end.max(1)
    }

    fn of<'a, T: ?Sized>(&mut self, all: &'a [Box<T>]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A part of some bytes, most often a short one.
    fn part(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let from = self.below(bytes.len() + 1);
        let longest = if self.below(4) == 0 { bytes.len() } else { 12 };
        from..(from + self.below(longest + 1)).min(bytes.len())
    }
}

/// What means something to one reader or another.
const WORDS: [&[u8]; 24] = [
    b"\"",
    b"\\",
    b"\\ud800",
    b"\\u0000",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"-0",
    b"1e999",
    b"0.0000000001",
    b"99999999999999999999999999999999999999",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\n",
    b"\r\n\r\n",
    b"%",
    b"&",
    b"=",
    b"$ref",
    b"|",
];

/// One of the corpus, changed a few times.
fn changed(corpus: &[Box<[u8]>], random: &mut Random) -> Vec<u8> {
    let mut bytes = random.of(corpus).to_vec();
    for _ in 0..=random.below(6) {
        let part = random.part(&bytes);
        match random.below(7) {
            0 => drop(bytes.drain(part)),
            1 => {
                let again = bytes[part.clone()].repeat(1 + random.below(40));
                bytes.splice(part.end..part.end, again);
            }
            2 => bytes[part]
                .iter_mut()
                .for_each(|byte| *byte = (random.next() & 255) as u8),
            3 => bytes[part]
                .iter_mut()
                .for_each(|byte| *byte ^= 1 << (random.next() & 7)),
            4 => {
                let other = random.of(corpus);
                let other = &other[random.part(other)];
                bytes.splice(part, other.iter().copied());
            }
            5 => bytes.truncate(part.start),
            _ => {
                let word = WORDS[random.below(WORDS.len())];
                bytes.splice(part, word.iter().copied());
            }
        }
    }
    bytes
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn no_bytes_make_a_reader_panic() {
    let time = Duration::from_secs(number("RANDOM_SECONDS").unwrap_or(1));
    let (first, only) = match number("RANDOM_SEED") {
        Some(seed) => (seed, true),
        None => (1, false),
    };
    let mut broken = Vec::new();
    for (name, corpus, read) in READERS {
        let (corpus, began) = (corpus(), Instant::now());
        assert!(!corpus.is_empty(), "{name}");
        for seed in first.. {
            let bytes = changed(&corpus, &mut Random(seed));
            if catch_unwind(|| read(&bytes)).is_err() {
                broken.push(format!("{name}, seed {seed}: {}", bytes.escape_ascii()));
                break;
            }
            if only || began.elapsed() > time {
                break;
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn most_of_what_is_changed_is_read_as_it_is() {
    for (name, corpus, read) in READERS {
        let corpus = corpus();
        let taken = corpus.iter().filter(|bytes| read(bytes)).count();
        assert!(taken * 2 > corpus.len(), "{name}: {taken}");
    }
}
