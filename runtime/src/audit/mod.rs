//! What a journal tells support and audit: what became of an order, what is open, and where a statement says otherwise.
//!
//! Nothing here asks the gateway, and nothing is changed.

pub(crate) mod compare;
pub(crate) mod difference;
pub(crate) mod statement;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::{Duration, SystemTime};

use time::OffsetDateTime;

use crate::record::handle::Handle;
use crate::record::note::Note;
use crate::record::operation::{Api, FoundBy};
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;
use crate::value::types::timestamp::Timestamp;

/// Everything that a journal holds, to be asked about.
///
/// ```
/// use gateway_runtime::{Api, Audit, Recorded};
/// use std::time::SystemTime;
///
/// fn report(api: &'static Api, entries: Vec<Recorded>) {
///     let audit = Audit::new(api, entries);
///     for open in audit.open(SystemTime::now()) {
///         println!("{open}");
///     }
///     for entry in audit.of("ORDER-1") {
///         println!("{entry}");
///     }
/// }
/// # let _ = report;
/// ```
#[derive(Debug, Clone)]
pub struct Audit {
    pub(super) api: &'static Api,
    pub(super) entries: Vec<Recorded>,
}

impl Audit {
    /// What these entries tell, of a journal of this API.
    pub fn new(api: &'static Api, mut entries: Vec<Recorded>) -> Self {
        entries.sort_by_key(|entry| entry.handle.time());
        Self { api, entries }
    }

    /// All requests that concern this: those that have it as the value of a field (an order, a refund or a trade number), whose
    /// payment has it as the number that the gateway gave, or that are attempts of a purchase of this name. The oldest first.
    pub fn of(&self, name: &str) -> Vec<Entry<'_>> {
        let concerns = |entry: &&Recorded| {
            let handle = &entry.handle;
            handle.has_value(name)
                || handle.purchase() == Some(name)
                || number_of(entry) == Some(name)
        };
        let found = self.entries.iter().filter(concerns);
        found.map(|recorded| Entry { recorded }).collect()
    }

    /// What is open by now, the oldest first, with its age and what is awaited.
    pub fn open(&self, now: SystemTime) -> Vec<OpenEntry<'_>> {
        let open = self.entries.iter().filter(|entry| entry.is_open());
        open.map(|recorded| OpenEntry {
            recorded,
            age: now
                .duration_since(recorded.handle.time())
                .unwrap_or_default(),
            awaited: self.awaited(recorded),
        })
        .collect()
    }

    fn awaited(&self, entry: &Recorded) -> Awaited {
        if let Some(Outcome::Conflicting { .. }) = entry.outcome {
            return Awaited::Person("it was paid, and was refused or showed as failed");
        }
        match self.api.operation(entry.handle.operation()) {
            None => return Awaited::Person("this release of the API has no such operation"),
            Some(operation) => {
                if let FoundBy::Nothing { reason } | FoundBy::Page { reason, .. } =
                    operation.found_by
                {
                    return Awaited::Person(reason);
                }
            }
        }
        match &entry.outcome {
            None => Awaited::Call,
            Some(outcome) => match outcome.seen() {
                Some(seen) if seen.customer_acts => Awaited::Customer,
                Some(seen) if seen.class.is_some() => Awaited::State,
                _ => Awaited::LookUp,
            },
        }
    }
}

/// The number that the gateway gave to a request, as far as it was heard.
pub(super) fn number_of(entry: &Recorded) -> Option<&str> {
    let learnt = entry.outcome.as_ref().and_then(Outcome::seen);
    let learnt = learnt.and_then(|seen| seen.number.as_deref());
    learnt.or(entry.handle.seen().number.as_deref())
}

/// One request, and all that is known of it. Its `Display` has a line for each thing that was learnt, and nothing personal.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    recorded: &'a Recorded,
}

impl<'a> Entry<'a> {
    /// The request as the journal has it.
    pub fn recorded(&self) -> &'a Recorded {
        self.recorded
    }
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Recorded {
            handle,
            outcome,
            notes,
            ..
        } = self.recorded;
        write!(f, "{} {}", shown(handle.time()), handle.operation())?;
        for (path, value) in handle.open_fields() {
            write!(f, ", {path} {value}")?;
        }
        writeln!(f)?;
        if let Some(entry) = handle.entry() {
            writeln!(f, "  entry {entry}, account {}", handle.account())?;
        }
        if let Some(purchase) = handle.purchase() {
            write!(f, "  attempt of {purchase}")?;
            match handle.despite() {
                Some(why) => writeln!(f, ", sent beside others: {why}")?,
                None => writeln!(f)?,
            }
        }
        if let Some(since) = handle.forgotten() {
            let what = "this trace keeps its numbers from being used again";
            writeln!(f, "  forgotten {}, and {what}", shown(since))?;
        }
        for note in notes {
            writeln!(f, "  {}", line(note))?;
        }
        match outcome {
            Some(outcome) if self.recorded.is_open() => write!(f, "  open: {outcome}"),
            Some(outcome) => write!(f, "  settled: {outcome}"),
            None => f.write_str("  open: nobody knows yet"),
        }
    }
}

fn line(note: &Note) -> String {
    let often = match note.times {
        0 | 1 => String::new(),
        times => format!(" ({times} times, until {})", shown(note.last)),
    };
    format!("{} {}: {}{often}", shown(note.first), note.kind, note.text)
}

/// A request that is open.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct OpenEntry<'a> {
    /// The request as the journal has it.
    pub recorded: &'a Recorded,
    /// How long ago it was made, by the clock of this machine.
    pub age: Duration,
    /// What has to happen so that it ends.
    pub awaited: Awaited,
}

impl fmt::Display for OpenEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let handle: &Handle = &self.recorded.handle;
        write!(f, "{} {}", aged(self.age), handle.operation())?;
        for (path, value) in handle.open_fields() {
            write!(f, ", {path} {value}")?;
        }
        write!(f, ": {}", self.awaited)
    }
}

/// What an open request waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Awaited {
    /// Its call has not ended, or its process has: a look-up finds out.
    Call,
    /// A look-up has to find it.
    LookUp,
    /// The gateway has to bring it to its end.
    State,
    /// The customer may still act.
    Customer,
    /// A person has to see to it, for this reason.
    Person(&'static str),
}

impl fmt::Display for Awaited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call => f.write_str("the end of its call, or a look-up if its process has ended"),
            Self::LookUp => f.write_str("a look-up that shows it"),
            Self::State => f.write_str("the gateway, which has accepted it, and its end"),
            Self::Customer => f.write_str("the customer, who may still act"),
            Self::Person(why) => write!(f, "a person: {why}"),
        }
    }
}

/// A time to the second, in UTC.
pub(super) fn shown(time: SystemTime) -> String {
    let time = OffsetDateTime::from(time);
    let time = time.replace_nanosecond(0).unwrap_or(time);
    Timestamp::from(time).as_str().to_owned()
}

fn aged(age: Duration) -> String {
    let seconds = age.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
