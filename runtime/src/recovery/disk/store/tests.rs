//! Files that come, go and change hands.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::fs::File;
use std::io::ErrorKind;
use std::sync::atomic::{AtomicUsize, Ordering};

use redb::StorageError;

use super::*;
use crate::record::outcome::{Closing, Outcome};
use crate::record::seen::Seen;
use crate::recovery::disk::files::{NEW, named};
use crate::recovery::disk::tables::{Intent, write};
use crate::value::types::sensitive::Sensitive;

/// A folder that is removed with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static N: AtomicUsize = AtomicUsize::new(0);
        let number = N.fetch_add(1, Ordering::SeqCst);
        let name = format!("gateway-store-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn open(&self) -> Store {
        Store::open(self.0.clone()).unwrap()
    }

    fn files(&self) -> usize {
        files(&self.0, WHOLE).unwrap().len()
    }

    /// Everything that is there, whatever it is.
    fn all(&self) -> usize {
        fs::read_dir(&self.0).unwrap().count()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn intent(entry: &str) -> Row {
    let handle = format!(r#"{{"version":1,"operation":"pay","at":1,"entry":"{entry}"}}"#);
    Row::Intent(Intent {
        entry: entry.to_owned(),
        handle: Sensitive::new(handle),
        is_prepared: false,
        lease: None,
    })
}

/// How far an entry got that is claimed; `None` if it is not to be had.
fn claimed(store: &mut Store, entry: &str) -> Option<Stage> {
    match store.claim(&EntryId::new(entry), None, Duration::ZERO) {
        Ok(Claim::Ours { stage, .. }) => Some(stage),
        other => {
            assert_eq!(other, Ok(Claim::Elsewhere));
            None
        }
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn open(store: &mut Store) -> Vec<String> {
    let open = store.unresolved().unwrap();
    let names = open
        .iter()
        .map(|handle| handle.entry().unwrap().as_str().to_owned());
    names.collect()
}

#[test]
fn a_file_without_a_name_is_not_written_to() {
    let folder = Folder::new();
    drop(folder.open());
    let path = files(&folder.0, WHOLE).unwrap().pop().unwrap();
    let database = free(&path).unwrap().unwrap();
    let database = named(&path, database).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(named(&path, database).is_none());
    assert!(free(&path).unwrap().is_none());
}

#[test]
fn a_file_that_has_an_owner_is_left_to_it() {
    let folder = Folder::new();
    let (mut one, mut other) = (folder.open(), folder.open());
    assert_eq!(folder.files(), 2);
    one.write(&[intent("one")]).unwrap();
    other.write(&[intent("other")]).unwrap();
    assert_eq!(
        (open(&mut one), open(&mut other)),
        (vec!["one".to_owned()], vec!["other".to_owned()])
    );
    assert_eq!(claimed(&mut one, "other"), None);
    assert_eq!(folder.files(), 2);
    drop(other);
    // A claim takes it over as listing does.
    assert_eq!(claimed(&mut one, "other"), Some(Stage::Open));
    assert_eq!(folder.files(), 1);
    assert_eq!(open(&mut one), ["one", "other"]);
    assert_eq!(one.entries().unwrap().len(), 2);
}

#[test]
fn whoever_opens_first_goes_on_with_the_file_of_one_that_has_ended() {
    let folder = Folder::new();
    folder.open().write(&[intent("a")]).unwrap();
    let mut next = folder.open();
    assert_eq!((folder.files(), open(&mut next)), (1, vec!["a".to_owned()]));
    let settled = Row::Outcome("a".to_owned(), Outcome::Closed(Closing::default()));
    next.write(&[settled]).unwrap();
    drop(next);
    let mut last = folder.open();
    assert_eq!(open(&mut last), [""; 0]);
    assert_eq!(claimed(&mut last, "a"), Some(Stage::Settled));
}

#[test]
fn a_damaged_file_is_told_once_and_hides_no_other() {
    let folder = Folder::new();
    let mut own = folder.open();
    let (first, second) = (folder.open(), folder.open());
    drop((first, second));
    let own_path = own.own.as_ref().unwrap().path.clone();
    let mut others = files(&folder.0, WHOLE).unwrap();
    others.retain(|path| *path != own_path);
    let [damaged, good] = others.as_slice() else {
        panic!("{others:?}")
    };
    let left = free(good).unwrap().unwrap();
    write(&left, &[intent("good")]).unwrap();
    drop(left);
    fs::write(damaged, "no store").unwrap();
    let told = own.unresolved().unwrap_err().to_string();
    assert!(told.contains(damaged.to_str().unwrap()), "{told}");
    assert_eq!(open(&mut own), ["good"]);
    assert!(damaged.exists() && !good.exists());
}

#[test]
fn half_made_files_are_swept_when_they_are_old() {
    let folder = Folder::new();
    drop(folder.open());
    let made = |name: &str, age: u64| {
        let path = folder.0.join(format!("{name}.{NEW}"));
        let file = File::create(&path).unwrap();
        let at = SystemTime::now() - Duration::from_secs(age);
        file.set_modified(at).unwrap();
        path
    };
    let (young, old) = (made("young", 1_800), made("old", 7_200));
    drop(folder.open());
    assert!(young.exists() && !old.exists());
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_what_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let _store = folder.open();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.0), 0o700);
    for path in files(&folder.0, WHOLE).unwrap() {
        assert_eq!(mode(&path), 0o600);
    }
}

#[test]
fn what_stood_in_a_file_that_was_removed_is_written_into_another() {
    let folder = Folder::new();
    let mut store = folder.open();
    store.write(&[intent("a"), intent("b")]).unwrap();
    let settled = Row::Outcome("b".to_owned(), Outcome::Closed(Closing::default()));
    store.write(&[settled]).unwrap();
    fs::remove_dir_all(&folder.0).unwrap();
    // The folder cannot be made: nothing is written, and nothing is lost either.
    fs::write(&folder.0, "in the way").unwrap();
    assert!(store.write(&[intent("c")]).is_err());
    fs::remove_file(&folder.0).unwrap();
    store.write(&[intent("d")]).unwrap();
    assert_eq!((folder.files(), open(&mut store)), (1, names(&["a", "d"])));
    drop(store);
    let mut next = folder.open();
    assert_eq!(open(&mut next), ["a", "d"]);
    assert_eq!(claimed(&mut next, "b"), Some(Stage::Settled));
}

#[test]
fn what_stands_in_a_file_is_listed_after_the_disk_was_full_for_a_while() {
    let folder = Folder::new();
    let mut store = folder.open();
    store.write(&[intent("a"), intent("c")]).unwrap();
    assert!(store.with_own(disk_is_full).is_err());
    // Meanwhile an outcome goes to another file than its request.
    let settled = Row::Outcome("c".to_owned(), Outcome::Closed(Closing::default()));
    store.write(&[intent("b"), settled]).unwrap();
    assert_eq!(open(&mut store), ["a", "b"]);
    assert_eq!(folder.files(), 1);
    assert_eq!(claimed(&mut store, "c"), Some(Stage::Settled));
}

fn disk_is_full(_: &mut Own) -> Result<(), Trouble> {
    let full = std::io::Error::from(ErrorKind::StorageFull);
    Err(Trouble::from(StorageError::Io(full)))
}

#[test]
fn a_full_disk_is_not_filled_further_by_requests_that_are_refused() {
    let folder = Folder::new();
    let mut store = folder.open();
    for _ in 0..10 {
        assert!(store.with_own(disk_is_full).is_err());
        assert_eq!(folder.all(), 0);
    }
    store.write(&[intent("a")]).unwrap();
    for _ in 0..10 {
        assert!(store.with_own(disk_is_full).is_err());
        assert_eq!(folder.all(), 1, "what was written stays");
    }
    // There is room again, and the same file is written on: to move what it holds would take as much room once more.
    store.write(&[intent("b")]).unwrap();
    assert_eq!(folder.all(), 1);
    assert_eq!((open(&mut store), folder.all()), (names(&["a", "b"]), 1));
}

fn is_spoiled(_: &mut Own) -> Result<(), Trouble> {
    let text = "a page is not what it was".to_owned();
    Err(Trouble::from(StorageError::Corrupted(text)))
}

#[test]
fn a_file_that_could_not_be_used_is_not_written_to_again() {
    let folder = Folder::new();
    let mut store = folder.open();
    // One that holds nothing goes, and is not kept in mind either.
    assert!(store.with_own(is_spoiled).is_err());
    assert_eq!((folder.all(), store.spoiled.len()), (0, 0));
    store.write(&[intent("a")]).unwrap();
    assert!(store.with_own(is_spoiled).is_err());
    store.write(&[intent("b")]).unwrap();
    assert_eq!(folder.files(), 2);
    // As far as it can be read it is taken over.
    assert_eq!(open(&mut store), ["a", "b"]);
    assert_eq!(folder.files(), 1);
}

#[test]
fn a_file_that_this_process_cannot_give_back_is_told_of_and_not_taken_for_anothers() {
    let folder = Folder::new();
    let mut store = folder.open();
    store.write(&[intent("a")]).unwrap();
    let path = files(&folder.0, WHOLE).unwrap().pop().unwrap();
    let panics = |_: &mut Own| -> Result<(), Trouble> { panic!("over damaged content") };
    assert!(store.with_own(panics).is_err());
    store.write(&[intent("b")]).unwrap();
    let told = store.unresolved().unwrap_err().to_string();
    assert!(told.contains(path.to_str().unwrap()), "{told}");
    assert_eq!(open(&mut store), ["b"]);
    assert!(path.exists());
}

/// The entries that are open and due, as nobody has them.
fn taken(store: &mut Store) -> Vec<String> {
    let taken = store.take(9, Duration::from_secs(60)).unwrap();
    let names = taken
        .iter()
        .map(|claimed| claimed.handle.entry().unwrap().as_str().to_owned());
    names.collect()
}

#[test]
fn what_a_process_that_has_ended_left_is_handed_out_by_another() {
    let folder = Folder::new();
    let (mut one, mut other) = (folder.open(), folder.open());
    other.write(&[intent("other")]).unwrap();
    assert_eq!(taken(&mut one), [""; 0]);
    drop(other);
    assert_eq!(taken(&mut one), ["other"]);
}

#[test]
fn what_was_settled_and_is_in_doubt_again_is_due_at_once() {
    let folder = Folder::new();
    let mut store = folder.open();
    store.write(&[intent("a")]).unwrap();
    let entry = EntryId::new("a");
    let hour = Duration::from_secs(3_600);
    let Ok(Claim::Ours { fence, .. }) = store.claim(&entry, None, hour) else {
        panic!("it is not to be had");
    };
    let refused = Outcome::Refused { code: None };
    let released = store.release(&entry, fence, Some(refused), hour).unwrap();
    assert!(matches!(released, Released::Done(_)));
    assert_eq!(taken(&mut store), [""; 0]);
    let seen = Seen::NOTHING;
    let paid = Row::Outcome("a".to_owned(), Outcome::Found { seen });
    store.write(&[paid]).unwrap();
    assert_eq!(taken(&mut store), ["a"]);
}

/// In a process of its own, which cannot make a file larger than a few kilobytes.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_made_is_not_left_half_made() {
    const CHILD: &str = "GATEWAY_TEST_SMALL_FILES";
    if std::env::var_os(CHILD).is_some() {
        let folder = Folder::new();
        for _ in 0..3 {
            assert!(Store::open(folder.0.clone()).is_err());
            assert_eq!(folder.all(), 0);
        }
        return;
    }
    let name = "a_file_that_cannot_be_made_is_not_left_half_made";
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", r#"trap "" XFSZ; ulimit -f 16; exec "$0" "$1""#]);
    let child = shell.arg(std::env::current_exe().unwrap()).arg(name);
    let output = child.env(CHILD, "1").output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("1 passed"), "{told}");
}

