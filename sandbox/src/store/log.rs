//! A file of lines that is either whole or an error.
//!
//! Its first line, the head, says how many bytes follow and what their SHA-256 is. Lines are written behind the others
//! first and are counted by the head afterwards, each with a flush to the disk, so that a process can end at any moment:
//! the file then holds what it held before or what it was to hold. What the head does not count was never acknowledged.
//! The head lies within the first sector of the file, which a disk writes as a whole.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use ring::digest::{Context, SHA256};

use super::error::{Problem, StoreError};

const MAGIC: &str = "gateway-sandbox state 1";
/// The length of the head: the magic, 20 digits, 64 digits, two spaces and the end of the line.
const HEAD: u64 = MAGIC.len() as u64 + 87;
/// How many bytes of outdated lines are always left.
const OUTDATED: u64 = 1024 * 1024;

pub(super) struct Log {
    path: PathBuf,
    file: File,
    /// How many bytes follow the head.
    length: u64,
    digest: Context,
    /// The length when it was last written anew.
    anew: u64,
    /// Whether a write failed in such a way that nobody knows what the file holds.
    is_torn: bool,
}

impl Log {
    /// Opens the file and reads all of its lines; makes an empty one where there is none.
    pub(super) fn open(path: &Path) -> Result<(Self, String), StoreError> {
        let found = located(path).and_then(|path| Ok((opened(&path)?, path)));
        match found {
            Ok((Some(file), path)) => Self::read(path, file),
            Ok((None, path)) => {
                let made = Self::written(&path, std::iter::empty()).and_then(|log| {
                    flush_folder(&path)?;
                    Ok((log, String::new()))
                });
                made.map_err(|problem| failed(&path, problem))
            }
            Err(error) => Err(failed(path, error)),
        }
    }

    fn new(path: PathBuf, file: File) -> Self {
        Self {
            path,
            file,
            length: 0,
            digest: Context::new(&SHA256),
            anew: 0,
            is_torn: false,
        }
    }

    fn read(path: PathBuf, file: File) -> Result<(Self, String), StoreError> {
        let mut log = Self::new(path, file);
        match log.read_lines() {
            Ok(lines) => Ok((log, lines)),
            Err(problem) => Err(log.failed(problem)),
        }
    }

    fn read_lines(&mut self) -> Result<String, Problem> {
        let found = self.file.metadata()?;
        if !found.is_file() {
            return Err(Problem::NoFile);
        }
        lock(&self.file)?;
        if !same_file(&found, &fs::metadata(&self.path)?) {
            return Err(Problem::InUse);
        }
        for_the_owner_alone(&self.file, &found)?;
        let mut head = Vec::new();
        (&self.file).take(HEAD).read_to_end(&mut head)?;
        if head.is_empty() {
            return Err(Problem::Damaged("it is empty"));
        }
        if !head.starts_with(MAGIC.as_bytes()) {
            return Err(Problem::Foreign);
        }
        let length = std::str::from_utf8(&head)
            .ok()
            .and_then(|head| head.split(' ').nth(3)?.parse::<u64>().ok())
            .ok_or(Problem::Damaged("its first line is none"))?;
        if found.len() < HEAD.saturating_add(length) {
            return Err(Problem::Damaged("its end is missing"));
        }
        let mut lines = Vec::new();
        (&self.file).take(length).read_to_end(&mut lines)?;
        self.count(&lines);
        if self.length != length || self.head().as_bytes() != head {
            return Err(Problem::Damaged("its check sum is another"));
        }
        self.anew = length;
        self.file.set_len(HEAD + length)?;
        remove(&beside(&self.path))?;
        String::from_utf8(lines).map_err(|_| Problem::Damaged("it is no text"))
    }

