//! `cargo xtask transcribe`.

use std::path::{Path, PathBuf};

use gateway_codegen::files;
use gateway_codegen::pipeline;
use gateway_codegen::release::{Workspace, revision_id};
use gateway_codegen::transcribe::{release_id, to_yaml};
use serde_json::Value;

use crate::progress;
use crate::report::{self, Show, Stop};

/// Write what a published page states as an OpenAPI document.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo xtask transcribe page.txt
  cargo xtask transcribe page.txt --check
  cargo xtask transcribe page.txt --full --out /tmp/full.json --summary 'POST /orders=Create an order'")]
pub(crate) struct Arguments {
    /// The page as text; `-` reads it from standard input.
    #[arg(value_name = "PAGE")]
    page: PathBuf,
    /// Write elsewhere than `spec/releases/<V>/transcript.yaml`, `<V>` being the newest revision of the release; as JSON
    /// where the name ends in .json.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Keep prose, samples and the page's own component names, for use outside of the repository.
    #[arg(long, requires = "out", conflicts_with = "check")]
    full: bool,
    /// With --full: the heading of an operation that the page lost, as 'POST /path=Heading'.
    #[arg(long, value_name = "OPERATION=HEADING", requires = "full", value_parser = heading)]
    summary: Vec<(String, String)>,
    /// Compare with what is committed instead of writing; exit 1 when it differs.
    #[arg(long)]
    check: bool,
}

fn heading(argument: &str) -> Result<(String, String), String> {
    let (operation, heading) = argument
        .split_once('=')
        .ok_or("it needs a `=` between operation and heading")?;
    Ok((operation.to_owned(), heading.to_owned()))
}

pub(crate) fn run(arguments: &Arguments, show: Show) -> Result<(), Stop> {
    let shown = arguments.page.display().to_string();
    let bytes = report::read_page(&arguments.page)?;
    let headings = arguments
        .full
        .then(|| arguments.summary.iter().cloned().collect());
    let headings = headings.as_ref();
    let read = progress::during(|watch| pipeline::transcript(&bytes, headings, watch))
        .map_err(|stopped| stopped.in_file(&shown))?;
    report::print(&read.findings.in_file(&shown), show);
    let (page, document) = read.value;
    let release = release_id(&page.version.value);
    if release.is_empty() {
        let line = page.version.line;
        return Err(Stop::Trouble(format!(
            "{shown}:{line}: the title names no release; it ends in ` V:` or ` v` and the release"
        )));
    }
    let target = match &arguments.out {
        Some(out) => out.clone(),
        None => {
            let workspace = Workspace::new(report::workspace());
            let revision = workspace.newest_revision(&release, &page.version.value)?;
            workspace.path(&Workspace::transcript_path(&revision_id(
                &release, revision,
            )))
        }
    };
    let text = text_for(&target, &document);
    let counted = counted(&document);
    if arguments.check {
        let committed = report::read_text(&target)?;
        if committed != text {
            let line = committed
                .lines()
                .zip(text.lines())
                .take_while(|(left, right)| left == right)
                .count()
                + 1;
            let target = target.display();
            return Err(Stop::Trouble(format!(
                "{target}:{line}: differs from what the page says; `cargo xtask transcribe {shown}` repairs it"
            )));
        }
        report::say(&format!(
            "{counted}: {} is what the page says",
            target.display()
        ));
        return Ok(());
    }
    files::write_out(&target, &text).map_err(|error| Stop::Trouble(error.to_string()))?;
    report::say(&format!("{counted}: wrote {}", target.display()));
    Ok(())
}

fn text_for(target: &Path, document: &Value) -> String {
    if target.extension().is_some_and(|ending| ending == "json") {
        format!("{document:#}\n")
    } else {
        to_yaml(document)
    }
}

/// What a document holds, in words.
fn counted(document: &Value) -> String {
    let object = |pointer: &str| document.pointer(pointer).and_then(Value::as_object);
    let operations = object("/paths").map_or(0, |paths| {
        paths
            .values()
            .filter_map(Value::as_object)
            .map(|item| {
                item.keys()
                    .filter(|name| !name.starts_with("x-") && *name != "parameters")
                    .count()
            })
            .sum()
    });
    let schemas = object("/components/schemas");
    let properties: usize = schemas.map_or(0, |schemas| {
        schemas
            .values()
            .map(|schema| {
                schema
                    .get("properties")
                    .and_then(Value::as_object)
                    .map_or(0, serde_json::Map::len)
            })
            .sum()
    });
    format!(
        "{operations} operations, {} schemas, {properties} properties",
        schemas.map_or(0, serde_json::Map::len)
    )
}
