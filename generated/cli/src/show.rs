//! Answers as a table or as they came.

use std::collections::BTreeSet;
use std::io::{self, Write};

use online_payment_gateway::Resolution;
use online_payment_gateway::operations::ALL;
use online_payment_gateway::runtime::{FoundBy, Json, Operation};
use serde_json::{Value, json};

use crate::args::Format;
use crate::outcome::Stop;

pub(crate) fn answer(operation: &Operation, answer: &Json, format: Format) -> Result<(), Stop> {
    let text = match format {
        Format::Json => answer.expose().to_owned(),
        Format::Table => {
            let value: Value = serde_json::from_str(answer.expose()).unwrap_or_default();
            let mut rows = Vec::new();
            flatten("", &value, &open_names(operation), &mut rows);
            table(&rows)
        }
    };
    write(&text)
}

pub(crate) fn resolution(resolution: &Resolution, format: Format) -> Result<(), Stop> {
    let found = resolution.finding();
    let state = found.map(|found| found.state().to_owned());
    let number = found.and_then(|found| found.number().map(str::to_owned));
    let text = match format {
        Format::Json => {
            json!({"resolution": resolution.to_string(), "state": state, "number": number})
                .to_string()
        }
        Format::Table => {
            let row =
                |name: &str, value: Option<String>| value.map(|value| (name.to_owned(), value));
            let rows = [
                row("resolution", Some(resolution.to_string())),
                row("state", state),
                row("number", number),
            ];
            table(&rows.into_iter().flatten().collect::<Vec<_>>())
        }
    };
    write(&text)
}

/// The names of what the document lets anybody see: what is kept of requests, codes, states, and what the gateway numbers
/// things by.
fn open_names(operation: &Operation) -> BTreeSet<&'static str> {
    let last = |path: &'static str| path.rsplit('.').next().unwrap_or(path);
    let mut names: BTreeSet<&str> = operation
        .envelope
        .map(|envelope| envelope.code)
        .into_iter()
        .collect();
    for known in ALL {
        names.extend(
            known
                .journal
                .iter()
                .filter(|kept| kept.open)
                .map(|kept| last(kept.path)),
        );
        let said = known.acknowledges;
        names.extend(said.states.iter().map(|(name, _)| last(name)));
        names.extend(said.issued.filter(|_| said.keeps_issued).map(last));
        if let FoundBy::Lookup { ways, .. } = known.found_by {
            names.extend(ways.iter().map(|way| last(way.field)));
        }
    }
    names
}

fn flatten(path: &str, value: &Value, open: &BTreeSet<&str>, rows: &mut Vec<(String, String)>) {
    let below = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                flatten(&below(name), value, open, rows);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                flatten(&format!("{path}[{index}]"), value, open, rows);
            }
        }
        scalar => {
            let name = path.rsplit('.').next().unwrap_or(path);
            let text = scalar
                .as_str()
                .map_or_else(|| scalar.to_string(), str::to_owned);
            let shown = match open.contains(name) {
                true => text.escape_debug().to_string(),
                false => "[redacted]".to_owned(),
            };
            rows.push((path.escape_debug().to_string(), shown));
        }
    }
}

fn table(rows: &[(String, String)]) -> String {
    let width = rows
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    let lines = rows
        .iter()
        .map(|(name, value)| format!("{name:width$}  {value}"));
    lines.collect::<Vec<_>>().join("\n")
}

fn write(text: &str) -> Result<(), Stop> {
    writeln!(io::stdout(), "{text}").map_err(Stop::usage)
}
