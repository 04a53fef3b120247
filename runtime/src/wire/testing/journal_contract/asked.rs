//! What a journal is asked when it is tried, and of which requests.

use std::time::{Duration, SystemTime};

use crate::record::claim::{Claim, Fence, Released, Stage};
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::journal::Journal;
use crate::record::operation::StateClass;
use crate::record::outcome::Outcome;
use crate::record::seen::Seen;
use crate::wire::testing::tried::{LONG, Tried, Violated};

pub(super) const OPEN: Outcome = Outcome::Open {
    answered: false,
    seen: Seen::NOTHING,
};

pub(super) fn found(class: StateClass) -> Outcome {
    let seen = Seen {
        class: Some(class),
        ..Seen::NOTHING
    };
    Outcome::Found { seen }
}

/// A request of a purchase under a name of its own.
pub(super) fn request(number: u64) -> Result<Request, Violated> {
    let purchase = format!(r#""purchase":"basket-{}","#, number % 2);
    let fields = format!(r#""orderNo":"ORDER-{number}""#);
    written(number, "pay", &purchase, &fields)
}

/// When the request of this number was made.
pub(super) fn time(number: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_000_000 + number)
}

/// A request of no purchase, with these fields.
pub(super) fn numbered(number: u64, operation: &str, fields: &str) -> Result<Request, Violated> {
    written(number, operation, "", fields)
}

pub(super) fn written(
    number: u64,
    operation: &str,
    purchase: &str,
    fields: &str,
) -> Result<Request, Violated> {
    let entry = EntryId::at(time(number), number);
    let text = format!(
        r#"{{"version":1,"operation":"{operation}","at":{}000,"entry":"{entry}",{purchase}"fields":{{{fields}}}}}"#,
        1_764_000_000 + number,
    );
    let handle = Handle::from_json(&text)?;
    Ok((entry, handle))
}

/// A request by its entry.
pub(super) type Request = (EntryId, Handle);

pub(super) fn entries(handles: &[Handle]) -> Vec<EntryId> {
    let entries = handles.iter().filter_map(|handle| handle.entry().cloned());
    entries.collect()
}

impl Tried<'_, dyn Journal> {
    pub(super) async fn intend(&self, number: u64, lease: Duration) -> Result<Request, Violated> {
        let (entry, handle) = request(number)?;
        self.store.intend(&entry, &handle, lease).await?;
        Ok((entry, handle))
    }

    pub(super) async fn prepare(&self, number: u64, within: Duration) -> Result<Request, Violated> {
        let (entry, handle) = request(number)?;
        self.store.prepare(&entry, &handle, within).await?;
        Ok((entry, handle))
    }

    pub(super) async fn begin(&self, (entry, handle): &Request) -> Result<bool, Violated> {
        Ok(self.store.begin(entry, handle, LONG).await?)
    }

    /// Claims an entry; `None` if it is not to be had.
    pub(super) async fn claim(
        &self,
        entry: &EntryId,
        held: Option<Fence>,
        lease: Duration,
    ) -> Result<Option<(Fence, Stage)>, Violated> {
        let claim = self.store.claim(entry, held, lease);
        Ok(match claim.await? {
            Claim::Ours { fence, stage } => Some((fence, stage)),
            _ => None,
        })
    }

    pub(super) async fn must_claim(
        &self,
        entry: &EntryId,
        lease: Duration,
    ) -> Result<Fence, Violated> {
        let claim = self.claim(entry, None, lease).await?;
        let (fence, _) = claim.ok_or("a free entry cannot be claimed")?;
        Ok(fence)
    }

    pub(super) async fn conclude(
        &self,
        (entry, handle): &Request,
        outcome: &Outcome,
    ) -> Result<Outcome, Violated> {
        Ok(self.store.conclude(entry, handle, outcome).await?)
    }

    pub(super) async fn release(
        &self,
        entry: &EntryId,
        fence: Fence,
        found: Option<&Outcome>,
        due: Duration,
    ) -> Result<Released, Violated> {
        Ok(self.store.release(entry, fence, found, due).await?)
    }

    pub(super) async fn open(&self) -> Result<Vec<EntryId>, Violated> {
        let open = self.store.unresolved().await?;
        Ok(entries(&open))
    }

    /// What is handed out, for no time at all.
    pub(super) async fn taken(
        &self,
        at_most: usize,
        lease: Duration,
    ) -> Result<Vec<EntryId>, Violated> {
        let taken = self.store.take(at_most, lease).await?;
        let entries = taken
            .into_iter()
            .filter_map(|one| one.handle.entry().cloned());
        Ok(entries.collect())
    }
}
