//! Maintainer commands: flags in, `gateway-codegen` called, findings printed.

mod cargo;
mod completion;
mod cost;
mod diff;
mod finish;
mod generate;
mod picture;
mod progress;
mod report;
mod ship;
mod transcribe;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use report::Show;

/// Half of what a large document costs would be the taking and giving back of memory by the one of the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Turns the published API reference into an OpenAPI document, and the document into the Rust client.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Print every finding, also where many are of one kind.
    #[arg(long, global = true)]
    all: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Write what a published page states as an OpenAPI document.
    Transcribe(transcribe::Arguments),
    /// Write spec/openapi.yaml and all of generated/src.
    Generate(generate::Arguments),
    /// List what changed between two releases, what it means, and what it does to users of the crate.
    Diff(diff::Arguments),
    /// Take over a new page: transcribe, refine, generate, compare, and write everything that a release consists of.
    Release(ship::Arguments),
    /// Measure what a crate that uses ours pays for it in building.
    Cost(cost::Arguments),
    /// Take the picture of the sandbox's page that the README shows.
    Picture(picture::Arguments),
    /// Print a script with which a shell completes the commands and their options.
    Completion(completion::Arguments),
}

fn main() -> ExitCode {
    let Arguments { command, all } = Arguments::parse();
    let show = if all { Show::All } else { Show::First };
    let outcome = report::recover().and_then(|()| match command {
        Command::Transcribe(arguments) => transcribe::run(&arguments, show),
        Command::Generate(arguments) => generate::run(&arguments, show),
        Command::Diff(arguments) => diff::run(&arguments, show),
        Command::Release(arguments) => ship::run(&arguments, show),
        Command::Cost(arguments) => cost::run(&arguments),
        Command::Picture(arguments) => picture::run(&arguments),
        Command::Completion(arguments) => completion::run(&arguments, Arguments::command()),
    });
    report::exit(outcome, show)
}
