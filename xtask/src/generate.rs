//! `cargo xtask generate`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use gateway_codegen::account::{self, Account};
use gateway_codegen::api::Api;
use gateway_codegen::document;
use gateway_codegen::files::{self, Anew, Changes, Mode};
use gateway_codegen::findings::Findings;
use gateway_codegen::overlay::Overlay;
use gateway_codegen::pipeline::{self, Draft, Input, Target, document_text};
use gateway_codegen::release::{self, Workspace, open_lists};
use gateway_codegen::render::TextFile;

use crate::progress;
use crate::report::{self, Show, Stop};

/// Write spec/openapi.yaml and all of generated/src.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo xtask generate
  cargo xtask generate --check
  cargo xtask generate --document other.yaml --out ../other-client
  cargo xtask generate --document other.yaml --out ../other-client --strict
  cargo xtask generate --document other.yaml --out ../other-client --runtime 0.1")]
pub(crate) struct Arguments {
    /// Compare with what is committed instead of writing; exit 1 when it differs.
    #[arg(long)]
    check: bool,
    /// Generate from this document of OpenAPI 3.0 or 3.1 instead of our own.
    #[arg(long, value_name = "FILE", requires = "out")]
    document: Option<PathBuf>,
    /// The crate folder to write for --document; its Cargo.toml is written only where there is none.
    #[arg(long, value_name = "DIR", requires = "document")]
    out: Option<PathBuf>,
    /// The name of the crate for --document; by default the name of the folder.
    #[arg(long, value_name = "NAME", requires = "document")]
    name: Option<String>,
    /// The runtime that the Cargo.toml names for --document: a version, or a path; by default the path from the crate to
    /// the runtime beside this generator.
    #[arg(long, value_name = "VERSION|PATH", requires = "document")]
    runtime: Option<String>,
    /// Write nothing and exit 1 where the crate would not have all that the document of --document says.
    #[arg(long, requires = "document")]
    strict: bool,
}

pub(crate) fn run(arguments: &Arguments, show: Show) -> Result<(), Stop> {
    let mode = if arguments.check {
        Mode::Check
    } else {
        Mode::Write
    };
    match (&arguments.document, &arguments.out) {
        (Some(document), Some(out)) => other(document, out, arguments, mode, show),
        _ => own(mode, show),
    }
}

/// Compares what is committed of our own with what would be generated.
pub(crate) fn check(show: Show) -> Result<(), Stop> {
    own(Mode::Check, show)
}

/// Our own document: the transcript of the current release, refined, and the crate that follows from it.
fn own(mode: Mode, show: Show) -> Result<(), Stop> {
    let started = Instant::now();
    let workspace = Workspace::new(report::workspace());
    let _hold = match mode {
        Mode::Write => Some(report::hold(workspace.root())?),
        Mode::Check => None,
    };
    let release = workspace.current()?;
    // What is open in a draft says more than the actions that do not fit yet.
    if mode == Mode::Check {
        ask_settled(&workspace)?;
    }
    let file = Workspace::transcript_path(&release);
    let transcript = workspace.transcript(&release)?.ok_or_else(|| {
        Stop::Trouble(format!(
            "{file} is missing; `cargo xtask transcribe PAGE` writes it"
        ))
    })?;
    let mut findings = Findings::default();
    let overlays = workspace.overlays(&mut findings)?;
    let input = Input::Transcript {
        transcript: &transcript,
        file: &file,
        overlays: &overlays,
    };
    let source = Target::OWN.source;
    let made: Draft = progress::during(|watch| pipeline::run(input, Target::OWN, watch))
        .map_err(|stopped| stopped.in_file(source))?
        .note_into(&mut findings)
        .into();
    let known = progress::during(|watch| release::known_findings(&workspace, &overlays, watch))?;
    let known = known
        .as_ref()
        .map(|(release, known)| (release.as_str(), known));
    let show = match (mode, show) {
        (Mode::Check, Show::First) => Show::Problems,
        _ => show,
    };
    report::print_beside(&findings.in_file(source), known, show);
    let trouble = |error: std::io::Error| Stop::Trouble(error.to_string());
    let spec = TextFile {
        path: source.to_owned(),
        text: document_text(&made.document, Target::OWN),
    };
    let mut changes = files::sync_one(workspace.root(), &spec, mode).map_err(trouble)?;
    let Some(generated) = &made.generated else {
        return Ok(());
    };
    let src = workspace.path("generated/src");
    let written = files::sync(&src, &generated.files, mode).map_err(trouble)?;
    changes.append(written.below("generated/src/"));
    changes.append(sync_report(&workspace, &overlays, &made, mode)?);
    for page in release::pages(&workspace, &generated.api)? {
        changes.append(files::sync_one(workspace.root(), &page, mode).map_err(trouble)?);
    }
    let count = generated.files.len();
    conclude(
        &generated.api,
        count,
        &changes,
        mode,
        started,
        Target::OWN.command,
    )
}

