//! A payment gateway on this machine, to develop against.

use std::io::{self, Write};
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, UNIX_EPOCH};

use clap::Parser;
use gateway_sandbox::{
    CardOutcome, Fault, FaultRun, Modes, MovableClock, Sandbox, Strictness, TEST_CARDS, TestCard,
};

/// A payment gateway to develop against. It listens on 127.0.0.1 unless --bind says otherwise, takes test cards alone, and moves no money.
#[derive(Parser)]
#[command(
    version,
    after_help = "Examples:
  cargo run -p gateway-sandbox
  cargo run -p gateway-sandbox -- --port 8480 --state shop.state
  cargo run -p gateway-sandbox -- --unkind --query-lag 2
  cargo run -p gateway-sandbox -- --bind 0.0.0.0 --allow-host sandbox
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
    /// The address to listen on. On any but the loopback address others reach it; its page and its orders then need the app
    /// id and the secret, and what is sent goes over the network as it is.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    bind: IpAddr,
    /// A further name by which it is asked, such as that of a container, with a port or without one; may be repeated. The
    /// first is the name in the addresses of its pages.
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// Lets the clock stand still at so many seconds since 1970, until POST /_sandbox/clock moves it. With --seed, the same
    /// requests then give the same answers, times included.
    #[arg(long, value_name = "SECONDS")]
    clock: Option<u64>,
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
    /// Lets no call for a token go wrong, so that a program gets as far as its payments.
    #[arg(long)]
    spare_tokens: bool,
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
    let mut builder = Sandbox::builder().bind(arguments.bind);
    for host in arguments.allow_host {
        builder = builder.allow_host(host);
    }
    if let Some(seconds) = arguments.clock {
        let moment = UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
        let moment = moment.ok_or("there is no such time for --clock")?;
        builder = builder.clock(MovableClock::standing_at(moment));
    }
    builder = builder.port(arguments.port).rules(|rules| {
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
        let run = FaultRun::new(seed, arguments.fault_share, faults);
        builder = builder.faults(if arguments.spare_tokens {
            run.sparing_tokens()
        } else {
            run
        });
    }
    let mut sandbox = builder.start().await?;
    say(&greeting(&sandbox));
    if sandbox.is_open() {
        complain(
            "warning: others can reach this sandbox, and nothing that they send is encrypted. Whoever has the secret can \
             use it; never give it real cards, real credentials or a name on the internet.",
        );
    }
    tokio::select! {
        () = sandbox.serve() => {}
        stopped = tokio::signal::ctrl_c() => stopped?,
    }
    Ok(())
}

fn greeting(sandbox: &Sandbox) -> String {
    let (url, app, secret) = (sandbox.url(), sandbox.app_id(), sandbox.secret());
    let (pay, refund) = (sandbox.curl_example(), sandbox.refund_curl_example());
    let rust = sandbox.rust_example();
    format!(
        "Gateway sandbox at {url} (open it in a browser; Ctrl-C stops it)\n\
         \x20 app id  {app}\n\
         \x20 secret  {secret}\n\n\
         # A payment, in a shell:\n{pay}\n\
         # With the card number {} it is declined.\n\n\
         # Its refund, in the same shell:\n{refund}\n\
         # The page captures, voids and refunds by a button.\n\n\
         // A client, in Rust:\n{rust}\n",
        declined_card()
    )
}

/// The number of the card that is declined without more.
fn declined_card() -> &'static str {
    let declined = |card: &&TestCard| card.outcome == CardOutcome::Declined;
    let card = TEST_CARDS.iter().find(declined);
    card.map_or("", |card| card.number)
}

/// Says something, also where nobody listens any more.
fn say(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "gateway-sandbox: {text}");
}
