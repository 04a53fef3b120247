//! One process of the fleet: it pays as long as it lives, and follows whatever is open.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gateway_postgres::tokio_postgres::{self, NoTls};
use gateway_postgres::{Postgres, PostgresJournal, Seal, prepare_in};
use gateway_redis::{RedisTokens, redis};
use gateway_runtime::{
    Accepted, Attempt, Call, Config, Ended, Failure, Follow, Followed, Handle, Observer, Prepared,
    Reconcile, Resolution, Sending, TokenStore,
};
use online_payment_gateway::models::{PaymentResponse, QueryPaymentMethodType};
use online_payment_gateway::operations::{CREATE_ACCESS_TOKEN, CREATE_PAYMENT};
use online_payment_gateway::{Client, LookUpAnswers};
use tokio::signal::unix::{SignalKind, signal};

use crate::requests::payment;
use crate::words::{Word, Words};

/// What stands for gateway and account.
pub(crate) const ACCOUNT: &str = "fleet";
/// How long a call may take; its entry is its own for 30 s more.
pub(crate) const DEADLINE: Duration = Duration::from_secs(8);
/// How long what was prepared may wait to be sent.
pub(crate) const PREPARED: Duration = Duration::from_secs(10);
/// How many customers pay at once.
pub(crate) const CUSTOMERS: u64 = 3;

/// What the client of the fleet is made of, in the order in which a process is given it.
pub(crate) struct Settings {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) app_id: String,
    pub(crate) secret: String,
    pub(crate) words: String,
    pub(crate) postgres: String,
    /// Where the token is; in PostgreSQL if nowhere.
    pub(crate) redis: String,
}

impl Settings {
    pub(crate) fn arguments(&self) -> [&str; 7] {
        [
            &self.name,
            &self.url,
            &self.app_id,
            &self.secret,
            &self.words,
            &self.postgres,
            &self.redis,
        ]
    }

    pub(crate) fn of(arguments: Vec<String>) -> Self {
        let arguments: [String; 7] = arguments.try_into().expect("the fleet gives all of them");
        let [name, url, app_id, secret, words, postgres, redis] = arguments;
        Self {
            name,
            url,
            app_id,
            secret,
            words,
            postgres,
            redis,
        }
    }

    /// A client as each process has it, and its journal.
    pub(crate) fn client(&self, words: &Words) -> (Client, PostgresJournal) {
        self.client_with(Arc::new(Fetches(words.clone())))
    }

    /// The same with an observer of one's own.
    pub(crate) fn client_with(&self, observer: Arc<dyn Observer>) -> (Client, PostgresJournal) {
        let config = self.postgres.parse().expect("it is one of the server's");
        let postgres = Postgres::new(&config, NoTls).expect("a pool can be made");
        let journal = postgres.journal(ACCOUNT).prepared_by_caller();
        let seal = Seal::new([7; 32]);
        let tokens: Arc<dyn TokenStore> = match &*self.redis {
            "" => Arc::new(postgres.tokens(ACCOUNT, seal)),
            url => {
                let redis = redis::Client::open(url).expect("it is one of the server's");
                Arc::new(RedisTokens::new(redis, &self.url, ACCOUNT, seal))
            }
        };
        let config = Config::new(&self.url)
            .credentials(&self.app_id, &self.secret)
            .total_timeout(DEADLINE)
            .answer_timeout(Duration::from_secs(6))
            .journal(Arc::new(journal.clone()))
            .token_store(tokens)
            .observer(observer);
        let client = Client::new(config).expect("the configuration is whole");
        (client, journal)
    }
}

/// How the fleet looks up.
pub(crate) fn looks() -> Reconcile {
    Reconcile::new()
        .at_once(16)
        .answer_payment_method_type(QueryPaymentMethodType::Card)
}

/// The order of a request.
pub(crate) fn order_of(handle: &Handle) -> String {
    handle.field("orderNo").unwrap_or_default().into_owned()
}

/// Whether the shop writes a row of its own for an order: it does for every other purchase of a customer.
pub(crate) fn has_row(order: &str) -> bool {
    let number = order
        .split('-')
        .nth(2)
        .and_then(|number| number.parse().ok());
    number.is_some_and(|number: u64| number.is_multiple_of(2))
}

/// Says when a token is fetched.
pub(crate) struct Fetches(pub(crate) Words);

impl Observer for Fetches {
    fn before(&self, attempt: &mut Sending<'_>) {
        if attempt.operation().id == CREATE_ACCESS_TOKEN.id {
            self.0.say(Word::Fetch, "-");
        }
    }

