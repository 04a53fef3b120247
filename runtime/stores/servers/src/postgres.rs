use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::folder::Folder;
use crate::process::{Guarded, Signal, send, wait_until};
use crate::program::program;
use crate::template;

/// A PostgreSQL of its own, empty at first, on a socket in its folder.
pub struct PostgresServer {
    running: Option<Guarded>,
    programs: PathBuf,
    /// Of those that were kept, the one that is used.
    data: PathBuf,
    settings: Vec<String>,
    /// How many copies there have been.
    copies: usize,
    folder: Folder,
}

impl PostgresServer {
    /// Starts one; `None` if there is no PostgreSQL here.
    pub fn start() -> Option<Self> {
        Self::with_settings(&[])
    }

    /// Starts one with these settings, such as `synchronous_commit=off`.
    pub fn with_settings(settings: &[&str]) -> Option<Self> {
        Self::with_files(&[], settings)
    }

    /// Starts one that speaks TLS on a port of the loopback, with a certificate and its key, both as PEM. Gives the port too.
    pub fn with_tls(certificate: &str, key: &str) -> Option<(Self, u16)> {
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr());
        let port = free.expect("a port is free").port();
        let listens = format!("port={port}");
        let settings = [
            "listen_addresses=127.0.0.1",
            listens.as_str(),
            "ssl=on",
            "ssl_cert_file=../certificate.pem",
            "ssl_key_file=../key.pem",
        ];
        let files = [("certificate.pem", certificate), ("key.pem", key)];
        Some((Self::with_files(&files, &settings)?, port))
    }

    fn with_files(files: &[(&str, &str)], settings: &[&str]) -> Option<Self> {
        // Where it is a link, the others are beside what it leads to.
        let initdb = fs::canonicalize(program("initdb")?).ok()?;
        let programs = initdb.parent()?.to_owned();
        let folder = Folder::new();
        for (name, text) in files {
            let path = folder.path().join(name);
            let written = fs::write(&path, text);
            let hidden = fs::set_permissions(&path, fs::Permissions::from_mode(0o600));
            written.and(hidden).expect("the folder can be written to");
            folder.give(&path);
        }
        let mut server = Self {
            running: None,
            data: folder.path().join("data"),
            programs,
            copies: 0,
            settings: settings
                .iter()
                .map(|setting| (*setting).to_owned())
                .collect(),
            folder,
        };
        template::make(&server.folder, &server.data, &initdb);
        server.run();
        Some(server)
    }

    /// What a client connects with.
    pub fn config(&self) -> String {
        Self::config_in(self.folder.path())
    }

    /// What a client connects with whose way to the server has its socket in this folder.
    pub fn config_in(folder: &Path) -> String {
        format!("host={} user=test dbname=postgres", folder.display())
    }

    /// Where its socket is.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join(".s.PGSQL.5432")
    }

    /// Changes a setting, which counts once the server is started again.
    pub fn set(&mut self, setting: &str) {
        self.settings.push(setting.to_owned());
    }

    /// Ends it without letting anybody finish, as `pg_ctl stop -m immediate` does.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.end();
        }
    }

    /// Kills it with -9.
    pub fn kill(&mut self) {
        if let Some(process) = self.process() {
            send(process, Signal::KILL);
        }
        self.stop();
    }

    /// Starts it again after [`stop`](Self::stop) or [`kill`](Self::kill).
    pub fn run(&mut self) {
        let status = self.data.join("postmaster.pid");
        let program = self.programs.join("postgres");
        let program = program.display().to_string();
        let (data, socket) = (
            self.data.display().to_string(),
            self.folder.path().display().to_string(),
        );
        let mut arguments = vec![program.as_str(), "-D", &data, "-k", &socket];
        arguments.extend(["-c", "listen_addresses=", "-c", "max_connections=200"]);
        for setting in &self.settings {
            arguments.extend(["-c", setting]);
        }
        // What was killed leaves children behind for a moment, which must be gone first.
        wait_until("PostgreSQL does not start", || {
            let _ = fs::remove_file(&status);
            let mut shell = self.folder.command(Path::new("/bin/sh"));
            let mut running = Guarded::start(&mut shell, "QUIT", &arguments);
            wait_until("PostgreSQL neither starts nor ends", || {
                is_ready(&status) || !running.runs()
            });
            let has_started = running.runs();
            if has_started {
                self.running = Some(running);
            }
            has_started
        });
    }

    /// Copies what it holds now, as a standby would have it. The server is stopped for that, and started again.
    pub fn copy(&mut self) -> PathBuf {
        self.stop();
        self.copies += 1;
        let copy = self.data.with_extension(format!("copy{}", self.copies));
        let copied = self
            .folder
            .command(Path::new("cp"))
            .arg("-a")
            .arg(&self.data)
            .arg(&copy)
            .status();
        assert!(copied.is_ok_and(|copied| copied.success()), "cp failed");
        self.run();
        copy
    }

    /// Kills it, and makes a copy of it the server, on a timeline of its own: a fail-over to a standby that was behind.
    pub fn fail_over_to(&mut self, copy: PathBuf) {
        self.kill();
        self.data = copy;
        let signal = self.data.join("standby.signal");
        fs::write(&signal, "").expect("the folder can be written to");
        self.folder.give(&signal);
        self.run();
        let promoted = self
            .folder
            .command(&self.programs.join("pg_ctl"))
            .arg("-D")
            .arg(&self.data)
            .args(["-w", "promote"])
            .stdout(Stdio::null())
            .status();
        assert!(
            promoted.is_ok_and(|done| done.success()),
            "it was not promoted"
        );
    }

    /// A standby of it, on a socket of its own, to which it streams what it writes. It ends when it is dropped.
    pub fn standby(&self) -> Self {
        let folder = Folder::new();
        let data = folder.path().join("data");
        let copied = folder
            .command(&self.programs.join("pg_basebackup"))
            .arg("-h")
            .arg(self.folder.path())
            .args(["-U", "test", "-c", "fast", "-R", "-D"])
            .arg(&data)
            .status();
        let is_copied = copied.as_ref().is_ok_and(|copied| copied.success());
        assert!(is_copied, "it was not copied: {copied:?}");
        let mut standby = Self {
            running: None,
            programs: self.programs.clone(),
            data,
            settings: Vec::new(),
            copies: 0,
            folder,
        };
        standby.run();
        standby
    }

    fn process(&self) -> Option<u32> {
        let status = fs::read_to_string(self.data.join("postmaster.pid")).ok()?;
        status.lines().next()?.trim().parse().ok()
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Whether the server says that it takes connections, or as a standby would.
fn is_ready(status: &Path) -> bool {
    let status = fs::read_to_string(status).unwrap_or_default();
    let state = status.lines().nth(7).unwrap_or_default().trim();
    matches!(state, "ready" | "standby")
}
