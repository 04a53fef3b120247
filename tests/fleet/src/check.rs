//! The books of the gateway against the journal, the shop's rows and every word that was said.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gateway_postgres::tokio_postgres::{self, NoTls};
use gateway_runtime::{Handle, Journal, Outcome};
use online_payment_gateway::Client;
use tokio::runtime::Runtime;

use crate::fleet::PROCESSES;
use crate::stage::Stage;
use crate::words::{Word, Words, said};
use crate::worker::{has_row, looks, order_of, tell};

/// What the journal has of an order.
#[derive(Debug)]
struct Row {
    entry: String,
    outcome: Option<Outcome>,
    is_open: bool,
}

impl Row {
    /// Whether it was written in one of these times.
    fn is_in(&self, times: &[(u128, u128)]) -> bool {
        let begun = self.entry.get(..16);
        let begun = begun.and_then(|digits| u128::from_str_radix(digits, 16).ok());
        begun.is_some_and(|begun| {
            times
                .iter()
                .any(|(from, to)| (*from..=*to).contains(&begun))
        })
    }
}

/// What became of one payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It was charged, and stands as that.
    Known,
    /// It was charged, and is on the list of what is open.
    Listed,
    /// It was not charged, and is on that list.
    ListedInVain,
    /// It was not charged, and is neither listed nor said to be.
    Uncharged,
}

/// The books of the gateway against everything else.
#[derive(Default)]
pub(crate) struct Audit {
    /// Every way in which something is wrong.
    pub(crate) wrong: Vec<String>,
    charged: BTreeSet<String>,
    rows: BTreeMap<String, Row>,
    /// The shop's own rows, with the entries that they name.
    orders: BTreeMap<String, String>,
    said: Vec<(Word, String)>,
    /// How many rows of the shop a fail-over has lost.
    lost: usize,
}

/// Prints what became of everything, and every way in which that is wrong.
pub(crate) fn check(
    runtime: &Runtime,
    stage: &Stage,
    lost: &[(u128, u128)],
    outages: usize,
) -> bool {
    let audit = audit(runtime, stage, lost, outages);
    let count = |wanted| {
        let fates = audit.charged.iter().map(|order| audit.fate(order));
        fates.filter(|fate| *fate == wanted).count()
    };
    println!(
        "{} orders charged: {} known, {} listed; {} open in all; {} rows of the shop, {} lost by a fail-over; {} tokens fetched",
        audit.charged.len(),
        count(Fate::Known),
        count(Fate::Listed),
        audit.rows.values().filter(|row| row.is_open).count(),
        audit.orders.len(),
        audit.lost,
        audit.times(Word::Fetch),
    );
    let mut words = BTreeMap::new();
    for (word, _) in &audit.said {
        *words.entry(word.as_str()).or_insert(0_usize) += 1;
    }
    println!("words: {words:?}");
    for told in &audit.wrong {
        println!("WRONG: {told}");
    }
    audit.wrong.is_empty() && !audit.charged.is_empty()
}

/// Looks up what is open once more, and compares.
pub(crate) fn audit(
    runtime: &Runtime,
    stage: &Stage,
    lost: &[(u128, u128)],
    outages: usize,
) -> Audit {
    let words = Words::open(&stage.words);
    let mut audit = Audit::default();
    let (client, journal) = stage.settings.client(&words);
    (audit.rows, audit.orders) = runtime.block_on(async {
        audit.wrong.extend(recover(&client, &words).await.err());
        let open = journal.unresolved().await.expect("PostgreSQL runs");
        books(stage, &open.iter().map(order_of).collect()).await
    });
    audit.said = said(&stage.words);
    audit.look_for_doubles(stage);
    audit.look_at_payments();
    audit.look_at_words();
    audit.look_at_rows(lost);
    audit.look_at_tokens(outages);
    let _ = std::fs::remove_file(&stage.words);
    audit
}

/// Looks up what is open as another process would, and says what is found. The error is one that nobody should meet.
pub(crate) async fn recover(client: &Client, words: &Words) -> Result<(), String> {
    let patience = looks().patience(Duration::from_secs(5));
    let recovered = client.gateway().recover(&patience).await;
    for one in recovered.map_err(|error| error.to_string())? {
        tell(words, &one.handle, &one.resolution);
    }
    Ok(())
}

impl Audit {
    /// What became of the payment of an order.
    pub(crate) fn fate(&self, order: &str) -> Fate {
        let is_open = self.rows.get(order).is_some_and(|row| row.is_open);
        match (self.charged.contains(order), is_open) {
            (true, false) => Fate::Known,
            (true, true) => Fate::Listed,
            (false, true) => Fate::ListedInVain,
            (false, false) => Fate::Uncharged,
        }
    }

