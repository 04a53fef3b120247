//! A program that runs, and HTTP by hand.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_gateway-sandbox");

/// A folder of its own that is removed in the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let name = format!("gateway-sandbox-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.0.join("shop.state")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A program that is killed in the end, if not before.
pub(crate) struct Running {
    child: Child,
    /// What it said when it started.
    pub(crate) said: String,
    pub(crate) host: String,
    pub(crate) app: String,
    pub(crate) secret: String,
}

impl Running {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::under(":", arguments)
    }

    pub(crate) fn keeping(state: &Path) -> Self {
        Self::start(&["--state", state.to_str().unwrap()])
    }

    /// Starts it after commands of a shell, such as limits.
    pub(crate) fn under(commands: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", &format!("{commands} && exec \"$0\" --port 0 \"$@\"")])
            .arg(PROGRAM)
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            said.push_str(&line.unwrap());
            said.push('\n');
            if said.ends_with("let client = Client::new(config)?;\n") {
                break;
            }
        }
        let after = |start: &str| {
            let rest = said.split_once(start).map(|(_, rest)| rest);
            let word = rest.and_then(|rest| rest.split_whitespace().next());
            word.unwrap_or_else(|| panic!("the program did not say {start}: {said}"))
                .to_owned()
        };
        Self {
            host: after("http://"),
            app: after("app id"),
            secret: after("secret"),
            said,
            child,
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a power cut would, save for what the system has not written yet.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a request and reads the answer: its status and its body.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> std::io::Result<(u16, String)> {
        let mut stream = TcpStream::connect(&self.host)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let (host, length) = (&self.host, body.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer
            .split_once("\r\n\r\n")
            .ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Ok((status, body.to_owned()))
    }

    pub(crate) fn get(&self, path: &str) -> String {
        self.send("GET", path, "", "").unwrap().1
    }

    /// Calls an operation.
    pub(crate) fn call(
        &self,
        token: &str,
        path: &str,
        body: &Value,
    ) -> std::io::Result<(u16, Value)> {
        let headers = format!("Authorization: {token}\r\nContent-Type: application/json\r\n");
        let path = format!("/gateway/v1/{path}");
        let (status, text) = self.send("POST", &path, &headers, &body.to_string())?;
        Ok((status, serde_json::from_str(&text).unwrap_or_default()))
    }

    pub(crate) fn token(&self) -> String {
        let body = json!({ "appId": self.app, "secret": self.secret });
        let (_, answer) = self.call("", "connect/token", &body).unwrap();
        answer["accessToken"].as_str().unwrap().to_owned()
    }

    /// Pays with a card that is approved.
    pub(crate) fn pay(&self, token: &str, order: &str) -> std::io::Result<(u16, Value)> {
        let card = json!({
            "cardNo": "4242424242424242", "expiryMonth": "12", "expiryYear": "2035",
            "firstName": "Jane", "lastName": "Doe", "captureMethod": "auto",
        });
        let body = json!({
            "orderNo": order, "amount": "10.00", "currency": "USD", "paymentMethodType": "card", "card": card,
            "deviceInfo": {
                "clientIp": "203.0.113.7", "language": "en-US", "browser": { "userAgent": "ExampleBrowser/1.0" },
            },
        });
        self.call(token, "payment", &body)
    }

    /// Whether a payment of this number is found.
    pub(crate) fn knows(&self, token: &str, order: &str) -> bool {
        let body = json!({ "orderNo": order, "paymentMethodType": "card" });
        let (status, answer) = self.call(token, "query", &body).unwrap();
        assert_eq!(status, 200);
        answer["respCode"] == "0000"
    }

    /// How many payments there are.
    pub(crate) fn count(&self) -> usize {
        let page = self.get("/");
        let (_, rest) = page
            .split_once("<span class=\"count\" id=\"count\">")
            .unwrap();
        rest.split('<').next().unwrap().parse().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the program says when it does not start.
pub(crate) fn refused(arguments: &[&str]) -> Output {
    let output = Command::new(PROGRAM)
        .args(["--port", "0"])
        .args(arguments)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    output
}
