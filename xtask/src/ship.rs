//! `cargo xtask release`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use gateway_codegen::drift::report as formats;
use gateway_codegen::release::{
    self, Followed, Outcome, Plan, Question, Reach, Stub, Wanted, Words, Workspace, ask_clean,
};

use crate::finish;
use crate::progress;
use crate::report::{self, Show, Stop};

/// Take over a new page: transcribe, refine, generate, compare, and write everything that a release consists of.
#[derive(clap::Args)]
#[command(after_help = "\
First it lists what changed and what needs a person; nothing is written while something does, except with --draft.
It writes the transcript, the former document, spec/RELEASE, spec/openapi.yaml, generated/src, the version of the crate
in its manifest, in Cargo.toml and in Cargo.lock, CHANGELOG.md, and CHANGES.md and CHANGES.html below spec/releases/<V>; all
of it, or nothing. With --draft, what is open stands in spec/releases/<V>/OPEN.md, and `cargo xtask generate --check` fails
until that file is gone.

Exit codes: 0 when the release was written, or is there already; 1 when it was not; 2 for wrong usage;
3 for a dry run that found something that needs a person.

Examples:
  cargo xtask release page.txt --dry-run
  cargo xtask release page.txt
  cargo xtask release page.txt --draft
  cargo xtask release --finish")]
pub(crate) struct Arguments {
    /// The page, or the vendor's OpenAPI document; `-` reads it from standard input.
    #[arg(value_name = "PAGE", required_unless_present = "finish")]
    page: Option<PathBuf>,
    /// Say what would be done, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write although something needs a person; what is open is listed in `spec/releases/<V>/OPEN.md`.
    #[arg(long, conflicts_with = "dry_run")]
    draft: bool,
    /// Take a page that changes its release silently over as revision N of it, N being 2 or more.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    revision: Option<u32>,
    /// Take a page that is older than the current release, or is numbered in another way.
    #[arg(long)]
    force: bool,
    /// Let the overlays follow operations, schemas and properties that moved, as the dry run shows it.
    #[arg(long, conflicts_with = "no_follow")]
    follow: bool,
    /// Leave the overlays as they are, although operations, schemas or properties have moved.
    #[arg(long)]
    no_follow: bool,
    /// Say what is left to do for the current release, in the documents and in the code around the client.
    #[arg(long, exclusive = true)]
    finish: bool,
    /// Where the pages of former releases are kept, so that the vendor's words can be shown; never committed.
    #[arg(long, value_name = "DIR")]
    pages: Option<PathBuf>,
}

/// How many places of an action are shown before they are counted.
const FEW: usize = 3;

pub(crate) fn run(arguments: &Arguments, show: Show) -> Result<(), Stop> {
    let Some(page) = &arguments.page else {
        return finish::run(show);
    };
    let started = Instant::now();
    let workspace = Workspace::new(report::workspace());
    // What is planned is written to the tree that it was planned for.
    let hold = if arguments.dry_run {
        None
    } else {
        Some(report::hold(workspace.root())?)
    };
    let bytes = report::read_page(page)?;
    let pages = arguments
        .pages
        .clone()
        .unwrap_or_else(|| workspace.path("target/pages"));
    let wanted = Wanted {
        revision: arguments.revision,
        force: arguments.force,
        follow: match (arguments.follow, arguments.no_follow) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        },
        pages: Some(pages.clone()),
    };
    let shown = page.display().to_string();
    let plan = match progress::during(|watch| {
        release::plan(&workspace, &bytes, &shown, &wanted, watch)
    })? {
        Outcome::Same { release } => {
            // A page that was given is worth keeping, even if its release is there.
            keep(&pages, &release, &bytes);
            report::say(&format!("release {release} is this page; nothing to do"));
            return Ok(());
        }
        Outcome::Next(plan) => plan,
    };
    if !arguments.dry_run {
        ask_clean(&workspace)?;
    }
    report::print_beside(&plan.findings, Some((&plan.former, &plan.known)), show);
    let colours = report::colours(&std::io::stdout());
    report::say_all(&formats::text(&plan.report, colours));
    say_followed(&plan.followed);
    say_stubs(&plan.stubs);
    say_reach(&plan.reach);
    say_words(&plan);
    say_attention(&plan, show);
    if plan.files.is_empty() {
        return Err(Stop::Trouble(
            "no crate can be emitted from this, not even as a draft; nothing was written"
                .to_owned(),
        ));
    }
    write_words(&workspace, &plan);
    let Some(hold) = hold else {
        return dry(&plan, &workspace, started);
    };
    if wanted.follow.is_none() && !plan.followed.is_empty() {
        return Err(Stop::Trouble(
            "operations, schemas or properties have moved; take the lines above with --follow, or leave them with --no-follow; nothing was written"
                .to_owned(),
        ));
    }
    if !plan.attention.is_empty() && !arguments.draft {
        return Err(Stop::Trouble(format!(
            "{} need a person; settle them, or write a draft with --draft; nothing was written",
            things(plan.attention.len())
        )));
    }
    hold.write(&plan.files)
        .map_err(|error| Stop::Trouble(format!("{error}; nothing was written")))?;
    keep(&pages, &plan.release, &bytes);
    let state = if plan.attention.is_empty() {
        String::new()
    } else {
        format!(
            " as a draft; {} open in {}",
            things(plan.attention.len()),
            release::open_path(&plan.release)
        )
    };
    report::say(&format!(
        "\nrelease {} after {}: {} files written{state}, {:.1} s",
        plan.release,
        plan.former,
        plan.files.len(),
        started.elapsed().as_secs_f64()
    ));
    Ok(())
}

