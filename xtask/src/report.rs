//! What a person sees: findings on stderr, results on stdout, exit codes that scripts can read.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gateway_codegen::findings::{At, Finding, Findings, Id, Severity};
use gateway_codegen::release::{Hold, Recovered, Trouble};

/// Why a command stopped.
pub(crate) enum Stop {
    /// Findings that were not printed yet.
    Findings(Findings),
    /// A problem outside of any input, such as a file that cannot be read.
    Trouble(String),
    /// What is committed differs from what would be written.
    Differs(String),
    /// Something changed of which the caller wants to know by the exit code.
    Changed,
}

impl From<Findings> for Stop {
    fn from(findings: Findings) -> Self {
        Self::Findings(findings)
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Findings(findings) => Self::Findings(findings),
            Trouble::Other(text) => Self::Trouble(text),
        }
    }
}

/// The exit code: 0 when the command did what it says, 1 when it did not, and 3 where a comparison was to fail. Wrong
/// usage exits with 2 before this.
pub(crate) fn exit(outcome: Result<(), Stop>, show: Show) -> ExitCode {
    match outcome {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Stop::Findings(findings)) => {
            print(&findings, show);
            let errors = findings.count(Severity::Error);
            say_error(&format!(
                "{errors} error{}; nothing was written",
                if errors == 1 { "" } else { "s" }
            ));
        }
        Err(Stop::Trouble(text) | Stop::Differs(text)) => say_error(&text),
        Err(Stop::Changed) => return ExitCode::from(3),
    }
    ExitCode::FAILURE
}

/// How much of what repeats is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// The first few findings of a kind, and how many more there are. Errors are printed in full, since each stops, and notes
    /// not beside them: who mends an error is told the notes by the run that has none.
    First,
    /// The same without the notes, which were told when that was written which is looked at now.
    Problems,
    /// Every finding.
    All,
}

/// How many findings of a kind are printed before they are counted.
const FEW: usize = 3;

/// Prints findings to stderr, one a line.
pub(crate) fn print(findings: &Findings, show: Show) {
    print_beside(findings, None, show);
}

/// Prints findings to stderr, one a line; of those that a release before had as well, with its id, the number.
pub(crate) fn print_beside(findings: &Findings, known: Option<(&str, &Findings)>, show: Show) {
    let mut stderr = std::io::stderr().lock();
    let colours = colours(&stderr);
    for (severity, line) in lines(findings, known, show) {
        let code = match severity {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Note => "36",
        };
        // A closed stderr leaves nobody to tell.
        let _ = if colours {
            writeln!(stderr, "\u{1b}[{code}m{line}\u{1b}[0m")
        } else {
            writeln!(stderr, "{line}")
        };
    }
}

/// The lines of findings, each with its weight.
fn lines(
    findings: &Findings,
    known: Option<(&str, &Findings)>,
    show: Show,
) -> Vec<(Severity, String)> {
    let kind = |finding: &Finding| (finding.severity, finding.id);
    let mut counts: BTreeMap<(Severity, Id), usize> = BTreeMap::new();
    let is_known = |finding: &Finding| {
        let mut known = known.into_iter().flat_map(|(_, known)| known);
        show != Show::All
            && finding.severity != Severity::Error
            && known.any(|other| is_the_same(finding, other))
    };
    let mut before: BTreeMap<(Severity, Id), usize> = BTreeMap::new();
    let mut new = Vec::new();
    let with_notes = match show {
        Show::First => !findings.has_errors(),
        Show::Problems => false,
        Show::All => true,
    };
    let is_told = |finding: &&Finding| with_notes || finding.severity != Severity::Note;
    for finding in findings.iter().filter(is_told) {
        if is_known(finding) {
            *before.entry(kind(finding)).or_default() += 1;
        } else {
            *counts.entry(kind(finding)).or_default() += 1;
            new.push(finding);
        }
    }
    let mut printed: BTreeMap<(Severity, Id), usize> = BTreeMap::new();
    let mut lines = Vec::new();
    for finding in new {
        let (severity, id) = kind(finding);
        let count = counts.get(&(severity, id)).copied().unwrap_or_default();
        let place = printed.entry((severity, id)).or_default();
        *place += 1;
        // A line that says that there is one more is no shorter than that one.
        let is_short = show == Show::All || severity == Severity::Error || count <= FEW + 1;
        if is_short || *place <= FEW {
            lines.push((severity, finding.to_string()));
        }
        if !is_short && *place == FEW {
            let more = count - FEW;
            let line = format!("{severity}[{id}]: {more} more of this kind; `--all` shows them");
            lines.push((severity, line));
        }
    }
    for ((severity, id), count) in before {
        let release = known.map_or("", |(release, _)| release);
        let line =
            format!("{severity}[{id}]: {count} of release {release} and known; `--all` shows them");
        lines.push((severity, line));
    }
    lines
}

/// Whether two findings say the same. Lines move from page to page.
fn is_the_same(one: &Finding, other: &Finding) -> bool {
    let place = |finding: &Finding| match &finding.at {
        At::Pointer(pointer) => Some(pointer.clone()),
        At::File | At::Line(_) => None,
    };
    one.id == other.id && one.text == other.text && place(one) == place(other)
}

/// Prints one line of result to stdout.
pub(crate) fn say(line: &str) {
    say_all(&format!("{line}\n"));
}

/// Prints a text of several lines to stdout. Where it cannot be written, as on a full disk, the program ends.
pub(crate) fn say_all(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    match written {
        // Whoever read it has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        Err(error) => {
            say_error(&format!("standard output: {error}"));
            std::process::exit(1);
        }
        Ok(()) => {}
    }
}

