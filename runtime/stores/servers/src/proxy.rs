//! Between a server and its clients.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::folder::Folder;

/// How bytes come through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Passage {
    Open,
    /// Each piece that is sent waits so long.
    Slow(Duration),
    /// Nothing comes through and nobody is told, as when a cable is pulled out.
    Cut,
}

struct Gate {
    passage: Mutex<Passage>,
    changed: Condvar,
}

impl Gate {
    fn set(&self, passage: Passage) {
        *self.passage.lock().unwrap_or_else(PoisonError::into_inner) = passage;
        self.changed.notify_all();
    }

    /// Waits as long as a piece has to wait.
    fn pass(&self) {
        let passage = self.passage.lock().unwrap_or_else(PoisonError::into_inner);
        let is_cut = |passage: &mut Passage| *passage == Passage::Cut;
        let passage = self.changed.wait_while(passage, is_cut);
        let passage = *passage.unwrap_or_else(PoisonError::into_inner);
        if let Passage::Slow(pause) = passage {
            thread::sleep(pause);
        }
    }
}

/// A way to a server on a socket, which can be made slow or cut.
///
/// What is on its way while it is cut arrives once it is mended, as over a network that was away for less long than either
/// side has patience. Its threads end with the process.
pub struct Proxy {
    gate: Arc<Gate>,
    folder: Folder,
    socket: PathBuf,
}

impl Proxy {
    /// A way to the server that listens on this socket, whether it runs now or not.
    ///
    /// # Panics
    ///
    /// When no socket can be made in the folder for temporary files.
    pub fn to(server: &Path) -> Self {
        let folder = Folder::new();
        let socket = folder.path().join(server.file_name().unwrap_or_default());
        let listener = UnixListener::bind(&socket).expect("the folder can be written to");
        let gate = Arc::new(Gate {
            passage: Mutex::new(Passage::Open),
            changed: Condvar::new(),
        });
        let (server, passing) = (server.to_owned(), Arc::clone(&gate));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, gate) = (server.clone(), Arc::clone(&passing));
                thread::spawn(move || connect(client, &server, &gate));
            }
        });
        Self {
            gate,
            folder,
            socket,
        }
    }

    /// Where clients find it: a socket of the same name as the server's.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The folder of that socket, in which clients of PostgreSQL look.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets each piece that is sent wait so long, in either direction.
    pub fn slow_down(&self, pause: Duration) {
        self.gate.set(Passage::Slow(pause));
    }

    /// Lets nothing through, and tells nobody.
    pub fn cut(&self) {
        self.gate.set(Passage::Cut);
    }

    /// Lets everything through again, and what has waited first.
    pub fn mend(&self) {
        self.gate.set(Passage::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.mend();
        let _ = fs::remove_file(&self.socket);
    }
}

fn connect(client: UnixStream, server: &Path, gate: &Arc<Gate>) {
    gate.pass();
    // A server that is not there ends the connection.
    let Ok(server) = UnixStream::connect(server) else {
        return;
    };
    let (Ok(from), Ok(to)) = (client.try_clone(), server.try_clone()) else {
        return;
    };
    let passing = Arc::clone(gate);
    thread::spawn(move || carry(from, to, &passing));
    carry(server, client, gate);
}

/// Carries what comes from one side to the other, and the end of either to both.
fn carry(mut from: UnixStream, mut to: UnixStream, gate: &Gate) {
    let _ = pieces(&mut from, &mut to, gate);
    let _ = from.shutdown(std::net::Shutdown::Both);
    let _ = to.shutdown(std::net::Shutdown::Both);
}

fn pieces(from: &mut UnixStream, to: &mut UnixStream, gate: &Gate) -> io::Result<()> {
    let mut bytes = [0; 16 * 1024];
    loop {
        let count = from.read(&mut bytes)?;
        gate.pass();
        match bytes.get(..count) {
            Some([]) | None => return Ok(()),
            Some(piece) => to.write_all(piece)?,
        }
    }
}