/// Refuses while something of any release is open.
pub(crate) fn ask_settled(workspace: &Workspace) -> Result<(), Stop> {
    let lists = open_lists(workspace)?;
    if lists.is_empty() {
        return Ok(());
    }
    let lists: Vec<String> = lists
        .iter()
        .map(|list| format!("{}: {} open", list.path, list.points.len()))
        .collect();
    Err(Stop::Trouble(format!(
        "{}; settle them and remove the file",
        lists.join("; ")
    )))
}

/// Writes the report of the current release and the version that it asks for anew, or compares them.
fn sync_report(
    workspace: &Workspace,
    overlays: &[Overlay],
    made: &Draft,
    mode: Mode,
) -> Result<Changes, Stop> {
    let mut changes = Changes::default();
    let told = progress::during(|watch| release::changes(workspace, overlays, made, watch))?;
    let Some(told) = told else {
        return Ok(changes);
    };
    let versions = release::version_files(workspace, &told)?;
    for file in release::changes_files(&told.to, &told)
        .iter()
        .chain(&versions)
    {
        let synced = files::sync_one(workspace.root(), file, mode);
        changes.append(synced.map_err(|error| Stop::Trouble(error.to_string()))?);
    }
    Ok(changes)
}

/// Anybody's document.
fn other(
    path: &Path,
    out: &Path,
    arguments: &Arguments,
    mode: Mode,
    show: Show,
) -> Result<(), Stop> {
    let started = Instant::now();
    let shown = path.display().to_string();
    let text = report::read_text(path)?;
    let mut findings = Findings::default();
    let value = document::parse(&text)
        .map_err(|stopped| stopped.in_file(&shown))?
        .note_into(&mut findings);
    let name = arguments.name.clone().unwrap_or_else(|| crate_name(out));
    let target = Target {
        crate_name: &name,
        command: "cargo xtask generate --document",
        source: path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("document"),
    };
    drop(text);
    let src = Anew::new(&out.join("src"), mode);
    let take = |file| src.take(&file);
    let api = progress::during(|watch| pipeline::hand_over(value, target, take, watch))
        .map_err(|stopped| stopped.in_file(&shown))?
        .note_into(&mut findings);
    let account = Account::of(&api, &findings);
    report::print(&findings.in_file(&shown), show);
    if arguments.strict && !account.is_whole() {
        return Err(Stop::Trouble(format!(
            "the crate would not have all that the document says; nothing was written\n{account}"
        )));
    }
    let trouble = |error: std::io::Error| Stop::Trouble(error.to_string());
    let (count, mut changes) = src.finish().map_err(trouble)?;
    let readme = TextFile {
        path: "README.md".to_owned(),
        text: account.readme(&name, &api),
    };
    if is_generated(&out.join(&readme.path)) {
        changes.append(files::sync_one(out, &readme, mode).map_err(trouble)?);
    }
    let manifest = out.join("Cargo.toml");
    if mode == Mode::Write && !manifest.exists() {
        let runtime = runtime(arguments.runtime.as_deref(), out);
        files::write(&manifest, &manifest_text(&name, &runtime)).map_err(trouble)?;
    }
    report::say(&account.to_string());
    let command = "cargo xtask generate --document … --out …";
    conclude(&api, count, &changes, mode, started, command)
}