    /// Whether the file is where it was, and as long as it was at least.
    ///
    /// # Errors
    ///
    /// Another file stands in its place, or nobody can tell.
    pub(super) fn is_whole(&self) -> Result<bool, StoreError> {
        let found = match fs::metadata(&self.path) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(self.failed(error)),
        };
        let own = self.file.metadata().map_err(|error| self.failed(error))?;
        if !same_file(&own, &found) {
            return Err(self.failed(Problem::Replaced));
        }
        Ok(!self.is_torn && found.len() >= HEAD + self.length)
    }

    /// Writes lines behind the others. Where that fails, the file is left as it was.
    pub(super) fn append(&mut self, lines: &str) -> Result<(), StoreError> {
        let (length, digest, head) = (self.length, self.digest.clone(), self.head());
        let place = HEAD + length;
        self.count(lines.as_bytes());
        let written = put(&self.file, place, lines.as_bytes())
            .and_then(|()| put(&self.file, 0, self.head().as_bytes()));
        written.map_err(|error| {
            (self.length, self.digest) = (length, digest);
            let as_before = put(&self.file, 0, head.as_bytes())
                .and_then(|()| self.file.set_len(place))
                .and_then(|()| self.file.sync_data());
            self.is_torn = as_before.is_err();
            self.failed(error)
        })
    }

    /// Whether most of the file is lines that others replaced.
    pub(super) fn is_mostly_outdated(&self) -> bool {
        self.length / 2 > self.anew.saturating_add(OUTDATED)
    }

    /// Writes the file anew with these lines alone: beside it, and then into its place.
    pub(super) fn write_anew(
        &mut self,
        portions: impl Iterator<Item = String>,
    ) -> Result<(), StoreError> {
        // Whatever comes of this, the next try is due when there is twice as much.
        self.anew = self.length;
        let written = Self::written(&self.path, portions);
        *self = written.map_err(|problem| self.failed(problem))?;
        let flushed = flush_folder(&self.path);
        self.is_torn = flushed.is_err();
        flushed.map_err(|error| self.failed(error))
    }

    /// Writes a whole file beside another and moves it into its place. Nothing is left beside it where that fails.
    fn written(path: &Path, portions: impl Iterator<Item = String>) -> Result<Self, Problem> {
        let beside = beside(path);
        let written = new_file(&beside).and_then(|file| {
            let mut log = Self::new(path.to_owned(), file);
            log.fill(portions)?;
            fs::rename(&beside, path)?;
            Ok(log)
        });
        if written.is_err() {
            let _ = remove(&beside);
        }
        written
    }

    /// Writes all lines, and then the head that counts them.
    fn fill(&mut self, portions: impl Iterator<Item = String>) -> Result<(), Problem> {
        (&self.file).seek(SeekFrom::Start(HEAD))?;
        for portion in portions {
            (&self.file).write_all(portion.as_bytes())?;
            self.count(portion.as_bytes());
        }
        self.anew = self.length;
        put(&self.file, 0, self.head().as_bytes())?;
        self.file.sync_all()?;
        Ok(())
    }

    pub(super) fn failed(&self, problem: impl Into<Problem>) -> StoreError {
        failed(&self.path, problem)
    }

    fn count(&mut self, lines: &[u8]) {
        self.length += lines.len() as u64;
        self.digest.update(lines);
    }

    fn head(&self) -> String {
        let mut head = format!("{MAGIC} {:020} ", self.length);
        for byte in self.digest.clone().finish().as_ref() {
            head.push_str(&format!("{byte:02x}"));
        }
        head.push('\n');
        head
    }
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Log({}, {} bytes)", self.path.display(), self.length)
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn failed(path: &Path, problem: impl Into<Problem>) -> StoreError {
    StoreError {
        path: path.to_owned(),
        problem: problem.into(),
    }
}

/// Where the file is, whatever becomes of the working folder and of links to it.
fn located(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => std::path::absolute(path),
        found => found,
    }
}

fn opened(path: &Path) -> io::Result<Option<File>> {
    match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes at a place, down to the disk.
fn put(mut file: &File, place: u64, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(place))?;
    file.write_all(bytes)?;
    file.sync_data()
}

/// An empty file of its own, which is locked.
fn new_file(path: &Path) -> Result<File, Problem> {
    remove(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    lock(&file)?;
    Ok(file)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes the name of a file as durable as what is in it.
fn flush_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    let _ = path;
    Ok(())
}

/// Keeps other sandboxes from the file for as long as it is open.
fn lock(file: &File) -> Result<(), Problem> {
    #[cfg(unix)]
    {
        use rustix::fs::{FlockOperation, flock};
        flock(file, FlockOperation::NonBlockingLockExclusive).map_err(|error| match error {
            rustix::io::Errno::WOULDBLOCK => Problem::InUse,
            other => Problem::Io(other.into()),
        })?;
    }
    let _ = file;
    Ok(())
}

fn for_the_owner_alone(file: &File, found: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if found.permissions().mode() & 0o777 != 0o600 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
    }
    let _ = (file, found);
    Ok(())
}

fn same_file(one: &Metadata, other: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        (one.dev(), one.ino()) == (other.dev(), other.ino())
    }
    #[cfg(not(unix))]
    {
        one.created().ok() == other.created().ok()
    }
}
