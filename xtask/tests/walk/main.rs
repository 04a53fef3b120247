//! The walk through a release that CONTRIBUTING describes, by the commands that stand in it: from a page to a release of
//! which nothing is left to do.
//!
//! The pages are made from patches beside the repository; without them nothing is walked. Each release is settled, and
//! what is emitted for it is looked at; those with something to write around the client are walked to the end.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

#[path = "../../../codegen/tests/it/accept.rs"]
mod accept;
mod case;
mod programs;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use case::Case;
use gateway_codegen::overlay::{self, Action, Change};
use programs::Programs;
use tree::{Tree, ran, top};

/// The release that the patches are of.
const FORMER: &str = "20250508";

/// The commands of the steps, as they stand in CONTRIBUTING.
struct Commands {
    look: Vec<String>,
    draft: Vec<String>,
    generate: Vec<String>,
    finish: Vec<String>,
    /// What lays out what was written by hand, for a shell.
    format: String,
    /// What writes whatever follows from the samples, for a shell.
    bless: String,
}

impl Commands {
    fn read() -> Self {
        let text = fs::read_to_string(top().join("CONTRIBUTING.md")).unwrap();
        let (_, walk) = text
            .split_once("\n## A new release of the reference\n")
            .unwrap();
        let (walk, _) = walk
            .split_once("\nThe steps can be taken one by one.")
            .unwrap();
        let commands = walk
            .lines()
            .filter_map(|line| line.strip_prefix("   cargo xtask "));
        let commands: Vec<Vec<String>> = commands
            .map(|command| command.split(' ').map(str::to_owned).collect())
            .collect();
        let line = |begins: &str| {
            let mut lines = walk.lines().map(str::trim_start);
            lines
                .find(|line| line.starts_with(begins))
                .unwrap()
                .to_owned()
        };
        let [look, draft, generate, finish] = commands.try_into().unwrap();
        Self {
            look,
            draft,
            generate,
            finish,
            format: line("cargo fmt"),
            bless: line("INSTA_UPDATE=always "),
        }
    }
}

/// What the program sends by the crate of a release.
const SENT: &str = "sent.txt";

/// A page on the walk, and where it is walked.
struct Walk<'a> {
    tree: &'a Tree,
    case: &'a Case,
    page: PathBuf,
    commands: Commands,
}

impl<'a> Walk<'a> {
    fn new(tree: &'a Tree, case: &'a Case) -> Self {
        let shared = top().join("../shared");
        let page = ran(Command::new("patch")
            .args(["--silent", "--output", "-"])
            .arg(shared.join(format!("reference/{FORMER}.txt")))
            .arg(shared.join(format!("cases/releases/{}.patch", case.patch))));
        let file = format!("walk-{}.txt", case.patch);
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
        fs::write(&file, page.stdout).unwrap();
        Self {
            tree,
            case,
            page: file,
            commands: Commands::read(),
        }
    }

    /// Runs a command of the project, and gives what it prints.
    fn xtask(&self, command: &[String], expected: i32) -> String {
        let page = self.page.to_str().unwrap();
        let arguments = command.iter().map(|it| it.replace("/tmp/page.txt", page));
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let (code, told) = self.tree.run(command.args(arguments));
        assert_eq!(code, expected, "{}: {told}", self.case.patch);
        told
    }

    /// From the page to a client with which nothing is wrong.
    fn settle(&self) {
        let Self { tree, case, .. } = self;
        let name = &case.patch;
        self.xtask(&[&self.commands.draft[..], &case.take].concat(), 0);
        let list = format!("spec/releases/{}/OPEN.md", case.release);
        let is_open = tree.path(&list).exists();
        assert_eq!(is_open, !case.open.is_empty(), "{name}: what is open");
        for point in &case.open {
            assert!(tree.read(&list).contains(point), "{name}: {point}");
        }
        tree.answer(&case.answers);
        tree.patch(case.overlay_patch());
        self.xtask(&self.commands.generate, 0);
        if is_open {
            let told = self.xtask(&self.commands.finish, 1);
            assert!(told.contains("OPEN.md"), "{name}: {told}");
            fs::remove_file(tree.path(&list)).unwrap();
        }
        self.xtask(&["generate".to_owned(), "--check".to_owned()], 0);
        for (file, texts) in &case.has {
            let is = tree.read(file);
            let missing = texts.iter().find(|text| !is.contains(*text));
            assert_eq!(missing, None, "{name}: {file}");
        }
        for (file, texts) in &case.lacks {
            let is = tree.read(file);
            let there = texts.iter().find(|text| is.contains(*text));
            assert_eq!(there, None, "{name}: {file}");
        }
    }

    /// From the client to a release of which nothing is left to do.
    fn finish(&self) {
        let told = self.xtask(&self.commands.finish, 1);
        for (file, texts) in &self.case.left {
            let lines: Vec<&str> = told.lines().map(str::trim_start).collect();
            let about = |what: &str| {
                let mut lines = lines.iter();
                lines.any(|line| line.starts_with(file) && line.contains(what))
            };
            let untold = texts.iter().find(|what| !about(what));
            assert!(untold.is_none() && about(""), "{file}: {untold:?}\n{told}");
        }
        self.tree.patch(self.case.around_patch());
        for command in [&self.commands.format, &self.commands.bless] {
            let mut shell = Command::new("sh");
            let (code, told) = self.tree.run(shell.args(["-c", command]));
            assert_eq!(code, 0, "{command}: {told}");
        }
        let told = self.xtask(&self.commands.finish, 0);
        assert!(told.contains("is whole"), "{told}");
    }
}