    fn times(&self, wanted: Word) -> usize {
        let said = self.said.iter().filter(|(word, _)| *word == wanted);
        said.count()
    }

    /// What the gateway has charged, each once for an order and for a purchase.
    fn look_for_doubles(&mut self, stage: &Stage) {
        stage.sandbox.look(|state| {
            let orders = state.orders().filter(|order| !order.status.is_over());
            for order in orders {
                if !self.charged.insert(order.order_no.clone()) {
                    let told = format!("{} was charged twice", order.order_no);
                    self.wrong.push(told);
                }
            }
        });
        let mut purchases = BTreeMap::new();
        for order in &self.charged {
            let purchase = order.rsplit_once('-');
            let purchase = purchase.map_or(&**order, |(purchase, _)| purchase);
            if let Some(other) = purchases.insert(purchase, order) {
                self.wrong.push(format!(
                    "{order} and {other} are one purchase, and both were charged"
                ));
            }
        }
    }

    fn look_at_payments(&mut self) {
        for order in &self.charged {
            let Some(row) = self.rows.get(order) else {
                let told = format!("{order} was charged, and nobody knows of it");
                self.wrong.push(told);
                continue;
            };
            let is_paid = matches!(
                row.outcome,
                Some(Outcome::Accepted { .. } | Outcome::Found { .. })
            );
            if !is_paid && !row.is_open {
                let told = format!("{order} was charged, and stands as {:?}", row.outcome);
                self.wrong.push(told);
            }
        }
    }

    fn look_at_words(&mut self) {
        for (word, order) in &self.said {
            let is_charged = self.charged.contains(order);
            let is_true = match word {
                Word::Paid | Word::Found => is_charged,
                Word::NotSent | Word::Refused | Word::Denied => !is_charged,
                Word::Open | Word::Held | Word::Fetch | Word::Fetched => true,
            };
            if !is_true {
                let told = format!("{order} is said to be {}, which is false", word.as_str());
                self.wrong.push(told);
            }
        }
    }

    /// The shop's own rows and those of the journal. The journal writes its own again after a fail-over, and the shop has to
    /// look after its own.
    fn look_at_rows(&mut self, lost: &[(u128, u128)]) {
        for (order, entry) in &self.orders {
            if self.rows.get(order).is_none_or(|row| row.entry != *entry) {
                let told = format!("the order {order} has a row, and its payment none");
                self.wrong.push(told);
            }
        }
        for order in self.charged.iter().filter(|order| has_row(order)) {
            if self.orders.contains_key(order) {
                continue;
            }
            match self.rows.get(order) {
                Some(row) if row.is_in(lost) => self.lost += 1,
                _ => {
                    let told = format!("{order} was charged, and the shop has no row of it");
                    self.wrong.push(told);
                }
            }
        }
    }

    /// One at first; while the store is away, one for each process, and one for all after it; and whoever was killed while
    /// it fetched stored none.
    fn look_at_tokens(&mut self, outages: usize) {
        let fetches = self.times(Word::Fetch);
        let cut_off = fetches.saturating_sub(self.times(Word::Fetched));
        let most = 1 + (PROCESSES + 1) * outages + cut_off;
        if fetches > most {
            let told = format!("{fetches} tokens were fetched, where {most} are enough");
            self.wrong.push(told);
        }
    }
}

type Books = (BTreeMap<String, Row>, BTreeMap<String, String>);

/// What the journal has of each order, and the shop's own rows with the entries that they name.
async fn books(stage: &Stage, open: &BTreeSet<String>) -> Books {
    let (client, connection) = tokio_postgres::connect(&stage.postgres.config(), NoTls)
        .await
        .expect("PostgreSQL runs");
    tokio::spawn(connection);
    let journal = "SELECT entry, intent, outcome FROM gateway_journal";
    let rows = client
        .query(journal, &[])
        .await
        .expect("the tables are there");
    let rows = rows.iter().filter_map(|row| {
        let order = order_of(&Handle::from_json(row.get(1)).ok()?);
        let outcome: Option<&str> = row.get(2);
        let row = Row {
            entry: row.get(0),
            outcome: outcome.and_then(Outcome::from_json),
            is_open: open.contains(&order),
        };
        Some((order, row))
    });
    let rows = rows.collect();
    let orders = "SELECT number, payment FROM orders";
    let orders = client
        .query(orders, &[])
        .await
        .expect("the tables are there");
    let orders = orders.iter().map(|row| (row.get(0), row.get(1))).collect();
    (rows, orders)
}
