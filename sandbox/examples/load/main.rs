//! How much a state file and people who look on cost: `cargo run --release -p gateway-sandbox --example load`.
//!
//! 64 clients pay as fast as they can, in turns against a sandbox without a state file and one with a state file and three
//! open pages. What it prints is the share of the requests of the former that the latter takes, in this run on this machine;
//! and how long a query takes among 20,000 orders with three open pages, against one alone.

mod connection;
mod queries;

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gateway_sandbox::Sandbox;
use tokio::task::JoinSet;

use connection::Way;
use queries::{Queries, queries};

const CLIENTS: usize = 64;
const PAGES: usize = 3;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Queries { alone, among_many } = queries().await?;
    let times = among_many.as_secs_f64() / alone.as_secs_f64();
    let text = format!(
        "a query: {alone:?} alone, {among_many:?} among 20,000 orders with {PAGES} open pages: {times:.2} times"
    );
    writeln!(std::io::stdout(), "{text}")?;
    let folder = std::env::temp_dir().join(format!("gateway-sandbox-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let outcome = compared(&folder).await;
    std::fs::remove_dir_all(&folder)?;
    outcome
}

async fn compared(folder: &Path) -> Result<(), Box<dyn Error>> {
    let (mut without, mut with) = (0, 0);
    for round in 0..ROUNDS {
        without += payments(Sandbox::start().await?, 0).await?;
        let state = folder.join(format!("{round}.state"));
        with += payments(Sandbox::builder().state_file(state).start().await?, PAGES).await?;
    }
    let seconds = u64::try_from(ROUNDS)? * ROUND.as_secs();
    let share = with * 100 / without.max(1);
    let text = format!(
        "{CLIENTS} clients: {} payments a second without a state file, {} with one and {PAGES} open pages: {share} %",
        without / seconds,
        with / seconds
    );
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}

/// How many payments are answered in one round.
async fn payments(sandbox: Sandbox, pages: usize) -> Result<u64, Box<dyn Error>> {
    let way = Way::to(&sandbox).await?;
    let pages = way.open_pages(pages);
    let paid = Arc::new(AtomicU64::new(0));
    let mut running = JoinSet::new();
    let ends = Instant::now() + ROUND;
    for client in 0..CLIENTS {
        let (way, paid) = (way.clone(), Arc::clone(&paid));
        running.spawn(async move {
            let mut connection = way.connect().await?;
            for number in 0.. {
                if Instant::now() >= ends {
                    break;
                }
                connection.pay(&format!("ORDER-{client}-{number}")).await?;
                paid.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<(), std::io::Error>(())
        });
    }
    while let Some(ended) = running.join_next().await {
        ended??;
    }
    drop(pages);
    sandbox.stop().await;
    Ok(paid.load(Ordering::Relaxed))
}
