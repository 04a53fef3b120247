//! A release whose process is killed, or whose disk fails, at any of its file operations is there as a whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use gateway_codegen::release::{FileChange, Hold, Recovered, recover};

const ROOT: &str = "GATEWAY_RELEASE_ROOT";
const FAIL_AT: &str = "GATEWAY_RELEASE_FAIL_AT";
const KILL_AT: &str = "GATEWAY_RELEASE_KILL_AT";

/// A tree in a folder that goes when this is dropped.
struct Tree(PathBuf);

impl Tree {
    fn new(name: &str) -> Self {
        // Tests make trees of one name at the same time.
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("killed-{name}-{number}"));
        let _ = fs::remove_dir_all(&root);
        for (path, text) in [
            ("CHANGELOG.md", "# Changelog\n"),
            ("spec/RELEASE", "1.0\n"),
            ("generated/src/kept.rs", "// kept\n"),
            ("generated/src/gone/one.rs", "// one\n"),
            ("generated/src/gone/two.rs", "// two\n"),
        ] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        }
        Self(root)
    }

    /// Every file and folder, with the text.
    fn shown(&self) -> BTreeMap<String, String> {
        let mut shown = BTreeMap::new();
        let mut waiting = vec![self.0.clone()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                let name = path
                    .strip_prefix(&self.0)
                    .expect("below")
                    .display()
                    .to_string();
                if path.is_dir() {
                    shown.insert(format!("{name}/"), String::new());
                    waiting.push(path);
                } else {
                    shown.insert(name, fs::read_to_string(&path).expect("text"));
                }
            }
        }
        shown
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Files that change, come with and without folders of their own, and go with and without theirs.
fn changes() -> Vec<FileChange> {
    let change = |path: &str, text: Option<&str>| FileChange {
        path: path.to_owned(),
        text: text.map(str::to_owned),
    };
    vec![
        change(
            "spec/releases/1.1/transcript.yaml",
            Some("openapi: 3.0.3\n"),
        ),
        change("spec/RELEASE", Some("1.1\n")),
        change("generated/src/gone/one.rs", None),
        change("generated/src/gone/two.rs", None),
        change("generated/src/come.rs", Some("// come\n")),
        change("CHANGELOG.md", Some("# Changelog\n\n## 1.1\n")),
    ]
}

/// Counts file operations, fails one of them, and kills the process before another.
struct Fate {
    done: usize,
    fail_at: usize,
    kill_at: usize,
}

impl Fate {
    fn before(&mut self) -> io::Result<()> {
        self.done += 1;
        if self.done == self.kill_at {
            let id = std::process::id().to_string();
            let _ = Command::new("kill").args(["-9", &id]).status();
            loop {
                std::thread::park();
            }
        }
        if self.done == self.fail_at {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }
}

/// What a process does that the other tests start: it recovers what was cut off or else releases, and may not survive it.
#[test]
fn a_process_of_its_own() {
    let Some(root) = std::env::var_os(ROOT).map(PathBuf::from) else {
        return;
    };
    let number = |name: &str| {
        let text = std::env::var(name).unwrap_or_default();
        text.parse::<usize>().unwrap_or(0)
    };
    let mut fate = Fate {
        done: 0,
        fail_at: number(FAIL_AT),
        kill_at: number(KILL_AT),
    };
    let (hold, recovered) =
        Hold::take_watched(&root, &mut |_| fate.before()).expect("the right to write");
    if recovered.is_none() {
        let _ = hold.write_watched(&changes(), &mut |_| fate.before());
    }
}

/// Runs such a process; gives whether it was killed.
fn is_killed(tree: &Tree, fail_at: usize, kill_at: usize) -> bool {
    let status = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "release::killed::a_process_of_its_own"])
        .env(ROOT, &tree.0)
        .env(FAIL_AT, fail_at.to_string())
        .env(KILL_AT, kill_at.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("run");
    match status.code() {
        Some(code) => {
            assert_eq!(code, 0, "the process failed");
            false
        }
        None => true,
    }
}

/// The tree before and after.
fn both() -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let tree = Tree::new("both");
    let before = tree.shown();
    let (hold, recovered) = Hold::take(&tree.0).expect("free");
    assert_eq!(recovered, None);
    hold.write(&changes()).expect("written");
    (before, tree.shown())
}

