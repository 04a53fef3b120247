//! The fleet, and what breaks.

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use gateway_sandbox::{Fault, FaultRun};
use gateway_servers::Signal;
use tokio::runtime::Runtime;

use crate::check;
use crate::stage::{Process, Stage, Tokens};
use crate::words::Word;
use crate::worker::{CUSTOMERS, DEADLINE, PREPARED};

pub(crate) const PROCESSES: usize = 4;
/// Longer than the lease of a call, which is its deadline and 30 s.
pub(crate) const FROZEN: Duration = DEADLINE.saturating_add(Duration::from_secs(32));

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    Kill,
    Drain,
    Freeze,
    StopPostgres,
    KillPostgres,
    /// A standby takes over that was behind.
    FailOver,
    KillRedis,
    /// What a store is asked and what it answers comes late.
    SlowDown,
    /// Nothing reaches a store, and nobody is told.
    CutOff,
}

struct Fleet {
    stage: Stage,
    processes: Vec<Process>,
    /// How many there have been.
    begun: usize,
    random: u64,
    broken: BTreeMap<Break, usize>,
    /// How often the store of tokens was away.
    outages: usize,
    /// From when to when rows were written that a fail-over has lost, in microseconds since 1970.
    lost: Vec<(u128, u128)>,
    last: Instant,
}

/// Lets the fleet pay while something breaks so many times; whether all was well.
pub(crate) fn run(tokens: Tokens, faults: usize, seed: u64) -> bool {
    let begun = Instant::now();
    let runtime = Runtime::new().expect("a runtime can be made");
    let Some(mut fleet) = Fleet::start(&runtime, tokens, seed) else {
        return true;
    };
    fleet.roll();
    let unkind = [
        Fault::ResetAfter,
        Fault::ResetBefore,
        Fault::Truncate,
        Fault::Delay(DEADLINE),
        Fault::StatusAfter(500),
    ];
    let unkind = FaultRun::new(seed, 30, unkind).sparing_tokens();
    fleet.stage.sandbox.set_faults(unkind);
    for number in 0..faults {
        fleet.wake();
        fleet.break_something(tokens, number);
        sleep(Duration::from_millis(300 + fleet.random() % 1_200));
    }
    fleet.end();
    println!(
        "{tokens:?}: {faults} faults in {} s: {:?}",
        begun.elapsed().as_secs(),
        fleet.broken
    );
    check::check(&runtime, &fleet.stage, &fleet.lost, fleet.outages)
}

impl Fleet {
    fn start(runtime: &Runtime, tokens: Tokens, seed: u64) -> Option<Self> {
        let mut fleet = Self {
            stage: Stage::start(runtime, tokens, seed)?,
            processes: Vec::new(),
            begun: 0,
            random: seed,
            broken: BTreeMap::new(),
            outages: 0,
            lost: Vec::new(),
            last: Instant::now(),
        };
        for _ in 0..PROCESSES {
            let process = fleet.process();
            fleet.processes.push(process);
        }
        Some(fleet)
    }

    fn process(&mut self) -> Process {
        self.begun += 1;
        self.stage.process(format!("P{}", self.begun), &["worker"])
    }

    /// A rolling deploy under load, before anything breaks: nothing may be left open by it.
    fn roll(&mut self) {
        sleep(Duration::from_secs(2));
        for at in 0..PROCESSES {
            self.drain(at);
        }
        let said = crate::words::said(&self.stage.words);
        let open = said.iter().filter(|(word, _)| *word == Word::Open).count();
        assert_eq!(open, 0, "a rolling deploy has left payments open");
        println!(
            "a rolling deploy of {PROCESSES} processes: {} words, none open",
            said.len()
        );
    }

    fn break_something(&mut self, tokens: Tokens, number: usize) {
        let is_awake = |at: &usize| {
            let process = self.processes.get(*at);
            process.is_some_and(|process| process.frozen.is_none())
        };
        let awake: Vec<usize> = (0..PROCESSES).filter(is_awake).collect();
        let pick = usize::try_from(self.random()).unwrap_or_default();
        let at = awake.get(pick % awake.len().max(1)).copied();
        let choice = match number {
            // Whatever is rare, and takes little time, is in each run.
            0 => Break::Freeze,
            1 => Break::FailOver,
            2 => Break::CutOff,
            _ => match self.random() % 16 {
                0..4 => Break::Kill,
                4..6 => Break::Drain,
                // Somebody has to be awake.
                6 if awake.len() > 2 => Break::Freeze,
                7..9 => Break::StopPostgres,
                9 => Break::KillPostgres,
                10 => Break::FailOver,
                11 => Break::SlowDown,
                12 | 13 => Break::CutOff,
                _ if tokens == Tokens::Redis => Break::KillRedis,
                _ => Break::Kill,
            },
        };
        *self.broken.entry(choice).or_default() += 1;
        match (choice, at) {
            (Break::Kill, Some(at)) => self.kill(at),
            (Break::Drain, Some(at)) => self.drain(at),
            (Break::Freeze, Some(at)) => self.freeze(at),
            (Break::StopPostgres | Break::KillPostgres, _) => {
                match choice {
                    Break::StopPostgres => self.stage.postgres.stop(),
                    _ => self.stage.postgres.kill(),
                }
                sleep(Duration::from_millis(self.random() % 1_500));
                self.stage.postgres.run();
                self.outages += usize::from(tokens == Tokens::Postgres);
            }
            (Break::FailOver, _) => {
                self.fail_over();
                self.outages += usize::from(tokens == Tokens::Postgres);
            }
            (Break::SlowDown | Break::CutOff, _) => self.obstruct(choice),
            (Break::KillRedis, _) => {
                let pause = Duration::from_millis(self.random() % 1_500);
                if let Some(redis) = &mut self.stage.redis {
                    redis.kill();
                    sleep(pause);
                    redis.run();
                }
                self.outages += 1;
            }
            _ => {}
        }
    }