/// Finishes or undoes a release that was cut off, before anything else is done.
pub(crate) fn recover() -> Result<(), Stop> {
    match gateway_codegen::release::recover(&workspace()) {
        Ok(None) => {}
        Ok(Some(recovered)) => warn_of(recovered),
        Err(error) => return Err(Stop::Trouble(error.to_string())),
    }
    Ok(())
}

/// Takes the right to write the workspace.
pub(crate) fn hold(root: &Path) -> Result<Hold, Stop> {
    let (hold, recovered) = Hold::take(root).map_err(|error| Stop::Trouble(error.to_string()))?;
    recovered.into_iter().for_each(warn_of);
    Ok(hold)
}

fn warn_of(recovered: Recovered) {
    warn(match recovered {
        Recovered::Finished => {
            "a release was cut off; it is finished now, and all of its files are there"
        }
        Recovered::Undone => "a release was cut off; it is undone, and nothing of it is left",
    });
}

/// Prints one line of warning to stderr.
pub(crate) fn warn(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "warning: {line}");
}

fn say_error(line: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = if colours(&stderr) {
        writeln!(stderr, "\u{1b}[1;31merror\u{1b}[0m: {line}")
    } else {
        writeln!(stderr, "error: {line}")
    };
}

/// Whether colours may be written there: to a terminal whose user has not asked for none.
pub(crate) fn colours(out: &impl IsTerminal) -> bool {
    out.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Reads a file's bytes.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path).map_err(|error| Stop::Trouble(format!("{}: {error}", path.display())))
}

/// Reads a page's bytes; `-` is standard input.
pub(crate) fn read_page(path: &Path) -> Result<Vec<u8>, Stop> {
    if path.as_os_str() != "-" {
        return read(path);
    }
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map(|_| bytes)
        .map_err(|error| Stop::Trouble(format!("standard input: {error}")))
}

/// Reads a text file.
pub(crate) fn read_text(path: &Path) -> Result<String, Stop> {
    String::from_utf8(read(path)?)
        .map_err(|_| Stop::Trouble(format!("{}: this is no UTF-8 text", path.display())))
}

/// The folder of the workspace that is worked on: the nearest one above the current folder that has overlays, or that of
/// this program's source.
pub(crate) fn workspace() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let mut above = here.ancestors();
    let found = above.find(|folder| folder.join("spec/overlay").is_dir());
    found.map_or_else(source, Path::to_path_buf)
}

/// The folder of the workspace that this program's source is in.
pub(crate) fn source() -> PathBuf {
    let mut folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.pop();
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(warnings: usize) -> Findings {
        let mut findings = Findings::default();
        for line in 1..=warnings {
            findings.warning(Id::LimitNotChecked, At::Line(line), "not checked");
            findings.error(Id::Untyped, At::Line(line), "no type");
        }
        findings.in_file("a.yaml")
    }

    #[test]
    fn what_repeats_is_counted_and_errors_are_printed_in_full() {
        let printed = |warnings, show| -> Vec<String> {
            let lines = lines(&findings(warnings), None, show).into_iter();
            let warnings = lines.filter(|(severity, _)| *severity == Severity::Warning);
            warnings.map(|(_, line)| line).collect()
        };
        let many = printed(506, Show::First);
        assert_eq!(many.len(), FEW + 1);
        let last = "warning[limit-not-checked]: 503 more of this kind; `--all` shows them";
        assert_eq!(many.last().map(String::as_str), Some(last));
        assert_eq!(printed(506, Show::All).len(), 506);
        assert_eq!(printed(FEW + 1, Show::First), printed(FEW + 1, Show::All));
        assert_eq!(
            lines(&findings(506), None, Show::First).len(),
            506 + FEW + 1
        );
    }

    #[test]
    fn notes_are_told_by_what_is_written_and_not_beside_errors() {
        let told = |has_error: bool, show| {
            let mut findings = Findings::default();
            findings.note(Id::LimitNotChecked, At::Line(1), "not checked");
            findings.warning(Id::LostHeading, At::Line(2), "lost");
            if has_error {
                findings.error(Id::Untyped, At::Line(3), "no type");
            }
            let lines = lines(&findings, None, show).into_iter();
            lines.map(|(severity, _)| severity).collect::<Vec<_>>()
        };
        use Severity::{Error, Note, Warning};
        assert_eq!(told(false, Show::First), [Note, Warning]);
        assert_eq!(told(true, Show::First), [Warning, Error]);
        assert_eq!(told(false, Show::Problems), [Warning]);
        assert_eq!(told(true, Show::All), [Note, Warning, Error]);
    }

    #[test]
    fn what_the_release_before_had_is_counted_and_what_is_new_is_printed() {
        let noted = |places: usize| {
            let mut findings = Findings::default();
            for place in 1..=places {
                findings.note(
                    Id::OverlayStricter,
                    At::Pointer(format!("/{place}")),
                    "more",
                );
            }
            // A warning of the page stands on another line of the next one.
            findings.warning(Id::LostHeading, At::Line(places), "lost");
            findings.in_file("a")
        };
        let (before, now) = (noted(20), noted(22));
        let lines = |show| -> Vec<String> {
            let lines = lines(&now, Some(("1.0", &before)), show).into_iter();
            lines.map(|(_, line)| line).collect()
        };
        assert_eq!(
            lines(Show::First),
            [
                "a:/21: note[overlay-stricter]: more",
                "a:/22: note[overlay-stricter]: more",
                "note[overlay-stricter]: 20 of release 1.0 and known; `--all` shows them",
                "warning[lost-heading]: 1 of release 1.0 and known; `--all` shows them",
            ]
        );
        assert_eq!(lines(Show::All).len(), 23);
    }
}