    fn after(&self, attempt: &Sending<'_>, _: &Ended) {
        if attempt.operation().id == CREATE_ACCESS_TOKEN.id {
            self.0.say(Word::Fetched, "-");
        }
    }
}

pub(crate) fn run(arguments: Vec<String>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime can be made");
    runtime.block_on(work(Settings::of(arguments)));
}

/// Pays until it is told to end, and then in good order.
async fn work(settings: Settings) {
    let words = Words::open(Path::new(&settings.words));
    let (client, _) = settings.client(&words);
    let following = tokio::spawn(follow(client.clone(), words.clone()));
    let shop = Arc::new(Shop {
        is_open: AtomicBool::new(true),
        client,
        words,
        settings,
    });
    let customers: Vec<_> = (0..CUSTOMERS)
        .map(|customer| tokio::spawn(Arc::clone(&shop).serve(customer)))
        .collect();
    let mut told = signal(SignalKind::terminate()).expect("signals can be heard");
    told.recv().await;
    shop.is_open.store(false, Ordering::Relaxed);
    for customer in customers {
        let _ = customer.await;
    }
    following.abort();
    let drained = shop.client.gateway().drain(DEADLINE * 2).await;
    if let Err(left) = drained {
        eprintln!("{}: {left}", shop.settings.name);
    }
}

async fn follow(client: Client, words: Words) {
    let follow = Follow::new(looks()).every(Duration::from_millis(500));
    let tell = |followed| {
        if let Followed::Looked(looked) = followed {
            tell(&words, &looked.handle, &looked.resolution);
        }
    };
    let _ = client.gateway().follow(&follow, tell).await;
}

/// Says what a look-up found.
pub(crate) fn tell(words: &Words, handle: &Handle, resolution: &Resolution) {
    let word = match resolution {
        Resolution::Found(_) => Word::Found,
        Resolution::Denied(_) => Word::Denied,
        Resolution::NeverSent(_) => Word::NotSent,
        _ => return,
    };
    words.say(word, &order_of(handle));
}

/// What is said of a payment.
pub(crate) fn word_of(paid: &Result<Accepted<PaymentResponse>, Failure>) -> Word {
    match paid {
        Ok(_) => Word::Paid,
        Err(Failure::NotSent(_)) => Word::NotSent,
        Err(Failure::Indeterminate(_)) => Word::Open,
        Err(_) => Word::Refused,
    }
}

struct Shop {
    is_open: AtomicBool,
    client: Client,
    words: Words,
    settings: Settings,
}

impl Shop {
    /// Purchases of one customer, one after the other.
    async fn serve(self: Arc<Self>, customer: u64) {
        let mut number = 0_u64;
        while self.is_open.load(Ordering::Relaxed) {
            number += 1;
            let purchase = format!("{}-{customer}-{number}", self.settings.name);
            self.buy(&purchase).await;
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// A purchase: another attempt under another number follows only what was never sent.
    async fn buy(&self, purchase: &str) {
        for attempt in 1..=3 {
            let order = format!("{purchase}-{attempt}");
            let call = Call::new()
                .body(&payment(&order))
                .attempt(Attempt::of(purchase));
            let paid = match has_row(&order) {
                true => self.with_row(&order, call).await,
                false => self.client.gateway().call(&CREATE_PAYMENT, call).await,
            };
            let word = word_of(&paid);
            self.words.say(word, &order);
            if word != Word::NotSent || !self.is_open.load(Ordering::Relaxed) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }

    /// Pays with a row of the shop's own, which is committed together with the payment's. What the shop cannot commit it
    /// sends all the same: the journal knows whether it stands there.
    async fn with_row(
        &self,
        order: &str,
        call: Call,
    ) -> Result<Accepted<PaymentResponse>, Failure> {
        let gateway = self.client.gateway();
        let prepared = gateway.prepare(&CREATE_PAYMENT, call, PREPARED).await?;
        let _ = self.commit(order, &prepared).await;
        gateway.send(prepared).await
    }

    async fn commit(&self, order: &str, prepared: &Prepared) -> Result<(), tokio_postgres::Error> {
        let (mut client, connection) =
            tokio_postgres::connect(&self.settings.postgres, NoTls).await?;
        tokio::spawn(connection);
        let transaction = client.transaction().await?;
        let row = "INSERT INTO orders (number, payment) VALUES ($1, $2)";
        let entry = prepared.entry();
        transaction.execute(row, &[&order, &entry.as_str()]).await?;
        let (handle, within) = (prepared.handle(), prepared.within());
        prepare_in(&transaction, ACCOUNT, entry, handle, within).await?;
        transaction.commit().await
    }
}
