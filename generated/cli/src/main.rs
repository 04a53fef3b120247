//! The command `gateway`: it calls, queries, reconciles, and asks a journal. It names no operation and no field of its own;
//! both are those of the document.

mod args;
mod guard;
mod journal;
mod outcome;
mod show;

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::Parser;
use online_payment_gateway::operations::{ALL, API};
use online_payment_gateway::runtime::{Call, Effect, FoundBy, Json, Operation};
use online_payment_gateway::{Client, Config, Handle, Reconcile, server};

use crate::args::{Arguments, Command, Format, JournalCommand};
use crate::journal::Asked;
use crate::outcome::{Exit, Stop};

#[tokio::main]
async fn main() -> ExitCode {
    let exit = match run(Arguments::parse()).await {
        Ok(exit) => exit,
        Err(stop) => {
            // Nobody can be told if this fails.
            let _ = writeln!(io::stderr(), "error: {}", stop.message);
            stop.exit
        }
    };
    ExitCode::from(exit as u8)
}

async fn run(arguments: Arguments) -> Result<Exit, Stop> {
    let format = arguments.format;
    match arguments.command {
        Command::Call {
            operation,
            json,
            handle,
            yes,
        } => {
            let operation = API.operation(&operation).ok_or_else(|| {
                let known: Vec<&str> = ALL.iter().map(|known| known.id).collect();
                Stop::usage(format!(
                    "there is no operation {operation}; there are {}",
                    known.join(", ")
                ))
            })?;
            guard::consent(operation, yes, handle.is_some())?;
            let made = typed(operation, &parsed(&text_of(&json)?)?)?;
            let url = url();
            guard::no_card_elsewhere(&made, &url)?;
            call(&client(&url)?, operation, made, handle.as_deref(), format).await
        }
        Command::Query { fields } => {
            let operation =
                query().ok_or_else(|| Stop::usage("the API has no query of payments"))?;
            let made = typed(operation, &object(&fields)?)?;
            call(&client(&url())?, operation, made, None, format).await
        }
        Command::Journal { folder, asked } => of_journal(&folder, &asked, format),
        Command::Reconcile {
            handle,
            answer,
            patience,
        } => {
            let handle = Handle::from_json(text_of(&handle)?.trim()).map_err(Stop::usage)?;
            let mut options = Reconcile::new().patience(Duration::from_secs(patience));
            for field in &answer {
                let (name, value) = pair(field)?;
                options = options.answer(name, &value.to_owned());
            }
            let resolution = client(&url())?.reconcile(&handle, &options).await;
            show::resolution(&resolution, format)?;
            Ok(outcome::of_resolution(&resolution))
        }
    }
}

fn of_journal(folder: &Path, asked: &JournalCommand, format: Format) -> Result<Exit, Stop> {
    if format == Format::Json {
        return Err(Stop::usage("a journal is told in lines, and not as JSON"));
    }
    let asked = match asked {
        JournalCommand::Show { order } => Asked::Show(order),
        JournalCommand::Open => Asked::Open,
        JournalCommand::Compare { file, since, until } => Asked::Compare(
            file,
            since.unwrap_or(SystemTime::UNIX_EPOCH),
            until.unwrap_or_else(SystemTime::now),
        ),
        JournalCommand::Close { order, by, why } => Asked::Close { order, by, why },
    };
    let told = journal::ask(folder, &asked).map_err(Stop::usage)?;
    // Nobody may read it any more, which is no error.
    let _ = io::stdout().write_all(told.out.as_bytes());
    let _ = io::stderr().write_all(told.complaint.as_bytes());
    Ok(match told.calls_for_somebody {
        true => Exit::Open,
        false => Exit::Done,
    })
}

async fn call(
    client: &Client,
    operation: &'static Operation,
    call: Call,
    keep: Option<&Path>,
    format: Format,
) -> Result<Exit, Stop> {
    let made = client.gateway().call::<Json>(operation, call).await;
    let handle = match &made {
        Ok(accepted) => Some(accepted.handle.clone()),
        Err(online_payment_gateway::Failure::Indeterminate(open)) => Some(open.handle()),
        Err(_) => None,
    };
    if let (Some(path), Some(handle)) = (keep, handle) {
        let text = handle.to_json();
        private(path, text.expose()).map_err(|error| {
            Stop::usage(format!(
                "{} cannot be written ({error}); the handle is {}",
                path.display(),
                text.expose()
            ))
        })?;
    }
    let answer = made.map_err(|failure| Stop::of_failure(&failure))?;
    show::answer(operation, &answer.value, format)?;
    Ok(Exit::Done)
}

/// The call of a request that is read as the type of its operation, so that what is wrong is said before anything is sent.
fn typed(operation: &'static Operation, body: &Json) -> Result<Call, Stop> {
    server::call(operation, body).map_err(|findings| {
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        Stop::usage(findings.join("; "))
    })
}

/// Writes a file for its owner alone, where the system knows owners.
fn private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

fn client(url: &str) -> Result<Client, Stop> {
    let given = |name: &str| {
        let value = std::env::var(name);
        value.map_err(|_| {
            Stop::usage(format!(
                "{name} is not set; credentials come from the environment alone"
            ))
        })
    };
    let config = Config::new(url).credentials(given("GATEWAY_APP_ID")?, given("GATEWAY_SECRET")?);
    Client::new(config).map_err(Stop::usage)
}

/// Where the gateway is: the sandbox of this machine, unless the environment says otherwise.
fn url() -> String {
    std::env::var("GATEWAY_URL").unwrap_or_else(|_| "http://127.0.0.1:8480".to_owned())
}

/// The query by which the outcome of a payment is found.
fn query() -> Option<&'static Operation> {
    let moving = ALL
        .iter()
        .filter(|operation| operation.effect == Effect::MovesMoney);
    let mut ways = moving.filter_map(|operation| match operation.found_by {
        FoundBy::Lookup { ways, .. } => ways.first(),
        FoundBy::Nothing { .. } | FoundBy::Page { .. } => None,
    });
    ways.next().map(|way| way.operation)
}

fn object(fields: &[String]) -> Result<Json, Stop> {
    let mut members = serde_json::Map::new();
    for field in fields {
        let (name, value) = pair(field)?;
        members.insert(name.to_owned(), value.into());
    }
    parsed(&serde_json::Value::Object(members).to_string())
}

fn pair(field: &str) -> Result<(&str, &str), Stop> {
    let pair = field.split_once('=').filter(|(name, _)| !name.is_empty());
    pair.ok_or_else(|| Stop::usage("a field is given as NAME=VALUE"))
}

fn parsed(text: &str) -> Result<Json, Stop> {
    Json::parse(text.trim()).map_err(|_| Stop::usage("what was given is no JSON"))
}

/// The text of a file, or of the standard input for `-`.
fn text_of(path: &Path) -> Result<String, Stop> {
    let mut text = String::new();
    let read = match path.as_os_str() == "-" {
        true => io::stdin().read_to_string(&mut text).map(drop),
        false => fs::read_to_string(path).map(|read| text = read),
    };
    read.map_err(|error| Stop::usage(format!("{} cannot be read: {error}", path.display())))?;
    Ok(text)
}
