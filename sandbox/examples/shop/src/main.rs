//! `cargo run -p gateway-shop` starts the shop with a gateway of its own, on this machine only.

use std::error::Error;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use gateway_postgres::Postgres;
use gateway_postgres::tokio_postgres::{Config, NoTls};
use gateway_sandbox::Sandbox;
use gateway_shop::orders::Orders;
use gateway_shop::{Shop, routes};
use online_payment_gateway::runtime::{DiskJournal, Journal};
use tokio::net::TcpListener;

/// A shop that takes payments, with a gateway of its own.
#[derive(Parser)]
struct Arguments {
    /// The folder that keeps orders, journal and gateway across restarts. Without it they go with the process.
    folder: Option<PathBuf>,
    /// Where the shop is; 0 is any port that is free.
    #[arg(long, default_value_t = 8470)]
    port: u16,
    /// Where its gateway is.
    #[arg(long, default_value_t = 8471)]
    gateway_port: u16,
    /// Keeps orders and journal in this PostgreSQL instead, as "host=/run/postgresql dbname=shop".
    #[arg(long, value_name = "CONFIG")]
    postgres: Option<String>,
    /// Makes the tables in it first.
    #[arg(long, requires = "postgres")]
    migrate: bool,
}

/// Longer than any call of the client takes.
const LONGEST_CALL: Duration = Duration::from_secs(100);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let told_to_end = told_to_end()?;
    let folder = Folder::make(arguments.folder.as_deref())?;
    let folder = folder.path.as_path();

    // Yours is `Config::new("https://…").credentials(…)`, with what you know of your gateway (docs/PRODUCTION.md).
    let sandbox = Sandbox::builder().port(arguments.gateway_port);
    let sandbox = sandbox.state_file(folder.join("gateway")).start().await?;
    let config = sandbox.config();

    let listener = (Ipv4Addr::LOCALHOST, arguments.port);
    let listener = TcpListener::bind(listener).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let (journal, orders) = kept(&arguments, folder).await?;
    let shop = Arc::new(Shop::open(config, journal, orders, &address)?);

    shop.recover().await?;
    say(&format!(
        "The shop is at {address}, and its gateway at {}",
        sandbox.url()
    ));
    let router = routes::router(Arc::clone(&shop))?;
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, router).with_graceful_shutdown(told_to_end);
    tokio::select! {
        served = serving => served?,
        // A shop that follows no more takes no money either: whoever watches over it starts it anew.
        ended = shop.follow() => match ended? {},
    }

    // Nothing new comes any more; what is under way goes to its end, in the journal too.
    shop.client().drain(LONGEST_CALL).await?;
    sandbox.stop().await;
    Ok(())
}

/// Where everything is kept: in a folder that somebody named, or in one that goes with the process.
struct Folder {
    path: PathBuf,
    is_named: bool,
}

impl Folder {
    fn make(named: Option<&Path>) -> std::io::Result<Self> {
        let own = format!("gateway-shop-{}", std::process::id());
        let folder = Self {
            path: named.map_or_else(|| std::env::temp_dir().join(own), Path::to_owned),
            is_named: named.is_some(),
        };
        std::fs::create_dir_all(&folder.path)?;
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_named {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// The journal, in which each payment is written down before it leaves, and the orders.
type Kept = (Arc<dyn Journal>, Orders);

/// Where both are: on the disk of this machine, or in a database that several share.
async fn kept(arguments: &Arguments, folder: &Path) -> Result<Kept, Box<dyn Error>> {
    let Some(config) = &arguments.postgres else {
        let journal = DiskJournal::open(folder.join("journal"))?;
        return Ok((Arc::new(journal), Orders::open(&folder.join("orders"))?));
    };
    // By a socket of this machine; over a network it is `gateway_postgres::tls`.
    let config: Config = config.parse()?;
    let postgres = Postgres::new(&config, NoTls)?;
    if arguments.migrate {
        postgres.migrate().await?;
        Orders::migrate(config.clone()).await?;
    }
    Ok((
        Arc::new(postgres.journal("shop")),
        Orders::postgres(config)?,
    ))
}

/// Ends when the process is to end: by Ctrl-C, or as a service is told to. It is listened for from the call on.
#[cfg(unix)]
fn told_to_end() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut by_a_person = signal(SignalKind::interrupt())?;
    let mut by_the_system = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = by_a_person.recv() => {}
            _ = by_the_system.recv() => {}
        }
    })
}

/// Ends when the process is to end: by Ctrl-C.
#[cfg(not(unix))]
fn told_to_end() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
