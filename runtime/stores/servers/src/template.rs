//! What `initdb` makes, which takes longer than all else that a test does with a server.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::folder::Folder;

/// Makes the data of a PostgreSQL that holds nothing yet. They are copied from a template, which is made by the first that
/// needs it and kept beside the program that runs, so that it goes with what was built.
///
/// # Panics
///
/// When they cannot be made or copied.
pub(crate) fn make(folder: &Folder, data: &Path, initdb: &Path) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let template = template(folder, initdb);
    let guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    if template.exists() {
        drop(guard);
        return copy(&template, data);
    }
    init(folder, data, initdb);
    // It takes its place as a whole. Where another process was faster, its template is as good.
    let copied = template.with_extension(std::process::id().to_string());
    let _ = fs::remove_dir_all(&copied);
    copy(data, &copied);
    if fs::rename(&copied, &template).is_err() {
        assert!(template.exists(), "{} is not made", template.display());
        let _ = fs::remove_dir_all(&copied);
    }
}

/// Where the template is: a place for each program that makes it, with what it is told, and for each user whom PostgreSQL
/// runs as.
fn template(folder: &Folder, initdb: &Path) -> PathBuf {
    let about = |path: &Path| fs::metadata(path).expect("what was found is there");
    let (program, owner) = (about(initdb), about(folder.path()));
    let mut hasher = DefaultHasher::new();
    (initdb, program.len(), program.mtime(), ARGUMENTS).hash(&mut hasher);
    (owner.uid(), owner.gid()).hash(&mut hasher);
    let here = std::env::current_exe().expect("a program knows where it is");
    here.with_file_name(format!("postgres-{:016x}", hasher.finish()))
}

/// What `initdb` is told, beside where.
const ARGUMENTS: [&str; 8] = [
    "-A",
    "trust",
    "-U",
    "test",
    "--no-sync",
    "--no-locale",
    "-E",
    "UTF8",
];

fn init(folder: &Folder, data: &Path, initdb: &Path) {
    let mut made = folder.command(initdb);
    made.arg("-D").arg(data).args(ARGUMENTS);
    let made = made.stdout(Stdio::null()).status();
    assert!(made.is_ok_and(|made| made.success()), "initdb failed");
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status();
    assert!(copied.is_ok_and(|copied| copied.success()), "cp failed");
}
