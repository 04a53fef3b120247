//! Why a step of a release could not be taken.

use std::fmt;

use crate::findings::Findings;

/// Why a step could not be taken.
#[derive(Debug)]
pub enum Trouble {
    /// What is wrong with an input.
    Findings(Findings),
    /// What is wrong with the world around it, in one line that says what to do.
    Other(String),
}

impl From<Findings> for Trouble {
    fn from(findings: Findings) -> Self {
        Self::Findings(findings)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Findings(findings) => findings.fmt(f),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Trouble {}
