//! Everything that is kept, by portions: whoever writes it holds nobody up, and it is as it was when the write began.

use std::collections::BTreeMap;
use std::ops::Bound::{self, Excluded, Unbounded};

use super::{Kept, Record};
use crate::state::gateway::State;

impl State {
    /// So many things behind one, or from the first on without one, each as it was at the last
    /// [`begin_write`](Self::begin_write); none of what was not there. It is empty behind the last.
    pub(crate) fn portion(
        &self,
        behind: Option<&Record>,
        most: usize,
    ) -> Vec<(Record, Option<Kept>)> {
        let records = self.records(behind).take(most);
        records
            .map(|record| {
                let kept = self.as_it_was(&record);
                (record, kept)
            })
            .collect()
    }

    /// Everything as it was at the last [`begin_write`](Self::begin_write).
    pub(crate) fn everything(&self) -> impl Iterator<Item = Kept> {
        self.records(None)
            .filter_map(|record| self.as_it_was(&record))
    }

    fn as_it_was(&self, record: &Record) -> Option<Kept> {
        let before = self.changed.get(record).cloned();
        before.unwrap_or_else(|| self.kept(record))
    }

    /// What is kept, in a row that nothing changes: things come to it and none leaves while somebody writes.
    pub(super) fn records(&self, behind: Option<&Record>) -> impl Iterator<Item = Record> {
        let (runs, order, page, shipment) = match behind {
            None => (true, Some(Unbounded), Some(Unbounded), Some(Unbounded)),
            Some(Record::Runs) => (false, Some(Unbounded), Some(Unbounded), Some(Unbounded)),
            Some(Record::Order(key)) => {
                (false, Some(Excluded(key)), Some(Unbounded), Some(Unbounded))
            }
            Some(Record::Page(key)) => (false, None, Some(Excluded(key)), Some(Unbounded)),
            Some(Record::Shipment(key)) => (false, None, None, Some(Excluded(key))),
        };
        let orders = keys(&self.orders, order).map(Record::Order);
        let pages = keys(&self.pages, page).map(Record::Page);
        let shipments = keys(&self.shipments, shipment).map(Record::Shipment);
        let runs = runs.then_some(Record::Runs).into_iter();
        runs.chain(orders).chain(pages).chain(shipments)
    }
}

/// The keys from a bound on; none without one.
fn keys<K: Ord + Clone, V>(
    map: &BTreeMap<K, V>,
    from: Option<Bound<&K>>,
) -> impl Iterator<Item = K> {
    let entries = from.map(|from| map.range::<K, _>((from, Unbounded)));
    entries.into_iter().flatten().map(|(key, _)| key.clone())
}
