mod account;
mod known;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue};

use crate::value::check::checks::Checks;
use crate::value::types::sensitive::Sensitive;
use crate::wire::config_error::ConfigError;
use crate::wire::headers::add;
use crate::wire::reach::Reach;

use crate::engine::breaker::Breaker;
use crate::engine::known::Known;
use crate::engine::observer::Observer;
use crate::engine::retry::Retries;
use crate::record::account::MAIN;
use crate::record::credentials::{CredentialProvider, Credentials};
use crate::record::journal::Journal;
use crate::record::operation::Api;
use crate::record::token_store::TokenStore;
use crate::wire::clock::{Clock, SystemClock};
use crate::wire::transport::Transport;

/// How to reach a gateway, and as whom.
///
/// There is no default base URL: nobody should send a card to a server that they have not named.
///
/// ```
/// use gateway_runtime::Config;
/// use std::time::Duration;
///
/// let config = Config::new("https://gateway.example.com")
///     .credentials("app-1", "secret")
///     .total_timeout(Duration::from_secs(30));
/// assert!(!format!("{config:?}").contains("secret\""));
/// ```
#[derive(Clone)]
#[must_use]
pub struct Config {
    pub(crate) base_url: Sensitive<String>,
    pub(crate) credential: Credential,
    pub(crate) further: Vec<(String, Credentials)>,
    pub(crate) token_form: TokenForm,
    pub(crate) account: String,
    pub(crate) token_store: Option<Arc<dyn TokenStore>>,
    pub(crate) connect_timeout: Duration,
    pub(crate) answer_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) largest_answer: usize,
    pub(crate) retries: Retries,
    pub(crate) known: Known,
    pub(crate) reach: Reach,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) journal: Option<Arc<dyn Journal>>,
    pub(crate) user_agent: Option<String>,
    pub(crate) headers: Vec<(String, Sensitive<String>)>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) fresh_for_money: bool,
    pub(crate) breaker: Option<Breaker>,
    pub(crate) checks: Checks,
}

#[derive(Clone)]
pub(crate) enum Credential {
    Missing,
    Nobody,
    Given(Credentials),
    Provided(Arc<dyn CredentialProvider>),
}

/// How a token stands in its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TokenForm {
    /// The token alone.
    #[default]
    Raw,
    /// `Bearer`, a space, and the token.
    Bearer,
}

