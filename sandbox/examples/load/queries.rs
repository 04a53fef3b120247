use std::error::Error;
use std::time::{Duration, Instant};

use gateway_sandbox::Sandbox;
use tokio::task::JoinSet;

use crate::PAGES;
use crate::connection::{Connection, Way};

const ORDERS: usize = 20_000;
const ROUNDS: usize = 20;
const QUERIES: usize = 500;

/// How long a query takes in a sandbox with one order, and in one with many and with people who look on.
pub(crate) struct Queries {
    pub(crate) alone: Duration,
    pub(crate) among_many: Duration,
}

pub(crate) async fn queries() -> Result<Queries, Box<dyn Error>> {
    let (empty, full) = (Sandbox::start().await?, Sandbox::start().await?);
    let (to_empty, to_full) = (Way::to(&empty).await?, Way::to(&full).await?);
    let order = |number: usize| format!("ORDER-{number}");
    let mut alone = to_empty.connect().await?;
    alone.pay(&order(0)).await?;
    fill(&to_full).await?;
    let mut among_many = to_full.connect().await?;
    let pages = to_full.open_pages(PAGES);
    let (mut times_alone, mut times_among_many) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        for query in 0..QUERIES {
            times_alone.push(timed(&mut alone, &order(0)).await?);
            let number = (round * QUERIES + query) * 7919 % ORDERS;
            times_among_many.push(timed(&mut among_many, &order(number)).await?);
        }
        // Something changes, so that there is something to push.
        among_many.pay(&format!("NEW-{round}")).await?;
    }
    drop(pages);
    Ok(Queries {
        alone: median(times_alone),
        among_many: median(times_among_many),
    })
}

async fn fill(way: &Way) -> Result<(), Box<dyn Error>> {
    const CLIENTS: usize = 16;
    let mut running = JoinSet::new();
    for client in 0..CLIENTS {
        let mut connection = way.connect().await?;
        running.spawn(async move {
            for number in (client..ORDERS).step_by(CLIENTS) {
                connection.pay(&format!("ORDER-{number}")).await?;
            }
            Ok::<(), std::io::Error>(())
        });
    }
    while let Some(ended) = running.join_next().await {
        ended??;
    }
    Ok(())
}

async fn timed(connection: &mut Connection, order: &str) -> std::io::Result<Duration> {
    let began = Instant::now();
    connection.query(order).await?;
    Ok(began.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
