use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::{Config, StateClass};
use online_payment_gateway::operations::{QUERY_REFUND, RETRIEVE_TRACKING};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::clock::MovableClock;
use crate::codes::{Codes, FAILED_STATES, Refusal};
use crate::faults::FaultRun;
use crate::held::held;
use crate::http;
use crate::ids::Ids;
use crate::page::example;
use crate::reach::Reach;
use crate::shared::{CallSeen, Shared};
use crate::state::{Choice, Order, Refused, Rules, State};
use crate::store::{Store, StoreError};

/// A gateway that runs on this machine until it is dropped.
///
/// It listens on the loopback address unless [`Builder::bind`] says otherwise, and takes test cards alone.
pub struct Sandbox {
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
    stopping: Arc<Notify>,
}

impl Sandbox {
    /// Starts a gateway of its own, on a port that is free.
    ///
    /// # Errors
    ///
    /// [`StartError::Listen`] if there is no free port.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// A gateway that differs from the usual one.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The base URL, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn url(&self) -> String {
        self.shared.url()
    }

    /// Whether others than this machine can reach it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.shared.reach.is_open()
    }

    /// The application id that a token is issued for.
    #[must_use]
    pub fn app_id(&self) -> &str {
        self.shared.rules.credentials().0
    }

    /// The secret that goes with it.
    #[must_use]
    pub fn secret(&self) -> &str {
        self.shared.rules.credentials().1
    }

    /// What a client needs: the URL, the credentials, which codes are refusals for good and which say that there is none,
    /// which states are failed ones and when they count, and how late it shows what it took.
    ///
    /// [`Refusal::NotKept`] is none of them, since it comes with a status that decides nothing. It does not take the sandbox's clock; `config().clock(Arc::new(sandbox.clock().clone()))` does.
    pub fn config(&self) -> Config {
        let code = |refusal| self.shared.codes.code(refusal);
        let config = Config::new(self.url()).credentials(self.app_id(), self.secret());
        let states = FAILED_STATES.into_iter();
        let config = states.fold(config, |config, state| {
            config.state(state, StateClass::Failed)
        });
        let config = config
            .failed_lag(self.shared.rules.modes.query_lags)
            .customer_may_act_for(self.shared.rules.page_lives)
            .not_found_code_of(&QUERY_REFUND, code(Refusal::UnknownRefund))
            .not_found_code_of(&RETRIEVE_TRACKING, code(Refusal::UnknownTracking))
            .absence_lag(self.shared.rules.modes.query_lags);
        let refused = self.shared.codes.refused().into_iter();
        refused.fold(config, Config::refused_code)
    }

    /// A call that pays, for a shell.
    #[must_use]
    pub fn curl_example(&self) -> String {
        example::curl(&self.shared)
    }

    /// A call that gives back what [`curl_example`](Self::curl_example) took, for the same shell.
    #[must_use]
    pub fn refund_curl_example(&self) -> String {
        example::refund_curl(&self.shared)
    }

    /// The configuration of a client, as a line of Rust: what [`config`](Self::config) has of codes and states.
    #[must_use]
    pub fn rust_example(&self) -> String {
        example::rust(&self.shared)
    }

    /// The clock of the gateway, which can be moved.
    #[must_use]
    pub fn clock(&self) -> &MovableClock {
        &self.shared.clock
    }

    /// Lets time pass at once.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
    }

    /// Looks at the state as it is now.
    pub fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.shared.look(|state, _| look(state))
    }

    /// Does what a customer does on a page: a checkout's `redirectUrl`, or a payment's `payUrl`.
    ///
    /// # Errors
    ///
    /// Why it is not possible, for instance that the page is over.
    pub fn act(&self, page_url: &str, choice: &Choice) -> Result<Order, Refused> {
        let key = page_url.rsplit('/').next().unwrap_or_default();
        self.shared
            .change_here(|state, rules, now| state.act(rules, now, key, choice))
    }

    /// Lets a share of the calls go wrong from now on; none does after `None`.
    pub fn set_faults(&self, run: impl Into<Option<FaultRun>>) {
        *held(&self.shared.faults) = run.into();
    }

    /// Revokes every token that was issued.
    pub fn revoke_tokens(&self) {
        self.shared.revoke_tokens();
    }

    /// The last calls, the oldest first, at most 200.
    #[must_use]
    pub fn calls(&self) -> Vec<CallSeen> {
        self.shared.calls().last.iter().cloned().collect()
    }

    /// Stops, and waits until the port and the state file are free again. Dropping the sandbox stops it too, in its own
    /// time.
    pub async fn stop(mut self) {
        self.stopping.notify_one();
        let _ = (&mut self.serving).await;
        self.shared.close();
    }

    /// Waits for ever, or until serving ends by itself, which it does not.
    pub async fn serve(&mut self) {
        let _ = (&mut self.serving).await;
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sandbox({})", self.url())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A gateway before it runs.
#[derive(Debug, Default)]
pub struct Builder {
    bind: Option<IpAddr>,
    hosts: Vec<String>,
    port: u16,
    seed: Option<u64>,
    rules: Rules,
    codes: Codes,
    clock: MovableClock,
    faults: Option<FaultRun>,
    state_file: Option<PathBuf>,
}

impl Builder {
    /// The port to listen on; 0, the default, is any that is free.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The address to listen on; the loopback address by default, which this machine alone reaches.
    ///
    /// On any other, others reach it, and whoever looks at its page or gives orders to it needs its credentials (HTTP's scheme
    /// `Basic`: the application id and the secret). What they send goes over the network as it is.
    #[must_use]
    pub fn bind(mut self, address: IpAddr) -> Self {
        self.bind = Some(address);
        self
    }

    /// A further name by which it is asked, with a port or without one. The first is the name in the addresses of its pages.
    #[must_use]
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into());
        self
    }

    /// The number from which everything that the gateway makes up follows: trade numbers, tokens, keys of pages,
    /// credentials. The same calls then give the same again, and whoever knows the seed knows all of it; without one it
    /// comes from the system's randomness.
    ///
    /// With a [`state_file`](Self::state_file) each start begins another row, so that nothing comes twice.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// How the gateway behaves.
    #[must_use]
    pub fn rules(mut self, change: impl FnOnce(&mut Rules)) -> Self {
        change(&mut self.rules);
        self
    }

    /// The codes of its refusals.
    #[must_use]
    pub fn codes(mut self, codes: Codes) -> Self {
        self.codes = codes;
        self
    }

    /// Its clock.
    #[must_use]
    pub fn clock(mut self, clock: MovableClock) -> Self {
        self.clock = clock;
        self
    }

    /// The share of calls that go wrong.
    #[must_use]
    pub fn faults(mut self, run: FaultRun) -> Self {
        self.faults = Some(run);
        self
    }

    /// The file that keeps the state across restarts; without one it ends with the gateway. It is made where there is
    /// none, and for its owner alone. Tokens are never kept.
    ///
    /// Whatever the gateway acknowledges is on the disk before. What cannot be written is answered with status 503 and
    /// [`Refusal::NotKept`], and has not happened.
    #[must_use]
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Starts the gateway.
    ///
    /// # Errors
    ///
    /// [`StartError`] if it cannot listen, cannot read or write its state, or has no randomness.
    pub async fn start(mut self) -> Result<Sandbox, StartError> {
        let mut state = State::new(0);
        let mut store = match &self.state_file {
            Some(path) => Some(Store::open(path, &mut state).map_err(StartError::State)?),
            None => None,
        };
        let run = state.begin_run();
        if let Some(store) = &mut store {
            let changed = state.begin_write();
            let everything = std::iter::once_with(|| state.everything().collect());
            let saved = store.save(&changed, everything);
            saved.map_err(StartError::State)?;
        }
        state.settle();
        let ids = match self.seed {
            Some(seed) => Ids::of_run(seed, run),
            None => Ids::unforeseen().map_err(|_| StartError::Randomness)?,
        };
        state.draw_from(ids);
        let rules = &mut self.rules;
        rules.app_id.get_or_insert_with(|| state.secret("app_"));
        rules.secret.get_or_insert_with(|| state.secret("sec_"));
        let bind = self.bind.unwrap_or(Ipv4Addr::LOCALHOST.into());
        let failed = |error| StartError::Listen(bind, error);
        let listener = TcpListener::bind((bind, self.port)).await;
        let listener = listener.map_err(failed)?;
        let reach = Reach {
            address: listener.local_addr().map_err(failed)?,
            hosts: self.hosts,
        };
        let shared = Shared::new(reach, self.rules, self.codes, self.clock, state, store);
        let shared = Arc::new(shared);
        *held(&shared.faults) = self.faults;
        let stopping = Arc::new(Notify::new());
        let serving = http::serve(listener, http::router(&shared), Arc::clone(&stopping));
        Ok(Sandbox {
            shared,
            serving: tokio::spawn(serving),
            stopping,
        })
    }
}

/// Why a gateway did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The port cannot be listened on at this address.
    Listen(IpAddr, io::Error),
    /// The state file cannot be read or made.
    State(StoreError),
    /// The system gives no randomness.
    Randomness,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(address, error) => write!(f, "cannot listen on {address}: {error}"),
            Self::State(error) => error.fmt(f),
            Self::Randomness => f.write_str("the system gives no randomness; --seed does without"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen(_, error) => Some(error),
            Self::State(error) => Some(error),
            Self::Randomness => None,
        }
    }
}