#[test]
fn a_release_is_whole_after_a_kill_at_any_file_operation() {
    let (before, after) = both();
    assert!(
        !after
            .keys()
            .any(|name| name.contains("gone") || name.contains(".release"))
    );
    let mut kills = 0;
    let mut outcomes = [0; 3];
    while {
        let tree = Tree::new("any");
        let killed = is_killed(&tree, 0, kills + 1);
        let recovered = recover(&tree.0).expect("recovered");
        let is = tree.shown();
        let at = kills + 1;
        match recovered {
            Some(Recovered::Finished) => assert_eq!(is, after, "killed at {at}"),
            Some(Recovered::Undone) => assert_eq!(is, before, "killed at {at}"),
            None => assert!(is == before || is == after, "killed at {at}: {is:#?}"),
        }
        outcomes[match recovered {
            Some(Recovered::Finished) => 0,
            Some(Recovered::Undone) => 1,
            None => 2,
        }] += 1;
        assert_eq!(recover(&tree.0).expect("nothing is left"), None);
        killed
    } {
        kills += 1;
    }
    assert!(
        kills > 50 && outcomes.iter().all(|count| *count > 0),
        "{kills} {outcomes:?}"
    );
}

#[test]
fn a_recovery_that_is_killed_itself_is_taken_up_again() {
    let (_, after) = both();
    // The first kill comes while files change places.
    let places = operations()
        .iter()
        .position(|name| name.contains("spec/RELEASE"));
    let first = places.expect("it is renamed") + 1;
    let mut kills = 0;
    while {
        let tree = Tree::new("again");
        assert!(is_killed(&tree, 0, first));
        let killed = is_killed(&tree, 0, kills + 1);
        recover(&tree.0).expect("recovered");
        assert_eq!(tree.shown(), after, "killed at {}", kills + 1);
        killed
    } {
        kills += 1;
    }
    assert!(kills > 10, "{kills}");
}

#[test]
fn a_failure_at_any_file_operation_leaves_the_tree_as_it_was() {
    let (before, after) = both();
    let names = operations();
    for (index, name) in names.iter().enumerate() {
        let tree = Tree::new("failure");
        let mut fate = Fate {
            done: 0,
            fail_at: index + 1,
            kill_at: 0,
        };
        let (hold, _) = Hold::take(&tree.0).expect("free");
        let done = hold.write_watched(&changes(), &mut |_| fate.before());
        drop(hold);
        let cleared = recover(&tree.0).expect("cleared");
        let expected = if done.is_ok() { &after } else { &before };
        assert_eq!(&tree.shown(), expected, "{name} failed");
        // Only when everything is in its place can something be left that the next command clears away.
        assert!(cleared.is_none() || done.is_ok(), "{name} failed");
    }
}

#[test]
fn an_undoing_that_is_killed_is_taken_up_again() {
    let (before, after) = both();
    let names = operations();
    let fail_at = names
        .iter()
        .position(|name| name.contains("come.rs"))
        .expect("it is renamed")
        + 1;
    let mut kills = 0;
    while {
        let tree = Tree::new("undoing");
        let killed = is_killed(&tree, fail_at, fail_at + kills + 1);
        let recovered = recover(&tree.0).expect("recovered");
        // Before it is written down that the release is to be undone, it counts.
        let expected = if recovered == Some(Recovered::Finished) && kills == 0 {
            &after
        } else {
            &before
        };
        assert_eq!(
            &tree.shown(),
            expected,
            "killed {} after the failure",
            kills + 1
        );
        killed
    } {
        kills += 1;
    }
    assert!(kills > 10, "{kills}");
}

/// The names of all operations on targets and beside them, in their order.
fn operations() -> Vec<String> {
    let tree = Tree::new("operations");
    let mut names = Vec::new();
    let (hold, _) = Hold::take(&tree.0).expect("free");
    let mut note = |name: &str| {
        names.push(name.to_owned());
        Ok(())
    };
    hold.write_watched(&changes(), &mut note).expect("written");
    names
}

#[test]
fn only_one_process_writes_at_a_time() {
    let tree = Tree::new("two");
    let (first, _) = Hold::take(&tree.0).expect("free");
    let error = Hold::take(&tree.0).expect_err("taken");
    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
    assert!(error.to_string().contains("another process"), "{error}");
    drop(first);
    Hold::take(&tree.0).expect("free again");
}

#[test]
fn what_must_not_be_written_is_refused_before_anything_changes() {
    let tree = Tree::new("read-only");
    let path = tree.0.join("CHANGELOG.md");
    let mut permissions = fs::metadata(&path).expect("there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("set");
    let before = tree.shown();
    let (hold, _) = Hold::take(&tree.0).expect("free");
    let error = hold.write(&changes()).expect_err("read-only");
    assert!(
        error.to_string().contains("CHANGELOG.md: it is read-only"),
        "{error}"
    );
    let beyond = FileChange {
        path: "../beyond.txt".to_owned(),
        text: Some(String::new()),
    };
    hold.write(&[beyond]).expect_err("not below the workspace");
    assert_eq!(tree.shown(), before);
}
