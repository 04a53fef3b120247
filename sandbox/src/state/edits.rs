//! Which payments were edited, for whoever looks on.

use std::collections::BTreeMap;

/// A moment in the row of edits. It orders them and tells no time.
pub(crate) type Edit = u64;

/// Which payments were edited, each at its last edit.
#[derive(Clone, Default)]
pub(super) struct Edits {
    pub(super) count: Edit,
    pub(super) of: BTreeMap<String, Edit>,
    pub(super) row: BTreeMap<Edit, String>,
}

impl Edits {
    pub(super) fn note(&mut self, trade_no: &str) {
        self.count = self.count.saturating_add(1);
        if let Some(former) = self.of.insert(trade_no.to_owned(), self.count) {
            self.row.remove(&former);
        }
        self.row.insert(self.count, trade_no.to_owned());
    }

    pub(super) fn forget(&mut self, trade_no: &str) {
        if let Some(former) = self.of.remove(trade_no) {
            self.row.remove(&former);
        }
    }
}