#[test]
fn a_file_that_is_cut_off_or_another_is_told_by_its_name_and_left_alone() {
    let folder = Folder::new();
    folder.open().write(&[intent("a")]).unwrap();
    let path = files(&folder.0, WHOLE).unwrap().pop().unwrap();
    let whole = fs::read(&path).unwrap();
    let cut = [
        0,
        1,
        9,
        100,
        319,
        320,
        4_095,
        4_096,
        8_192,
        1 << 16,
        whole.len() - 4_096,
    ];
    for length in cut {
        let mut header = whole.get(..length).unwrap().to_vec();
        fs::write(&path, &header).unwrap();
        let told = free(&path).map(|_| ()).unwrap_err().to_string();
        assert!(
            told.contains("is damaged") && told.contains(path.to_str().unwrap()),
            "{told}"
        );
        // It stops nothing, and stays as it is.
        folder.open().write(&[intent("b")]).unwrap();
        assert_eq!(fs::read(&path).unwrap(), std::mem::take(&mut header));
    }
}

#[cfg(unix)]
#[test]
fn a_folder_stays_the_same_wherever_the_process_goes() {
    let folder = Folder::new();
    let here = std::env::current_dir().unwrap();
    let up: PathBuf = here.components().skip(1).map(|_| "..").collect();
    let relative = up.join(folder.0.strip_prefix("/").unwrap());
    assert!(relative.is_relative());
    let store = Store::open(relative).unwrap();
    assert!(store.folder.is_absolute() && store.own.unwrap().path.is_absolute());
    assert_eq!(folder.files(), 1);
}

