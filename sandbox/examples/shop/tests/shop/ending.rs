//! The program itself: told to end, and killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::running::{CARD, Folder};

struct Program {
    child: Child,
    host: String,
}

impl Program {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shop"))
            .arg(folder)
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

    fn ask(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let (host, length) = (&self.host, body.len());
        let head = format!(
            "{head} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        stream
            .write_all(format!("{head}{body}").as_bytes())
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
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
    let paid = killed.ask("POST /card", &format!("basket=B&{CARD}"));
    assert!(paid.starts_with("HTTP/1.1 303"), "{paid}");
    drop(killed);

    let mut again = Program::start(folder.path());
    let orders = again.ask("GET /orders", "");
    assert!(orders.contains("Card, Authorized"), "{orders}");
    let told = Command::new("kill")
        .arg(again.child.id().to_string())
        .status();
    assert!(told.unwrap().success());
    assert!(again.child.wait().unwrap().success());
}
