//! What a journal knows: of an order, of what is open, and where a statement says otherwise.
//!
//! ```sh
//! cargo run -p online-payment-gateway --features journal --example journal -- --help
//! ```

use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use online_payment_gateway::operations::API;
use online_payment_gateway::runtime::{
    Audit, Columns, Date, EntryId, Statement, close_entry, read_journal,
};

const HELP: &str = "\
What a journal on disk knows of payments. It is read, also while a shop writes it, and changed by `close` alone.

Usage: journal [--journal FOLDER] show ORDER
       journal [--journal FOLDER] open
       journal [--journal FOLDER] [--since DATE] [--until DATE] compare FILE
       journal [--journal FOLDER] --by WHO --why WHY close ORDER

Commands:
  show ORDER    each attempt, refund and capture of an order, with every answer, look-up and close by hand; ORDER can be a
                trade number, a refund number or the name of a purchase as well
  open          what is open, the oldest first, with its age and what is awaited
  compare FILE  a statement of the gateway (a table with commas, whose first line names its columns) against the journal:
                charged and unknown, charged and open, known and not charged, differing, doubled
  close ORDER   ends what is open of an order that a person has settled by other means. If that are several requests, name
                one by its entry, which `show` tells. What a living shop has written is closed by that shop

Options:
  --journal FOLDER  where the journal is; the current folder unless given
  --since DATE      compare: tells of what is known and not charged only if it was made on this day (UTC) or later
  --until DATE      compare: the same, before this day
  --by WHO          close: who closes it, which is written down
  --why WHY         close: why, which is written down and may be shown
  --help            this

Exit codes: 0 nothing to see to, or an order that was found or closed; 1 something is open or differs, or there is no such
order, or several; 2 the arguments, the journal or the statement cannot be used.
";

enum Command {
    Help,
    Show(String),
    Open,
    Compare {
        file: PathBuf,
        since: SystemTime,
        until: SystemTime,
    },
    Close {
        order: String,
        by: String,
        why: String,
    },
}

fn main() -> ExitCode {
    let told = answer(std::env::args().skip(1));
    // Nobody may read it any more, which is no error.
    let _ = std::io::stdout().write_all(told.out.as_bytes());
    let _ = std::io::stderr().write_all(told.complaint.as_bytes());
    ExitCode::from(told.code)
}

/// What a command says.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) out: String,
    pub(crate) complaint: String,
    pub(crate) code: u8,
}

impl Told {
    fn line(&mut self, line: impl Display) {
        self.out.push_str(&format!("{line}\n"));
    }
}

/// What these arguments are answered with.
pub(crate) fn answer(given: impl Iterator<Item = String>) -> Told {
    let mut told = Told::default();
    let done = arguments(given).and_then(|(folder, command)| run(&folder, command, &mut told));
    told.code = match done {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(error) => {
            told.complaint.push_str(&format!("{error}\n"));
            2
        }
    };
    told
}

/// The folder and what is wanted, or what is wrong with the arguments.
fn arguments(mut given: impl Iterator<Item = String>) -> Result<(PathBuf, Command), String> {
    let (mut folder, mut words) = (PathBuf::from("."), Vec::new());
    let (mut by, mut why) = (None, None);
    let (mut since, mut until) = (SystemTime::UNIX_EPOCH, SystemTime::now());
    while let Some(word) = given.next() {
        let mut value = || {
            given
                .next()
                .ok_or(format!("{word} wants a value; see --help"))
        };
        match word.as_str() {
            "--help" | "-h" => return Ok((folder, Command::Help)),
            "--journal" => folder = value()?.into(),
            "--by" => by = Some(value()?),
            "--why" => why = Some(value()?),
            "--since" => since = day(&value()?)?,
            "--until" => until = day(&value()?)?,
            other if other.starts_with('-') => {
                return Err(format!("{other} is no option; see --help"));
            }
            _ => words.push(word),
        }
    }
    let command = match words.as_slice() {
        [show, order] if show == "show" => Command::Show(order.clone()),
        [open] if open == "open" => Command::Open,
        [compare, file] if compare == "compare" => Command::Compare {
            file: file.into(),
            since,
            until,
        },
        [close, order] if close == "close" => {
            let unsaid = "close wants --by and --why; see --help";
            let (Some(by), Some(why)) = (by, why) else {
                return Err(unsaid.to_owned());
            };
            let order = order.clone();
            Command::Close { order, by, why }
        }
        [] => return Err(HELP.to_owned()),
        _ => return Err(format!("`{}` is no command; see --help", words.join(" "))),
    };
    Ok((folder, command))
}

/// The beginning of a day in UTC.
fn day(text: &str) -> Result<SystemTime, String> {
    let date = Date::new(text).ok().and_then(|date| date.date());
    let date = date.ok_or(format!("{text} is no day as 2026-01-31 is"))?;
    Ok(date.midnight().assume_utc().into())
}

/// Does what is wanted; whether there is nothing to see to.
fn run(folder: &Path, command: Command, told: &mut Told) -> Result<bool, String> {
    if let Command::Help = command {
        told.out.push_str(HELP);
        return Ok(true);
    }
    let read = read_journal(folder).map_err(|error| error.to_string())?;
    for left_out in &read.left_out {
        told.complaint.push_str(&format!("{left_out}\n"));
    }
    let audit = Audit::new(&API, read.entries);
    match command {
        Command::Help => Ok(true),
        Command::Close { order, by, why } => {
            let (found, open) = (audit.of(&order), audit.open(SystemTime::now()));
            let is_found = |entry: Option<&EntryId>| {
                let mut found = found.iter();
                found.any(|one| one.recorded().handle.entry() == entry)
            };
            let open = open.iter().map(|open| open.recorded.handle.entry());
            let entries: Vec<&EntryId> = open
                .filter(|entry| {
                    entry.is_some_and(|entry| entry.as_str() == order) || is_found(*entry)
                })
                .flatten()
                .collect();
            match entries.as_slice() {
                [entry] => {
                    close_entry(folder, entry, &by, &why).map_err(|error| error.to_string())?;
                    told.line(format!("{entry} is closed"));
                    Ok(true)
                }
                [] => {
                    told.line(format!("nothing of {order} is open"));
                    Ok(false)
                }
                several => {
                    told.line(format!(
                        "{} requests of {order} are open; name one:",
                        several.len()
                    ));
                    several.iter().for_each(|entry| told.line(entry));
                    Ok(false)
                }
            }
        }
        Command::Show(order) => {
            let found = audit.of(&order);
            for entry in &found {
                told.line(entry);
            }
            if found.is_empty() {
                told.line(format!("nothing of {order}"));
            }
            Ok(!found.is_empty())
        }
        Command::Open => {
            let open = audit.open(SystemTime::now());
            for entry in &open {
                told.line(entry);
            }
            Ok(open.is_empty())
        }
        Command::Compare { file, since, until } => {
            let text = std::fs::read_to_string(&file)
                .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
            let statement =
                Statement::parse(&text, Columns::of(&API)).map_err(|error| error.to_string())?;
            let differences = audit.compare(&statement, (since, until));
            for difference in &differences {
                told.line(difference);
            }
            if statement.skipped() > 0 {
                let skipped = statement.skipped();
                told.line(format!(
                    "{skipped} lines name neither an order nor a refund"
                ));
            }
            Ok(differences.is_empty())
        }
    }
}
