//! `cargo xtask cost`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use crate::cargo::{cannot_run, cargo};
use crate::report::{self, Stop};

/// Measure what a crate that uses ours pays for it, beside one that uses reqwest and serde, in the same run.
///
/// The processor time of a clean build and of one after a change, the crates and the lines that are compiled, and the size
/// of the program. It takes crates from the registry where they are not there yet, and needs Linux, which says how much
/// time ended processes took.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cargo xtask cost
  cargo xtask cost --rounds 3")]
pub(crate) struct Arguments {
    /// How often each is built; the least time counts.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    rounds: u32,
}

/// A crate that somebody might write.
struct Downstream {
    name: &'static str,
    dependencies: &'static str,
    program: &'static str,
}

const DOWNSTREAM: [Downstream; 4] = [
    Downstream {
        name: "bare reqwest and serde",
        dependencies: r#"reqwest = { version = "0.13", default-features = false, features = ["json", "rustls"] }
serde = { version = "1", features = ["derive"] }"#,
        program: r#"#[derive(serde::Serialize)]
struct Query { order_no: String }
#[derive(serde::Deserialize)]
struct Found { status: String }
async fn run() -> Result<(), reqwest::Error> {
    let query = Query { order_no: "ORDER-1".into() };
    let sent = reqwest::Client::new().post("https://gateway.example.com/query").json(&query).send();
    let found: Found = sent.await?.json().await?;
    println!("{}", found.status);
    Ok(())
}"#,
    },
    Downstream {
        name: "default features",
        dependencies: r#"online-payment-gateway = { path = "GENERATED" }"#,
        program: CALLS,
    },
    Downstream {
        name: "models alone",
        dependencies: r#"online-payment-gateway = { path = "GENERATED", default-features = false }"#,
        program: r#"use online_payment_gateway::models::VoidRequest;
async fn run() -> Result<(), std::num::ParseIntError> {
    println!("{}", std::any::type_name::<VoidRequest>());
    Ok(())
}"#,
    },
    Downstream {
        name: "every feature",
        dependencies: r#"online-payment-gateway = { path = "GENERATED", features = ["journal", "server", "testing"] }"#,
        program: CALLS,
    },
];

const CALLS: &str = r#"use online_payment_gateway::Client;
use online_payment_gateway::runtime::Config;
async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new(Config::new("https://gateway.example.com").credentials("app", "secret"))?;
    println!("{client:?}");
    Ok(())
}"#;

/// What every one of them has.
const MANIFEST: &str = r#"[package]
name = "downstream"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
tokio = { version = "1", features = ["rt", "net", "time"] }
"#;

const MAIN: &str = r#"
fn main() {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let run = runtime.enable_all().build().unwrap().block_on(run());
    if let Err(error) = run {
        println!("{error}");
    }
}
"#;

pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    let folder = std::env::temp_dir().join(format!("xtask-cost-{}", std::process::id()));
    let measured = measure_all(&folder, arguments.rounds.max(1));
    let _ = fs::remove_dir_all(&folder);
    report::say_all(&measured?);
    Ok(())
}

fn measure_all(folder: &Path, rounds: u32) -> Result<String, Stop> {
    let mut table = String::from(
        "| | clean, s | after a change, s | crates | lines | program, KiB | clean, ratio |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
    );
    let mut first = None;
    for downstream in &DOWNSTREAM {
        let place = Place::lay(folder, downstream)?;
        let mut clean = Duration::MAX;
        let mut changed = Duration::MAX;
        for _ in 0..rounds {
            place.clean();
            clean = clean.min(place.build(&[])?);
            place.change()?;
            changed = changed.min(place.build(&[])?);
        }
        place.build(&["--release", "--config", "profile.release.strip=true"])?;
        let program = fs::metadata(place.target().join("release/downstream"));
        let size = program.map_err(|error| trouble(&error))?.len() / 1024;
        let (crates, lines) = place.sources()?;
        let ratio = clean.as_secs_f64() / first.get_or_insert(clean).as_secs_f64();
        table.push_str(&format!(
            "| {} | {:.1} | {:.2} | {crates} | {lines} | {size} | {ratio:.2} |\n",
            downstream.name,
            clean.as_secs_f64(),
            changed.as_secs_f64(),
        ));
    }
    Ok(table)
}

/// Where such a crate stands.
struct Place(PathBuf);

