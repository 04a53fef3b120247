//! `cargo run -p gateway-shop` starts the shop with a gateway of its own, on this machine only.
//!
//! An argument names the folder that keeps orders, journal and gateway across restarts; without it they go with the process.

use std::error::Error;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use gateway_sandbox::Sandbox;
use gateway_shop::orders::Orders;
use gateway_shop::{Shop, routes};
use online_payment_gateway::runtime::DiskJournal;
use tokio::net::TcpListener;

/// Where the shop is, and its gateway, unless `SHOP_PORT` and `GATEWAY_PORT` say otherwise; 0 is any port that is free.
const PORT: u16 = 8470;
const GATEWAY_PORT: u16 = 8471;
/// Longer than any call of the client takes.
const LONGEST_CALL: Duration = Duration::from_secs(100);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = match std::env::args_os().nth(1) {
        Some(folder) => PathBuf::from(folder),
        None => std::env::temp_dir().join(format!("gateway-shop-{}", std::process::id())),
    };
    std::fs::create_dir_all(&folder)?;

    // Yours is `Config::new("https://…").credentials(…)`, with what you know of your gateway (docs/PRODUCTION.md).
    let sandbox = Sandbox::builder().port(port("GATEWAY_PORT", GATEWAY_PORT)?);
    let sandbox = sandbox.state_file(folder.join("gateway")).start().await?;
    let config = sandbox.config();

    let listener = (Ipv4Addr::LOCALHOST, port("SHOP_PORT", PORT)?);
    let listener = TcpListener::bind(listener).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let journal = Arc::new(DiskJournal::open(folder.join("journal"))?);
    let orders = Orders::open(&folder.join("orders"))?;
    let shop = Arc::new(Shop::open(config, journal, orders, &address)?);

    shop.recover().await?;
    say(&format!(
        "The shop is at {address}, and its gateway at {}",
        sandbox.url()
    ));
    let router = routes::router(Arc::clone(&shop));
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, router).with_graceful_shutdown(told_to_end());
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

/// Ends when the process is to end: by Ctrl-C, or as a service is told to.
async fn told_to_end() {
    let by_a_person = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let by_the_system = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut told) => drop(told.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let by_the_system = std::future::pending();
    tokio::select! {
        () = by_a_person => {}
        () = by_the_system => {}
    }
}

fn port(name: &str, usual: u16) -> Result<u16, Box<dyn Error>> {
    match std::env::var(name) {
        Ok(port) => port
            .parse()
            .map_err(|_| format!("{name} is no port").into()),
        Err(_) => Ok(usual),
    }
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