/// The releases that are walked to, to the end or not; none where the patches are not at hand. `WALK=one,other` walks to some.
fn cases(to_the_end: bool) -> Vec<Case> {
    let current = fs::read_to_string(top().join("spec/RELEASE")).unwrap();
    // A patched page of a former release is no next one.
    if !top().join("../shared/cases/releases").is_dir() || current.trim() != FORMER {
        return Vec::new();
    }
    let wanted = std::env::var("WALK").ok();
    let is_wanted = |patch: &str| {
        wanted
            .as_ref()
            .is_none_or(|it| it.split(',').any(|it| it == patch))
    };
    let cases = Case::all().into_iter();
    cases
        .filter(|case| case.around_patch().is_some() == to_the_end && is_wanted(&case.patch))
        .collect()
}

/// Of the release as it is committed nothing is left, and with a golden case out of its form something is.
fn the_committed_release_is_whole(tree: &Tree) {
    let finish = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        tree.run(command.args(Commands::read().finish))
    };
    let (code, told) = finish();
    assert!(code == 0 && told.contains("is whole"), "{told}");
    let golden = tree.path("tests/cases/requests/createPayment.json");
    let text = fs::read_to_string(&golden).unwrap();
    fs::write(&golden, text.replace("\n  ", "\n ")).unwrap();
    let (code, told) = finish();
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("every_request_is_the_committed_one"),
        "{told}"
    );
    tree.reset();
}

/// The pair of actions that CONTRIBUTING shows, and one of the overlay, by what they do and where.
#[test]
fn the_actions_that_contributing_shows_are_of_the_form_that_the_overlay_has() {
    let text = fs::read_to_string(top().join("CONTRIBUTING.md")).unwrap();
    let (_, block) = text.split_once("   ```yaml\n").unwrap();
    let (block, _) = block.split_once("   ```\n").unwrap();
    let shown =
        format!("overlay: 1.0.0\ninfo: {{title: Shown, version: \"1\"}}\nactions:\n{block}");
    let committed = fs::read_to_string(top().join("spec/overlay/40-scalars.yaml")).unwrap();
    let pairs = |text: &str| -> Vec<String> {
        let overlay = overlay::parse("overlay", text).unwrap().value;
        let pairs = overlay.actions.windows(2).filter_map(|pair| match pair {
            [first, second] => moved_to(first, second),
            _ => None,
        });
        pairs.collect()
    };
    assert_eq!(pairs(&shown), ["Amount"]);
    let scalars = pairs(&committed);
    assert!(scalars.len() > 5, "{scalars:?}");
}

/// The scalar that a type moves to: an action takes it away, and the next one refers to the scalar at the same place.
fn moved_to(first: &Action, second: &Action) -> Option<String> {
    let (Change::Remove, Change::Update(update)) = (&first.change, &second.change) else {
        return None;
    };
    let scalar = update.pointer("/allOf/0/$ref")?.as_str()?;
    let scalar = scalar.strip_prefix("#/components/schemas/")?;
    let is_same = first.target == format!("{}.type", second.target);
    let is_said = first.reason == format!("The type moves to {scalar}.");
    (is_same && is_said).then(|| scalar.to_owned())
}

#[test]
fn the_walk_leads_from_a_page_to_a_release_of_which_nothing_is_left_to_do() {
    let tree = Tree::new("walk");
    if std::env::var_os("WALK").is_none() {
        the_committed_release_is_whole(&tree);
    }
    for case in cases(true) {
        let walk = Walk::new(&tree, &case);
        walk.xtask(&walk.commands.look, 3);
        walk.settle();
        walk.finish();
        tree.reset();
    }
}

#[test]
fn every_release_of_the_field_can_be_settled_and_is_what_its_report_says_it_is() {
    let tree = Tree::new("settled");
    let mut programs = Programs::new();
    let cases = cases(false);
    let mut reports = Vec::new();
    for case in &cases {
        Walk::new(&tree, case).settle();
        if case.file(SENT).is_some() {
            programs.keep(&tree, case);
            let report = format!("spec/releases/{}/CHANGES.md", case.release);
            reports.push((case, tree.read(&report)));
        }
        tree.reset();
    }
    if reports.is_empty() {
        return;
    }
    let said = programs.build();
    for (case, report) in reports {
        let name = &case.patch;
        let file = format!("{name}/old.rs:");
        let errors = said.lines().filter(|line| line.starts_with(&file));
        let errors: Vec<&str> = errors.filter(|line| line.contains(" error")).collect();
        let is_told = report.contains("In Rust, for callers: breaking");
        assert_eq!(is_told, !errors.is_empty(), "{name}: {errors:#?}\n{said}");
        for text in &case.errors {
            let is_said = errors.iter().any(|error| error.contains(text));
            assert!(is_said, "{name}: {text}\n{errors:#?}");
        }
        let sent = programs.sent(name);
        let path = case.file(SENT).unwrap();
        if accept::accepts() {
            fs::write(&path, &sent).unwrap();
        }
        assert_eq!(sent, fs::read_to_string(&path).unwrap(), "{name}");
    }
}
