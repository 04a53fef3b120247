//! A file that is cut, changed, taken away, or cannot be written.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// A folder of its own that is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("gateway-sandbox-store-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(fs::canonicalize(path).unwrap())
    }

    fn file(&self) -> PathBuf {
        self.0.join("state")
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn open(path: &Path) -> (Store, State) {
    let mut state = State::new(1);
    let store = Store::open(path, &mut state).unwrap();
    (store, state)
}

fn error(path: &Path) -> String {
    let mut state = State::new(1);
    let error = Store::open(path, &mut state).expect_err("it was opened");
    assert_eq!(
        state.everything().count(),
        1,
        "something came of a bad file"
    );
    error.to_string()
}

/// Counts a start and saves it.
fn run(store: &mut Store, state: &mut State) -> Result<u64, StoreError> {
    let run = state.begin_run();
    let changed = state.begin_write();
    let everything = std::iter::once_with(|| state.everything().collect());
    let saved = store.save(&changed, everything);
    if saved.is_ok() {
        state.settle();
    } else {
        state.take_back();
    }
    saved.map(|()| run)
}

/// How often a state was started before.
fn runs(path: &Path) -> u64 {
    let (_store, mut state) = open(path);
    state.begin_run() - 1
}

#[test]
fn what_was_saved_comes_back_and_nothing_lies_beside() {
    let folder = Folder::new("back");
    let (mut store, mut state) = open(&folder.file());
    for expected in 1..=3 {
        assert_eq!(run(&mut store, &mut state).unwrap(), expected);
    }
    drop(store);
    assert_eq!(runs(&folder.file()), 3);
    assert_eq!(folder.names(), ["state"]);
}

#[test]
fn a_file_that_is_cut_anywhere_is_an_error_that_names_it() {
    let folder = Folder::new("cut");
    let (mut store, mut state) = open(&folder.file());
    run(&mut store, &mut state).unwrap();
    drop(store);
    let whole = fs::read(folder.file()).unwrap();
    for length in 0..whole.len() {
        fs::write(folder.file(), &whole[..length]).unwrap();
        let error = error(&folder.file());
        assert!(error.contains(folder.file().to_str().unwrap()), "{error}");
        assert!(error.contains("move it away"), "{error}");
    }
}

#[test]
fn a_file_with_one_other_byte_is_an_error_and_stays_as_it_is() {
    let folder = Folder::new("other");
    let (mut store, mut state) = open(&folder.file());
    run(&mut store, &mut state).unwrap();
    drop(store);
    let whole = fs::read(folder.file()).unwrap();
    for place in 0..whole.len() {
        for bit in [1, 2, 16, 128] {
            let mut other = whole.clone();
            other[place] ^= bit;
            fs::write(folder.file(), &other).unwrap();
            error(&folder.file());
            assert_eq!(fs::read(folder.file()).unwrap(), other);
        }
    }
}

#[test]
fn what_is_no_state_file_is_an_error_and_stays_as_it_is() {
    let folder = Folder::new("foreign");
    for bytes in [
        &b"redb\x1a\x0a\xa9\x0d\x0a"[..],
        b"{}",
        &[0; 100_000],
        b"gateway-sandbox state 2 0\n",
    ] {
        fs::write(folder.file(), bytes).unwrap();
        assert!(error(&folder.file()).contains("no state file"));
        assert_eq!(fs::read(folder.file()).unwrap(), bytes);
    }
    error(&folder.0);
    error(&folder.0.join("none/state"));
    #[cfg(target_os = "linux")]
    for device in ["/dev/full", "/dev/zero", "/dev/null"] {
        assert!(error(Path::new(device)).contains("no file"));
    }
}

/// A process that ends between the lines and the head leaves lines that the head does not count.
#[test]
fn lines_that_were_not_counted_are_left_out() {
    let folder = Folder::new("uncounted");
    let (mut store, mut state) = open(&folder.file());
    run(&mut store, &mut state).unwrap();
    let before = fs::read(folder.file()).unwrap();
    run(&mut store, &mut state).unwrap();
    drop(store);
    let after = fs::read(folder.file()).unwrap();
    for length in before.len()..=after.len() {
        let mut torn = after[..length].to_vec();
        torn[..before.len()].copy_from_slice(&before);
        fs::write(folder.file(), &torn).unwrap();
        assert_eq!(runs(&folder.file()), 1);
        assert_eq!(fs::read(folder.file()).unwrap(), before);
    }
    fs::write(folder.file(), &after).unwrap();
    assert_eq!(runs(&folder.file()), 2);
}

#[test]
fn a_file_that_vanished_is_written_again_whole() {
    let folder = Folder::new("vanished");
    let (mut store, mut state) = open(&folder.file());
    run(&mut store, &mut state).unwrap();
    fs::remove_file(folder.file()).unwrap();
    run(&mut store, &mut state).unwrap();
    // Emptied in its place.
    fs::write(folder.file(), "").unwrap();
    run(&mut store, &mut state).unwrap();
    // With the folder, so that it cannot be written either.
    let away = folder.0.with_extension("away");
    fs::rename(&folder.0, &away).unwrap();
    let refused = run(&mut store, &mut state).expect_err("there is no folder");
    assert!(refused.to_string().contains("cannot be used"), "{refused}");
    fs::create_dir(&folder.0).unwrap();
    run(&mut store, &mut state).unwrap();
    fs::remove_dir_all(&away).unwrap();
    drop(store);
    assert_eq!(runs(&folder.file()), 4);
    assert_eq!(folder.names(), ["state"]);
}

#[test]
fn a_file_in_its_place_is_not_overwritten() {
    let folder = Folder::new("replaced");
    let (mut store, mut state) = open(&folder.file());
    run(&mut store, &mut state).unwrap();
    let copy = folder.0.join("copy");
    fs::write(&copy, "somebody's").unwrap();
    fs::rename(&copy, folder.file()).unwrap();
    let refused = run(&mut store, &mut state).expect_err("another file stands there");
    assert!(refused.to_string().contains("move it away"), "{refused}");
    assert_eq!(fs::read(folder.file()).unwrap(), b"somebody's");
    fs::remove_file(folder.file()).unwrap();
    run(&mut store, &mut state).unwrap();
    drop(store);
    assert_eq!(runs(&folder.file()), 2);
}

#[test]
fn outdated_lines_are_dropped_in_time() {
    let folder = Folder::new("outdated");
    let (mut store, mut state) = open(&folder.file());
    let line = "{\"runs\":1}\n".repeat(1 << 16);
    for _ in 0..10 {
        store.0.append(&line).unwrap();
        run(&mut store, &mut state).unwrap();
        let length = fs::metadata(folder.file()).unwrap().len();
        assert!(length < 4 << 20, "{length}");
    }
    drop(store);
    assert_eq!(runs(&folder.file()), 10);
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_alone_and_for_one_sandbox_at_a_time() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("owner");
    let mode = || {
        let found = fs::metadata(folder.file()).unwrap();
        found.permissions().mode() & 0o777
    };
    let (mut store, mut state) = open(&folder.file());
    assert_eq!(mode(), 0o600);
    assert!(error(&folder.file()).contains("in use"));
    // The lock goes along with a file that is written anew.
    fs::remove_file(folder.file()).unwrap();
    run(&mut store, &mut state).unwrap();
    assert_eq!(mode(), 0o600);
    assert!(error(&folder.file()).contains("in use"));
    drop(store);
    fs::set_permissions(folder.file(), fs::Permissions::from_mode(0o644)).unwrap();
    drop(open(&folder.file()));
    assert_eq!(mode(), 0o600);
}
