//! What it ends with.

use std::fmt::Display;

use online_payment_gateway::{Failure, Resolution};

/// What the command exits with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It was accepted or found.
    Done = 0,
    /// What was given cannot be used.
    Usage = 1,
    /// The gateway refused, or the payment failed.
    Refused = 3,
    /// Nobody knows yet, or something in a journal calls for somebody.
    Open = 4,
    /// Nothing was sent.
    NotSent = 5,
}

/// Why it ends early.
pub(crate) struct Stop {
    pub(crate) exit: Exit,
    pub(crate) message: String,
}

impl Stop {
    pub(crate) fn usage(message: impl Display) -> Self {
        let message = message.to_string();
        Self {
            exit: Exit::Usage,
            message,
        }
    }

    pub(crate) fn of_failure(failure: &Failure) -> Self {
        let exit = match failure {
            Failure::Invalid(_) => Exit::Usage,
            Failure::NotSent(_) => Exit::NotSent,
            Failure::Refused(_) | Failure::Status(_) => Exit::Refused,
            _ => Exit::Open,
        };
        let message = failure.to_string();
        Self { exit, message }
    }
}

pub(crate) fn of_resolution(resolution: &Resolution) -> Exit {
    match resolution {
        Resolution::Found(_) => Exit::Done,
        Resolution::Denied(_) => Exit::Refused,
        Resolution::NeverSent(_) => Exit::NotSent,
        Resolution::Entries(entries)
            if entries
                .iter()
                .all(|entry| of_resolution(entry) == Exit::Done) =>
        {
            Exit::Done
        }
        _ => Exit::Open,
    }
}
