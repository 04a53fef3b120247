//! Tokens made into text: laid out in lines item by item, then formatted by rustfmt.

mod lines;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use proc_macro2::TokenStream;

use crate::cores::shared_out;
use crate::emit::SourceFile;
use crate::findings::{At, Findings, Id, Stage};
use lines::{Items, Kind};

/// One file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Its path below `src`, with `/` between folders.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Makes and prints every file under the same header, as [`hand_over`] does, and gives all of them in their order.
///
/// # Errors
///
/// Those of [`hand_over`].
pub fn render(
    files: usize,
    file: impl Fn(usize) -> Option<SourceFile> + Sync,
    header: &str,
) -> Stage<Vec<TextFile>> {
    let held = Mutex::new(BTreeMap::new());
    let done = hand_over(files, file, header, |number, file| {
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(number, file);
    })?;
    let held = held.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.findings.finish(held.into_values().collect())
}

/// Makes and prints every file under the same header, and hands each over by its number as soon as it is text. Each is
/// made where it is printed, on as many threads as there are processors, so that few of them stand in memory at a time.
///
/// # Errors
///
/// A finding for each file that is no Rust, and one when rustfmt cannot be run.
pub fn hand_over(
    files: usize,
    file: impl Fn(usize) -> Option<SourceFile> + Sync,
    header: &str,
    take: impl Fn(usize, TextFile) + Sync,
) -> Stage<()> {
    let share = (files / 16).clamp(FEWEST, MOST);
    let done = shared_out(files.div_ceil(share), |number| {
        let first = number * share;
        let numbers = first..files.min(first + share);
        let numbered = numbers.filter_map(|number| Some((number, file(number)?)));
        for (number, text) in share_printed(numbered, header)? {
            take(number, text);
        }
        Ok(())
    });
    let mut findings = Findings::default();
    for found in done.into_iter().filter_map(Result::err) {
        findings.append(found);
    }
    findings.finish(())
}

/// The fewest and the most files that are printed together. How many depends on the document alone and not on the machine,
/// and so does what rustfmt gets at once.
const FEWEST: usize = 24;
const MOST: usize = 256;

fn share_printed(
    share: impl Iterator<Item = (usize, SourceFile)>,
    header: &str,
) -> Result<Vec<(usize, TextFile)>, Findings> {
    let printed = share.map(|(number, SourceFile { path, tokens })| {
        let (lead, pieces) = print(tokens, format!("{header}\n"));
        Printed {
            number,
            path,
            lead,
            pieces,
        }
    });
    let printed: Vec<Printed> = printed.collect();
    formatted(&printed).map_err(|text| what_is_wrong(&printed, text))
}

/// What keeps rustfmt from formatting files: those that are no Rust, or what it says itself.
fn what_is_wrong(files: &[Printed], said: String) -> Findings {
    let mut findings = Findings::default();
    for Printed { path, pieces, .. } in files {
        if let Err(error) = syn::parse_file(&pieces.join("\n")) {
            let text = format!("{path} is no Rust: {error}");
            findings.error(Id::NotRust, At::File, text);
        }
    }
    if !findings.has_errors() {
        findings.error(Id::Rustfmt, At::File, said);
    }
    findings
}

/// A file that rustfmt has not seen yet, in pieces between which there is a blank line.
struct Printed {
    number: usize,
    path: String,
    /// Comments at its beginning that rustfmt would leave as they are.
    lead: Option<String>,
    pieces: Vec<String>,
}

/// Lays out item by item behind a header, with a blank line between items that take more than one line. What becomes large
/// is cut between two such items. The documentation of a file is kept apart from its items, since whatever has it is formatted
/// by a run of its own.
fn print(tokens: TokenStream, header: String) -> (Option<String>, Vec<String>) {
    let mut items = Items::of(tokens);
    let about = items.about();
    let is_apart = !about.is_empty() && about.lines().all(is_documentation);
    let (mut lead, mut text) = match is_apart {
        true => (Some(header + &about), String::new()),
        false => (None, header + &about),
    };
    let mut before = (!about.is_empty() && !is_apart).then_some(Kind::Long);
    let mut pieces = Vec::new();
    for (kind, item) in items {
        let is_apart = before.is_some_and(|before| kind != before || kind == Kind::Long);
        if kind == Kind::Long && before == Some(Kind::Long) && text.len() >= BATCH {
            pieces.push(std::mem::take(&mut text));
        } else if is_apart {
            text.push('\n');
        }
        before = Some(kind);
        text.push_str(&item);
    }
    // Where there is no item, what stands before them is all.
    pieces.push(match text.is_empty() {
        true => lead.take().unwrap_or_default(),
        false => text,
    });
    (lead, pieces)
}

fn is_documentation(line: &str) -> bool {
    line.starts_with("//!")
}

/// How many bytes one run of rustfmt takes at a time. Starting it takes as long as formatting 100 KB and 40 MB of memory, and
/// each megabyte that it formats takes 18 more.
const BATCH: usize = 1_000_000;

/// What stands before each piece of a batch.
const BETWEEN: &str = "// ==== the next piece ====\n";