impl Place {
    fn lay(folder: &Path, downstream: &Downstream) -> Result<Self, Stop> {
        let place = Self(folder.join(downstream.name.replace(' ', "-")));
        let generated = report::source().join("generated");
        let dependencies = downstream
            .dependencies
            .replace("GENERATED", &generated.display().to_string());
        place.write("Cargo.toml", &format!("{MANIFEST}{dependencies}\n"))?;
        place.write("src/main.rs", &format!("{}{MAIN}", downstream.program))?;
        // What has to be fetched is no cost of the build.
        place.cargo(&["fetch"])?;
        Ok(place)
    }

    fn write(&self, path: &str, text: &str) -> Result<(), Stop> {
        let path = self.0.join(path);
        let parent = path.parent().unwrap_or(&self.0);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| trouble(&error))
    }

    fn target(&self) -> PathBuf {
        self.0.join("target")
    }

    fn clean(&self) {
        let _ = fs::remove_dir_all(self.target());
    }

    /// Changes a line of the program.
    fn change(&self) -> Result<(), Stop> {
        let main =
            fs::read_to_string(self.0.join("src/main.rs")).map_err(|error| trouble(&error))?;
        self.write(
            "src/main.rs",
            &main.replacen("println!(\"", "println!(\"changed: ", 1),
        )
    }

    /// Builds, and says how much of the processor that took.
    fn build(&self, arguments: &[&str]) -> Result<Duration, Stop> {
        let before = ended()?;
        self.cargo(&[&["build", "--quiet"], arguments].concat())?;
        Ok(ended()?.saturating_sub(before))
    }

    /// How many crates are compiled, and how many lines of Rust their sources have, tests and comments among them.
    fn sources(&self) -> Result<(usize, usize), Stop> {
        let tree = self.cargo(&[
            "tree",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])?;
        let used: BTreeSet<(&str, &str)> = tree
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(name, rest)| {
                (
                    name,
                    rest.trim_start_matches('v')
                        .split(' ')
                        .next()
                        .unwrap_or_default(),
                )
            })
            .filter(|(name, _)| *name != "downstream")
            .collect();
        let metadata = self.cargo(&["metadata", "--format-version", "1"])?;
        let metadata: serde_json::Value =
            serde_json::from_str(&metadata).map_err(|error| Stop::Trouble(error.to_string()))?;
        let text = |package: &serde_json::Value, name: &str| {
            package
                .get(name)
                .and_then(serde_json::Value::as_str)
                .map(str::to_owned)
                .unwrap_or_default()
        };
        let packages = metadata
            .get("packages")
            .and_then(serde_json::Value::as_array);
        let lines = packages
            .into_iter()
            .flatten()
            .filter(|package| used.contains(&(&*text(package, "name"), &*text(package, "version"))))
            .filter_map(|package| {
                Some(
                    Path::new(&text(package, "manifest_path"))
                        .parent()?
                        .join("src"),
                )
            })
            .map(|folder| lines_in(&folder))
            .sum();
        Ok((used.len(), lines))
    }

    /// Runs cargo, and gives what it says.
    fn cargo(&self, arguments: &[&str]) -> Result<String, Stop> {
        let ran = cargo(&self.0, arguments)
            .env("CARGO_TARGET_DIR", self.target())
            .env_remove("RUSTFLAGS")
            .stderr(Stdio::inherit())
            .output()
            .map_err(cannot_run)?;
        match ran.status.success() {
            true => Ok(String::from_utf8_lossy(&ran.stdout).into_owned()),
            false => Err(Stop::Trouble(format!(
                "cargo {} fails",
                arguments.join(" ")
            ))),
        }
    }
}

fn lines_in(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths
        .map(
            |path| match path.extension().is_some_and(|ending| ending == "rs") {
                true => fs::read_to_string(&path).map_or(0, |text| text.lines().count()),
                false => lines_in(&path),
            },
        )
        .sum()
}

/// The processor time of all processes that were waited for, as Linux counts it: in hundredths of a second.
fn ended() -> Result<Duration, Stop> {
    let stat = fs::read_to_string("/proc/self/stat").map_err(|error| trouble(&error))?;
    // The name of the program stands in brackets and may hold anything.
    let fields = stat
        .rsplit_once(')')
        .map(|(_, rest)| rest.split_whitespace().skip(13));
    let ticks: u64 = fields
        .into_iter()
        .flatten()
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Ok(Duration::from_millis(ticks * 10))
}

fn trouble(error: &std::io::Error) -> Stop {
    Stop::Trouble(error.to_string())
}
