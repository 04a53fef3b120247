//! A copy of the project, in which commands are run and files are edited.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::case::Answers;

/// Why an overlay speaks of what is new.
const REASON: &str = "The page has it since this release.";

/// A copy of the project in a folder that goes when this is dropped.
pub(crate) struct Tree(PathBuf);

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A command that has to succeed.
pub(crate) fn ran(command: &mut Command) -> Output {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{done:?}");
    done
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

impl Tree {
    pub(crate) fn new(name: &str) -> Self {
        let tree = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        let _ = fs::remove_dir_all(&tree.0);
        let mut git = Command::new("git");
        git.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
        let listed = ran(git.current_dir(top()));
        for file in String::from_utf8(listed.stdout).unwrap().lines() {
            // What is not there any more is not committed yet.
            if let Ok(bytes) = fs::read(top().join(file)) {
                let file = tree.path(file);
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

    /// The project as it was copied.
    pub(crate) fn reset(&self) {
        self.git(&["reset", "-q", "--hard"]);
        self.git(&["clean", "-qfd"]);
    }

    fn git(&self, arguments: &[&str]) {
        ran(Command::new("git").current_dir(&self.0).args(arguments));
    }

    /// What a command prints, and how it exits.
    pub(crate) fn run(&self, command: &mut Command) -> (i32, String) {
        let done = command
            .current_dir(&self.0)
            // What is compiled of others is compiled once.
            .env("CARGO_TARGET_DIR", Self::built())
            .output()
            .unwrap();
        let told = [done.stdout, done.stderr].concat();
        (
            done.status.code().unwrap(),
            String::from_utf8(told).unwrap(),
        )
    }

    /// Where what is built goes.
    pub(crate) fn built() -> &'static Path {
        let program = Path::new(env!("CARGO_BIN_EXE_xtask"));
        program.parent().unwrap().parent().unwrap()
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    pub(crate) fn read(&self, file: &str) -> String {
        let text = fs::read_to_string(self.path(file));
        text.unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Applies what a person writes, as far as there is something.
    pub(crate) fn patch(&self, patch: Option<PathBuf>) {
        if let Some(patch) = patch {
            let mut command = Command::new("patch");
            command.args(["--strip", "1", "--silent", "--no-backup-if-mismatch"]);
            let (code, told) = self.run(command.arg("--input").arg(&patch));
            assert_eq!(code, 0, "{}: {told}", patch.display());
        }
    }

    /// Answers what the draft asks in the overlays, and takes the marks of the comments away.
    pub(crate) fn answer(&self, answers: &BTreeMap<String, Answers>) {
        let mut answers = answers.clone();
        let files = fs::read_dir(self.path("spec/overlay")).unwrap();
        let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
        files.sort();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            if let Some((head, asked)) = text.split_once("\n# Asked by release ") {
                let lines = asked.lines().filter_map(|line| line.strip_prefix("# "));
                let lines = lines.map(|line| answered(line, &mut answers));
                let lines: Vec<String> = lines.collect();
                fs::write(&file, format!("{head}\n{}\n", lines.join("\n"))).unwrap();
            }
        }
        for (member, answers) in answers {
            assert!(!answers.are_left(), "fewer ask for `{member}`");
        }
    }
}

/// A line with an answer in the place of each question.
fn answered(line: &str, answers: &mut BTreeMap<String, Answers>) -> String {
    let mut parts = line.split("'?'");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let member = text.trim_end_matches(": ");
        let member = member.rsplit([' ', '{']).next().unwrap_or_default();
        let answer = if text == "    description: " {
            REASON.to_owned()
        } else {
            let answer = answers.get_mut(member).and_then(Answers::next);
            answer.unwrap_or_else(|| panic!("nobody answers `{line}`"))
        };
        if part.starts_with(" # without quotes") {
            text.push_str(&format!("{answer}{part}"));
        } else {
            text.push_str(&format!("'{}'{part}", answer.replace('\'', "''")));
        }
    }
    text
}
