//! The file operations that a release consists of.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Does one file operation at a time, each of them announced, so that a test can stop before any.
pub(super) struct Disk<'a> {
    before: &'a mut dyn FnMut(&str) -> io::Result<()>,
}

impl<'a> Disk<'a> {
    pub(super) fn new(before: &'a mut dyn FnMut(&str) -> io::Result<()>) -> Self {
        Self { before }
    }

    fn step<T>(
        &mut self,
        what: &str,
        path: &Path,
        act: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<T> {
        (self.before)(&format!("{what} {}", path.display()))
            .and_then(|()| act())
            .map_err(|error| named(path, &error))
    }

    /// Writes a file that was not there, and has it on the disk before it returns.
    pub(super) fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.step("create", path, || File::create_new(path))?;
        self.step("write", path, || file.write_all(bytes))?;
        self.step("sync", path, || file.sync_all())
    }

    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("rename to", to, || fs::rename(from, to))
    }

    /// Makes a folder unless it is there.
    pub(super) fn make_folder(&mut self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        self.step("make", path, || fs::create_dir(path))
    }

    /// Removes a file; one that is not there is no error.
    pub(super) fn remove(&mut self, path: &Path) -> io::Result<()> {
        self.step("remove", path, || absent_is_fine(fs::remove_file(path)))
    }

    /// Removes a folder that is empty; one that is not there is no error.
    pub(super) fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        self.step("remove", path, || absent_is_fine(fs::remove_dir(path)))
    }

    /// Has the names in a folder on the disk before it returns.
    pub(super) fn sync_folder(&mut self, path: &Path) -> io::Result<()> {
        self.step("sync", path, || File::open(path)?.sync_all())
    }
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

pub(super) fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