/// A request of a number, at a second since 1970.
fn numbered(second: u64, number: &str) -> (EntryId, Row) {
    let at = std::time::UNIX_EPOCH + Duration::from_secs(second);
    let entry = EntryId::at(at, second);
    let handle = format!(
        r#"{{"version":1,"operation":"pay","at":{second}000,"entry":"{entry}","fields":{{"orderNo":"{number}"}}}}"#
    );
    let row = Row::Intent(Intent {
        entry: entry.as_str().to_owned(),
        handle: Sensitive::new(handle),
        is_prepared: false,
        lease: None,
    });
    (entry, row)
}

fn numbers(second: u64, number: &str) -> Numbers {
    let operation = crate::record::operation::Operation {
        id: "pay",
        acknowledges: crate::record::operation::Acknowledges {
            same: &[("orderNo", "orderNo")],
            ..crate::record::operation::Acknowledges::NOTHING
        },
        ..crate::fixture::READS
    };
    let operations = vec![&*Box::leak(Box::new(operation))];
    let api = crate::record::operation::Api {
        title: "",
        release: "",
        security: crate::record::security::Security::None,
        token: None,
        requirements: &[],
        operations: operations.leak(),
    };
    let (_, row) = numbered(second, number);
    let Row::Intent(intent) = row else {
        unreachable!()
    };
    Numbers::of(&api, &Handle::from_json(intent.handle.expose()).unwrap()).unwrap()
}

