//! `cargo xtask diff`.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;
use gateway_codegen::drift::report::{self as formats, Report};
use gateway_codegen::drift::{Class, heaviest, ignore};
use gateway_codegen::files;
use gateway_codegen::findings::Findings;
use gateway_codegen::release::{self, Options, Source, Workspace};

use crate::progress;
use crate::report::{self, Show, Stop};

/// List what changed between two releases, what it means, and what it does to users of the crate.
#[derive(clap::Args)]
#[command(after_help = "\
OLD and NEW are a release in spec/releases by its id, a transcript, an OpenAPI document, or a page: as a file, as a file of
a git revision (REVISION:PATH), or `-` for standard input. Limits that are stated in words, such as `at most 64 characters`, are
compared as limits where the schema does not state them itself.

Exit codes:
  0  done; with --fail-on: nothing of that class or above changed
  1  an input cannot be read, or the report cannot be written
  2  wrong usage
  3  with --fail-on: something of that class or above changed

Each line of the file for --ignore is a rule, a path as the report shows it, and ` # ` with the reason:
  value-added Card.kind # The terminal never shows it.

Examples:
  cargo xtask diff 20250508 page.txt
  cargo xtask diff 20250508 20251001 --format markdown --out changes.md
  cargo xtask diff HEAD~1:spec/openapi.yaml spec/openapi.yaml
  cargo xtask diff old.yaml new.yaml --format json --fail-on breaking")]
pub(crate) struct Arguments {
    /// The release before.
    #[arg(value_name = "OLD")]
    old: String,
    /// The release after.
    #[arg(value_name = "NEW")]
    new: String,
    /// How the report is written; docs/drift.schema.json describes the JSON.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Write the report to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Exit with 3 when something of this class or above changed.
    #[arg(long, value_enum, value_name = "CLASS")]
    fail_on: Option<FailOn>,
    /// Changes not to report, each with a reason.
    #[arg(long, value_name = "FILE")]
    ignore: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
    Html,
}

#[derive(Clone, Copy, ValueEnum)]
enum FailOn {
    NotUnderstood,
    Breaking,
    Additive,
    Documentation,
}

impl From<FailOn> for Class {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::NotUnderstood => Self::NotUnderstood,
            FailOn::Breaking => Self::Breaking,
            FailOn::Additive => Self::Additive,
            FailOn::Documentation => Self::Documentation,
        }
    }
}

pub(crate) fn run(arguments: &Arguments, show: Show) -> Result<(), Stop> {
    let workspace = Workspace::new(report::workspace());
    let mut findings = Findings::default();
    let ignored = match &arguments.ignore {
        Some(path) => ignore::parse(&report::read_text(path)?)
            .map_err(|stopped| stopped.in_file(&path.display().to_string()))?
            .note_into(&mut findings),
        None => Vec::new(),
    };
    let overlays = workspace.overlays(&mut findings)?;
    let old = source(&workspace, &arguments.old, &mut findings)?;
    let new = source(&workspace, &arguments.new, &mut findings)?;
    report::print(&findings, show);
    // Releases of the workspace have versions of their own, and what stands elsewhere has none.
    let version = release::version_of(&workspace, &old.release)?;
    let next = match old.release == new.release {
        true => None,
        false => release::version_of(&workspace, &new.release)?,
    };
    let options = Options {
        ignored: &ignored,
        version: version.as_deref(),
        next: next.as_deref(),
    };
    let compared =
        progress::during(|watch| release::report(&old, &new, &overlays, options, watch))?;
    for entry in ignore::unused(&ignored, &compared.ignored) {
        let file = arguments.ignore.as_deref().unwrap_or(Path::new(""));
        report::warn(&format!(
            "{}:{}: this is about no change any more; take it out",
            file.display(),
            entry.line
        ));
    }
    let colours = arguments.out.is_none() && report::colours(&std::io::stdout());
    let text = written(&compared, arguments.format, colours);
    match &arguments.out {
        Some(path) => {
            files::write_out(path, &text).map_err(|error| Stop::Trouble(error.to_string()))?;
        }
        None => report::say_all(&text),
    }
    let weight = heaviest(&compared.changes);
    match arguments.fail_on.map(Class::from) {
        Some(limit) if weight.is_some_and(|weight| weight >= limit) => Err(Stop::Changed),
        _ => Ok(()),
    }
}

fn written(compared: &Report, format: Format, colours: bool) -> String {
    match format {
        Format::Text => formats::text(compared, colours),
        Format::Markdown => formats::markdown(compared),
        Format::Json => format!("{:#}\n", formats::json(compared)),
        Format::Html => formats::html(compared),
    }
}

/// A file as a git revision has it, such as `HEAD~1:spec/openapi.yaml`, with its path from the top of the workspace.
fn of_revision(workspace: &Workspace, given: &str) -> Result<Vec<u8>, Stop> {
    let neither = |why: &str| {
        Stop::Trouble(format!(
            "{given}: this is neither a release in spec/releases nor a file{why}"
        ))
    };
    let Some((revision, path)) = given.split_once(':') else {
        return Err(neither(""));
    };
    if revision.is_empty() || revision.starts_with('-') || path.is_empty() {
        return Err(neither(""));
    }
    let output = Command::new("git")
        .arg("-C")
        .arg(workspace.root())
        .args(["cat-file", "blob", &format!("{revision}:./{path}")])
        .output()
        .map_err(|error| neither(&format!(", and git cannot be run: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(neither(&format!(
        ", and git has no such revision of one: {}",
        said.trim()
    )))
}

/// A release by its id, or what a file or standard input holds.
pub(crate) fn source(
    workspace: &Workspace,
    given: &str,
    findings: &mut Findings,
) -> Result<Source, Stop> {
    if let Some(source) = Source::of_release(workspace, given)? {
        return Ok(source);
    }
    let path = Path::new(given);
    let bytes = if given == "-" || path.exists() {
        report::read_page(path)?
    } else {
        of_revision(workspace, given)?
    };
    let read = progress::during(|watch| Source::read(&bytes, given, findings, watch));
    Ok(read?)
}
