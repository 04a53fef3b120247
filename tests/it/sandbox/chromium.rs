//! A headless Chromium, driven over its debugging pipe.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long a page may take for what it is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// One browser with one page.
pub(super) struct Chromium {
    child: Child,
    to: File,
    from: BufReader<File>,
    /// It goes after the process that writes in it.
    _folder: TempDir,
    session: Value,
    sent: u64,
}

impl Chromium {
    /// Starts one; none where the machine has none.
    pub(super) fn start() -> Option<Self> {
        let installed = Command::new("chromium")
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if !installed.is_ok_and(|status| status.success()) {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let (to, from) = (folder.path().join("to"), folder.path().join("from"));
        assert!(
            Command::new("mkfifo")
                .args([&to, &from])
                .status()
                .unwrap()
                .success()
        );
        let script = "exec chromium --headless=new --no-sandbox --disable-gpu --no-first-run \
                      --remote-debugging-pipe --user-data-dir=\"$1\" about:blank 3<\"$2\" 4>\"$3\"";
        let child = Command::new("sh")
            .args(["-c", script, "sh"])
            .args([&folder.path().join("profile"), &to, &from])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // In the order in which the shell opens them, since each waits for its other end.
        let to = File::options().write(true).open(to).unwrap();
        let from = BufReader::new(File::open(from).unwrap());
        let mut browser = Self {
            child,
            to,
            from,
            _folder: folder,
            session: Value::Null,
            sent: 0,
        };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        browser.session = browser.call("Target.attachToTarget", attach)["sessionId"].clone();
        Some(browser)
    }

    /// Calls a method of the debugging protocol and waits for its answer.
    pub(super) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": parameters });
        if !self.session.is_null() {
            message["sessionId"] = self.session.clone();
        }
        self.to
            .write_all(format!("{message}\0").as_bytes())
            .unwrap();
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).unwrap();
            assert_eq!(bytes.pop(), Some(0), "the browser closed");
            let mut answer: Value = serde_json::from_slice(&bytes).unwrap();
            if answer["id"] == self.sent {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].take();
            }
        }
    }

    /// Opens a page, and waits until it is there: not the one before it.
    pub(super) fn open(&mut self, url: &str) {
        self.value("window.isLeft = true");
        self.call("Page.navigate", json!({ "url": url }));
        self.wait_for("document.readyState === 'complete' && window.isLeft === undefined");
    }

    /// The value of an expression on the page.
    pub(super) fn value(&mut self, expression: &str) -> Value {
        let parameters = json!({ "expression": expression, "returnByValue": true });
        self.call("Runtime.evaluate", parameters)["result"]["value"].take()
    }

    /// The value of a promise on the page.
    pub(super) fn promised(&mut self, expression: &str) -> Value {
        let parameters =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", parameters);
        assert!(answer["exceptionDetails"].is_null(), "{answer}");
        answer["result"]["value"].clone()
    }

    /// Goes by the tabulator until what has the focus is this, as somebody without a mouse does.
    pub(super) fn tab_to(&mut self, selector: &str) {
        let is_there = format!("document.activeElement.matches({selector:?})");
        for _ in 0..300 {
            self.press("Tab", 9, "");
            if self.value(&is_there) == true {
                return;
            }
        }
        panic!("the keyboard does not reach {selector}");
    }

    /// Waits until an expression on the page is true.
    pub(super) fn wait_for(&mut self, expression: &str) {
        let began = Instant::now();
        while self.value(expression) != true {
            if began.elapsed() > PATIENCE {
                let (address, text) = (
                    self.value("location.href"),
                    self.value("document.body.innerText"),
                );
                panic!("never true: {expression}, at {address}: {text}");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Presses and lets go of a key: its name, its number, and the text that it types.
    pub(super) fn press(&mut self, key: &str, number: u32, text: &str) {
        let parameters =
            json!({ "type": "keyDown", "key": key, "windowsVirtualKeyCode": number, "text": text });
        self.call("Input.dispatchKeyEvent", parameters);
        let parameters = json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": number });
        self.call("Input.dispatchKeyEvent", parameters);
    }

    /// Gives the window a width, and the page a scheme of colours: `light` or `dark`.
    pub(super) fn look_like(&mut self, width: u32, scheme: &str) {
        let metrics =
            json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        );
    }

    /// Gives the window the size of a phone's.
    pub(super) fn become_a_phone(&mut self) {
        let metrics =
            json!({ "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
