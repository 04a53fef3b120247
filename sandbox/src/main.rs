//! A payment gateway on this machine, to develop against.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use gateway_sandbox::{Fault, FaultRun, Modes, Sandbox, Strictness};

/// A payment gateway to develop against. It listens on 127.0.0.1 alone, takes test cards alone, and moves no money.
#[derive(Parser)]
#[command(
    version,
    after_help = "Examples:
  cargo run -p gateway-sandbox
  cargo run -p gateway-sandbox -- --port 8480 --state shop.state
  cargo run -p gateway-sandbox -- --unkind --query-lag 2
  cargo run -p gateway-sandbox -- --fault-share 100 --fault reset-after --fault 503 --seed 7

One call goes wrong with the header Sandbox-Fault, for instance 'Sandbox-Fault: reset-after'.
A run goes wrong with POST /_sandbox/faults, for instance {\"share\": 100, \"seed\": 7, \"faults\": [\"503\"]};
DELETE /_sandbox/faults ends it, and DELETE /_sandbox/tokens revokes every token.
Time passes with POST /_sandbox/clock, for instance {\"advance\": 60}, in seconds."
)]
struct Arguments {
    /// The port; 0 is any that is free.
    #[arg(long, default_value_t = 8480)]
    port: u16,
    /// The number from which faults and everything that is made up follow, to repeat a run: trade numbers, tokens, keys of
    /// pages, credentials. Whoever knows it can foresee all of it. Without it, all of it comes from the system's randomness.
    /// With --state, each start begins another row, so that nothing comes twice.
    #[arg(long)]
    seed: Option<u64>,
    /// The application id that a token is issued for. Without it, each start makes another.
    #[arg(long, value_name = "ID")]
    app_id: Option<String>,
    /// The secret that goes with it. Without it, each start makes another.
    #[arg(long)]
    secret: Option<String>,
    /// A file that keeps the state across restarts; it is made where there is none, and for its owner alone. What cannot be
    /// written there is refused with status 503.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// The unkind readings: a duplicate order number charges again, a new token revokes the old, refusals are bare.
    #[arg(long)]
    unkind: bool,
    /// Takes what is refused beyond the documented rules; may be repeated. One of expired-cards, amounts, values, blocks,
    /// addresses, dates, minutes.
    #[arg(long, value_name = "NAME")]
    allow: Vec<Strictness>,
    /// How many seconds queries lag behind.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    query_lag: u64,
    /// How many of 1000 calls go wrong.
    #[arg(long, value_name = "SHARE", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1000))]
    fault_share: u32,
    /// A way to go wrong; may be repeated. Without it, every way.
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Sandbox::builder().port(arguments.port).rules(|rules| {
        let lag = Duration::from_secs(arguments.query_lag);
        if arguments.unkind {
            rules.modes = Modes::unkind(lag);
        }
        rules.modes.query_lags = lag;
        rules.allowed = arguments.allow.into_iter().collect();
        if let Some(app_id) = arguments.app_id {
            rules.app_id = Some(app_id);
        }
        if let Some(secret) = arguments.secret {
            rules.secret = Some(secret);
        }
    });
    if let Some(seed) = arguments.seed {
        builder = builder.seed(seed);
    }
    if let Some(path) = arguments.state {
        builder = builder.state_file(path);
    }
    if arguments.fault_share > 0 {
        let faults = if arguments.fault.is_empty() {
            Fault::ALL.to_vec()
        } else {
            arguments.fault
        };
        let seed = arguments.seed.unwrap_or_default();
        builder = builder.faults(FaultRun::new(seed, arguments.fault_share, faults));
    }
    let mut sandbox = builder.start().await?;
    say(&greeting(&sandbox));
    tokio::select! {
        () = sandbox.serve() => {}
        stopped = tokio::signal::ctrl_c() => stopped?,
    }
    Ok(())
}

fn greeting(sandbox: &Sandbox) -> String {
    let (url, app, secret) = (sandbox.url(), sandbox.app_id(), sandbox.secret());
    format!(
        "Gateway sandbox at {url} (open it in a browser; Ctrl-C stops it)\n\
         \x20 app id  {app}\n\
         \x20 secret  {secret}\n\n\
         curl -s {url}/gateway/v1/connect/token -H 'Content-Type: application/json' -d '{{\"appId\":\"{app}\",\"secret\":\"{secret}\"}}'\n\n\
         let client = Client::new(Config::new(\"{url}\").credentials(\"{app}\", \"{secret}\"))?;\n"
    )
}

/// Says something, also where nobody listens any more.
fn say(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "gateway-sandbox: {text}");
}
