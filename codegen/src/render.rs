//! Tokens made into text: prettyplease item by item, blank lines in one place, then rustfmt.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

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

/// Prints every file under the same header.
///
/// # Errors
///
/// A finding for each file that is no Rust, and one when rustfmt cannot be run.
pub fn render(files: &[SourceFile], header: &str) -> Stage<Vec<TextFile>> {
    let mut findings = Findings::default();
    let mut printed = Vec::with_capacity(files.len());
    for file in files {
        match syn::parse2::<syn::File>(file.tokens.clone()) {
            Ok(parsed) => printed.push(TextFile {
                path: file.path.clone(),
                text: format!("{header}\n{}", print(parsed)),
            }),
            Err(error) => findings.error(
                Id::NotRust,
                At::File,
                format!("{} is no Rust: {error}", file.path),
            ),
        }
    }
    if findings.has_errors() {
        return Err(findings);
    }
    match formatted(printed) {
        Ok(files) => findings.finish(files),
        Err(text) => {
            findings.error(Id::Rustfmt, At::File, text);
            Err(findings)
        }
    }
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

/// Runs the pinned rustfmt over all files, as many times at once as there are processors.
fn formatted(files: Vec<TextFile>) -> Result<Vec<TextFile>, String> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let batches = batches(&files);
    let share = batches.len().div_ceil(workers).max(1);
    let texts = std::thread::scope(|scope| {
        let running: Vec<_> = batches
            .chunks(share)
            .map(|chunk| {
                scope.spawn(move || {
                    chunk
                        .iter()
                        .map(|batch| format_batch(batch))
                        .collect::<Result<Vec<_>, String>>()
                })
            })
            .collect();
        let mut done = Vec::with_capacity(files.len());
        for worker in running {
            let batches = worker
                .join()
                .map_err(|_| "a thread that runs rustfmt ended early".to_owned())??;
            done.extend(batches.into_iter().flatten());
        }
        Ok::<_, String>(done)
    })?;
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
