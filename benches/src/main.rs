//! What calls, models and the generator cost, as tables of ratios in one run.
//!
//! `cargo run --release` in this folder measures everything but the generator and prints the tables of
//! `docs/PERFORMANCE.md`, `cargo run --release -- call codec` those.

mod call;
mod codec;
#[cfg(feature = "generator")]
mod generator;
mod hostile;
mod journals;
mod measure;
mod parts;
mod plain;
mod sample;
mod server;

/// How often each thing is measured; `ROUNDS` says otherwise.
fn rounds() -> u32 {
    let rounds = std::env::var("ROUNDS").ok();
    rounds.and_then(|rounds| rounds.parse().ok()).unwrap_or(11)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u32>().ok());
    match arguments.first().map(String::as_str) {
        Some(server::COMMAND) => return server::serve(),
        Some(call::ROUND) => {
            let [way, side_by_side, calls, workers] =
                std::array::from_fn(|at| number(at + 1).expect("a number"));
            return call::round(way as usize, side_by_side as usize, calls, workers as usize);
        }
        Some("profile") => {
            let way = number(1).unwrap_or(2) as usize;
            let side_by_side = number(2).unwrap_or(64) as usize;
            let calls = number(3).unwrap_or(200_000);
            return call::profile(way, side_by_side, calls, number(4).unwrap_or_default());
        }
        _ => {}
    }
    measure::print_machine();
    let all = arguments.is_empty().then_some(EVERYTHING);
    for what in all
        .into_iter()
        .flatten()
        .copied()
        .chain(arguments.iter().map(String::as_str))
    {
        match what {
            "call" => call::run(rounds()),
            "codec" => codec::run(rounds()),
            "parts" => parts::run(rounds()),
            "journal" => journals::run(rounds()),
            "hostile" => hostile::run(rounds()),
            #[cfg(feature = "generator")]
            "generator" => generator::run(rounds()),
            other => panic!("there is no {other}: {EVERYTHING:?}, profile"),
        }
    }
}

/// In the order in which docs/PERFORMANCE.md has them.
const EVERYTHING: &[&str] = &[
    "call",
    "parts",
    "codec",
    "journal",
    "hostile",
    #[cfg(feature = "generator")]
    "generator",
];
