//! What a journal on disk knows: of an order, of what is open, and where a statement says otherwise. It is read, also while
//! a shop writes it, and changed by a close alone.

use std::fmt::Display;
use std::path::Path;
use std::time::SystemTime;

use online_payment_gateway::operations::API;
use online_payment_gateway::runtime::{
    Audit, Columns, Date, EntryId, Statement, close_entry, read_journal,
};

/// What somebody wants to know.
pub(crate) enum Asked<'a> {
    /// What became of an order, by its number or another of its names.
    Show(&'a str),
    /// What is open.
    Open,
    /// Where a statement says otherwise, of what was made between these moments.
    Compare(&'a Path, SystemTime, SystemTime),
    /// To end what is open of an order, or of one entry of it, that a person has settled by other means.
    Close {
        order: &'a str,
        by: &'a str,
        why: &'a str,
    },
}

/// What the journal says.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) out: String,
    /// What of the journal could not be read.
    pub(crate) complaint: String,
    /// Whether somebody has to see to something.
    pub(crate) calls_for_somebody: bool,
}

impl Told {
    fn lines(&mut self, lines: impl IntoIterator<Item = impl Display>) -> usize {
        let mut count = 0;
        for line in lines {
            self.out.push_str(&format!("{line}\n"));
            count += 1;
        }
        count
    }
}

/// Asks the journal in a folder.
pub(crate) fn ask(folder: &Path, asked: &Asked<'_>) -> Result<Told, String> {
    let mut told = Told::default();
    let read = read_journal(folder).map_err(|error| error.to_string())?;
    for left_out in &read.left_out {
        told.complaint.push_str(&format!("{left_out}\n"));
    }
    let audit = Audit::new(&API, read.entries);
    match *asked {
        Asked::Show(name) => {
            if told.lines(audit.of(name)) == 0 {
                told.lines([format!("nothing of {name}")]);
                told.calls_for_somebody = true;
            }
        }
        Asked::Open => told.calls_for_somebody = told.lines(audit.open(SystemTime::now())) > 0,
        Asked::Compare(file, since, until) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
            let columns = Columns::of(&API);
            let statement = Statement::parse(&text, columns).map_err(|error| error.to_string())?;
            let differences = audit.compare(&statement, (since, until));
            told.calls_for_somebody = told.lines(differences) > 0;
            if statement.skipped() > 0 {
                let skipped = statement.skipped();
                told.lines([format!(
                    "{skipped} lines name neither an order nor a refund"
                )]);
            }
        }
        Asked::Close { order, by, why } => {
            let open = open_of(&audit, order);
            if let [entry] = open.as_slice() {
                close_entry(folder, entry, by, why).map_err(|error| error.to_string())?;
                told.lines([format!("{entry} is closed")]);
            } else {
                told.calls_for_somebody = true;
                told.lines([match open.len() {
                    0 => format!("nothing of {order} is open"),
                    several => format!("{several} requests of {order} are open; name one:"),
                }]);
                told.lines(open);
            }
        }
    }
    Ok(told)
}

/// What is open of an order, or the one entry of that name.
fn open_of(audit: &Audit, order: &str) -> Vec<EntryId> {
    let of_order = audit.of(order);
    let is_meant = |entry: &EntryId| {
        let mut entries = of_order.iter().map(|one| one.recorded().handle.entry());
        entry.as_str() == order || entries.any(|one| one == Some(entry))
    };
    let open = audit.open(SystemTime::now());
    let open = open.iter().filter_map(|open| open.recorded.handle.entry());
    open.filter(|entry| is_meant(entry)).cloned().collect()
}

/// The beginning of a day in UTC.
pub(crate) fn day(text: &str) -> Result<SystemTime, String> {
    let date = Date::new(text).ok().and_then(|date| date.date());
    let date = date.ok_or(format!("{text} is no day as 2026-01-31 is"))?;
    Ok(date.midnight().assume_utc().into())
}
