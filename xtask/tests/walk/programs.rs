//! A program that was written against the former release, compiled against crates of the next ones; and what it sends.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use serde_json::Value;

use super::case::Case;
use super::tree::{Tree, copy, ran, top};

/// What the page of the token answers, and what every other operation does.
const ACCEPTED: &str =
    r#"{"respCode":"0000","respMsg":"OK","accessToken":"example-token","expiresIn":3600}"#;

/// Crates of settled releases, each with the program, in a workspace of their own.
pub(crate) struct Programs {
    folder: PathBuf,
    /// For each crate its name, and whether the program has to be mended for it.
    crates: Vec<(String, bool)>,
}

impl Programs {
    pub(crate) fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs");
        let _ = fs::remove_dir_all(&folder);
        let crates = Vec::new();
        Self { folder, crates }
    }

    /// Keeps the crate of a release that was settled.
    pub(crate) fn keep(&mut self, tree: &Tree, case: &Case) {
        let folder = self.folder.join(&case.patch);
        copy(&tree.path("generated/src"), &folder.join("src"));
        let program = top().join("tests/cases/walk/program.rs");
        fs::copy(&program, folder.join("old.rs")).unwrap();
        let mended = case.file("program.patch");
        if let Some(patch) = &mended {
            let output = folder.join("mended.rs");
            ran(Command::new("patch")
                .args(["--silent", "--output"])
                .args([&output, &program, patch]));
        }
        self.crates.push((case.patch.clone(), mended.is_some()));
    }

    /// Builds every program at once, and gives what the compiler says, an error a line.
    pub(crate) fn build(&self) -> String {
        let members: Vec<&String> = self.crates.iter().map(|(name, _)| name).collect();
        let runtime = top().join("runtime").canonicalize().unwrap();
        // As the project is compiled, so that what is compiled of others is compiled once.
        let root = format!(
            "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = \"line-tables-only\"\n"
        );
        fs::write(self.folder.join("Cargo.toml"), root).unwrap();
        fs::copy(top().join("Cargo.lock"), self.folder.join("Cargo.lock")).unwrap();
        for (name, is_mended) in &self.crates {
            let mut manifest = format!(
                "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\nname = \"online_payment_gateway\"\n\n\
                 [features]\ndefault = [\"client\"]\nclient = [\"gateway-runtime/client\"]\nserver = []\ntls = []\ntesting = []\njournal = []\nserde = []\n\n\
                 [dependencies]\ngateway-runtime = {{ package = \"online-payment-gateway-runtime\", path = {runtime:?}, default-features = false }}\n\
                 tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
            );
            for program in programs(*is_mended) {
                manifest.push_str(&format!(
                    "\n[[bin]]\nname = \"{name}-{program}\"\npath = \"{program}.rs\"\n"
                ));
            }
            fs::write(self.folder.join(name).join("Cargo.toml"), manifest).unwrap();
        }
        let output = Command::new(env!("CARGO"))
            .current_dir(&self.folder)
            .args(["build", "--offline", "--workspace", "--keep-going"])
            .args(["--message-format", "short"])
            .env("CARGO_TARGET_DIR", Tree::built())
            // What this workspace makes errors of its own warnings is no rule for others.
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap()
    }

    /// Runs the program of a release, or what it was mended to, and gives each request: method, path and body.
    pub(crate) fn sent(&self, name: &str) -> String {
        let is_mended = self.crates.iter().any(|(it, mended)| it == name && *mended);
        let program = programs(is_mended).last().unwrap();
        let gateway = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", gateway.local_addr().unwrap());
        let (requests, received) = mpsc::channel();
        // It ends with the process.
        thread::spawn(move || serve(&gateway, &requests));
        let program = format!("debug/{name}-{program}");
        ran(Command::new(Tree::built().join(program)).arg(address));
        told(&received)
    }
}

/// The programs of a crate, by the names of their files; the last one is run.
fn programs(is_mended: bool) -> &'static [&'static str] {
    if is_mended {
        &["old", "mended"]
    } else {
        &["old"]
    }
}

fn told(received: &Receiver<String>) -> String {
    received.try_iter().collect()
}

fn serve(gateway: &TcpListener, requests: &Sender<String>) {
    for connection in gateway.incoming() {
        let (connection, requests) = (connection.unwrap(), requests.clone());
        thread::spawn(move || answer(connection, &requests));
    }
}

/// Answers the requests of one connection, and tells of each before it is answered.
fn answer(mut connection: TcpStream, requests: &Sender<String>) {
    let mut reader = BufReader::new(connection.try_clone().unwrap());
    loop {
        let mut head = Vec::new();
        let mut line = String::new();
        while reader.read_line(&mut line).unwrap_or(0) > 2 {
            head.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        let Some((call, headers)) = head.split_first() else {
            return;
        };
        let lower = headers.iter().map(|header| header.to_lowercase());
        let length = lower.filter_map(|it| {
            it.strip_prefix("content-length:")?
                .trim()
                .parse::<usize>()
                .ok()
        });
        let mut body = vec![0; length.sum()];
        reader.read_exact(&mut body).unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        let call = call.trim_end_matches(" HTTP/1.1");
        requests.send(format!("{call}\n{body:#}\n\n")).unwrap();
        let length = ACCEPTED.len();
        let head = format!("content-type: application/json\r\ncontent-length: {length}");
        write!(connection, "HTTP/1.1 200 OK\r\n{head}\r\n\r\n{ACCEPTED}").unwrap();
    }
}
