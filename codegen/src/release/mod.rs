//! Releases of the reference: reading them, comparing them, and taking over the next one.

mod attention;
mod compare;
mod draft;
mod manifest;
mod plan;
mod prose;
mod record;
mod source;
mod tree;
mod workspace;
mod write;

use std::fmt;

use crate::findings::Findings;

pub use attention::{Attention, Kind as AttentionKind};
pub use compare::{Options, report};
pub use manifest::{crate_version, with_lock_version, with_version};
pub use plan::{Outcome, Plan, Wanted, plan};
pub use prose::Prose;
pub use record::open_path;
pub use source::{Kind, Source};
pub use tree::ask_clean;
pub use workspace::{Workspace, revision_id};
pub use write::{FileChange, write_all};

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