impl Config {
    /// Names the gateway: an `https` URL, or an `http` URL of a loopback address. Operations' paths are appended to
    /// its path. What is wrong with it is said when the client is made.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: Sensitive::new(base_url.into()),
            credential: Credential::Missing,
            further: Vec::new(),
            token_form: TokenForm::default(),
            account: MAIN.to_owned(),
            token_store: None,
            connect_timeout: Duration::from_secs(10),
            answer_timeout: Duration::from_secs(60),
            total_timeout: Duration::from_secs(90),
            largest_answer: 2 * 1024 * 1024,
            retries: Retries::default(),
            known: Known::default(),
            reach: Reach::default(),
            clock: Arc::new(SystemClock::new()),
            transport: None,
            journal: None,
            user_agent: None,
            headers: Vec::new(),
            observer: None,
            fresh_for_money: false,
            breaker: None,
            checks: Checks::none(),
        }
    }

    /// The application id and the secret that a token is fetched with, for an API that gives tokens.
    pub fn credentials(mut self, app_id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.credential = Credential::Given(Credentials::app(app_id, secret));
        self
    }

    /// A key or token that is sent as it is, for an API key or for bearer authentication.
    pub fn credential(mut self, key: impl Into<String>) -> Self {
        self.credential = Credential::Given(Credentials::key(key));
        self
    }

    /// The user and the password of basic authentication. The user must not contain a colon.
    pub fn basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.credential = Credential::Given(Credentials::basic(user, password));
        self
    }

    /// Asks for the credentials when they are needed, so that new ones are taken without a restart.
    pub fn credentials_from(mut self, provider: Arc<dyn CredentialProvider>) -> Self {
        self.credential = Credential::Provided(provider);
        self
    }

    /// Says that there is no credential on purpose: only operations that need none will be called.
    pub fn without_credential(mut self) -> Self {
        self.credential = Credential::Nobody;
        self
    }

    /// The credential of another scheme, by the name that the document gives the scheme, for operations that ask for it
    /// beside the usual one, or in its place: a [key](Credentials::key), or a [user and a password](Credentials::basic) for
    /// basic authentication. Of two of one name the later counts. A scheme that no operation asks for is refused when the
    /// client is made ([`ConfigError::UnknownScheme`](crate::ConfigError::UnknownScheme)).
    ///
    /// A call goes with the first alternative of which everything was given, in the order of the document. Without one it
    /// is not sent.
    ///
    /// ```
    /// use gateway_runtime::{Config, Credentials};
    ///
    /// let config = Config::new("https://gateway.example.com")
    ///     .credential("the usual key")
    ///     .further_credential("application-key", Credentials::key("another key"));
    /// # let _ = config;
    /// ```
    pub fn further_credential(mut self, scheme: impl Into<String>, given: Credentials) -> Self {
        self.further.push((scheme.into(), given));
        self
    }

    /// How the token or key stands in its header; [`TokenForm::Raw`] by default. It has no effect on an API whose
    /// document says that it wants a bearer token.
    pub fn token_form(mut self, form: TokenForm) -> Self {
        self.token_form = form;
        self
    }

    /// Where tokens are shared with other processes; by default each process fetches its own.
    pub fn token_store(mut self, store: Arc<dyn TokenStore>) -> Self {
        self.token_store = Some(store);
        self
    }

    /// How long making a connection may take, with the TLS handshake; 10 s by default, more than zero. Where a name has
    /// several addresses, one that is silent costs a quarter of a second: they are raced (RFC 8305).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the answer; 60 s by default, more than zero.
    /// A payment whose answer takes longer becomes indeterminate, so this is no place to be impatient.
    pub fn answer_timeout(mut self, timeout: Duration) -> Self {
        self.answer_timeout = timeout;
        self
    }

    /// How long a whole call may take, with fetching a token, all attempts and the pauses between them; 90 s by
    /// default, more than zero.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = timeout;
        self
    }

    /// How many bytes of an answer's body are read; 2 MiB by default, at least 1 KiB. What is longer is cut, kept, and
    /// counts as not readable.
    pub fn largest_answer(mut self, bytes: usize) -> Self {
        self.largest_answer = bytes;
        self
    }

    /// How often, and with which pauses, what may be sent again is sent again.
    pub fn retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// How long a connection may rest before it is no longer used; 20 s by default, and none rests with zero. Gateways and
    /// load balancers commonly close after 60 s, and a request on a connection that is about to be closed may be lost. A
    /// gateway that closes earlier says so (`Keep-Alive: timeout=N`), and is believed.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.reach.idle = timeout;
        self
    }

    /// Sends whatever moves money on a connection that is made for it, and never on one that has rested. It costs the time
    /// of a connection for each, and leaves nothing to chance that a resting connection does: a gateway that closes it just
    /// as the request arrives, which leaves the outcome open, or an answer on it that nobody asked for.
    ///
    /// Such an answer is never taken for the next one's if it comes before the request is written, or if it names another
    /// order ([`Reason::OtherRequest`](crate::Reason::OtherRequest)); then the connection is closed as well, and no answer
    /// that is still to come on it counts. Without this, one cannot be told from the answer that was asked for if it comes
    /// after the request was written and names no order, as a refusal or a bare 401 does, or names the same one.
    pub fn fresh_connections_for_money(mut self) -> Self {
        self.fresh_for_money = true;
        self
    }

    /// Sends no new payments while too many of those before them ended without an outcome; off by default.
    pub fn breaker(mut self, breaker: Breaker) -> Self {
        self.breaker = Some(breaker);
        self
    }

    /// Switches on checks before sending beyond the rules of the document; none is on by default. What breaks one is never
    /// sent ([`Failure::Invalid`](crate::Failure::Invalid)), with all rules that it breaks and without a value.
    pub fn checks(mut self, checks: Checks) -> Self {
        self.checks = checks;
        self
    }

    /// Trusts the certificates of a PEM text in addition to Mozilla's roots: a company's own authority, for instance.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.reach.roots.push(pem.into());
        self
    }

    /// Shows this certificate to a gateway that asks for one (mutual TLS): PEM texts of the certificate, with those that
    /// lead from it to the gateway's authority, and of its private key. With TLS 1.3 a gateway refuses a certificate only
    /// after the request may have been sent, so the outcome of such a payment is open.
    pub fn client_certificate(
        mut self,
        chain_pem: impl Into<Vec<u8>>,
        key_pem: impl Into<String>,
    ) -> Self {
        self.reach.identity = Some((chain_pem.into(), Sensitive::new(key_pem.into())));
        self
    }

    /// Reaches an `https` gateway through the proxy at this `http` URL, by a tunnel (`CONNECT`): the proxy sees the name
    /// of the gateway and nothing else. A loopback address is reached without it. The environment is never asked for a
    /// proxy.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.reach.proxy = Some(Sensitive::new(url.into()));
        self
    }

    /// The user and the password that the proxy wants (`Basic`). They are sent to it in clear.
    pub fn proxy_login(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.reach.proxy_login =
            Some((Sensitive::new(user.into()), Sensitive::new(password.into())));
        self
    }

    /// Takes time from another clock, in tests.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Carries requests with another HTTP client, which must keep the contract of [`Transport`].
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Writes down every request that changes something before it is sent, and what became of it; see [`Journal`]. The
    /// clients of a process can share one as long as they are all of one merchant account: whoever recovers looks up
    /// whatever is open in it, but for what is of [another account](Self::account).
    pub fn journal(mut self, journal: Arc<dyn Journal>) -> Self {
        self.journal = Some(journal);
        self
    }

    /// Names the program in the header `User-Agent`, before the name of this library: `shop/2.1`.
    pub fn user_agent(mut self, program: impl Into<String>) -> Self {
        self.user_agent = Some(program.into());
        self
    }

    /// Adds a header to every request; of two of one name the later counts, and one that the document has for an
    /// operation is left as it is. What would change how a request is carried, who asks or whom is refused when the
    /// client is made ([`ConfigError::Header`]).
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers
            .push((name.into(), Sensitive::new(value.into())));
        self
    }

    /// Shows every attempt to this observer.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// The headers that go with every request of this API.
    pub(super) fn added_headers(&self, api: &Api) -> Result<HeaderMap, ConfigError> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let is_credential = |own: &str| api.is_credential(own);
            add(&mut headers, name, value.expose(), is_credential).map_err(ConfigError::Header)?;
        }
        Ok(headers)
    }

    /// How the program and this library are named.
    pub(super) fn named(&self) -> Result<HeaderValue, ConfigError> {
        let own = concat!("gateway-runtime/", env!("CARGO_PKG_VERSION"));
        let Some(program) = &self.user_agent else {
            return Ok(HeaderValue::from_static(own));
        };
        HeaderValue::from_str(&format!("{program} {own}")).map_err(|_| ConfigError::OutOfRange {
            setting: "user_agent",
            range: "ASCII without line breaks, such as shop/2.1",
        })
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let breaker = self.breaker.as_ref();
        let of_payments = "a query, 1 to 100 percent, of 1 to 1000 payments";
        let settings = [
            (
                "connect_timeout",
                "more than zero",
                !self.connect_timeout.is_zero(),
            ),
            (
                "answer_timeout",
                "more than zero",
                !self.answer_timeout.is_zero(),
            ),
            (
                "total_timeout",
                "more than zero",
                !self.total_timeout.is_zero(),
            ),
            (
                "largest_answer",
                "at least 1024 bytes",
                self.largest_answer >= 1024,
            ),
            ("account", "1 to 64 characters", self.has_account_name()),
            (
                "breaker",
                of_payments,
                breaker.is_none_or(Breaker::is_usable),
            ),
            (
                "status_before_state",
                "from 400 to 499",
                self.known.statuses_are_refusals(),
            ),
        ];
        match settings.into_iter().find(|(.., is_in_range)| !is_in_range) {
            Some((setting, range, _)) => Err(ConfigError::OutOfRange { setting, range }),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("base_url", &self.base_url)
            .field("account", &self.account)
            .field("connect_timeout", &self.connect_timeout)
            .field("answer_timeout", &self.answer_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("largest_answer", &self.largest_answer)
            .field("retries", &self.retries)
            .field("token_form", &self.token_form)
            .finish_non_exhaustive()
    }
}
