//! How much is kept at most, so that no caller fills the memory of the machine.

use super::{Refused, State};
use crate::codes::Refusal;

/// The most payments, pages, refunds and shipments, all together.
pub const MOST_RECORDS: usize = 100_000;
/// The most refunds of one payment.
pub const MOST_REFUNDS: usize = 200;
/// The most tokens that are valid at one time; the oldest gives way to a new one.
pub const MOST_TOKENS: usize = 1_000;
/// The most bytes of one text.
pub const LONGEST_TEXT: usize = 2_048;

impl State {
    pub(super) fn has_room(&self) -> Result<(), Refused> {
        let records =
            self.orders.len() + self.pages.len() + self.refunds.len() + self.shipments.len();
        if records < MOST_RECORDS {
            return Ok(());
        }
        let detail = format!(
            "{MOST_RECORDS} payments, pages, refunds and shipments; start it with another state"
        );
        Err(Refused::new(Refusal::Full, detail))
    }
}

/// Refuses texts that are too long to be kept.
pub(super) fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<(), Refused> {
    if texts
        .into_iter()
        .all(|text| text.as_ref().len() <= LONGEST_TEXT)
    {
        return Ok(());
    }
    let detail = format!("a text of more than {LONGEST_TEXT} bytes is not kept");
    Err(Refused::new(Refusal::InvalidRequest, detail))
}
