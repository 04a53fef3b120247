//! Tokens made into text: prettyplease item by item, blank lines in one place, then rustfmt.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

use crate::emit::SourceFile;
use crate::findings::{At, Findings, Id, Stage};

/// One file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Its path below `src`, with `/` between folders.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Makes and prints every file under the same header, on as many threads as there are processors. Each file is made where
/// it is printed, so that no more of them stand in memory than there are threads.
///
/// # Errors
///
/// A finding for each file that is no Rust, and one when rustfmt cannot be run.
pub fn render(
    files: usize,
    file: impl Fn(usize) -> Option<SourceFile> + Sync,
    header: &str,
) -> Stage<Vec<TextFile>> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let first = next.fetch_add(SHARE, Ordering::Relaxed);
            if first >= files {
                return done;
            }
            let share = (first..files.min(first.saturating_add(SHARE))).filter_map(&file);
            done.push((first, share_printed(share, header)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let ended = running.into_iter().map(ScopedJoinHandle::join);
        // What a thread panics with is a bug of ours, and belongs to whoever called.
        let ended = ended.map(|ended| ended.unwrap_or_else(|bug| std::panic::resume_unwind(bug)));
        ended.flatten().collect::<Vec<_>>()
    });
    done.sort_unstable_by_key(|(first, _)| *first);
    let mut findings = Findings::default();
    let mut printed = Vec::with_capacity(files);
    for (_, share) in done {
        match share {
            Ok(share) => printed.extend(share),
            Err(found) => findings.append(found),
        }
    }
    findings.finish(printed)
}

/// How many files a thread takes at a time. It does not depend on the machine, and neither does what rustfmt gets at once.
const SHARE: usize = 48;

fn share_printed(
    share: impl Iterator<Item = SourceFile>,
    header: &str,
) -> Result<Vec<TextFile>, Findings> {
    let mut findings = Findings::default();
    let mut printed = Vec::new();
    for SourceFile { path, tokens } in share {
        match syn::parse2::<syn::File>(tokens) {
            Ok(parsed) => printed.push(TextFile {
                path,
                text: format!("{header}\n{}", print(parsed)),
            }),
            Err(error) => {
                findings.error(Id::NotRust, At::File, format!("{path} is no Rust: {error}"));
            }
        }
    }
    if findings.has_errors() {
        return Err(findings);
    }
    formatted(printed).map_err(|text| {
        findings.error(Id::Rustfmt, At::File, text);
        findings
    })
}

/// Prints item by item, with a blank line between items that take more than one line.
fn print(file: syn::File) -> String {
    let bare = syn::File {
        items: Vec::new(),
        ..file.clone()
    };
    let mut text = prettyplease::unparse(&bare);
    let mut before = if text.is_empty() {
        Kind::Start
    } else {
        Kind::Long
    };
    for item in file.items {
        let kind = kind(&item);
        if before != Kind::Start && !(kind == before && kind != Kind::Long) {
            text.push('\n');
        }
        before = kind;
        let item = syn::File {
            attrs: Vec::new(),
            items: vec![item],
            ..bare.clone()
        };
        text.push_str(&spaced(&prettyplease::unparse(&item)));
    }
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    Use,
    Export,
    Module,
    Long,
}

fn kind(item: &syn::Item) -> Kind {
    match item {
        syn::Item::Use(item) if matches!(item.vis, syn::Visibility::Inherited) => Kind::Use,
        syn::Item::Use(_) => Kind::Export,
        syn::Item::Mod(item) if item.content.is_none() => Kind::Module,
        _ => Kind::Long,
    }
}

/// Puts blank lines between the members of one printed item: before a documented or attributed one, and after one
/// that ends in a brace.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut before = "";
    for line in text.lines() {
        let member = line.starts_with("    ") && !line.starts_with("     ");
        let begins = member
            && line
                .trim_start()
                .starts_with(|c| c != '}' && c != ')' && c != ']');
        let after_field = before.starts_with("    ") && before.ends_with(',') && !documents(before);
        if begins && (before == "    }" || (after_field && documents(line))) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        before = line;
    }
    out
}

fn documents(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("///") || line.starts_with("#[")
}

/// How many bytes of files one run of rustfmt takes at a time, since starting it takes longer than formatting one.
const BATCH: usize = 400_000;

/// What stands before each file of a batch.
const BETWEEN: &str = "// ==== the next file ====\n";

/// Runs the pinned rustfmt over files.
fn formatted(files: Vec<TextFile>) -> Result<Vec<TextFile>, String> {
    let mut texts = Vec::with_capacity(files.len());
    for batch in batches(&files) {
        texts.extend(format_batch(&batch)?);
    }
    let paths = files.into_iter().map(|file| file.path);
    Ok(paths
        .zip(texts)
        .map(|(path, text)| TextFile { path, text })
        .collect())
}

/// Files in their order, in batches of a size that does not depend on the machine. A file with attributes or
/// documentation of its own stands alone, since nothing may stand before those.
fn batches(files: &[TextFile]) -> Vec<Vec<&str>> {
    let mut batches: Vec<Vec<&str>> = Vec::new();
    let mut room = 0;
    for file in files {
        let text = file.text.as_str();
        let alone = text
            .lines()
            .any(|line| line.starts_with("//!") || line.starts_with("#!"));
        match batches.last_mut().filter(|_| !alone && text.len() <= room) {
            Some(batch) => {
                batch.push(text);
                room -= text.len();
            }
            None => {
                batches.push(vec![text]);
                room = if alone {
                    0
                } else {
                    BATCH.saturating_sub(text.len())
                };
            }
        }
    }
    batches
}

/// Formats the files of a batch as one text; each by itself where they do not come apart again.
fn format_batch(batch: &[&str]) -> Result<Vec<String>, String> {
    if let [_, _, ..] = batch {
        let whole: Vec<String> = batch
            .iter()
            .map(|text| format!("{BETWEEN}\n{text}\n"))
            .collect();
        let whole = rustfmt(&whole.concat())?;
        let mut parts = whole.split(BETWEEN);
        let before = parts.next();
        let parts: Vec<String> = parts
            .map(|part| format!("{}\n", part.trim_matches('\n')))
            .collect();
        if before == Some("") && parts.len() == batch.len() {
            return Ok(parts);
        }
    }
    batch.iter().map(|text| rustfmt(text)).collect()
}

fn rustfmt(text: &str) -> Result<String, String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout", "--quiet"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            format!(
                "rustfmt cannot be run ({error}); install it with `rustup component add rustfmt`"
            )
        })?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin
            .write_all(text.as_bytes())
            .map_err(|error| format!("rustfmt does not read: {error}"))?;
    }
    let output = child
        .wait_with_output()
        .map_err(|error| format!("rustfmt does not end: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "rustfmt refuses: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| "rustfmt gave back something that is no text".to_owned())
}
