//! The walk through a release that CONTRIBUTING describes, by the commands that stand in it: from a page to a release of
//! which nothing is left to do.
//!
//! The pages are made from patches beside the repository; without them nothing is walked.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod cases;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cases::{CASES, Case};

/// The release that the patches are of.
const FORMER: &str = "20250508";

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The commands of the steps, as they stand in CONTRIBUTING, and the one that writes what follows from samples.
fn commands() -> (Vec<Vec<String>>, String) {
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
    let commands = commands
        .map(|command| command.split(' ').map(str::to_owned).collect())
        .collect();
    let mut lines = walk.lines().map(str::trim_start);
    let bless = lines.find(|line| line.starts_with("BLESS=1 ")).unwrap();
    (commands, bless.to_owned())
}

/// A copy of the project in a folder that goes when this is dropped.
struct Tree(PathBuf);

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Tree {
    fn new() -> Self {
        let tree = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk"));
        let _ = fs::remove_dir_all(&tree.0);
        let mut git = Command::new("git");
        git.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
        let listed = ran(git.current_dir(top()));
        for file in String::from_utf8(listed.stdout).unwrap().lines() {
            // What is not there any more is not committed yet.
            if let Ok(bytes) = fs::read(top().join(file)) {
                let file = tree.0.join(file);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, bytes).unwrap();
            }
        }
        tree.git(&["init", "-q"]);
        tree.git(&["add", "-A"]);
        let ada = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
        tree.git(&[&ada[..], &["commit", "-qm", "State"]].concat());
        tree
    }

    fn git(&self, arguments: &[&str]) {
        ran(Command::new("git").current_dir(&self.0).args(arguments));
    }

    /// What `cargo xtask` prints, and how it exits.
    fn xtask(&self, command: &[String], page: &Path) -> (i32, String) {
        let page = page.to_str().unwrap();
        let arguments = command.iter().map(|it| it.replace("/tmp/page.txt", page));
        self.run(Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments))
    }

    /// What a command prints, and how it exits.
    fn run(&self, command: &mut Command) -> (i32, String) {
        let program = Path::new(env!("CARGO_BIN_EXE_xtask"));
        let built = program.parent().unwrap().parent().unwrap();
        let done = command
            .current_dir(&self.0)
            // What is compiled of others is compiled once.
            .env("CARGO_TARGET_DIR", built)
            .output()
            .unwrap();
        let told = [done.stdout, done.stderr].concat();
        (
            done.status.code().unwrap(),
            String::from_utf8(told).unwrap(),
        )
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.0.join(file), text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }

    fn edit(&self, edits: &[(&str, &str, &str)]) {
        for (file, before, text) in edits {
            let is = self.read(file);
            let at = if before.is_empty() {
                is.len()
            } else {
                is.find(before).unwrap()
            };
            let (head, rest) = is.split_at(at);
            self.write(file, &format!("{head}{text}{rest}"));
        }
    }

    /// Answers what the draft asks in an overlay, and takes the marks of the comments away.
    fn answer(&self, file: &str, answers: &[&str]) {
        let text = self.read(file);
        let (head, asked) = text.split_once("\n# Asked by release ").unwrap();
        let lines = asked.lines().filter_map(|line| line.strip_prefix("# "));
        let mut asked: String = lines.map(|line| format!("{line}\n")).collect();
        for answer in answers {
            let quoted = format!("'{}'", answer.replace('\'', "''"));
            assert!(
                asked.contains("'?'"),
                "{file}: {answer} is no answer\n{asked}"
            );
            asked = asked.replacen("'?'", &quoted, 1);
        }
        assert!(!asked.contains("'?'"), "{file} asks for more\n{asked}");
        self.write(file, &format!("{head}\n{asked}"));
    }
}

fn ran(command: &mut Command) -> Output {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{done:?}");
    done
}

fn walk(tree: &Tree, case: &Case, page: &Path) {
    let (commands, bless) = commands();
    let [look, draft, generate, finish] = commands.as_slice() else {
        panic!("the walk has other commands: {commands:?}")
    };
    let (code, told) = tree.xtask(look, page);
    assert_eq!(code, 3, "{told}");
    let (code, told) = tree.xtask(draft, page);
    assert_eq!(code, 0, "{told}");
    for (file, answers) in case.answers {
        tree.answer(file, answers);
    }
    tree.edit(case.edits);
    let (code, told) = tree.xtask(generate, page);
    assert_eq!(code, 0, "{told}");
    let (code, told) = tree.xtask(finish, page);
    assert!(code == 1 && told.contains("OPEN.md"), "{told}");
    fs::remove_file(
        tree.0
            .join(format!("spec/releases/{}/OPEN.md", case.release)),
    )
    .unwrap();
    let (code, told) = tree.xtask(finish, page);
    assert_eq!(code, 1, "{told}");
    for (file, what) in case.left {
        let mut lines = told.lines();
        let is_told = lines.any(|line| line.trim_start().starts_with(file) && line.contains(what));
        assert!(is_told, "{what} of {file} is not told\n{told}");
    }
    tree.edit(case.around);
    let (code, told) = tree.run(Command::new("sh").args(["-c", &bless]));
    assert_eq!(code, 0, "{told}");
    let (code, told) = tree.xtask(finish, page);
    assert!(code == 0 && told.contains("is whole"), "{told}");
    for (file, text) in case.has {
        assert!(tree.read(file).contains(text), "{file} lacks {text}");
    }
}

#[test]
fn the_walk_leads_from_a_page_to_a_release_of_which_nothing_is_left_to_do() {
    let shared = top().join("../shared");
    let current = fs::read_to_string(top().join("spec/RELEASE")).unwrap();
    // A patched page of a former release is no next one.
    if !shared.join("cases/releases").is_dir() || current.trim() != FORMER {
        return;
    }
    let tree = Tree::new();
    for case in CASES {
        let page = ran(Command::new("patch")
            .args(["--silent", "--output", "-"])
            .arg(shared.join(format!("reference/{FORMER}.txt")))
            .arg(shared.join(format!("cases/releases/{}.patch", case.patch))));
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk.txt");
        fs::write(&file, page.stdout).unwrap();
        walk(&tree, case, &file);
        tree.git(&["reset", "-q", "--hard"]);
        tree.git(&["clean", "-qfd"]);
    }
}
