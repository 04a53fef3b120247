//! The state across restarts: one record for each payment, page and shipment, in an embedded store.

use std::fmt;
use std::path::Path;

use redb::{Database, ReadableTable, TableDefinition};

use crate::state::{Record, State};

const RECORDS: TableDefinition<'_, &str, &str> = TableDefinition::new("records");

/// A store in a file.
#[derive(Debug)]
pub(crate) struct Store(Database);

/// Why a store cannot be read or written.
#[derive(Debug)]
pub struct StoreError(String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the state file: {}", self.0)
    }
}

impl std::error::Error for StoreError {}

impl<E: Into<redb::Error>> From<E> for StoreError {
    fn from(error: E) -> Self {
        Self(error.into().to_string())
    }
}

impl Store {
    /// Opens or makes the file.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self(Database::create(path)?))
    }

    /// Takes back everything that was stored.
    pub(crate) fn load(&self, state: &mut State) -> Result<(), StoreError> {
        let writing = self.0.begin_write()?;
        {
            let records = writing.open_table(RECORDS)?;
            for record in records.iter()? {
                let (key, value) = record?;
                let kind = key.value().split('/').next().unwrap_or_default().to_owned();
                state
                    .restore(&kind, value.value())
                    .map_err(|error| StoreError(format!("{}: {error}", key.value())))?;
            }
        }
        writing.commit()?;
        Ok(())
    }

    /// Writes what changed, all of it or nothing.
    pub(crate) fn save(&self, state: &mut State) -> Result<(), StoreError> {
        let touched = state.take_touched();
        if touched.is_empty() {
            return Ok(());
        }
        let writing = self.0.begin_write()?;
        {
            let mut records = writing.open_table(RECORDS)?;
            for record in touched {
                if let Some(json) = state.written(&record) {
                    records.insert(key(&record).as_str(), json.as_str())?;
                }
            }
        }
        writing.commit()?;
        Ok(())
    }
}

fn key(record: &Record) -> String {
    match record {
        Record::Ids => "ids".to_owned(),
        Record::Order(trade_no) => format!("order/{trade_no}"),
        Record::Page(key) => format!("page/{key}"),
        Record::Shipment(order_no, tracking_no) => {
            format!("shipment/{}/{order_no}/{tracking_no}", order_no.len())
        }
    }
}
