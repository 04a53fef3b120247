//! `cargo xtask picture`.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::cargo::cargo;
use crate::report::{self, Stop};

/// The line of the quickstart that says where its sandbox is, up to the address.
const STAYS: &str = "the sandbox stays at ";

/// Take the picture of the sandbox's page that the README shows, by a headless Chromium.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo xtask picture
  cargo xtask picture --out /tmp/live.png --browser google-chrome")]
pub(crate) struct Arguments {
    /// The file to write instead of sandbox/docs/live.png.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The program of the browser.
    #[arg(long, value_name = "PROGRAM", default_value = "chromium")]
    browser: String,
}

/// A program that ends when it is no longer needed.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    let usual = report::source().join("sandbox/docs/live.png");
    let out = arguments.out.clone().unwrap_or(usual);
    let (_running, url) = sandbox()?;
    let profile = std::env::temp_dir().join(format!("xtask-picture-{}", std::process::id()));
    let taken = Command::new(&arguments.browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ])
        .args(["--window-size=1280,800", "--force-device-scale-factor=1"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--screenshot={}", out.display()))
        .arg(&url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let _ = std::fs::remove_dir_all(&profile);
    match taken {
        Ok(status) if status.success() && out.exists() => {
            report::say(&format!("wrote {}", out.display()));
            Ok(())
        }
        Ok(status) => Err(Stop::Trouble(format!(
            "{} took no picture: {status}",
            arguments.browser
        ))),
        Err(error) => Err(Stop::Trouble(format!(
            "{} cannot be run: {error}; install Debian's `chromium`, or name another with --browser",
            arguments.browser
        ))),
    }
}

/// The quickstart, which leaves a sandbox with something to look at, and the address of its page.
fn sandbox() -> Result<(Running, String), Stop> {
    let trouble = |error: std::io::Error| Stop::Trouble(format!("the quickstart: {error}"));
    let run = ["run", "--quiet", "--package", "gateway-sandbox"];
    let mut child = cargo(&report::source(), run)
        .args(["--example", "quickstart", "--", "--stay"])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(trouble)?;
    let lines = child.stdout.take().map(|out| BufReader::new(out).lines());
    let running = Running(child);
    for line in lines.into_iter().flatten() {
        if let Some(url) = line.map_err(trouble)?.strip_prefix(STAYS) {
            return Ok((running, url.to_owned()));
        }
    }
    Err(Stop::Trouble(
        "the quickstart ended before its end".to_owned(),
    ))
}
