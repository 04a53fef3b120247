use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use crate::folder::Folder;
use crate::process::{Guarded, wait_until};
use crate::program::program;

/// A Redis of its own, on a socket in its folder, which keeps nothing when it ends.
pub struct RedisServer {
    running: Option<Guarded>,
    program: PathBuf,
    folder: Folder,
}

impl RedisServer {
    /// Starts one; `None` if there is no Redis here.
    pub fn start() -> Option<Self> {
        let mut server = Self {
            running: None,
            program: program("redis-server")?,
            folder: Folder::new(),
        };
        server.run();
        Some(server)
    }

    /// Where its socket is.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("redis")
    }

    /// What a client connects with.
    pub fn url(&self) -> String {
        Self::url_at(&self.socket())
    }

    /// What a client connects with whose way to the server is this socket.
    pub fn url_at(socket: &Path) -> String {
        format!("redis+unix://{}", socket.display())
    }

    /// Kills it with -9: all that it held is gone.
    pub fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            running.end();
        }
    }

    /// Starts it again after [`kill`](Self::kill).
    pub fn run(&mut self) {
        let socket = self.socket();
        let _ = std::fs::remove_file(&socket);
        let (program, path) = (
            self.program.display().to_string(),
            socket.display().to_string(),
        );
        let arguments = [
            program.as_str(),
            "--port",
            "0",
            "--unixsocket",
            &path,
            "--save",
            "",
            "--appendonly",
            "no",
        ];
        let mut shell = self.folder.command(Path::new("/bin/sh"));
        self.running = Some(Guarded::start(&mut shell, "KILL", &arguments));
        wait_until("Redis does not start", || {
            UnixStream::connect(&socket).is_ok()
        });
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
