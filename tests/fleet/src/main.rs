//! A fleet of four processes that pay against an unkind gateway while its parts break, and then what became of each payment.
//!
//! `fleet figures written` prints what it costs to write an intent down, `fleet figures recovered` how long it takes to look up
//! what is open, and `fleet figures outage` what a gateway that is away leaves open. `fleet matrix` breaks each part while a
//! payment stands at each step, and compares what becomes of it with docs/fleet-matrix.md. `fleet [FAULTS] [SEED]` breaks
//! something so many times, once with the token in PostgreSQL and once in Redis, and fails unless every order that the gateway
//! charged is known or listed, none is charged twice within a purchase, no word was false, order rows and intents agree, and
//! tokens are fetched when one ended and not for each process.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is a program, which says what it found"
)]

mod check;
mod figures;
mod fleet;
mod held;
mod matrix;
mod requests;
mod stage;
mod words;
mod worker;

use std::process::ExitCode;

use crate::stage::Tokens;

/// How often something breaks, unless it is said: what a run in CI has time for.
const FAULTS: usize = 16;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if_eq("worker").is_some() {
        worker::run(arguments.collect());
        return ExitCode::SUCCESS;
    }
    if arguments.next_if_eq("held").is_some() {
        held::run(arguments.collect());
        return ExitCode::SUCCESS;
    }
    if arguments.next_if_eq("matrix").is_some() {
        return match matrix::run() {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        };
    }
    if arguments.next_if_eq("figures").is_some() {
        let of = arguments.next().unwrap_or_default();
        let size = arguments.next().and_then(|size| size.parse().ok());
        if figures::run(&of, size) {
            return ExitCode::SUCCESS;
        }
        eprintln!("figures of what? written, recovered [PAYMENTS] or outage [SECONDS]");
        return ExitCode::from(2);
    }
    let mut number = |otherwise| {
        let said = arguments.next().and_then(|said| said.parse().ok());
        said.unwrap_or(otherwise)
    };
    let faults = number(FAULTS);
    let seed = u64::try_from(number(7)).unwrap_or_default();
    let mut is_well = true;
    for tokens in [Tokens::Postgres, Tokens::Redis] {
        is_well &= fleet::run(tokens, faults.div_ceil(2), seed);
    }
    match is_well {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
