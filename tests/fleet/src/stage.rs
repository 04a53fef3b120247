//! Where the fleet pays: a gateway, its stores, and the ways to them.

use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use gateway_postgres::Postgres;
use gateway_postgres::tokio_postgres::{self, NoTls};
use gateway_sandbox::{Modes, Sandbox};
use gateway_servers::{PostgresServer, Proxy, RedisServer, Signal, send};
use tokio::runtime::Runtime;

use crate::worker::Settings;

/// How far queries lag.
const LAG: Duration = Duration::from_secs(1);

/// Where the token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tokens {
    Postgres,
    Redis,
}

/// A gateway with its books, and what the processes share.
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) postgres: PostgresServer,
    pub(crate) redis: Option<RedisServer>,
    /// The ways of the processes to the stores, PostgreSQL's first.
    pub(crate) ways: Vec<Proxy>,
    pub(crate) settings: Settings,
    pub(crate) words: PathBuf,
}

impl Stage {
    /// An unkind gateway and empty stores; `None` where there are none to start.
    pub(crate) fn start(runtime: &Runtime, tokens: Tokens, seed: u64) -> Option<Self> {
        let postgres = PostgresServer::start()?;
        let redis = match tokens {
            Tokens::Postgres => None,
            Tokens::Redis => Some(RedisServer::start()?),
        };
        let config = postgres.config();
        let way = Proxy::to(&postgres.socket());
        let through = PostgresServer::config_in(way.folder());
        let mut ways = vec![way];
        ways.extend(redis.as_ref().map(|redis| Proxy::to(&redis.socket())));
        let sandbox = runtime.block_on(async {
            let tables = Postgres::new(&config.parse().expect("it is one"), NoTls);
            tables
                .expect("a pool can be made")
                .migrate()
                .await
                .expect("the tables can be made");
            let (client, connection) = tokio_postgres::connect(&config, NoTls)
                .await
                .expect("the server runs");
            tokio::spawn(connection);
            let orders = "CREATE TABLE orders (number text PRIMARY KEY, payment text NOT NULL)";
            client
                .batch_execute(orders)
                .await
                .expect("a table can be made");
            let builder = Sandbox::builder().seed(seed);
            let builder = builder.rules(|rules| rules.modes = Modes::unkind(LAG));
            builder.start().await.expect("a port is free")
        });
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let words = std::env::temp_dir().join(format!("fleet-{}-{count}", std::process::id()));
        let _ = std::fs::remove_file(&words);
        let settings = Settings {
            name: String::new(),
            url: sandbox.url(),
            app_id: sandbox.app_id().to_owned(),
            secret: sandbox.secret().to_owned(),
            words: words.display().to_string(),
            postgres: through,
            redis: ways
                .get(1)
                .map(|way| RedisServer::url_at(way.socket()))
                .unwrap_or_default(),
        };
        Some(Self {
            sandbox,
            postgres,
            redis,
            ways,
            settings,
            words,
        })
    }

    /// Starts a process of this name, with a command and what a client is made of.
    pub(crate) fn process(&mut self, name: String, command: &[&str]) -> Process {
        self.settings.name = name;
        let program = std::env::current_exe().expect("it runs");
        let process = Command::new(program)
            .args(command)
            .args(self.settings.arguments())
            .spawn();
        Process {
            child: process.expect("a process can be started"),
            name: self.settings.name.clone(),
            frozen: None,
        }
    }
}

/// One process of the fleet. It is killed when it is dropped.
pub(crate) struct Process {
    child: Child,
    pub(crate) name: String,
    /// Until when it is frozen, if it is.
    pub(crate) frozen: Option<Instant>,
}

impl Process {
    pub(crate) fn send(&self, signal: Signal) {
        send(self.child.id(), signal);
    }

    /// Waits until it has ended.
    pub(crate) fn wait(&mut self) {
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        self.wait();
    }
}