    /// Lets a standby take over that has nothing of the last moment. What a process wrote that dies before it writes to the new
    /// one is gone, so that none does.
    fn fail_over(&mut self) {
        // A row that was prepared before may be written after.
        let behind = since_1970() - PREPARED.as_micros();
        let copy = self.stage.postgres.copy();
        sleep(Duration::from_millis(200 + self.random() % 800));
        self.stage.postgres.fail_over_to(copy);
        self.lost.push((behind, since_1970()));
        self.everybody_pays();
    }

    /// Waits until each process that is awake has begun and ended a payment from now on.
    fn everybody_pays(&self) {
        let until = Instant::now() + DEADLINE * 8;
        let before = self.paid();
        let awake = |process: &&Process| process.frozen.is_none();
        for process in self.processes.iter().filter(awake) {
            let paid = |words: &BTreeMap<String, u64>| words.get(&process.name).copied();
            // As many may have begun before.
            let enough = paid(&before).unwrap_or_default() + CUSTOMERS;
            while paid(&self.paid()).unwrap_or_default() <= enough {
                assert!(
                    Instant::now() < until,
                    "{} does not pay any more",
                    process.name
                );
                sleep(Duration::from_millis(50));
            }
        }
    }

    /// How many payments each process has made.
    fn paid(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for (word, order) in crate::words::said(&self.stage.words) {
            if let (Word::Paid, Some((name, _))) = (word, order.split_once('-')) {
                *counts.entry(name.to_owned()).or_default() += 1;
            }
        }
        counts
    }

    /// Stands in the way of all processes to a store for a while.
    fn obstruct(&mut self, how: Break) {
        let pause = Duration::from_millis(20 + self.random() % 300);
        let (which, long) = (
            self.random(),
            Duration::from_millis(500 + self.random() % 4_000),
        );
        let count = u64::try_from(self.stage.ways.len()).unwrap_or(1).max(1);
        let which = usize::try_from(which % count).unwrap_or_default();
        if let Some(way) = self.stage.ways.get(which) {
            match how {
                Break::SlowDown => way.slow_down(pause),
                _ => way.cut(),
            }
            sleep(long);
            way.mend();
        }
        // The last one is the way to the tokens.
        self.outages += usize::from(which + 1 == self.stage.ways.len());
    }

    fn kill(&mut self, at: usize) {
        self.last = Instant::now();
        let process = self.process();
        if let Some(old) = self.processes.get_mut(at) {
            *old = process;
        }
    }

    fn drain(&mut self, at: usize) {
        let process = self.process();
        if let Some(old) = self.processes.get_mut(at) {
            old.send(Signal::TERM);
            old.wait();
            *old = process;
        }
    }

    fn freeze(&mut self, at: usize) {
        if let Some(process) = self.processes.get_mut(at) {
            process.send(Signal::STOP);
            process.frozen = Instant::now().checked_add(FROZEN);
        }
    }

    /// Wakes whoever was frozen for long enough.
    fn wake(&mut self) {
        for process in &mut self.processes {
            if process.frozen.is_some_and(|until| until <= Instant::now()) {
                process.send(Signal::CONT);
                process.frozen = None;
            }
        }
    }

    /// Lets everybody wake, go on for a moment and end, and waits until no call has its entry any more.
    fn end(&mut self) {
        while self
            .processes
            .iter()
            .any(|process| process.frozen.is_some())
        {
            sleep(Duration::from_millis(200));
            self.wake();
        }
        sleep(Duration::from_secs(2));
        self.stage.sandbox.set_faults(None);
        for process in &self.processes {
            process.send(Signal::TERM);
        }
        for process in &mut self.processes {
            process.wait();
        }
        sleep(FROZEN.saturating_sub(self.last.elapsed()));
    }

    fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)) >> 8
    }
}

fn since_1970() -> u128 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.unwrap_or_default().as_micros()
}