fn dry(plan: &Plan, workspace: &Workspace, started: Instant) -> Result<(), Stop> {
    report::say("\nwould write");
    // Every generated file names its release, so that all of them change; only those that come and go are told.
    let is_generated = |path: &str| path.starts_with("generated/src/");
    let stays = |path: &str| is_generated(path) && workspace.path(path).exists();
    let mut same = 0;
    for file in &plan.files {
        match &file.text {
            Some(_) if stays(&file.path) => same += 1,
            Some(_) if is_generated(&file.path) => report::say(&format!("  {} (new)", file.path)),
            Some(_) => report::say(&format!("  {}", file.path)),
            None => report::say(&format!("  {} (goes)", file.path)),
        }
    }
    report::say(&format!("  and {same} files of generated/src again"));
    report::say(&format!("{:.1} s", started.elapsed().as_secs_f64()));
    if plan.attention.is_empty() {
        Ok(())
    } else {
        Err(Stop::Changed)
    }
}

/// Shows the what the overlays say of what moved, said of where it is now, as a patch.
fn say_followed(followed: &[Followed]) {
    if followed.is_empty() {
        return;
    }
    report::say("\nwhat the overlays say of what moved, said of where it is now");
    for line in followed {
        report::say(&formats::plain(&format!("  {}", line.at)));
        for (sign, lines) in [('-', &line.was), ('+', &line.is)] {
            for line in lines {
                report::say(&formats::plain(&format!("    {sign} {line}")));
            }
        }
    }
}

/// Shows what the overlays have to say of what is new, as a draft has it in their files, with the words of the page.
fn say_stubs(stubs: &[Stub]) {
    if stubs.is_empty() {
        return;
    }
    report::say("\nwhat the overlays have to say of what is new; a draft has it in these files");
    for stub in stubs {
        report::say(&formats::plain(&format!("  {}", stub.file)));
        for line in stub.shown.lines().filter(|line| !line.is_empty()) {
            report::say(&formats::plain(&format!("    {line}")));
        }
    }
}

/// Says of each action with a wildcard what it newly speaks of, and of what no longer.
fn say_reach(reach: &[Reach]) {
    if reach.is_empty() {
        return;
    }
    report::say("\nactions with a wildcard");
    for reach in reach {
        report::say(&formats::plain(&format!(
            "  {}: {}",
            reach.at, reach.target
        )));
        for (what, places) in [("gains", &reach.gains), ("loses", &reach.loses)] {
            for place in places.iter().take(FEW) {
                report::say(&formats::plain(&format!("    {what} {place}")));
            }
            if places.len() > FEW {
                report::say(&format!("    {what} {} more", places.len() - FEW));
            }
        }
    }
}

/// Shows the vendor's words that differ, but for those that stand beside what needs a person.
fn say_words(plan: &Plan) {
    let is_asked = |words: &&Words| {
        !plan
            .attention
            .iter()
            .any(|it| it.at == words.at && it.words.is_some())
    };
    let words: Vec<&Words> = plan.words.iter().filter(is_asked).collect();
    if words.is_empty() {
        return;
    }
    report::say("\nwords of the page");
    for words in words {
        report::say(&formats::plain(&format!("  {}", words.path)));
        say_both((&words.was, &words.is), "    ");
    }
}

fn say_both((was, is): (&Option<String>, &Option<String>), indent: &str) {
    for (word, text) in [("was", was), ("is", is)] {
        for (number, line) in text.iter().flat_map(|text| text.lines()).enumerate() {
            let word = if number == 0 { word } else { " " };
            report::say(&format!("{indent}{word} {}", formats::plain(line)));
        }
    }
}

fn say_attention(plan: &Plan, show: Show) {
    if plan.attention.is_empty() {
        return;
    }
    let questions = release::questions(&plan.attention);
    let number = things(questions.len());
    report::say(&format!("\nneeds a person: {number}"));
    let mut kind = None;
    for question in questions {
        let of = question.first.kind;
        if kind != Some(of) {
            report::say(&format!("  {}", of.title()));
            kind = Some(of);
        }
        say_question(&question, show);
    }
}

/// Shows a question, and where it is asked of several places each of them, as far as they are few or all are wanted.
fn say_question(question: &Question<'_>, show: Show) {
    const FEW: usize = 20;
    let say = |text: &str| report::say(&formats::plain(text));
    say(&format!("    {}", question.line()));
    let words = question.words();
    if let places @ [_, _, ..] = question.places.as_slice() {
        let shown = if show == Show::All { usize::MAX } else { FEW };
        for place in places.iter().take(shown) {
            say(&format!("      {}", place.line()));
            if let (None, Some((was, is))) = (words, &place.words) {
                say_both((was, is), "        ");
            }
        }
        let more = places.len().saturating_sub(shown);
        if more > 0 {
            say(&format!("      and {more} more; `--all` shows them"));
        }
    }
    if let Some((was, is)) = words {
        say_both((was, is), "      ");
    }
}

fn things(number: usize) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} thing{ending}")
}

/// Writes the vendor's words that differ below `target`, which is never committed.
fn write_words(workspace: &Workspace, plan: &Plan) {
    if plan.words.is_empty() {
        return;
    }
    let below = format!("target/releases/{}/words.txt", plan.release);
    let text = release::words_text(&plan.release, &plan.words);
    match gateway_codegen::files::write(&workspace.path(&below), &text) {
        Ok(_) => report::say(&format!("\nall words that differ are in {below}")),
        Err(error) => report::warn(&format!("the words could not be kept: {error}")),
    }
}

/// Keeps a page outside of what is committed, for showing its words beside those of the next one.
fn keep(pages: &Path, release: &str, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let path = pages.join(format!("{release}.txt"));
    if let Err(error) = gateway_codegen::files::write(&path, text) {
        report::warn(&format!("the page could not be kept: {error}"));
    }
}
