//! `cargo xtask completion`.

use clap::Command;
use clap_complete::Shell;

use crate::report::{self, Stop};

/// Print a script with which a shell completes the commands and their options.
#[derive(clap::Args)]
#[command(after_help = "\
A shell completes `cargo xtask` as what Cargo takes, so the script is for a function of the name xtask:

  xtask() { cargo xtask \"$@\"; }
  source <(cargo xtask completion bash)

Examples:
  cargo xtask completion bash
  cargo xtask completion fish > ~/.config/fish/completions/xtask.fish")]
pub(crate) struct Arguments {
    /// The shell that reads the script.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments, mut command: Command) -> Result<(), Stop> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "xtask", &mut script);
    let script = String::from_utf8(script)
        .map_err(|error| Stop::Trouble(format!("the script cannot be written: {error}")))?;
    report::say_all(&script);
    Ok(())
}
