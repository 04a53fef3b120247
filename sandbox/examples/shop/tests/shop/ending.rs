//! The program itself: told to end, and killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::running::{CARD, Folder, mark};

struct Program {
    child: Child,
    host: String,
}

impl Program {
    fn start(folder: &Path) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_shop")).arg(folder))
    }

    fn run(command: &mut Command) -> Self {
        let mut child = command
            .args(["--port", "0", "--gateway-port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut told = BufReader::new(child.stdout.take().unwrap());
        told.read_line(&mut line).unwrap();
        let (_, rest) = line.split_once("http://").expect("it says where it is");
        let host = rest.split(',').next().unwrap().to_owned();
        Self { child, host }
    }

    fn ask(&self, head: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let (host, length) = (&self.host, body.len());
        let head = format!(
            "{head} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
        );
        stream
            .write_all(format!("{head}{body}").as_bytes())
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Program {
    fn end_well(mut self) {
        let told = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        assert!(told.unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn orders_are_there_after_a_kill_and_the_program_ends_well_when_it_is_told_to() {
    let folder = Folder::new();
    let killed = Program::start(folder.path());
    let page = killed.ask("GET /", "", "");
    let (_, cookie) = page.split_once("set-cookie: ").expect("a cookie");
    let cookie = format!("Cookie: {}\r\n", cookie.split(';').next().unwrap());
    let form = format!("basket=B&{CARD}&mark={}", mark(&page));
    let paid = killed.ask("POST /card", &cookie, &form);
    assert!(paid.starts_with("HTTP/1.1 303"), "{paid}");
    drop(killed);

    let again = Program::start(folder.path());
    let orders = again.ask("GET /orders", "", "");
    assert!(orders.contains("Card, Authorized"), "{orders}");
    again.end_well();
}

#[test]
fn a_shop_whose_folder_nobody_named_leaves_nothing_behind() {
    let folder = Folder::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_shop"));
    let program = Program::run(command.env("TMPDIR", folder.path()));
    let count = || folder.path().read_dir().unwrap().count();
    assert_eq!(count(), 1);
    program.end_well();
    assert_eq!(count(), 0);
}