/// Whether a README may be written: there is none, or it is one of ours.
fn is_generated(readme: &Path) -> bool {
    std::fs::read_to_string(readme).map_or(true, |text| text.starts_with(account::README_MARK))
}

/// How the manifest names the runtime: by a version, or by a path.
fn runtime(asked: Option<&str>, out: &Path) -> String {
    match asked {
        Some(version) if version.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("version = {version:?}")
        }
        Some(path) => format!("path = {path:?}"),
        None => {
            let runtime = report::source().join("runtime");
            let path = between(out, &runtime).unwrap_or(runtime);
            format!("path = {:?}", path.display().to_string())
        }
    }
}

/// The way from a folder to another, so that both can be moved together.
fn between(from: &Path, to: &Path) -> Option<PathBuf> {
    let (from, to) = (from.canonicalize().ok()?, to.canonicalize().ok()?);
    let (mut up, mut down) = (from.components(), to.components());
    loop {
        let (mut outer, mut inner) = (up.clone(), down.clone());
        match (outer.next(), inner.next()) {
            (Some(one), Some(other)) if one == other => (up, down) = (outer, inner),
            _ => break,
        }
    }
    let above = up.map(|_| std::path::Component::ParentDir);
    Some(above.chain(down).collect())
}

/// The name of a crate by its folder: words with a dash between them, as its name in Rust would be without a warning.
fn crate_name(out: &Path) -> String {
    let folder = out.file_name().and_then(|name| name.to_str());
    let words = folder
        .unwrap_or_default()
        .split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let name = words.join("-");
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name
    } else if name.is_empty() {
        "client".to_owned()
    } else {
        format!("client-{name}")
    }
}

fn manifest_text(name: &str, runtime: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[features]\n\
         default = [\"client\", \"tls\"]\n\
         # The client, and what it sends with; without it there are the models alone.\n\
         client = [\"gateway-runtime/client\"]\n\
         tls = [\"client\", \"gateway-runtime/tls\"]\n\
         testing = [\"client\", \"server\", \"gateway-runtime/testing\"]\n\
         journal = [\"client\", \"gateway-runtime/journal\"]\n\
         # Texts that may be stored, amounts, times and handles as values of serde.\n\
         serde = [\"gateway-runtime/serde\"]\n\
         # The other side: a trait with a method for each operation, and an axum router that serves it.\n\
         server = [\"dep:axum\", \"gateway-runtime/server\"]\n\n\
         [dependencies]\naxum = {{ version = \"0.8\", default-features = false, optional = true }}\n\
         gateway-runtime = {{ package = \"online-payment-gateway-runtime\", {runtime}, default-features = false }}\n\n\
         # Names are those of the document, in whatever letters.\n\
         [lints.rust]\nuncommon_codepoints = \"allow\"\nmixed_script_confusables = \"allow\"\n\
         confusable_idents = \"allow\"\n\n[workspace]\n"
    )
}

/// Says what was done, or how it differs.
fn conclude(
    api: &Api,
    files: usize,
    changes: &Changes,
    mode: Mode,
    started: Instant,
    command: &str,
) -> Result<(), Stop> {
    report::say(&format!(
        "{} operations, {} types, {} files, {} left out, {} changed, {:.1} s",
        api.operations().count(),
        api.types.len(),
        files,
        api.left_out.len(),
        changes.len(),
        started.elapsed().as_secs_f64(),
    ));
    if mode == Mode::Write || changes.is_empty() {
        return Ok(());
    }
    let lists = [
        ("missing", &changes.added),
        ("different", &changes.changed),
        ("not generated", &changes.removed),
    ];
    for (what, names) in lists {
        for name in names {
            report::say(&format!("{what}: {name}"));
        }
    }
    Err(Stop::Differs(format!(
        "what is committed differs from what is generated; `{command}` repairs it"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_named_by_its_folder() {
        let names =
            ["Pay_API", "r__3.0--json", "3d", "_", "支付"].map(|name| crate_name(Path::new(name)));
        assert_eq!(
            names,
            ["pay-api", "r-3-0-json", "client-3d", "client", "client"]
        );
    }
}
