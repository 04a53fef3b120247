//! Makes an OpenAPI document from a transcript and overlays: `refine TRANSCRIPT OVERLAY...`, to standard output.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to its user"
)]

use std::process::ExitCode;

use gateway_codegen::findings::Findings;
use gateway_codegen::overlay::{self, yaml};
use gateway_codegen::refine;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(transcript) = arguments.next() else {
        eprintln!("usage: refine TRANSCRIPT OVERLAY...");
        return ExitCode::from(2);
    };
    match run(&transcript, arguments) {
        Ok(document) => {
            print!("{document}");
            ExitCode::SUCCESS
        }
        Err(findings) => {
            eprint!("{findings}");
            ExitCode::FAILURE
        }
    }
}

fn run(transcript: &str, overlays: impl Iterator<Item = String>) -> Result<String, String> {
    let read =
        |path: &str| std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}\n"));
    let document = yaml::read(&read(transcript)?)
        .map_err(|malformed| format!("{transcript}: {malformed:?}\n"))?;
    let mut findings = Findings::default();
    let mut parsed = Vec::new();
    for path in overlays {
        match overlay::parse(&path, &read(&path)?) {
            Ok(done) => parsed.push(done.note_into(&mut findings)),
            Err(errors) => findings.append(errors),
        }
    }
    match refine::refine(&document, &parsed) {
        Ok(done) if !findings.has_errors() => {
            eprint!("{}", done.findings.in_file(transcript));
            serde_yaml::to_string(&done.value).map_err(|error| error.to_string())
        }
        Ok(done) => {
            findings.append(done.findings.in_file(transcript));
            Err(findings.to_string())
        }
        Err(errors) => {
            findings.append(errors.in_file(transcript));
            Err(findings.to_string())
        }
    }
}
