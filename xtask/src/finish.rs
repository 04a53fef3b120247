//! `cargo xtask release --finish`: what is left to do for the current release. What files lack is said of their text, and
//! before anything is compiled; then what does not compile; and when nothing is left, the tests of a release are run.

mod cases;
mod errors;
mod offers;
mod proven;
mod reviewed;

use std::process::Stdio;

use gateway_codegen::findings::Findings;
use gateway_codegen::pipeline::{self, Draft, Input, Target};
use gateway_codegen::release::{ASKED, Workspace, crate_version};

use crate::cargo::{cannot_run, cargo};
use crate::generate;
use crate::progress;
use crate::report::{self, Show, Stop};

/// In which order what is left is best done.
const ORDER: &str = "\
in this order: write what is yours in the files that are named; `cargo fmt --all`; write what follows from the samples with
the command of INSTA_UPDATE in CONTRIBUTING.md, and read it in `git diff`; and run this again";

/// Runs every check of a release, and then says what is left around the client. Nothing is written.
pub(crate) fn run(show: Show) -> Result<(), Stop> {
    generate::check(show)?;
    let workspace = Workspace::new(report::workspace());
    let release = workspace.current()?;
    let made = made(&workspace, &release)?;
    let mut left = Vec::new();
    for overlay in workspace.overlays(&mut Findings::default())? {
        let text = workspace.read(&overlay.file)?;
        left.extend(unanswered(&overlay.file, &text));
    }
    told(&workspace, &mut left)?;
    if let Some(generated) = &made.generated {
        left.extend(reviewed::lines(&workspace, &generated.api, &release)?);
    }
    compiled(&workspace, &made, &mut left)?;
    formatted(&workspace, &mut left)?;
    // What is said to be missing is what they would fail for.
    if left.is_empty() {
        left.extend(proven::failing(&workspace)?);
    }
    if left.is_empty() {
        report::say(&format!(
            "release {release} is whole; run .ci/run and commit it"
        ));
        return Ok(());
    }
    report::say(&format!("\nleft to do for release {release}"));
    for line in left.iter().flat_map(|line| line.lines()) {
        report::say(&format!("  {line}"));
    }
    report::say(&format!("\n{ORDER}"));
    Err(Stop::Trouble(format!("{} left", left.len())))
}

/// Files that are not laid out as rustfmt does it.
fn formatted(workspace: &Workspace, left: &mut Vec<String>) -> Result<(), Stop> {
    let check = ["fmt", "--all", "--", "--check", "--files-with-diff"];
    let output = cargo(workspace.root(), check)
        .stderr(Stdio::null())
        .output()
        .map_err(cannot_run)?;
    let root = workspace.root().display().to_string();
    for file in String::from_utf8_lossy(&output.stdout).lines() {
        let file = file.strip_prefix(&root).unwrap_or(file);
        let file = file.trim_start_matches('/');
        left.push(format!("{file}: run `cargo fmt --all`"));
    }
    Ok(())
}

/// The current release as it is generated now.
fn made(workspace: &Workspace, release: &str) -> Result<Draft, Stop> {
    let file = Workspace::transcript_path(release);
    let transcript = workspace
        .transcript(release)?
        .ok_or_else(|| Stop::Trouble(format!("{file} is missing")))?;
    let overlays = workspace.overlays(&mut Findings::default())?;
    let input = Input::Transcript {
        transcript: &transcript,
        file: &file,
        overlays: &overlays,
    };
    Ok(progress::during(|watch| {
        pipeline::draft(input, Target::OWN, watch)
    }))
}

/// Where an overlay still has the questions of a draft. They are comments, so that nothing else misses the answers.
fn unanswered(file: &str, text: &str) -> Vec<String> {
    let asked = text.lines().zip(1_usize..).filter_map(|(line, number)| {
        let release = line.strip_prefix(ASKED)?.split(':').next()?;
        Some(format!(
            "{file}:{number}: what release {release} asks stands here as a comment; answer it, or take it out"
        ))
    });
    asked.collect()
}

/// Where people are told. The pages name the release in a line that `generate` writes.
fn told(workspace: &Workspace, left: &mut Vec<String>) -> Result<(), Stop> {
    let version = crate_version(&workspace.read("generated/Cargo.toml")?).unwrap_or_default();
    let (file, text) = ("CHANGELOG.md", format!("## {version}"));
    if workspace.path(file).exists() && !workspace.read(file)?.contains(&text) {
        left.push(format!("{file}: it does not name `{text}`"));
    }
    Ok(())
}

/// What does not compile any more: sandbox, examples and tests. Each file is named once, with its first error and the
/// operations that its errors take.
fn compiled(workspace: &Workspace, made: &Draft, left: &mut Vec<String>) -> Result<(), Stop> {
    let all = ["--workspace", "--all-targets", "--all-features"];
    let output = cargo(workspace.root(), ["check", "--keep-going"])
        .args(all)
        .args(["--quiet", "--message-format", "json"])
        .stderr(Stdio::null())
        .output()
        .map_err(cannot_run)?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let generated = made.generated.iter();
    let server = workspace.read("generated/src/server/mod.rs")?;
    let lines: Vec<String> = generated
        .flat_map(|it| errors::lines(&text, &it.api, &server))
        .collect();
    if lines.is_empty() {
        left.push("the workspace does not compile: run `cargo check --workspace --all-targets --all-features`".to_owned());
    }
    left.extend(lines);
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_draft_asked_and_nobody_answered_is_left() {
        let text = "actions: []\n\n# Asked by release 1.1: answer in the place of each `?`.\n#   - target: $\n";
        let left = super::unanswered("a.yaml", text);
        assert_eq!(
            left,
            ["a.yaml:3: what release 1.1 asks stands here as a comment; answer it, or take it out"]
        );
        assert!(super::unanswered("a.yaml", "actions: []\n").is_empty());
    }
}