/// Runs the pinned rustfmt over files.
fn formatted(files: &[Printed]) -> Result<Vec<(usize, TextFile)>, String> {
    let pieces: Vec<&str> = files
        .iter()
        .flat_map(|file| file.pieces.iter().map(String::as_str))
        .collect();
    let mut texts = Vec::with_capacity(pieces.len());
    for batch in batches(&pieces) {
        texts.extend(format_batch(&batch)?);
    }
    let mut texts = texts.into_iter();
    let whole = files.iter().map(|printed| {
        let pieces = texts.by_ref().take(printed.pieces.len());
        let text: Vec<String> = printed.lead.clone().into_iter().chain(pieces).collect();
        let (path, text) = (printed.path.clone(), text.join("\n"));
        (printed.number, TextFile { path, text })
    });
    Ok(whole.collect())
}

/// Pieces in their order, in batches of a size that does not depend on the machine. One with attributes or documentation
/// of its file is the first of a batch, since nothing may stand before those.
fn batches<'a>(pieces: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut batches: Vec<Vec<&str>> = Vec::new();
    let mut room = 0;
    for text in pieces.iter().copied() {
        let is_first = text
            .lines()
            .any(|line| is_documentation(line) || line.starts_with("#!"));
        match batches
            .last_mut()
            .filter(|_| !is_first && text.len() <= room)
        {
            Some(batch) => {
                batch.push(text);
                room -= text.len();
            }
            None => {
                batches.push(vec![text]);
                room = BATCH.saturating_sub(text.len());
            }
        }
    }
    batches
}

/// Formats the pieces of a batch as one text; each by itself where they do not come apart again.
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

/// The pinned rustfmt itself, where rustup says which it is. What rustup has under its name in the path finds that out at
/// every run, which takes as long as formatting 60 KB.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut asked = Command::new("rustup");
        asked
            .args(["which", "rustfmt"])
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
        let told = asked.output().ok().filter(|told| told.status.success());
        let named = told.and_then(|told| String::from_utf8(told.stdout).ok());
        let program = named.map(|named| PathBuf::from(named.trim()));
        let program = program.filter(|program| program.is_file());
        program.unwrap_or_else(|| PathBuf::from("rustfmt"))
    })
}

fn rustfmt(text: &str) -> Result<String, String> {
    let mut child = Command::new(program())
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

#[cfg(test)]
mod tests {
    use quote::{format_ident, quote};

    use super::*;

    #[test]
    fn what_is_no_rust_is_named_and_what_stands_beside_it_is_not() {
        let file = |number| {
            let tokens = match number {
                1 => quote!(struct struct;),
                _ => quote!(
                    struct Fine;
                ),
            };
            let path = format!("{number}.rs");
            Some(SourceFile { path, tokens })
        };
        let findings = render(3, file, "// Made.\n").expect_err("no Rust");
        let told: Vec<&str> = findings.iter().map(|each| each.text.as_str()).collect();
        assert!(
            matches!(told.as_slice(), [only] if only.starts_with("1.rs is no Rust: ")),
            "{findings}"
        );
    }

    #[test]
    fn files_that_are_formatted_together_become_what_each_becomes_alone() {
        let file = |number: usize| {
            let tokens = match number {
                1 => {
                    quote!(#![doc = " A record."] use std::fmt; pub struct Record { pub field: u8 })
                }
                2 => quote!(#![doc = " Nothing but this."]),
                3 => quote!(#![doc = " Attributes."] #![allow(dead_code)] pub struct Allowed;),
                _ => quote!(
                    use std::fmt;
                    pub struct Plain;
                ),
            };
            let path = format!("{number}.rs");
            Some(SourceFile { path, tokens })
        };
        let texts = |made: Stage<Vec<TextFile>>| {
            let files = made.expect("Rust").value;
            files.into_iter().map(|file| file.text).collect::<Vec<_>>()
        };
        let together = texts(render(5, file, "// Made.\n"));
        let alone = (0..5).flat_map(|number| texts(render(1, |_| file(number), "// Made.\n")));
        assert_eq!(together, alone.collect::<Vec<_>>());
        for text in &together {
            assert_eq!(&rustfmt(text).expect("Rust"), text);
        }
        let documented = "// Made.\n\n//! A record.\n\nuse std::fmt;\n\npub struct Record {\n";
        assert!(
            together
                .get(1)
                .is_some_and(|text| text.starts_with(documented))
        );
    }

    #[test]
    fn a_large_file_is_formatted_in_pieces_as_it_would_be_whole() {
        let functions = (0..20_000).map(|number| {
            let name = format_ident!("function_{number}");
            quote!(#[doc = " Documented."] pub fn #name() -> usize { #number })
        });
        let tokens = quote!(#![doc = " Large."] use std::fmt; #(#functions)*).to_string();
        let file = |_| {
            Some(SourceFile {
                path: "large.rs".to_owned(),
                tokens: tokens.parse().expect("tokens"),
            })
        };
        let rendered = render(1, file, "// Made.\n").expect("Rust").value;
        let text = &rendered.first().expect("a file").text;
        assert!(text.len() > BATCH, "{} bytes", text.len());
        assert_eq!(&rustfmt(text).expect("Rust"), text);
        assert_eq!(text.matches("pub fn function_").count(), 20_000);
        assert!(text.starts_with("// Made.\n\n//! Large.\n\nuse std::fmt;\n\n/// Documented.\n"));
    }
}
