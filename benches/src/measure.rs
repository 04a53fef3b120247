//! Processor time of this process, and figures made of it.

use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

/// What this process has taken of the processor until now, on all threads, in itself and in the system.
pub(crate) fn processor_time() -> Duration {
    processor_time_of(UsageWho::RUSAGE_SELF)
}

/// What this process, or those that it has waited for, have taken.
pub(crate) fn processor_time_of(who: UsageWho) -> Duration {
    let usage = getrusage(who).expect("the system counts processor time");
    duration(usage.user_time()) + duration(usage.system_time())
}

/// What this process has taken until now: seconds of the processor in itself and in the system, how often it waited, and how
/// often another took its turn.
pub(crate) fn taken() -> [f64; 4] {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("the system counts");
    let [user, system] =
        [usage.user_time(), usage.system_time()].map(|time| duration(time).as_secs_f64());
    let [waited, ousted] = [
        usage.voluntary_context_switches(),
        usage.involuntary_context_switches(),
    ];
    [user, system, waited as f64, ousted as f64]
}

fn duration(time: TimeVal) -> Duration {
    let microseconds = time.tv_sec() * 1_000_000 + time.tv_usec();
    Duration::from_micros(u64::try_from(microseconds).unwrap_or_default())
}

/// What each of several things took, round by round.
pub(crate) struct Rounds {
    names: Vec<String>,
    taken: Vec<Vec<f64>>,
}

impl Rounds {
    pub(crate) fn new(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let taken = vec![Vec::new(); names.len()];
        Self { names, taken }
    }

    /// Notes what `count` repetitions of the thing at `at` took.
    pub(crate) fn note(&mut self, at: usize, taken: Duration, count: u32) {
        self.taken[at].push(taken.as_secs_f64() * 1e6 / f64::from(count));
    }

    /// A table in microseconds: the median of all rounds, the least and the greatest, and the ratio of medians to that of
    /// the thing at `to`.
    pub(crate) fn print(&self, title: &str, to: usize) {
        println!("\n| {title} | µs | least to most | ratio |\n|---|---:|---:|---:|");
        let against = median(&self.taken[to]);
        for (name, taken) in self.names.iter().zip(&self.taken) {
            let least = taken.iter().copied().fold(f64::MAX, f64::min);
            let most = taken.iter().copied().fold(0.0, f64::max);
            let middle = median(taken);
            let ratio = middle / against;
            println!("| {name} | {middle:.2} | {least:.2} to {most:.2} | {ratio:.2} |");
        }
    }
}

/// Columns of the same things, such as of other numbers of threads, as one table: the median in microseconds, and in brackets
/// its ratio to that of the thing at `to` in the same column.
pub(crate) fn print_beside(title: &str, columns: &[(String, Rounds)], to: Option<usize>) {
    let heads: Vec<&str> = columns.iter().map(|(head, _)| head.as_str()).collect();
    println!("\n| {title} | {} |", heads.join(" | "));
    println!("|---|{}", "---:|".repeat(columns.len()));
    let names = columns.first().map(|(_, rounds)| rounds.names.as_slice());
    for (at, name) in names.unwrap_or_default().iter().enumerate() {
        let cells = columns.iter().map(|(_, rounds)| {
            let middle = median(&rounds.taken[at]);
            match to {
                Some(to) => format!(" {middle:.2} ({:.2}) |", middle / median(&rounds.taken[to])),
                None => format!(" {:.1} |", middle / 1e3),
            }
        });
        println!("| {name} |{}", cells.collect::<String>());
    }
}

/// Says on what it is measured, and how busy that is.
pub(crate) fn print_machine() {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let (processors, load) = (read("/proc/cpuinfo"), read("/proc/loadavg"));
    let mut models = processors
        .lines()
        .filter(|line| line.starts_with("model name"));
    let model = models.next().and_then(|line| line.split_once(": "));
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    let load = load.split(' ').take(3).collect::<Vec<_>>().join(" ");
    let model = model.map_or("unknown processor", |(_, model)| model);
    println!("{model}, {count} of them; load {load}");
}

fn median(taken: &[f64]) -> f64 {
    let mut sorted = taken.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// What is measured, by its name.
pub(crate) type Thing<'a> = (&'a str, Box<dyn FnMut() + 'a>);

/// Measures things by turns, so that what else runs on the machine falls on all of them: each is done as often as takes
/// about a tenth of a second, `rounds` times.
pub(crate) fn compare(title: &str, rounds: u32, to: usize, things: &mut [Thing<'_>]) {
    let mut table = Rounds::new(things.iter().map(|(name, _)| *name));
    let counts: Vec<u32> = things
        .iter_mut()
        .map(|(_, thing)| often_enough(thing))
        .collect();
    for _ in 0..rounds {
        for (at, ((_, thing), count)) in things.iter_mut().zip(&counts).enumerate() {
            let before = processor_time();
            (0..*count).for_each(|_| thing());
            table.note(at, processor_time() - before, *count);
        }
    }
    table.print(title, to);
}

fn often_enough(thing: &mut dyn FnMut()) -> u32 {
    let mut count = 1_u32;
    loop {
        let before = processor_time();
        (0..count).for_each(|_| thing());
        let taken = processor_time() - before;
        if taken > Duration::from_millis(20) {
            let enough = f64::from(count) * 0.1 / taken.as_secs_f64();
            return (enough.ceil() as u32).max(1);
        }
        count = count.saturating_mul(4);
    }
}
