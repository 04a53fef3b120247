//! A folder that is made anew takes its place as a whole, or leaves what was there as it was.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use gateway_codegen::files::{Anew, Changes, Mode, sync};
use gateway_codegen::render::TextFile;

const FORMER: [(&str, &str); 3] = [("same.rs", "1"), ("other/now.rs", "2"), ("gone.rs", "3")];
const LATER: [(&str, &str); 3] = [("same.rs", "1"), ("other/now.rs", "two"), ("a/new.rs", "4")];

/// A folder with `src` in it, as it was before.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder of its own");
    let src = place.path().join("src");
    sync(&src, &FORMER.map(file), Mode::Write).expect("written");
    place
}

fn file((path, text): (&str, &str)) -> TextFile {
    TextFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// Whether `src` has these files and no others, and nothing stands beside it.
fn is(place: &Path, files: [(&str, &str); 3]) -> bool {
    let src = sync(&place.join("src"), &files.map(file), Mode::Check).expect("read");
    let beside = fs::read_dir(place).expect("a folder").count();
    src.is_empty() && beside == 1
}

fn written(place: &Path) -> SystemTime {
    let known = fs::metadata(place.join("src/same.rs")).expect("a file");
    known.modified().expect("a time")
}

#[test]
fn a_folder_takes_its_place_when_all_of_it_is_there() {
    let place = place();
    let src = Anew::new(&place.path().join("src"), Mode::Write);
    for each in LATER {
        src.take(&file(each));
        let former = fs::read_to_string(place.path().join("src/other/now.rs")).expect("a file");
        assert_eq!(former, "2", "nothing is seen of it before the last");
    }
    let (count, changes) = src.finish().expect("written");
    let one = |path: &str| vec![path.to_owned()];
    assert_eq!(count, 3);
    assert_eq!(
        changes,
        Changes {
            added: one("a/new.rs"),
            changed: one("other/now.rs"),
            removed: one("gone.rs"),
        }
    );
    assert!(is(place.path(), LATER));
}

#[test]
fn what_is_given_up_or_cannot_be_written_leaves_nothing_behind() {
    let place = place();
    let src = Anew::new(&place.path().join("src"), Mode::Write);
    src.take(&file(("a/new.rs", "4")));
    drop(src);
    assert!(is(place.path(), FORMER));

    let src = Anew::new(&place.path().join("crate/src"), Mode::Write);
    src.take(&file(("a/new.rs", "4")));
    drop(src);
    assert!(!place.path().join("crate").exists());

    let src = Anew::new(&place.path().join("src"), Mode::Write);
    src.take(&file(("a", "a file")));
    src.take(&file(("a/new.rs", "below a file")));
    let error = src.finish().expect_err("a file is no folder");
    assert!(error.to_string().contains("a/new.rs"), "{error}");
    assert!(is(place.path(), FORMER));
}

#[test]
fn a_folder_that_is_compared_or_is_the_same_is_not_touched() {
    let place = place();
    let before = written(place.path());
    let src = Anew::new(&place.path().join("src"), Mode::Check);
    LATER.map(file).iter().for_each(|each| src.take(each));
    let (_, changes) = src.finish().expect("read");
    assert_eq!(changes.len(), 3, "{changes:?}");
    assert!(is(place.path(), FORMER));

    let src = Anew::new(&place.path().join("src"), Mode::Write);
    FORMER.map(file).iter().for_each(|each| src.take(each));
    let (_, changes) = src.finish().expect("read");
    assert!(changes.is_empty(), "{changes:?}");
    assert!(is(place.path(), FORMER));
    assert_eq!(
        written(place.path()),
        before,
        "so that cargo builds nothing"
    );
}

#[test]
fn a_folder_that_was_not_there_is_made() {
    let place = tempfile::tempdir().expect("a folder of its own");
    let src = Anew::new(&place.path().join("crate/src"), Mode::Write);
    LATER.map(file).iter().for_each(|each| src.take(each));
    let (_, changes) = src.finish().expect("written");
    assert_eq!(changes.added, ["a/new.rs", "other/now.rs", "same.rs"]);
    assert!(is(&place.path().join("crate"), LATER));
}
