//! How cargo is run from here: in one way, and as a shell runs it.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use crate::report::Stop;

/// What `cargo run` tells the program that it runs. A build script that reads one of these is run again, and all that
/// rests on its crate is compiled again, whenever cargo is called from a shell and from here in turn.
const OF_THE_PROGRAM: &[&str] = &[
    "CARGO_BIN_",
    "CARGO_CRATE_NAME",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
    "CARGO_PRIMARY_PACKAGE",
    "OUT_DIR",
];

/// The cargo that built this program, for the workspace at `root`.
pub(crate) fn cargo<I: AsRef<OsStr>>(
    root: &Path,
    arguments: impl IntoIterator<Item = I>,
) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root).args(arguments);
    for (name, _) in std::env::vars_os() {
        let is_ours = |ours: &&str| name.as_encoded_bytes().starts_with(ours.as_bytes());
        if OF_THE_PROGRAM.iter().any(is_ours) {
            command.env_remove(&name);
        }
    }
    command
}

/// That cargo cannot be run.
pub(crate) fn cannot_run(error: std::io::Error) -> Stop {
    Stop::Trouble(format!("cargo cannot be run: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_told_nothing_of_the_program_that_runs_it() {
        let command = cargo(Path::new("."), ["--version"]);
        let removed: Vec<&str> = command
            .get_envs()
            .filter(|(_, value)| value.is_none())
            .filter_map(|(name, _)| name.to_str())
            .collect();
        // `cargo test` sets these for the test as `cargo run` does for the program.
        for name in [
            "CARGO_MANIFEST_DIR",
            "CARGO_PKG_NAME",
            "CARGO_PKG_VERSION_MAJOR",
        ] {
            assert!(std::env::var_os(name).is_some(), "{name} is not set");
            assert!(removed.contains(&name), "{name}: {removed:?}");
        }
        let kept = ["CARGO", "CARGO_HOME", "CARGO_TARGET_DIR", "PATH"];
        assert!(
            kept.iter().all(|name| !removed.contains(name)),
            "{removed:?}"
        );
    }
}
