//! Releases of the reference: reading them, comparing them, and taking over the next one.

mod attention;
mod compare;
mod hidden;
mod manifest;
mod order;
mod plan;
mod prose;
mod record;
mod source;
mod title;
mod tree;
mod trouble;
mod unread;
mod workspace;
mod write;

pub use attention::{Attention, Kind as AttentionKind};
pub use compare::{Options, report};
pub use manifest::{crate_version, with_lock_version, with_version};
pub use plan::{Outcome, Plan, Wanted, plan};
pub use prose::Prose;
pub use record::open_path;
pub use source::{Kind, Source};
pub use tree::ask_clean;
pub use trouble::Trouble;
pub use workspace::{Workspace, revision_id};
pub use write::{FileChange, Hold, Recovered, recover, write_all};