const NOW: u64 = 1_764_000_000;
const DAY: u64 = 24 * 3600;

#[test]
fn one_that_was_refused_counts_before_another_one_is_denied() {
    let folder = Folder::new();
    let mut store = folder.open();
    let (one, first) = numbered(NOW, "A");
    let (other, second) = numbered(NOW + 1, "A");
    store.write(&[first, second]).unwrap();
    let both = Some(vec![one.clone(), other.clone()]);
    for (outcome, finding, denying) in [
        (
            Outcome::NotSent,
            Some(vec![one.clone()]),
            Some(vec![one.clone()]),
        ),
        (
            Outcome::Refused { code: None },
            Some(vec![one.clone()]),
            both.clone(),
        ),
        // The gateway shows a failed payment under its number.
        (
            Outcome::Failed {
                seen: Seen::NOTHING,
            },
            both.clone(),
            both.clone(),
        ),
    ] {
        let name = other.as_str().to_owned();
        store.write(&[Row::Outcome(name, outcome)]).unwrap();
        assert_eq!(store.uses(&numbers(NOW, "A")).unwrap(), finding);
        assert_eq!(
            store.uses(&numbers(NOW, "A").before_denial()).unwrap(),
            denying
        );
    }
}

#[test]
fn a_journal_knows_which_requests_may_have_used_a_number() {
    let folder = Folder::new();
    let mut store = folder.open();
    let (one, first) = numbered(NOW, "A");
    let (other, second) = numbered(NOW + 1, "A");
    let (_, long_ago) = numbered(NOW - 4 * DAY, "A");
    let (_, another) = numbered(NOW + 2, "B");
    store.write(&[first, long_ago, another]).unwrap();
    let asked = numbers(NOW, "A");
    assert_eq!(store.uses(&asked).unwrap(), Some(vec![one.clone()]));
    store.write(&[second]).unwrap();
    let both = Some(vec![one.clone(), other.clone()]);
    assert_eq!(store.uses(&asked).unwrap(), both);
    for (outcome, expected) in [
        (
            Outcome::Open {
                answered: false,
                seen: Seen::NOTHING,
            },
            both.clone(),
        ),
        // One that never reached the gateway, or was refused, used no number.
        (Outcome::NotSent, Some(vec![one.clone()])),
        (Outcome::Refused { code: None }, Some(vec![one.clone()])),
        // It was paid after all.
        (
            Outcome::Accepted {
                code: None,
                seen: Seen::NOTHING,
            },
            both,
        ),
    ] {
        let name = other.as_str().to_owned();
        store.write(&[Row::Outcome(name, outcome)]).unwrap();
        assert_eq!(store.uses(&asked).unwrap(), expected);
    }
}

#[test]
fn a_journal_that_is_not_alone_or_has_forgotten_does_not_know() {
    let folder = Folder::new();
    let mut store = folder.open();
    let (one, first) = numbered(NOW, "A");
    store.write(std::slice::from_ref(&first)).unwrap();
    let asked = numbers(NOW, "A");
    // What another living process writes cannot be read; what a former one wrote is taken over.
    let mut other = folder.open();
    let (second, row) = numbered(NOW + 1, "A");
    other.write(&[row]).unwrap();
    assert_eq!(store.uses(&asked).unwrap(), None);
    drop(other);
    let known = Some(vec![one, second]);
    assert_eq!(store.uses(&asked).unwrap(), known);
    // An earlier version left no trace of one of long ago, then of one that may matter.
    let before = |second: u64| Row::Forgotten(numbered(second, "").0.as_str().to_owned());
    store.write(&[before(NOW - 4 * DAY)]).unwrap();
    assert_eq!(store.uses(&asked).unwrap(), known);
    store.write(&[before(NOW - DAY + 1)]).unwrap();
    assert_eq!(store.uses(&asked).unwrap(), None);
    assert!(store.uses(&numbers(NOW + 3 * DAY, "A")).unwrap().is_some());
    // Whoever takes the file over has forgotten the same.
    let mut heir = folder.open();
    drop(store);
    assert_eq!(heir.uses(&asked).unwrap(), None);
}
