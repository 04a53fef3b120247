//! Faults on demand: for one call by a header, for a share of a run by a seed.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use gateway_runtime::Operation;
use online_payment_gateway::operations;

use crate::ids::mixed;

/// The request header that asks for a fault of one call, such as `Sandbox-Fault: reset-after`.
pub const FAULT_HEADER: &str = "sandbox-fault";

/// How long [`Fault::Delay`] holds an answer back, unless it says otherwise: longer than a client waits.
pub const LONG_DELAY: Duration = Duration::from_secs(120);

/// The longest delay that can be ordered by name.
const LONGEST_DELAY: Duration = Duration::from_secs(600);

/// Something that goes wrong with one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The request is refused with a code, and nothing happens.
    Refuse,
    /// The connection is reset, and nothing happens.
    ResetBefore,
    /// The request is carried out, and the connection is reset.
    ResetAfter,
    /// The request is carried out, and the answer breaks off halfway.
    Truncate,
    /// The request is carried out, and the answer comes so much later.
    Delay(Duration),
    /// The request is carried out, and every field of the answer but the code has another type than documented.
    WrongType,
    /// The answer is a redirect to somewhere else, and nothing happens.
    Redirect,
    /// The answer is this status, and nothing happens.
    StatusBefore(u16),
    /// The request is carried out, and the answer is this status.
    StatusAfter(u16),
    /// The answer is an HTML page with status 200, and nothing happens.
    HtmlBefore,
    /// The request is carried out, and the answer is an HTML page with status 200.
    HtmlAfter,
}

impl Fault {
    /// One of each kind.
    pub const ALL: [Self; 17] = [
        Self::Refuse,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::Truncate,
        Self::Delay(LONG_DELAY),
        Self::WrongType,
        Self::Redirect,
        Self::StatusBefore(401),
        Self::StatusBefore(429),
        Self::StatusBefore(500),
        Self::StatusBefore(502),
        Self::StatusBefore(503),
        Self::StatusBefore(504),
        Self::StatusAfter(500),
        Self::StatusAfter(503),
        Self::HtmlBefore,
        Self::HtmlAfter,
    ];

    /// Whether the request is carried out all the same.
    #[must_use]
    pub fn happens(self) -> bool {
        matches!(
            self,
            Self::ResetAfter
                | Self::Truncate
                | Self::Delay(_)
                | Self::WrongType
                | Self::StatusAfter(_)
                | Self::HtmlAfter
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refuse => f.write_str("refuse"),
            Self::ResetBefore => f.write_str("reset-before"),
            Self::ResetAfter => f.write_str("reset-after"),
            Self::Truncate => f.write_str("truncate"),
            Self::Delay(LONG_DELAY) => f.write_str("delay"),
            Self::Delay(by) => write!(f, "delay={}", by.as_millis()),
            Self::WrongType => f.write_str("wrong-type"),
            Self::Redirect => f.write_str("redirect"),
            Self::StatusBefore(status) => write!(f, "{status}"),
            Self::StatusAfter(status) => write!(f, "{status}-after"),
            Self::HtmlBefore => f.write_str("html"),
            Self::HtmlAfter => f.write_str("html-after"),
        }
    }
}

/// The text is the name of no fault. It is not repeated here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoFault;

impl fmt::Display for NoFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such fault; the faults are ")?;
        for fault in Fault::ALL {
            write!(f, "{fault}, ")?;
        }
        f.write_str("delay=MILLISECONDS up to ten minutes, and any status from 400 to 599, alone or with -after")
    }
}

impl std::error::Error for NoFault {}

impl FromStr for Fault {
    type Err = NoFault;

    fn from_str(text: &str) -> Result<Self, NoFault> {
        if let Some(fault) = Self::ALL.iter().find(|fault| fault.to_string() == text) {
            return Ok(*fault);
        }
        if let Some(delay) = text.strip_prefix("delay=") {
            let delay = Duration::from_millis(delay.parse().map_err(|_| NoFault)?);
            return (delay <= LONGEST_DELAY)
                .then_some(Self::Delay(delay))
                .ok_or(NoFault);
        }
        let (status, after) = match text.strip_suffix("-after") {
            Some(status) => (status, true),
            None => (text, false),
        };
        match status.parse() {
            Ok(status @ 400..=599) if after => Ok(Self::StatusAfter(status)),
            Ok(status @ 400..=599) => Ok(Self::StatusBefore(status)),
            _ => Err(NoFault),
        }
    }
}

/// A run in which a share of the calls goes wrong. The same seed and the same order of calls give the same faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultRun {
    seed: u64,
    per_mille: u32,
    faults: Vec<Fault>,
    calls: u64,
    spares_tokens: bool,
}

impl FaultRun {
    /// Lets `per_mille` of 1000 calls go wrong, each with one of `faults`.
    #[must_use]
    pub fn new(seed: u64, per_mille: u32, faults: impl Into<Vec<Fault>>) -> Self {
        Self {
            seed,
            per_mille: per_mille.min(1000),
            faults: faults.into(),
            calls: 0,
            spares_tokens: false,
        }
    }

    /// Leaves calls for a token alone, and does not count them, so that a program gets as far as its payments.
    #[must_use]
    pub fn sparing_tokens(mut self) -> Self {
        self.spares_tokens = true;
        self
    }

    /// The fault of the next call, which is of an operation.
    pub(crate) fn fault_of(&mut self, operation: &Operation) -> Option<Fault> {
        if self.spares_tokens && operation == &operations::CREATE_ACCESS_TOKEN {
            return None;
        }
        self.next_fault()
    }

    /// The fault of the next call, if it has one.
    pub fn next_fault(&mut self) -> Option<Fault> {
        self.calls = self.calls.wrapping_add(1);
        let number = mixed(self.seed, self.calls);
        let faults = u64::try_from(self.faults.len())
            .ok()
            .filter(|len| *len > 0)?;
        if number % 1000 >= u64::from(self.per_mille) {
            return None;
        }
        let which = usize::try_from((number >> 32) % faults).ok()?;
        self.faults.get(which).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_back_from_its_name() {
        for fault in Fault::ALL {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
        assert_eq!(
            "delay=250".parse(),
            Ok(Fault::Delay(Duration::from_millis(250)))
        );
        assert_eq!("418-after".parse(), Ok(Fault::StatusAfter(418)));
        for text in ["", "200", "delay=", "delay=600001", "reset", "600"] {
            assert_eq!(text.parse::<Fault>(), Err(NoFault), "{text}");
        }
    }

    #[test]
    fn a_seed_gives_the_same_faults_again_in_about_its_share() {
        let faults = |seed| {
            let mut run = FaultRun::new(seed, 300, Fault::ALL);
            (0..1000).map(|_| run.next_fault()).collect::<Vec<_>>()
        };
        assert_eq!(faults(1), faults(1));
        assert_ne!(faults(1), faults(2));
        let count = faults(1).iter().flatten().count();
        assert!((230..370).contains(&count), "{count}");
    }
}
